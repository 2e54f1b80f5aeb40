import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import { resource } from './tables.ts';

/**
 * How well two texts must fit for somebody to be told. `ts_rank` gives 0.061 to a query of which every word stands once
 * in a text and any of them will do, and less by the share that does: this is a third of the words of one of the two.
 */
const leastFit = 0.02;

/** SQL: a text as full-text search reads it. The expressions of the indexes are this one. */
export const searched = (words: AnyColumn | SQL | string): SQL =>
  typeof words === 'string'
    ? sql`to_tsvector('english', ${words}::text)`
    : sql`to_tsvector('english', ${words})`;

/** SQL: what is searched of a resource. */
export const everything = searched(
  sql`${resource.title} || ' ' || ${resource.goodFor} || ' ' || ${resource.maker}`,
);

/** SQL: a query that any of these words answers. */
export const anyOf = (words: AnyColumn | SQL | string): SQL =>
  typeof words === 'string'
    ? sql`replace(plainto_tsquery('english', ${words}::text)::text, '&', '|')::tsquery`
    : sql`replace(plainto_tsquery('english', ${words})::text, '&', '|')::tsquery`;

/** SQL: how well what somebody listed fits other words. Whichever is shorter asks: “a van” fits a long offer of one. */
export const closeness = (theirs: AnyColumn | SQL, words: string): SQL<number> =>
  sql<number>`greatest(ts_rank(${searched(theirs)}, ${anyOf(words)}), ts_rank(${searched(words)}, ${anyOf(theirs)}))`;

/** SQL condition: they fit well enough for somebody to be told. */
export const fits = (theirs: AnyColumn | SQL, words: string): SQL =>
  sql`(${searched(theirs)} @@ ${anyOf(words)} and ${closeness(theirs, words)} >= ${leastFit}::real)`;

/** The words that say what is offered or needed: without numbers, and without those that every second listing holds. */
export function telling(words: string, ignored: ReadonlySet<string>): string {
  return (words.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])
    .filter((word) => !ignored.has(word) && !/^\p{N}+$/u.test(word))
    .join(' ');
}
