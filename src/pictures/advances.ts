/**
 * How far each character of a TrueType font moves the pen, in parts of the type size; characters it lacks are left
 * out. Of its table of characters it reads format 4, which every font has for the first 65,536.
 * https://learn.microsoft.com/typography/opentype/spec/cmap
 */
export function readAdvances(file: Uint8Array): ReadonlyMap<number, number> {
  const font = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const unitsPerEm = font.getUint16(tableAt(font, 'head') + 18);
  const wide = font.getUint16(tableAt(font, 'hhea') + 34);
  const hmtx = tableAt(font, 'hmtx');
  const advanceOf = (glyph: number) => font.getUint16(hmtx + 4 * Math.min(glyph, wide - 1)) / unitsPerEm;

  const at = charactersAt(font);
  const twice = font.getUint16(at + 6);
  const advances = new Map<number, number>();
  for (let segment = 0; segment < twice; segment += 2) {
    const last = font.getUint16(at + 14 + segment);
    const first = font.getUint16(at + 16 + twice + segment);
    const delta = font.getUint16(at + 16 + 2 * twice + segment);
    const rangeAt = at + 16 + 3 * twice + segment;
    const range = font.getUint16(rangeAt);
    for (let character = first; character <= last; character += 1) {
      const found = range === 0 ? character : font.getUint16(rangeAt + range + 2 * (character - first));
      const glyph = range !== 0 && found === 0 ? 0 : (found + delta) % 0x10000;
      if (glyph !== 0) advances.set(character, advanceOf(glyph));
      if (character === 0xffff) break;
    }
  }
  return advances;
}

/** Where a table of the font begins, from the directory at its head. */
function tableAt(font: DataView, name: string): number {
  for (let entry = 12; entry < 12 + 16 * font.getUint16(4); entry += 16) {
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((at) => font.getUint8(entry + at)));
    if (tag === name) return font.getUint32(entry + 8);
  }
  throw new Error(`the font has no table “${name}”`);
}

/** Where its characters of format 4 begin. */
function charactersAt(font: DataView): number {
  const cmap = tableAt(font, 'cmap');
  for (let entry = cmap + 4; entry < cmap + 4 + 8 * font.getUint16(cmap + 2); entry += 8) {
    const at = cmap + font.getUint32(entry + 4);
    if (font.getUint16(at) === 4) return at;
  }
  throw new Error('the font has no characters of format 4');
}
