import { english, type Language } from '#chat/index.ts';
import { words } from './words.ts';

/** Of fewer than this, somebody could tell who was counted. */
const toldFrom = 5;

/** Whether people outside may read a number. */
export const isTold = (count: number): boolean => count >= toldFrom;

/** A number as people outside read it: none under five, and all of those in the same words. */
export const outside = (count: number, language: Language): string =>
  isTold(count) ? english.number(count) : words[language].few;

/** The same of a number known only as lying between two. */
export function outsideRange(least: number, most: number, language: Language): string {
  if (!isTold(most)) return words[language].few;
  if (least === most) return english.number(most);
  return words[language].between(isTold(least) ? least : undefined, most);
}

/** Whether a part may be told besides its whole: neither it nor what it leaves of the whole is under five. */
export const isPartTold = (part: number, whole: number): boolean => isTold(part) && isTold(whole - part);
