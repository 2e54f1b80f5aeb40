/** How wide words are at a type size. */
export type Measure = (words: string, size: number) => number;

/** Linen and dye, as on the playground; what is read stands out from the paper by 4.5 : 1 at least. */
export const colours = { paper: '#fffdf8', ink: '#20262a', soft: '#5a6063', dye: '#0d5c58', rule: '#d9d2c2' };

/**
 * The eight largest communities have a dye of their own, the rest share a grey: more could not be told apart. They
 * stand out from the paper by 3 : 1 at least (WCAG 1.4.11), and differ in lightness for whoever does not see red and green.
 */
export const dyes = [
  '#0d5c58',
  '#c8611a',
  '#5f479f',
  '#a98300',
  '#a3214f',
  '#3d86c6',
  '#5d7d1f',
  '#5a3a2a',
] as const;
export const grey = '#868b8e';

/** A chat on a phone shows a picture about 320 pixels wide: 36 here are 9.6 there. */
export const type = { title: 48, name: 42, value: 38, axis: 36 };

/** How tall the scale from 0 to 100 % is. */
export const plotHeight = 176;

/** A share as it is read. */
export const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;

/** Words that end in dots where they have no more room. */
export function shortened(text: string, size: number, room: number, measure: Measure): string {
  if (measure(text, size) <= room) return text;
  const signs = [...text];
  while (signs.length > 0 && measure(`${signs.join('')}…`, size) > room) signs.pop();
  return `${signs.join('').trimEnd()}…`;
}
