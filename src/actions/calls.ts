import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { Invalid, Refusal } from '#chat/index.ts';
import {
  type Act,
  type Context,
  type Found,
  foundAmong,
  type Hub,
  type JoinedContext,
  tables,
} from '#directory/index.ts';
import { ownDraft } from './draft.ts';
import { type Action, isAction } from './find.ts';
import { isNear } from './near.ts';
import { action } from './tables.ts';
import { words } from './together-words.ts';

/** A hub as its neighbours are found. */
export type Neighbour = Pick<Hub, 'id' | 'places' | 'zone'>;

/** Two hubs that share members. */
export type Shared = readonly [string, string];

/**
 * Which hubs are next to one. Each looks for those that share a place with it; where there are none, for those that
 * share members; else for those in its zone. Two are neighbours when either finds the other.
 */
export function neighbours(
  of: string,
  hubs: readonly Neighbour[],
  shared: readonly Shared[],
): ReadonlySet<string> {
  const one = hubs.find(({ id }) => id === of);
  if (!one) return new Set();
  const found = foundBy(one, hubs, shared);
  const finding = hubs.filter((other) => foundBy(other, hubs, shared).has(of)).map(({ id }) => id);
  return new Set([...found, ...finding]);
}

function foundBy(one: Neighbour, hubs: readonly Neighbour[], shared: readonly Shared[]): ReadonlySet<string> {
  const sharesMembers = new Set(shared.flatMap(([a, b]) => (a === one.id ? [b] : b === one.id ? [a] : [])));
  const others = hubs.filter(({ id }) => id !== one.id);
  const ways = [
    (other: Neighbour) => sharesPlace(one, other),
    (other: Neighbour) => sharesMembers.has(other.id),
    (other: Neighbour) => one.zone === other.zone,
  ];
  for (const is of ways) {
    const found = others.filter(is).map(({ id }) => id);
    if (found.length > 0) return new Set(found);
  }
  return new Set();
}

const sharesPlace = (one: Neighbour, other: Neighbour) =>
  isNear({ place: one.places, hubs: [] }, { places: other.places, hubs: [] });

/** The open hubs next to one, by name. */
export async function neighboursOf(
  { tx }: Pick<Act, 'tx'>,
  { id, coalitionId }: Pick<Hub, 'id' | 'coalitionId'>,
): Promise<readonly Hub[]> {
  const { hub, hubMember } = tables;
  const hubs = await tx
    .select()
    .from(hub)
    .where(and(eq(hub.coalitionId, coalitionId), isNull(hub.closedAt)))
    .orderBy(asc(hub.name));
  // Only a hub that shares no place asks for members: those of all others need not be read.
  const alone = hubs.filter((one) => !hubs.some((other) => other !== one && sharesPlace(one, other)));
  const other = alias(hubMember, 'other');
  const pairs =
    alone.length === 0
      ? []
      : await tx
          .selectDistinct({ a: hubMember.hubId, b: other.hubId })
          .from(hubMember)
          .innerJoin(other, and(eq(other.personId, hubMember.personId), ne(other.hubId, hubMember.hubId)))
          .where(
            and(
              eq(hubMember.coalitionId, coalitionId),
              inArray(
                hubMember.hubId,
                alone.map((one) => one.id),
              ),
            ),
          );
  const near = neighbours(
    id,
    hubs,
    pairs.map(({ a, b }) => [a, b] as const),
  );
  return hubs.filter((one) => near.has(one.id));
}

/**
 * Which of these spaces see an action first: where a hub calls, those in which people of it or of a hub next to it are.
 * None where no hub calls.
 */
export async function firstSpaces(
  act: Pick<Act, 'tx'>,
  one: Pick<Action, 'coalitionId' | 'callingHubId'>,
  spaces: readonly { readonly id: string }[],
): Promise<ReadonlySet<string>> {
  const { coalitionId, callingHubId } = one;
  if (callingHubId === null || spaces.length === 0) return new Set();
  const near = await neighboursOf(act, { id: callingHubId, coalitionId });
  const { account, hubMember } = tables;
  const rows = await act.tx
    .selectDistinct({ id: account.spaceId })
    .from(account)
    .innerJoin(hubMember, eq(hubMember.personId, account.personId))
    .where(
      and(
        eq(account.coalitionId, coalitionId),
        isNull(account.goneAt),
        inArray(hubMember.hubId, [callingHubId, ...near.map(({ id }) => id)]),
        inArray(
          account.spaceId,
          spaces.map(({ id }) => id),
        ),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/** The name of the hub that calls with an action, while it is open. */
export async function callerOf(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, callingHubId }: Pick<Action, 'coalitionId' | 'callingHubId'>,
): Promise<string | undefined> {
  if (callingHubId === null) return undefined;
  const { hub } = tables;
  const [found] = await tx
    .select({ name: hub.name })
    .from(hub)
    .where(and(eq(hub.id, callingHubId), eq(hub.coalitionId, coalitionId), isNull(hub.closedAt)));
  return found?.name;
}

/** Whether a hub calls with an action: it is open, and whoever announced it represents it now. */
export async function stillCalls(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, callingHubId, announcerId }: Action,
): Promise<boolean> {
  if (callingHubId === null || announcerId === null) return false;
  const { hub, representative } = tables;
  const [found] = await tx
    .select({ id: hub.id })
    .from(hub)
    .innerJoin(
      representative,
      and(eq(representative.hubId, hub.id), eq(representative.personId, announcerId)),
    )
    .where(and(eq(hub.id, callingHubId), eq(hub.coalitionId, coalitionId), isNull(hub.closedAt)));
  return found !== undefined;
}

/** The open hubs this person represents, by name; a Refusal when there are none. */
export async function callableHubs(context: JoinedContext): Promise<readonly [Hub, ...Hub[]]> {
  const [first, ...others] = await hubsSpokenFor(context);
  if (!first) throw new Refusal(words[context.language].speaksForNoHub);
  return [first, ...others];
}

async function hubsSpokenFor(context: JoinedContext): Promise<readonly Hub[]> {
  const ids = context.represents.flatMap((one) => one.hubId ?? []);
  if (ids.length === 0) return [];
  const { hub } = tables;
  return await context.tx
    .select()
    .from(hub)
    .where(and(eq(hub.coalitionId, context.coalition.id), inArray(hub.id, ids), isNull(hub.closedAt)))
    .orderBy(asc(hub.name));
}

/** Look-up: open hubs one represents. */
export async function lookUpCalling(context: Context, written: string): Promise<readonly Found[]> {
  const { person, coalition } = context;
  return person && coalition
    ? foundAmong(await hubsSpokenFor({ ...context, person, coalition }), written)
    : [];
}

/** Lets a hub that one represents call with one's own draft, so that its neighbours see it first; or takes that back. */
export async function setCall(
  context: JoinedContext,
  draftId: string,
  given: { readonly hub?: string | undefined; readonly calls: boolean },
): Promise<{ readonly action: Action; readonly hub: Hub }> {
  const say = words[context.language];
  const one = await ownDraft(context, draftId);
  const own = await callableHubs(context);
  const [first, second] = own;
  if (given.hub === undefined && second) throw new Invalid({ hub: say.whichHub });
  const hub = given.hub === undefined ? first : own.find(({ id }) => id === given.hub);
  if (!hub) throw new Refusal(say.notYourHub);
  const [changed] = await context.tx
    .update(action)
    .set({ callingHubId: given.calls ? hub.id : null })
    .where(isAction(one))
    .returning();
  return { action: changed ?? one, hub };
}
