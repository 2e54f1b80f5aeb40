import { and, eq, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Address, Platform, PlatformName } from '#chat/index.ts';
import { brokenSpaces } from '#delivery/index.ts';
import type { Db } from '#store/index.ts';
import type { Act } from './context.ts';
import type { Space, SpaceChannel } from './rows.ts';
import * as tables from './tables.ts';

/** What every space is asked for a channel for. Introductions: where private threads are opened on Discord. */
export const channelUses = ['introductions', 'actions', 'pulse'] as const;
export type ChannelUse = (typeof channelUses)[number];
/** What a channel may be for: that of the digest is named by its plan, in one space or none. */
type AnyUse = ChannelUse | 'digest';

/** Names the channel a space uses for something; Weft looks at once whether it can post there. */
export async function setChannel(
  act: Act,
  space: Space,
  coalitionId: string,
  use: AnyUse,
  channel: string,
): Promise<void> {
  const fresh = { channel, name: null, canPost: null, obstacle: null, readers: null, checkedAt: null };
  await act.tx
    .insert(tables.spaceChannel)
    .values({ spaceId: space.id, coalitionId, use, ...fresh })
    .onConflictDoUpdate({ target: [tables.spaceChannel.spaceId, tables.spaceChannel.use], set: fresh });
}

/** SQL condition for joining to spaces the channel that each uses for something, where Weft may post in it. */
export function isOpenChannel(coalitionId: string, use: ChannelUse): SQL | undefined {
  const { space, spaceChannel } = tables;
  return and(
    eq(spaceChannel.spaceId, space.id),
    eq(spaceChannel.coalitionId, coalitionId),
    eq(spaceChannel.use, use),
    // Unknown is not no.
    sql`${spaceChannel.canPost} is distinct from false`,
  );
}

/** Forgets the channels that a coalition named for something. */
export async function dropChannels({ tx }: Pick<Act, 'tx'>, coalitionId: string, use: AnyUse): Promise<void> {
  const { spaceChannel } = tables;
  await tx
    .delete(spaceChannel)
    .where(and(eq(spaceChannel.coalitionId, coalitionId), eq(spaceChannel.use, use)));
}

/** The channels a space uses, by use. */
export async function channelsOf(
  tx: Act['tx'],
  spaceId: string,
): Promise<Partial<Record<string, SpaceChannel>>> {
  const rows = await tx.select().from(tables.spaceChannel).where(eq(tables.spaceChannel.spaceId, spaceId));
  return Object.fromEntries(rows.map((row) => [row.use, row]));
}

/** After how long a channel is asked about again that could not be; what a breaker keeps closed is not asked at all. */
const againAfter = { minutes: 10 };

/**
 * Asks the platforms about every named channel that was not looked at for a day, and keeps what they say. Outside any
 * transaction: a platform is never awaited inside one. Returns how many were asked about; throws at the end where a
 * question failed, so that one coalition's channel keeps no other's from being looked at. `turn` waits until a question
 * may be asked; what may not be asked soon is asked another time.
 */
export async function checkChannels(
  db: Db,
  platforms: ReadonlyMap<string, Platform>,
  now: Temporal.Instant,
  turn: (platform: PlatformName, address: Address) => Promise<boolean>,
): Promise<number> {
  const stale = now.subtract({ hours: 24 });
  const rows = await db
    .select({ channel: tables.spaceChannel, space: tables.space })
    .from(tables.spaceChannel)
    .innerJoin(tables.space, eq(tables.space.id, tables.spaceChannel.spaceId))
    .where(
      and(
        isNull(tables.space.goneAt),
        or(isNull(tables.spaceChannel.checkedAt), lt(tables.spaceChannel.checkedAt, stale)),
      ),
    )
    .orderBy(sql`random()`)
    .limit(20);
  const failures: unknown[] = [];
  const broken = rows.length === 0 ? [] : await brokenSpaces(db);
  for (const { channel, space } of rows) {
    const platform = platforms.get(space.platform);
    const isClosed = broken.some(
      (one) => one.platform === space.platform && (one.tenant === '' || one.tenant === space.tenant),
    );
    if (!platform || isClosed) continue;
    const question = { kind: 'channel', tenant: space.tenant, channel: channel.channel } as const;
    if (!(await turn(space.platform, question))) continue;
    const said = await platform.ask(question).catch((error: unknown) => void failures.push(error));
    const facts = said && {
      name: said.name ?? null,
      canPost: said.canPost ?? null,
      obstacle: said.obstacle ?? null,
      readers: said.readers ?? null,
    };
    await db
      .update(tables.spaceChannel)
      .set({ ...facts, checkedAt: facts ? now : stale.add(againAfter) })
      .where(
        and(
          eq(tables.spaceChannel.spaceId, channel.spaceId),
          eq(tables.spaceChannel.use, channel.use),
          eq(tables.spaceChannel.channel, channel.channel),
        ),
      );
  }
  if (failures.length > 0) throw failures[0];
  return rows.length;
}
