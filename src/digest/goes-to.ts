import { and, eq } from 'drizzle-orm';
import { type Act, tables } from '#directory/index.ts';
import { type Plan, planOf } from './plan.ts';
import { type ReadBy, readersOf } from './readers.ts';
import type { Reader } from './tables.ts';

/** Whom a digest goes to, or into which channel. */
export interface GoesTo {
  readonly people: readonly ReadBy[];
  readonly place: Place | undefined;
  /** why it does not go into the channel chosen for it: it goes to people then */
  readonly obstacle?: Obstacle;
}
interface Place {
  readonly spaceId: string;
  readonly channel: string;
  readonly zone: string;
  readonly space: string;
  /** as the platform calls it, once it was asked */
  readonly called: string | undefined;
}
/** What is known of it, as far as anything is. */
export interface Obstacle {
  readonly space: string | undefined;
  readonly why: string | undefined;
}

/** Whom a digest goes to: those who hold the role, or the channel of its plan while Weft can post there. */
export async function goesTo(act: Pick<Act, 'tx'>, coalitionId: string, reader: Reader): Promise<GoesTo> {
  const people = await readersOf(act, coalitionId, reader);
  const plan = await planOf(act, coalitionId, reader);
  if (reader !== 'operator' || !plan || plan.channel === null) return { people, place: undefined };
  const { channel, zone } = plan;
  const known = await channelOf(act, plan, channel);
  if (!known) return { people, place: undefined, obstacle: { space: undefined, why: undefined } };
  const { space, name, obstacle, canPost } = known;
  if (space.goneAt !== null || canPost === false) {
    const why = space.goneAt === null ? (obstacle ?? undefined) : undefined;
    return { people, place: undefined, obstacle: { space: space.name, why } };
  }
  return {
    people,
    place: { spaceId: space.id, channel, zone, space: space.name, called: name ?? undefined },
  };
}

/** What the platform last said of it; nothing where its space belongs to another coalition now, or to none. */
async function channelOf({ tx }: Pick<Act, 'tx'>, { spaceId, coalitionId }: Plan, channel: string) {
  if (spaceId === null) return undefined;
  const { space, binding, spaceChannel } = tables;
  const isThis = and(
    eq(spaceChannel.coalitionId, coalitionId),
    eq(spaceChannel.spaceId, space.id),
    eq(spaceChannel.use, 'digest'),
    eq(spaceChannel.channel, channel),
  );
  const [found] = await tx
    .select({
      space,
      ...{ name: spaceChannel.name, obstacle: spaceChannel.obstacle, canPost: spaceChannel.canPost },
    })
    .from(space)
    .innerJoin(binding, and(eq(binding.spaceId, space.id), eq(binding.coalitionId, coalitionId)))
    .leftJoin(spaceChannel, isThis)
    .where(eq(space.id, spaceId));
  return found;
}
