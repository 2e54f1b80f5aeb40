import { randomInt } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import { shuffled } from './roster.ts';
import { sealedAnswer } from './tables.ts';

/** So many answers are written anew with each new one, on average; while there are no more, all of them are. */
const each = 100;

/** Whether this answer mixes all: drawn before it is stored, because mixing wants the answers for itself. */
export async function drawsMix({ tx }: Act, pulseId: string): Promise<boolean> {
  const count = await tx.$count(sealedAnswer, eq(sealedAnswer.pulseId, pulseId));
  return randomInt(Math.max(count, each)) < each;
}

/**
 * Writes all answers of a pulse anew, in an order that nobody can foretell: otherwise their places and transactions,
 * laid beside what people did in Weft just before, would tell who answered.
 */
export async function mix({ tx }: Act, pulseId: string): Promise<void> {
  const rows = await tx.delete(sealedAnswer).where(eq(sealedAnswer.pulseId, pulseId)).returning();
  const mixed = shuffled(rows);
  for (let from = 0; from < mixed.length; from += each)
    await tx.insert(sealedAnswer).values(mixed.slice(from, from + each));
}
