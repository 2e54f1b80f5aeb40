import { sql } from 'drizzle-orm';
import { searched } from '#store/index.ts';
import { resource } from './tables.ts';

/** SQL: what is searched of a resource. The expression of its index is this one. */
export const everything = searched(
  sql`${resource.title} || ' ' || ${resource.goodFor} || ' ' || ${resource.maker}`,
);

/** The words that say what is offered or needed: without numbers, and without those that every second listing holds. */
export function telling(words: string, ignored: ReadonlySet<string>): string {
  return (words.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])
    .filter((word) => !ignored.has(word) && !/^\p{N}+$/u.test(word))
    .join(' ');
}
