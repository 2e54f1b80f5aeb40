import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import { shuffled } from './shuffle.ts';
import { sealedAnswer } from './tables.ts';

/** So many others are written anew with each answer. */
const others = 100;

/**
 * Stores an answer among others that are written anew with it, in an order that nobody can foretell: otherwise its place
 * and its transaction, laid beside what people did in Weft just before, would tell who answered. One of the same tag is
 * replaced.
 */
export async function storeMixed(act: Act, answer: typeof sealedAnswer.$inferInsert): Promise<void> {
  const taken = await act.tx
    .delete(sealedAnswer)
    .where(and(eq(sealedAnswer.pulseId, answer.pulseId), sql`${sealedAnswer.tag} in (${some(answer)})`))
    .returning();
  await act.tx
    .insert(sealedAnswer)
    .values(shuffled([...taken, answer]))
    .onConflictDoUpdate({
      target: [sealedAnswer.pulseId, sealedAnswer.tag],
      set: { sealed: sql`excluded.sealed` },
    });
}

/** Tags drawn by lot; those that somebody else is mixing just now are left to them. */
function some({ pulseId, tag }: typeof sealedAnswer.$inferInsert): SQL {
  return sql`select s.tag from ${sealedAnswer} s where s.pulse_id = ${pulseId} and s.tag <> ${tag}
    order by random() limit ${others} for update skip locked`;
}
