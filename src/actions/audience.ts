import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { Invalid } from '#chat/index.ts';
import { type Act, isHubListedTo, type JoinedContext, settleNames, tables } from '#directory/index.ts';
import type { Audience } from './choices.ts';
import type { Action } from './find.ts';
import { actionCopy, actionHub } from './tables.ts';
import { words } from './words.ts';

/** Whom an action is for, settled: rows of hubs, or of spaces. */
export interface Settled {
  readonly audience: Audience;
  readonly hubIds: readonly string[];
  readonly spaceIds: readonly string[];
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Which hubs or spaces somebody means who chose this audience and wrote these names. Invalid when there are none like that. */
export async function settleAudience(
  context: JoinedContext,
  audience: Audience,
  written: string,
): Promise<Settled> {
  const say = words[context.language];
  const isEmpty = /^[\s,]*$/.test(written);
  switch (audience) {
    case 'coalition':
      return { audience, hubIds: [], spaceIds: [] };
    case 'space': {
      const here = await spaceHere(context);
      if (here === undefined) throw new Invalid({ audience: say.noSpaceHere });
      return { audience, hubIds: [], spaceIds: [here] };
    }
    case 'spaces': {
      if (isEmpty) throw new Invalid({ names: say.nameThem });
      return { audience, hubIds: [], spaceIds: meant(context, written, await spacesWhere(context)) };
    }
    case 'hubs': {
      const hubs = await hubsWhere(context, isEmpty);
      if (isEmpty && hubs.length === 0) throw new Invalid({ names: say.noOwnHub });
      const hubIds = isEmpty ? hubs.map(({ id }) => id) : meant(context, written, hubs);
      return { audience, hubIds, spaceIds: [] };
    }
  }
}

/** Writes down whom a draft is for, in the place of what was there. */
export async function keepAudience(
  { tx }: Act,
  { id: actionId, coalitionId }: Pick<Action, 'id' | 'coalitionId'>,
  { hubIds, spaceIds }: Settled,
): Promise<void> {
  await tx
    .delete(actionHub)
    .where(and(eq(actionHub.actionId, actionId), eq(actionHub.coalitionId, coalitionId)));
  await tx
    .delete(actionCopy)
    .where(and(eq(actionCopy.actionId, actionId), eq(actionCopy.coalitionId, coalitionId)));
  if (hubIds.length > 0)
    await tx.insert(actionHub).values(hubIds.map((hubId) => ({ actionId, hubId, coalitionId })));
  if (spaceIds.length > 0)
    await tx.insert(actionCopy).values(spaceIds.map((spaceId) => ({ actionId, spaceId, coalitionId })));
}

/** What the form holds of whom a draft is for. */
export async function namesOf(act: Pick<Act, 'tx'>, one: Action): Promise<string> {
  const named = one.audience === 'hubs' ? await hubsOf(act, one) : await chosenSpaces(act, one);
  return named.map(({ name }) => name).join(', ');
}

/** The listed hubs an action is for, by name, as its post names them to everybody. */
export async function hubsShown(
  act: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId'>,
): Promise<Named[]> {
  return await hubsOf(act, one, eq(tables.hub.listed, true));
}

async function hubsOf(
  { tx }: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId'>,
  which?: SQL,
): Promise<Named[]> {
  return await tx
    .select({ id: tables.hub.id, name: tables.hub.name })
    .from(actionHub)
    .innerJoin(tables.hub, eq(tables.hub.id, actionHub.hubId))
    .where(and(eq(actionHub.actionId, one.id), eq(actionHub.coalitionId, one.coalitionId), which))
    .orderBy(asc(tables.hub.name));
}

async function chosenSpaces({ tx }: Pick<Act, 'tx'>, one: Action): Promise<Named[]> {
  if (one.audience !== 'spaces') return [];
  return await tx
    .select({ id: tables.space.id, name: tables.space.name })
    .from(actionCopy)
    .innerJoin(tables.space, eq(tables.space.id, actionCopy.spaceId))
    .where(and(eq(actionCopy.actionId, one.id), eq(actionCopy.coalitionId, one.coalitionId)))
    .orderBy(asc(tables.space.name));
}

/** The space it is announced in, or in a direct message the one this person came to last. */
async function spaceHere({ tx, binding, coalition, person }: JoinedContext): Promise<string | undefined> {
  if (binding?.coalitionId === coalition.id) return binding.spaceId;
  const { account } = tables;
  const [last] = await tx
    .select({ spaceId: account.spaceId })
    .from(account)
    .where(
      and(eq(account.personId, person.id), eq(account.coalitionId, coalition.id), isNull(account.goneAt)),
    )
    .orderBy(sql`${account.addedAt} desc`, asc(account.id))
    .limit(1);
  return last?.spaceId;
}

async function spacesWhere({ tx, coalition }: JoinedContext): Promise<Named[]> {
  return await tx
    .select({ id: tables.space.id, name: tables.space.name })
    .from(tables.binding)
    .innerJoin(tables.space, eq(tables.space.id, tables.binding.spaceId))
    .where(and(eq(tables.binding.coalitionId, coalition.id), isNull(tables.space.goneAt)))
    .orderBy(asc(tables.space.name));
}

async function hubsWhere(context: JoinedContext, own: boolean): Promise<Named[]> {
  const { tx, coalition, person } = context;
  const { hub, hubMember } = tables;
  const isIn: SQL | undefined = own
    ? sql`exists (select 1 from ${hubMember} m where m.hub_id = ${hub.id} and m.person_id = ${person.id})`
    : undefined;
  return await tx
    .select({ id: hub.id, name: hub.name })
    .from(hub)
    .where(and(eq(hub.coalitionId, coalition.id), isNull(hub.closedAt), isHubListedTo(context), isIn))
    .orderBy(asc(hub.name));
}

/** The things with these names. Invalid: a name is of none of them. */
function meant(context: JoinedContext, written: string, known: readonly Named[]): string[] {
  const { found, unknown } = settleNames(written, known);
  if (found) return found.map(({ id }) => id);
  const all = known.map(({ name }) => name);
  throw new Invalid({ names: words[context.language].noSuch(unknown, all) });
}
