const rules = new Intl.PluralRules('en');
const lists = new Intl.ListFormat('en');

/** The words for one, or for any other number. */
export function plural(count: number, one: string, other: string): string {
  return rules.select(count) === 'one' ? one : other;
}

/** A number and what it counts: “1 person”, “2 people”. */
export function counted(count: number, one: string, other: string): string {
  return `${count} ${plural(count, one, other)}`;
}

/** Names as a sentence lists them: “Ana, Ben, and Cara”. */
export function listed(names: readonly string[]): string {
  return lists.format(names);
}

/** The same, where `more` others are only counted. */
export function andMore(names: readonly string[], more: number): string {
  return more > 0 ? `${names.join(', ')} and ${more} more` : listed(names);
}
