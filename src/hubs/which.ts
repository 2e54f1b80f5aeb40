import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { type ButtonId, button, buttons, message, Refusal } from '#chat/index.ts';
import {
  type Context,
  type Found,
  foundAmong,
  type Hub,
  hasRole,
  isHubListedTo,
  isUuid,
  type JoinedContext,
  lookUpHubs,
  mayRepresent,
  tables,
} from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { longestName } from './form.ts';
import { words } from './words.ts';

/** The open hub with this id in this coalition; a Refusal when there is none, or none that this person may see. */
export async function openHub(context: JoinedContext, id: string): Promise<Hub> {
  const [hub] = await context.tx
    .select()
    .from(tables.hub)
    .where(and(isOpenHere(context.coalition.id), eq(tables.hub.id, id), isHubListedTo(context)))
    .for('update');
  if (!hub) throw new Refusal(words[context.language].noHub);
  return hub;
}

/** The hub that a representative or an operator means to change: the one given, or the only one there is for them. */
export async function hubToChange(
  context: JoinedContext,
  given: string | undefined,
  press: ButtonId,
): Promise<Hub> {
  const say = words[context.language];
  const operates = hasRole(context, 'operator');
  const speaks = context.represents.flatMap((one) => one.hubId ?? []);
  if (!operates && speaks.length === 0) throw new Refusal(say.speakersOnly);
  if (given !== undefined) {
    const hub = await openHub(context, given);
    if (!operates && !mayRepresent(context, { hubId: hub.id })) throw new Refusal(say.speakersOnly);
    return hub;
  }
  const own = speaks.length > 0 ? inArray(tables.hub.id, speaks) : undefined;
  return only(context, await hubsWhere(context, own), press);
}

/** The hub that somebody means to leave: the one given, or the only one they are in. */
export async function hubToLeave(
  context: JoinedContext,
  given: string | undefined,
  press: ButtonId,
): Promise<Hub> {
  if (given !== undefined) return await openHub(context, given);
  return only(context, await hubsOf(context), press);
}

/** Open hubs that the person is in, by name. */
async function hubsOf(context: Context): Promise<Hub[]> {
  const { coalition, person } = context;
  if (!coalition || !person) return [];
  const rows = await context.tx
    .select({ hub: tables.hub })
    .from(tables.hub)
    .innerJoin(tables.hubMember, eq(tables.hubMember.hubId, tables.hub.id))
    .where(and(isOpenHere(coalition.id), eq(tables.hubMember.personId, person.id)))
    .orderBy(asc(tables.hub.name));
  return rows.map((row) => row.hub);
}

/** Look-up: hubs one is in, by a few letters of their name. */
export async function lookUpOwn(context: Context, written: string): Promise<readonly Found[]> {
  return foundAmong(await hubsOf(context), written);
}

/**
 * Look-up: hubs one can join or ask to be let into. What nothing in the lists is called stands as it was written: it may
 * be a hub that is in no list, and nobody learns here whether it is.
 */
export async function lookUpJoinable(context: Context, written: string): Promise<readonly Found[]> {
  const found = await lookUpHubs(context, written);
  const name = [...written.trim()].slice(0, longestName).join('');
  return found.length > 0 || name === '' || isUuid(name) ? found : [{ id: name, label: name }];
}

/** The open hub behind a button; undefined once it is closed. */
export async function hubBehind(db: Tx, id: string): Promise<{ coalitionId: string; hub: Hub } | undefined> {
  const [hub] = await db
    .select()
    .from(tables.hub)
    .where(and(eq(tables.hub.id, id), isNull(tables.hub.closedAt)));
  return hub && { coalitionId: hub.coalitionId, hub };
}

/** SQL condition: an open hub of this coalition. */
export const isOpenHere = (coalitionId: string) =>
  and(eq(tables.hub.coalitionId, coalitionId), isNull(tables.hub.closedAt));

async function hubsWhere(
  context: JoinedContext,
  which: ReturnType<typeof inArray> | undefined,
): Promise<Hub[]> {
  return await context.tx
    .select()
    .from(tables.hub)
    .where(and(isOpenHere(context.coalition.id), which))
    .orderBy(asc(tables.hub.name));
}

function only(context: JoinedContext, hubs: readonly Hub[], press: ButtonId): Hub {
  const say = words[context.language];
  const [first, second] = hubs;
  if (!first) throw new Refusal(say.noneToChoose);
  if (!second) return first;
  throw new Refusal(
    message(say.which, buttons(...hubs.slice(0, 5).map((one) => button(press, one.name, one.id)))),
  );
}
