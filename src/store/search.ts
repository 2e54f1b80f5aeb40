import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/** Words to be searched, or by which they are: a column, an expression, or what somebody wrote. */
type Words = AnyColumn | SQL | string;

/**
 * How well two texts must fit for somebody to be told. `ts_rank` gives 0.061 to a query of which every word stands once
 * in a text and any of them will do, and less by the share that does: this is a third of the words of one of the two.
 */
const leastFit = 0.02;

/** SQL: words as full-text search reads them. The expressions of the indexes are this one. */
export const searched = (words: Words): SQL => sql`to_tsvector('english', ${asText(words)})`;

/** SQL: a query that any of these words answers. */
export const anyOf = (words: Words): SQL =>
  sql`replace(plainto_tsquery('english', ${asText(words)})::text, '&', '|')::tsquery`;

/** SQL: how well two texts fit. Whichever is shorter asks: “a van” fits a long offer of one. */
export const closeness = (one: Words, other: Words): SQL<number> =>
  sql<number>`greatest(ts_rank(${searched(one)}, ${anyOf(other)}), ts_rank(${searched(other)}, ${anyOf(one)}))`;

/** SQL condition: they fit well enough for somebody to be told. */
export const fits = (one: Words, other: Words): SQL =>
  sql`(${searched(one)} @@ ${anyOf(other)} and ${closeness(one, other)} >= ${leastFit}::real)`;

/** What somebody wrote is a parameter of no type yet; a column and an expression must stay as the index has them. */
const asText = (words: Words): SQL => (typeof words === 'string' ? sql`${words}::text` : sql`${words}`);
