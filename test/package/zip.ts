/** The files in a ZIP archive and their sizes, unpacked. Reads the directory at its end alone. */
export function filesInZip(archive: Buffer): Map<string, number> {
  const end = archive.lastIndexOf("PK\x05\x06", undefined, "latin1");
  if (end < 0) throw new Error("This is no ZIP archive.");
  const files = new Map<string, number>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const start = at + 46;
    const next = start + (name ?? 0);
    files.set(archive.toString("utf8", start, next), archive.readUInt32LE(at + 24));
    at = next + (extra ?? 0) + (comment ?? 0);
  }
  return files;
}
