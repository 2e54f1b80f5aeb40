import { and, eq, inArray } from 'drizzle-orm';
import { type Act, tables } from '#directory/index.ts';
import { hiddenAmong } from '#safety/index.ts';
import type { Day } from './find.ts';

/** A day and whose it is: the name of its hub while that is listed, or of the coalition. */
export interface Called extends Day {
  readonly by: string;
  /** why operators hid it */
  readonly hidden?: string | undefined;
}

/** The same day with whose it is, for messages that say so. */
export async function called(act: Pick<Act, 'tx'>, one: Day): Promise<Called> {
  const [found] = await allCalled(act, [one]);
  if (!found) throw new Error('a day was lost');
  return found;
}

/** The same of days of one coalition. */
export async function allCalled({ tx }: Pick<Act, 'tx'>, days: readonly Day[]): Promise<readonly Called[]> {
  const [first] = days;
  if (!first) return [];
  const { coalition, hub } = tables;
  const [own] = await tx.select().from(coalition).where(eq(coalition.id, first.coalitionId));
  const ids = days.flatMap(({ hubId }) => hubId ?? []);
  const hubs =
    ids.length === 0
      ? []
      : await tx
          .select()
          .from(hub)
          .where(and(eq(hub.coalitionId, first.coalitionId), inArray(hub.id, ids), eq(hub.listed, true)));
  const names = new Map(hubs.map(({ id, name }) => [id, name]));
  const reasons = await hiddenAmong(
    { tx },
    first.coalitionId,
    days.map(({ id }) => id),
  );
  return days.map((one) => ({
    ...one,
    by: names.get(one.hubId ?? '') ?? own?.name ?? '',
    hidden: reasons.get(one.id),
  }));
}
