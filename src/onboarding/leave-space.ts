import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Log } from '#chat/index.ts';
import { deliveryTables, withdraw } from '#delivery/index.ts';
import { type Act, type Feature, type Person, tables, writeAudit } from '#directory/index.ts';
import { type Place, peopleOnlyIn } from './space-people.ts';

/** What a space, or a whole coalition, takes along when it goes. */
export interface Goes {
  readonly features: readonly Feature[];
  /** deletes what is kept of somebody; what they published stays, without a name */
  readonly erase: (
    act: Act,
    person: Person,
    how: { readonly features: readonly Feature[]; readonly keep: boolean },
  ) => Promise<unknown>;
  /** notes that it left, for backups */
  readonly note: (
    act: Act,
    of: { readonly id: string; readonly what: 'space' | 'coalition' },
  ) => Promise<void>;
  /** where it is written that a coalition ends: nothing of that is left in the database */
  readonly log?: Pick<Log, 'info'> | undefined;
}

/** Deletes those whose only account is in a space, so many of them or all; how many they were. */
export async function leavePeople(act: Act, place: Place, goes: Goes, most?: number): Promise<number> {
  const people = await peopleOnlyIn(act, place, most);
  // They chose nothing: what they published is the coalition’s too, and stays without their names.
  for (const person of people) await goes.erase(act, person, { features: goes.features, keep: true });
  return people.length;
}

/**
 * Ends what a coalition has in a space whose people have gone: what waits for it, what features have there, the accounts
 * of those who stay, its channels, and that it is bound. Noted from here on: a backup that is made before the last row goes
 * lets it go again.
 */
export async function leaveSpace(act: Act, place: Place, goes: Goes): Promise<void> {
  const { tx } = act;
  await goes.note(act, { id: place.id, what: 'space' });
  const { account, binding, spaceChannel } = tables;
  const { delivery } = deliveryTables;
  const waiting = await tx
    .select({ id: delivery.id })
    .from(delivery)
    .where(
      and(
        eq(delivery.coalitionId, place.coalitionId),
        eq(delivery.spaceId, place.id),
        inArray(delivery.state, ['due', 'bundled', 'sending']),
        isNull(delivery.endedAt),
      ),
    );
  await withdraw(act, { ids: waiting.map(({ id }) => id) });
  for (const { spaceLeft } of goes.features) await spaceLeft?.(act, place);
  const isHere = (table: typeof account | typeof binding | typeof spaceChannel) =>
    and(eq(table.spaceId, place.id), eq(table.coalitionId, place.coalitionId));
  for (const table of [account, spaceChannel, binding]) await tx.delete(table).where(isHere(table));
  await writeAudit(act, { coalitionId: place.coalitionId, act: 'space.left', subject: place.id });
}
