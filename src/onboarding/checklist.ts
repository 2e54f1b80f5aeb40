import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import {
  type Coalition,
  fromTwoOrganisations,
  holdersOf,
  type Space,
  type SpaceChannel,
  tables,
} from '#directory/index.ts';
import type { Tx } from '#store/index.ts';

/** How far set-up is, from what there is: nothing about it is kept. */
export interface Checklist {
  readonly coalition: Coalition;
  readonly organisations: number;
  readonly hubs: number;
  readonly weaver: boolean;
  readonly principal: boolean;
  /** two operators from two organisations */
  readonly second: boolean;
  readonly spaces: readonly SpaceStanding[];
}

/** One space, and its channels by use. */
export interface SpaceStanding {
  readonly space: Space;
  readonly vouches: boolean;
  readonly channels: Readonly<Partial<Record<string, SpaceChannel>>>;
}

/** Reads how far the set-up of a coalition is. */
export async function readChecklist(tx: Tx, coalitionId: string): Promise<Checklist> {
  const [coalition] = await tx.select().from(tables.coalition).where(eq(tables.coalition.id, coalitionId));
  if (!coalition) throw new Error('there is no such coalition');
  return {
    coalition,
    organisations: await countOrganisations(tx, coalitionId),
    hubs: await countHubs(tx, coalitionId),
    weaver: (await holdersOf(tx, coalitionId, 'weaver')).length > 0,
    principal: (await holdersOf(tx, coalitionId, 'principal')).length > 0,
    second: fromTwoOrganisations(await holdersOf(tx, coalitionId, 'operator')),
    spaces: await spacesOf(tx, coalitionId),
  };
}

/** The spaces of a coalition that Weft is still in, in the order in which they were bound. */
export async function spacesOf(tx: Tx, coalitionId: string): Promise<readonly SpaceStanding[]> {
  const rows = await tx
    .select({ space: tables.space, vouches: tables.binding.vouches })
    .from(tables.binding)
    .innerJoin(tables.space, eq(tables.space.id, tables.binding.spaceId))
    .where(and(eq(tables.binding.coalitionId, coalitionId), isNull(tables.space.goneAt)))
    .orderBy(asc(tables.binding.boundAt), asc(tables.space.name));
  const channels = await tx
    .select()
    .from(tables.spaceChannel)
    .where(
      and(
        eq(tables.spaceChannel.coalitionId, coalitionId),
        inArray(
          tables.spaceChannel.spaceId,
          rows.map(({ space }) => space.id),
        ),
      ),
    );
  return rows.map(({ space, vouches }) => {
    const here = channels.filter((one) => one.spaceId === space.id).map((one) => [one.use, one] as const);
    return { space, vouches, channels: Object.fromEntries(here) };
  });
}

/** How many organisations are in a coalition; `listed`: only those that everybody may know of. */
export async function countOrganisations(tx: Tx, coalitionId: string, listed?: 'listed'): Promise<number> {
  const { organisation } = tables;
  const isOpen = listed && eq(organisation.listed, true);
  return await tx.$count(
    organisation,
    and(eq(organisation.coalitionId, coalitionId), isNull(organisation.leftAt), isOpen),
  );
}

/** How many hubs are open. */
export async function countHubs(tx: Tx, coalitionId: string): Promise<number> {
  const { hub } = tables;
  return await tx.$count(hub, and(eq(hub.coalitionId, coalitionId), isNull(hub.closedAt)));
}
