import { and, eq, lt } from 'drizzle-orm';
import { type Context, setChannel, tables, writeAudit } from '#directory/index.ts';
import { type BoundContext, inBoundSpace } from './here.ts';

/** The platform's id of a channel, from a picker or from what a person typed as a mention. */
export function channelGiven(written: string): string {
  return /^<#([A-Z0-9]+)(?:\|[^>]*)?>$/i.exec(written)?.[1] ?? written;
}

/** Names the channel for introductions of the space it is typed in. */
export async function chooseChannel(context: Context, written: string): Promise<BoundContext> {
  const here = inBoundSpace(context);
  await setChannel(context, here.space, here.coalition.id, 'introductions', channelGiven(written));
  await writeAudit(context, {
    coalitionId: here.coalition.id,
    personId: context.person?.id,
    act: 'settings.changed',
    subject: here.space.id,
    detail: { changed: 'channel' },
  });
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
