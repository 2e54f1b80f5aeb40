/** How wide words are at a type size. */
export type Measure = (words: string, size: number) => number;

/** Linen and dye, as on the playground; what is read stands out from the paper by 4.5 : 1 at least. */
export const colours = { paper: '#fffdf8', ink: '#20262a', soft: '#5a6063', dye: '#0d5c58', rule: '#d9d2c2' };

/** A chat on a phone shows a picture about 320 pixels wide: 36 here are 9.6 there. */
export const type = { title: 48, name: 42, value: 38, axis: 36 };

/** How tall the scale from 0 to 100 % is. */
export const plotHeight = 176;

/** A share as it is read. */
export const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;
