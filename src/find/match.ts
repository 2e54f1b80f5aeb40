import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/** More words than this are not looked at, nor more letters of one. */
const mostWords = 8;
const mostLetters = 40;

/**
 * The words of what somebody wrote, in lower case, each once: letters and digits only, so that nothing in them means
 * anything to LIKE. Words to ignore go, and single Latin letters.
 */
export function wordsOf(written: string, ignored: readonly string[] = []): readonly string[] {
  const all = written
    .slice(0, 2000)
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '' && !ignored.includes(word) && !/^[a-z]$/.test(word));
  return [...new Set(all.map((word) => [...word].slice(0, mostLetters).join('')))].slice(0, mostWords);
}

/** Columns as one text to search in. */
export function searched(...columns: readonly (AnyColumn | SQL)[]): SQL {
  return sql`concat_ws(' ', '', ${sql.join([...columns], sql`, `)})`;
}

/** SQL condition: a word of the text begins with this one; in a script that may not part its words, it stands anywhere. */
export function fits(text: SQL, word: string): SQL<boolean> {
  // A word holds only letters, digits and marks, so that nothing in it means anything to either operator.
  return /^[\p{Script=Latin}\p{N}]/u.test(word)
    ? sql<boolean>`(${text} ~* ${`(^|[^[:alnum:]])${word}`})`
    : sql<boolean>`(${text} ilike ${`%${word}%`})`;
}

/** SQL: how many of the words fit. */
export function countFits(text: SQL, words: readonly string[]): SQL<number> {
  return words.length === 0
    ? sql<number>`0::int`
    : sql<number>`(${sql.join(
        words.map((word) => sql`${fits(text, word)}::int`),
        sql` + `,
      )})`;
}
