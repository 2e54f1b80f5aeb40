import { and, asc, eq, gt } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { comment } from './tables.ts';

/** So many at once, and so many characters: Discord takes 4,000, escaped, in a message that holds the results as well. */
const most = 10;
const fits = 1200;

/** Some comments of a pulse, in the order of their random ids. */
export interface Comments {
  readonly words: readonly string[];
  /** the last of these, where there are more */
  readonly moreAfter: string | undefined;
}

/** The comments of a pulse that fit into one message, from the first one on or after the given one. */
export async function readComments(act: Act, pulseId: string, after?: string): Promise<Comments> {
  const rows = await act.tx
    .select({ id: comment.id, words: comment.words })
    .from(comment)
    .where(and(eq(comment.pulseId, pulseId), after === undefined ? undefined : gt(comment.id, after)))
    .orderBy(asc(comment.id))
    .limit(most + 1);
  let room = fits;
  const fitting = rows.findIndex(({ words }) => {
    room -= words.length;
    return room < 0;
  });
  const shown = rows.slice(0, Math.min(most, fitting === -1 ? most : Math.max(1, fitting)));
  return {
    words: shown.map(({ words }) => words),
    moreAfter: shown.length < rows.length ? shown.at(-1)?.id : undefined,
  };
}

/** The comment behind a button, after which the others stand: for everyone in its coalition. */
export async function commentBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; pulseId: string; id: string } | undefined> {
  const [row] = await db.select().from(comment).where(eq(comment.id, id));
  return row && { coalitionId: row.coalitionId, pulseId: row.pulseId, id: row.id };
}
