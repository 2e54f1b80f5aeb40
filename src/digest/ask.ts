import type { Act } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { digest, type Reader } from './tables.ts';

export type Digest = typeof digest.$inferSelect;

/** Writes down that a digest is to be sent: at a moment, or once somebody has confirmed it. */
export async function askDigest(
  { tx, now }: Act,
  given: {
    readonly coalitionId: string;
    readonly reader: Reader;
    readonly madeById?: string;
    readonly sendsAt?: Temporal.Instant;
  },
): Promise<Digest> {
  const { sendsAt = null, madeById = null, ...of } = given;
  const state = sendsAt === null ? 'asked' : 'waiting';
  const [made] = await tx
    .insert(digest)
    .values({ id: newId(now), ...of, state, madeById, madeAt: now, sendsAt })
    .returning();
  if (!made) throw new Error('a digest was not made');
  return made;
}
