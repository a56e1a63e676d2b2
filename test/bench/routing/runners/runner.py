"""Runs a task's calls on code that a model wrote. JSON on the standard input, a word and the verdict on the output."""

import io
import json
import math  # noqa: F401  Loaded before the hook, as what answers import most.
import re  # noqa: F401
import sys

FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.kill", "os.putenv",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "shutil.", "ctypes.", "webbrowser.", "urllib.", "ftplib.", "smtplib.", "sys.addaudithook",
)


def limit_resources() -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the time limit of the caller holds there.
        return
    resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def forbid(event: str, arguments: tuple) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and any(letter in str(arguments[1] or "r") for letter in "wax+"):
        raise PermissionError(event)


def same(result: object, expected: object) -> bool:
    if isinstance(expected, bool) or isinstance(result, bool):
        return result is expected
    if isinstance(expected, list):
        if not isinstance(result, (list, tuple)) or len(result) != len(expected):
            return False
        return all(same(one, other) for one, other in zip(result, expected))
    if isinstance(expected, dict):
        if not isinstance(result, dict) or result.keys() != expected.keys():
            return False
        return all(same(result[key], value) for key, value in expected.items())
    if isinstance(expected, float):
        return isinstance(result, (int, float)) and abs(result - expected) < 1e-9
    return result == expected


def judge(code: str, name: str, cases: list) -> str:
    try:
        compiled = compile(code, "answer", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "does-not-parse"
    try:
        sys.stdout = io.StringIO()
        scope: dict = {"__name__": "answer"}
        exec(compiled, scope)
        passed = all(same(scope[name](*case["arguments"]), case["expected"]) for case in cases)
    except BaseException:  # noqa: BLE001  An answer may raise anything, SystemExit too.
        return "failed"
    return "passed" if passed else "failed"


def main() -> None:
    task = json.load(sys.stdin)
    output = sys.stdout
    limit_resources()
    sys.addaudithook(forbid)
    verdict = judge(task["code"], task["functionName"], task["cases"])
    output.write(f"\n{task['word']} {verdict}\n")
    output.flush()


main()
