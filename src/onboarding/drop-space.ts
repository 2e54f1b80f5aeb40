import { and, eq, inArray, isNull, not, or, sql } from 'drizzle-orm';
import { deliveryTables } from '#delivery/index.ts';
import { type Act, notePresent, type Space, tables } from '#directory/index.ts';
import { inboxTables } from '#inbox/index.ts';
import type { Due } from '#schedule/index.ts';
import { endCoalition } from './end-coalition.ts';
import { isUntold } from './gone.ts';
import { heldOfSpace, refuseHeld } from './held-of.ts';
import { type Goes, leavePeople, leaveSpace } from './leave-space.ts';
import { leftMessage } from './space-messages.ts';
import { isLastSpace } from './space-people.ts';
import { tellOperators } from './tell-operators.ts';

/** What is being taken back in a space is gone in an hour: then its rows go too. */
const clearedIn = { hours: 1 };
/** People of one transaction: in a coalition of 6,000 they take seconds. Other work has its turn before the next go. */
const atOnce = 20;
const nextIn = { seconds: 10 };

/**
 * Takes a space out whose moment has come: its people, what the coalition has there, and in the end every row of it. Once
 * begun it is not undone by adding Weft again, and it begins when operators know.
 */
export const dropDue = (goes: () => Goes): Due => ({
  name: 'onboarding.drop',
  table: tables.space,
  id: tables.space.id,
  dueAt: tables.space.dropAt,
  where: not(isUntold),
  async carryOut(act, id) {
    const { binding, space } = tables;
    const [row] = await act.tx.select().from(space).where(eq(space.id, id)).for('update');
    // An operator may just have kept it.
    if (!row?.dropAt || Temporal.Instant.compare(row.dropAt, act.now) > 0) return;
    const [bound] = await act.tx.select().from(binding).where(eq(binding.spaceId, id));
    // What left before was noted then.
    if (!bound && row.leavingAt === null) await goes().note(act, { id, what: 'space' });
    const dropAt = bound && (await goFrom(act, row, bound.coalitionId, goes()));
    const leavingAt = row.leavingAt ?? act.now;
    if (dropAt === undefined) await dropSpace(act, row);
    else await act.tx.update(space).set({ dropAt, leavingAt }).where(eq(space.id, id));
  },
});

/** One step of a coalition’s way out of a space; when the next is due, or undefined where only rows are left. */
async function goFrom(
  act: Act,
  space: Space,
  coalitionId: string,
  goes: Goes,
): Promise<Temporal.Instant | undefined> {
  const place = { id: space.id, coalitionId };
  if (await isLastSpace(act, place)) {
    await goes.note(act, { ...place, what: 'space' });
    await endCoalition(act, coalitionId, goes);
    return undefined;
  }
  if ((await leavePeople(act, place, goes, atOnce)) > 0) return act.now.add(nextIn);
  await leaveSpace(act, place, goes);
  const of = { coalitionId, spaceId: space.id, occurrence: 'left' };
  await tellOperators(act, of, (language) => leftMessage(language, space.name));
  return space.goneAt === null ? act.now.add(clearedIn) : undefined;
}

/**
 * Deletes every row of a space that no coalition is bound to any more, and proves it. Where Weft is still in it, it is
 * known again as a space like any other, and keeps its token.
 */
async function dropSpace(act: Act, space: Space): Promise<void> {
  const { tx } = act;
  const { platform, tenant } = space;
  const isStillIn = space.goneAt === null;
  await dropDeliveries(act, space);
  const { inbox, form } = inboxTables;
  for (const table of [inbox, form])
    await tx.delete(table).where(and(eq(table.platform, platform), eq(table.tenant, tenant)));
  await tx.delete(tables.space).where(eq(tables.space.id, space.id));
  const { installation } = tables;
  if (isStillIn) await notePresent(act, platform, tenant, space.name);
  else
    await tx
      .delete(installation)
      .where(and(eq(installation.platform, platform), eq(installation.tenant, tenant)));
  refuseHeld(await heldOfSpace(act, space, isStillIn));
}

/** Of messages to people who stay only that they got one is kept: what limits how many they get. */
async function dropDeliveries({ tx }: Act, { id, platform, tenant }: Space): Promise<void> {
  const { delivery, pace } = deliveryTables;
  const isWent = and(eq(delivery.platform, platform), eq(delivery.tenant, tenant));
  const staying = sql`(select ${tables.person.id} from ${tables.person} where ${isNull(tables.person.leftAt)})`;
  const isNobodys = or(isNull(delivery.personId), sql`${delivery.personId} not in ${staying}`);
  const isOfIt = or(eq(delivery.spaceId, id), isWent);
  await tx
    .delete(delivery)
    .where(inArray(delivery.edits, tx.select({ id: delivery.id }).from(delivery).where(isOfIt)));
  await tx.delete(delivery).where(or(eq(delivery.spaceId, id), and(isWent, isNobodys)));
  const nowhere = { tenant: null, address: null, conversation: null, posted: null, channel: null };
  await tx
    .update(delivery)
    .set({ ...nowhere, effect: sql`case when ${delivery.endedAt} is null then ${delivery.effect} end` })
    .where(isWent);
  const key = `${platform} ${tenant}`;
  await tx.delete(pace).where(or(eq(pace.key, key), sql`starts_with(${pace.key}, ${`${key} `})`));
}

/**
 * Has a space leave all at once that a restored backup still has, as it left before; whether it was there. Its people go
 * with it, those who were deleted in the meantime were before. A coalition ends only where it is noted that it ended.
 */
export async function forgetSpace(act: Act, id: string, goes: Goes): Promise<boolean> {
  const { binding, space } = tables;
  const [row] = await act.tx.select().from(space).where(eq(space.id, id)).for('update');
  if (!row) return false;
  const [bound] = await act.tx.select().from(binding).where(eq(binding.spaceId, id));
  if (bound) {
    const place = { id, coalitionId: bound.coalitionId };
    await leavePeople(act, place, goes);
    await leaveSpace(act, place, goes);
  } else await goes.note(act, { id, what: 'space' });
  await dropSpace(act, row);
  return true;
}

/** Ends a coalition that a restored backup still has; whether it was there. */
export async function forgetCoalition(act: Act, id: string, goes: Goes): Promise<boolean> {
  const { coalition } = tables;
  const [row] = await act.tx.select({ id: coalition.id }).from(coalition).where(eq(coalition.id, id));
  if (row) await endCoalition(act, id, goes);
  return row !== undefined;
}
