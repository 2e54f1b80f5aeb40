import { eq } from 'drizzle-orm';
import { type Act, meetTie, type Person, tiesOf } from '#directory/index.ts';
import { changeCopies, numbersKind } from './copies.ts';
import type { Action } from './find.ts';
import { leadersOf } from './organisers.ts';
import { action } from './tables.ts';

/**
 * An action has taken place: nothing is left to ask of it, its posts offer no more to join, and those who led it know each
 * other from now on. Returns them, or nothing for an action that was not posted.
 */
export async function happened(
  act: Act,
  id: string,
): Promise<{ readonly action: Action; readonly leaders: readonly Person[] } | undefined> {
  const [one] = await act.tx.update(action).set({ askAt: null }).where(eq(action.id, id)).returning();
  if (one?.state !== 'posted') return undefined;
  await changeCopies(act, one, numbersKind);
  const leaders = await leadersOf(act, one);
  await tie(
    act,
    one,
    leaders.map((leader) => leader.id),
  );
  return { action: one, leaders };
}

/** A tie that counts already stays as old as it is. */
async function tie(act: Act, { coalitionId }: Action, ids: readonly string[]): Promise<void> {
  for (const [at, one] of ids.entries()) {
    const known = await tiesOf(act, one);
    for (const other of ids.slice(at + 1))
      if (!known.includes(other)) await meetTie(act, coalitionId, one, other);
  }
}
