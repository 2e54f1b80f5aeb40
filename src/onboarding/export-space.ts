import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import { deliveryTables } from '#delivery/index.ts';
import { type Act, type Space, tables } from '#directory/index.ts';
import { countIn, type Place } from './space-people.ts';

/** What is a space’s own: nothing of it names anybody. */
export interface SpaceExport {
  readonly space: Readonly<Record<string, string | boolean>>;
  readonly people: { readonly leave: number; readonly stay: number };
  readonly channels: readonly { readonly use: string; readonly channel: string; readonly name?: string }[];
  /** messages and events of Weft in its channels, by their ids there */
  readonly posted: readonly {
    readonly kind: string;
    readonly channel: string;
    readonly id: string;
    readonly at: string;
  }[];
}

/** So many posts are listed, the newest: a file that nobody can open helps nobody. */
const most = 10_000;

/** Reads what is a space’s own. */
export async function exportSpace(act: Pick<Act, 'tx'>, space: Space, place: Place): Promise<SpaceExport> {
  const { tx } = act;
  const { binding, spaceChannel } = tables;
  const [bound] = await tx.select().from(binding).where(eq(binding.spaceId, space.id));
  const channels = await tx
    .select()
    .from(spaceChannel)
    .where(and(eq(spaceChannel.spaceId, space.id), eq(spaceChannel.coalitionId, place.coalitionId)))
    .orderBy(asc(spaceChannel.use));
  return {
    space: {
      ...{ name: space.name, platform: space.platform, id: space.tenant },
      ...(bound && { since: bound.boundAt.toString(), vouches: bound.vouches }),
    },
    people: await countIn(act, place),
    channels: channels.map(({ use, channel, name }) => ({ use, channel, ...(name !== null && { name }) })),
    posted: await postedIn(act, place),
  };
}

async function postedIn({ tx }: Pick<Act, 'tx'>, place: Place): Promise<SpaceExport['posted']> {
  const { delivery } = deliveryTables;
  const rows = await tx
    .select()
    .from(delivery)
    .where(
      and(
        eq(delivery.coalitionId, place.coalitionId),
        eq(delivery.spaceId, place.id),
        isNull(delivery.personId),
        isNotNull(delivery.posted),
      ),
    )
    .orderBy(asc(delivery.position))
    .limit(most);
  return rows.map(({ kind, conversation, channel, posted, endedAt, createdAt }) => ({
    ...{ kind, channel: conversation ?? channel ?? '', id: posted ?? '' },
    at: (endedAt ?? createdAt).toString(),
  }));
}
