const rules = new Intl.PluralRules('en');
const lists = new Intl.ListFormat('en');
const figures = new Intl.NumberFormat('en');
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The words for one, or for any other number. */
export function plural(count: number, one: string, other: string): string {
  return rules.select(count) === 'one' ? one : other;
}

/** A number as a sentence shows it: “2,100”. */
export function number(count: number): string {
  return figures.format(count);
}

/** A number and what it counts: “1 person”, “2,100 people”. */
export function counted(count: number, one: string, other: string): string {
  return `${number(count)} ${plural(count, one, other)}`;
}

/** Words that fit, or their beginning and “…”: together at most so long, and no character is halved. */
export function cut(words: string, most: number): string {
  if (words.length <= most) return words;
  let kept = '';
  for (const { segment } of characters.segment(words)) {
    if (kept.length + segment.length + 1 > most) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Names as a sentence lists them: “Ana, Ben, and Cara”. */
export function listed(names: readonly string[]): string {
  return lists.format(names);
}

/** The same, where `more` others are only counted. */
export function andMore(names: readonly string[], more: number): string {
  return more > 0 ? `${names.join(', ')} and ${more} more` : listed(names);
}
