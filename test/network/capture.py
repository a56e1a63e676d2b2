"""Writes one line for each packet on a network device, so that a test that finds one can say what it was.

Usage: capture.py DEVICE. The kernel's counters decide how many there were; this only names them.
"""

import socket
import struct
import sys

PROTOCOLS = {1: "ICMP", 2: "IGMP", 6: "TCP", 17: "UDP"}
FLAGS = "FSRPAU"


def describe(frame: bytes) -> str:
    (kind,) = struct.unpack("!H", frame[12:14])
    if kind == 0x0806:
        return f"ARP who has {socket.inet_ntoa(frame[38:42])}"
    if kind != 0x0800:
        return f"frame of type {kind:#06x}"
    packet = frame[14:]
    header = (packet[0] & 15) * 4
    source, target = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
    name = PROTOCOLS.get(packet[9], f"protocol {packet[9]}")
    if name not in ("TCP", "UDP"):
        return f"{name} {source} > {target}"
    segment = packet[header:]
    source_port, target_port = struct.unpack("!HH", segment[:4])
    line = f"{name} {source}:{source_port} > {target}:{target_port}"
    if name == "TCP":
        flags = "".join(letter for bit, letter in enumerate(FLAGS) if segment[13] >> bit & 1)
        payload = segment[(segment[12] >> 4) * 4 :]
        return f"{line} [{flags}] {readable(payload)}".rstrip()
    if 53 in (source_port, target_port):
        return f"{line} asks for {question(segment[8:])}"
    return line


def readable(payload: bytes) -> str:
    """The beginning of what was sent: the first line of a request, or the host name in a TLS greeting."""
    return "".join(chr(byte) if 32 <= byte < 127 else " " for byte in payload[:160])


def question(message: bytes) -> str:
    labels, place = [], 12
    while place < len(message) and message[place] != 0:
        length = message[place]
        labels.append(message[place + 1 : place + 1 + length].decode("ascii", "replace"))
        place += 1 + length
    return ".".join(labels)


def main() -> None:
    every_protocol = socket.htons(3)
    capture = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, every_protocol)
    capture.bind((sys.argv[1], 0))
    print("ready", flush=True)
    while True:
        try:
            print(describe(capture.recv(65535)), flush=True)
        except (IndexError, struct.error):
            print("a packet that is cut short", flush=True)


main()
