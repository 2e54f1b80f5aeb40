import { createHash, randomInt } from 'node:crypto';
import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import { type Act, tables } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';

/** No letter that is taken for another: neither I, L, O nor 0, 1. Ten of them are 49 bits. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const letters = 10;

export type Code = typeof tables.code.$inferSelect;
type Use = Code['use'];

/** Makes a code that works once, for so many hours. Only its hash is kept; codes past their time are forgotten. */
export async function makeCode(
  act: Act,
  given: { coalitionId: string; use: Use; personId?: string; hours: number },
): Promise<string> {
  const { coalitionId, use, personId, hours } = given;
  const drawn = Array.from({ length: letters }, () => alphabet[randomInt(alphabet.length)]).join('');
  await act.tx
    .delete(tables.code)
    .where(and(eq(tables.code.coalitionId, coalitionId), lt(tables.code.expiresAt, act.now)));
  await act.tx.insert(tables.code).values({
    hash: hashOf(drawn),
    coalitionId,
    use,
    personId: personId ?? null,
    expiresAt: act.now.add({ hours }),
  });
  return `${drawn.slice(0, letters / 2)}-${drawn.slice(letters / 2)}`;
}

/** The code's row while it works: unused, and in its time. */
export async function findCode(act: Act, written: string, use: Use): Promise<Code | undefined> {
  const [row] = await act.tx
    .select()
    .from(tables.code)
    .where(works(act.now, hashOf(written), use));
  return row;
}

/** Uses a code up; undefined when it does not work any more. */
export async function useCode(act: Act, hash: string, use: Use): Promise<Code | undefined> {
  const [row] = await act.tx
    .update(tables.code)
    .set({ usedAt: act.now })
    .where(works(act.now, hash, use))
    .returning();
  return row;
}

/** The code behind a button: its hash has the shape of an id, so that a button can carry it. */
export async function codeBehind(
  db: Tx,
  hash: string,
): Promise<{ coalitionId: string; code: Code } | undefined> {
  const [code] = await db.select().from(tables.code).where(eq(tables.code.hash, hash));
  return code && { coalitionId: code.coalitionId, code };
}

/** 128 bits of SHA-256, written like a uuid; dashes, blanks and case of what was typed do not matter. */
export function hashOf(written: string): string {
  const bare = written.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const hex = createHash('sha256').update(bare).digest('hex').slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const works = (now: Temporal.Instant, hash: string, use: Use) =>
  and(
    eq(tables.code.hash, hash),
    eq(tables.code.use, use),
    isNull(tables.code.usedAt),
    gt(tables.code.expiresAt, now),
  );
