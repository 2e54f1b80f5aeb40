import { and, eq, lt } from 'drizzle-orm';
import type { Given } from '#chat/index.ts';
import {
  type ChannelUse,
  type Context,
  channelsOf,
  channelUses,
  type Space,
  setChannel,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { type BoundContext, inBoundSpace } from './here.ts';

/** Channels as a form names them. */
export interface ChannelsGiven {
  readonly channel?: string | undefined;
  readonly actions?: string | undefined;
  readonly pulse?: string | undefined;
}

/** What a space is asked for a channel for, by the names of the form's fields. */
const fieldOf: Readonly<Record<ChannelUse, keyof ChannelsGiven>> = {
  introductions: 'channel',
  actions: 'actions',
  pulse: 'pulse',
};

/** The platform's id of a channel, from a picker or from what a person typed as a mention. */
export function channelGiven(written: string): string {
  return /^<#([A-Z0-9]+)(?:\|[^>]*)?>$/i.exec(written)?.[1] ?? written;
}

/** The channels of a space as values of the form; the one it is typed in where none was named yet. */
export async function channelsNow(context: Context, space: Space | undefined): Promise<Given> {
  const known = space ? await channelsOf(context.tx, space.id) : {};
  return Object.fromEntries(
    channelUses.flatMap((use) => {
      const channel = known[use]?.channel ?? context.channel;
      return channel === undefined ? [] : [[fieldOf[use], channel]];
    }),
  );
}

/** Names the channels that differ from what the space has: what was left open is `otherwise`, or stays. Returns which. */
export async function nameChannels(
  context: Context,
  space: Space,
  coalitionId: string,
  given: ChannelsGiven,
  otherwise?: string | undefined,
): Promise<readonly ChannelUse[]> {
  const known = await channelsOf(context.tx, space.id);
  const changed: ChannelUse[] = [];
  for (const use of channelUses) {
    const written = given[fieldOf[use]] ?? otherwise;
    const channel = written === undefined ? undefined : channelGiven(written);
    if (channel === undefined || channel === known[use]?.channel) continue;
    await setChannel(context, space, coalitionId, use, channel);
    changed.push(use);
  }
  return changed;
}

/** Names the channels of the space it is typed in. */
export async function chooseChannels(context: Context, given: ChannelsGiven): Promise<BoundContext> {
  const here = inBoundSpace(context);
  const changed = await nameChannels(context, here.space, here.coalition.id, given);
  if (changed.length > 0) {
    await writeAudit(context, {
      coalitionId: here.coalition.id,
      personId: context.person?.id,
      act: 'settings.changed',
      subject: here.space.id,
      detail: { changed: changed.join(' ') },
    });
  }
  return here;
}

/** Has the platform asked again about channels where Weft could not post when it last looked, a minute or longer ago. */
export async function lookAgain(context: Context, coalitionId: string): Promise<void> {
  await context.tx
    .update(tables.spaceChannel)
    .set({ checkedAt: null, canPost: null, obstacle: null })
    .where(
      and(
        eq(tables.spaceChannel.coalitionId, coalitionId),
        eq(tables.spaceChannel.canPost, false),
        lt(tables.spaceChannel.checkedAt, context.now.subtract({ minutes: 1 })),
      ),
    );
}
