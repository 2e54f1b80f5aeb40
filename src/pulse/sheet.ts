/** An answer in clear. It lives in memory only, and says nothing of itself to a log, an error or JSON. */
export interface Sheet {
  open(): Answers;
}

/** What one person answered: 1 to 5 for each question, or nothing. */
export interface Answers {
  readonly scores: readonly (number | undefined)[];
  /** the segment they chose to be counted with, as a UUID */
  readonly segment: string | undefined;
  readonly comment: string;
}

/** Questions a pulse may have. */
export const mostQuestions = 3;
/** Bytes of a comment in UTF-8: 500 characters of any script. */
export const commentBytes = 2000;
/** Bytes of every sheet: scores, segment, length of the comment, comment. */
export const sheetBytes = mostQuestions + 16 + 2 + commentBytes;

/** Hides answers in a sheet. */
export function sheetOf(answers: Answers): Sheet {
  return Object.freeze({ open: () => answers });
}

/** A sheet as bytes, always the same number of them. */
export function writeSheet(sheet: Sheet): Buffer {
  const { scores, segment, comment } = sheet.open();
  const out = Buffer.alloc(sheetBytes);
  for (let at = 0; at < mostQuestions; at += 1) out.writeUInt8(scores[at] ?? 0, at);
  if (segment !== undefined) out.write(segment.replaceAll('-', ''), mostQuestions, 16, 'hex');
  const words = cut(Buffer.from(comment, 'utf8'));
  out.writeUInt16BE(words.length, mostQuestions + 16);
  words.copy(out, mostQuestions + 18);
  words.fill(0);
  return out;
}

/** The sheet in these bytes. */
export function readSheet(bytes: Buffer): Sheet {
  if (bytes.length !== sheetBytes) throw new RangeError('not a sheet');
  const scores = [...bytes.subarray(0, mostQuestions)].map((score) => (score === 0 ? undefined : score));
  const hex = bytes.toString('hex', mostQuestions, mostQuestions + 16);
  const segment = /^0+$/.test(hex)
    ? undefined
    : hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const length = bytes.readUInt16BE(mostQuestions + 16);
  const comment = bytes.toString('utf8', mostQuestions + 18, mostQuestions + 18 + length);
  return sheetOf({ scores, segment, comment });
}

/** At most so many bytes, and no half character at the end. */
function cut(words: Buffer): Buffer {
  let end = Math.min(words.length, commentBytes);
  while (end > 0 && end < words.length && ((words[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return words.subarray(0, end);
}
