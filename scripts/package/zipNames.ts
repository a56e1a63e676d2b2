/**
 * The names of the files in a ZIP archive, sorted. They are read from its central directory (PKWARE's APPNOTE, sections
 * 4.3.12 and 4.3.16), which is what an editor goes by when it installs a VSIX.
 * @throws an error where the bytes are no such archive
 */
export function zipNames(bytes: Buffer): readonly string[] {
  const end = bytes.lastIndexOf(endOfDirectory);
  if (end < 0) throw new Error('This is no ZIP archive: it has no central directory.');
  const count = bytes.readUInt16LE(end + 10);
  let position = bytes.readUInt32LE(end + 16);
  const names: string[] = [];
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(position) !== directoryEntry)
      throw new Error('The central directory of the ZIP archive is broken.');
    const nameLength = bytes.readUInt16LE(position + 28);
    const restLength = bytes.readUInt16LE(position + 30) + bytes.readUInt16LE(position + 32);
    names.push(bytes.toString('utf8', position + 46, position + 46 + nameLength));
    position += 46 + nameLength + restLength;
  }
  return names.sort();
}

const endOfDirectory = Buffer.from([0x50, 0x4b, 5, 6]);
const directoryEntry = 0x02014b50;
