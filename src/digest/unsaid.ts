import { and, eq } from 'drizzle-orm';
import type { Act, Delivery } from '#delivery/index.ts';
import { tables } from '#directory/index.ts';
import { askDigest } from './ask.ts';
import { forgetSaid, scopeOf } from './read.ts';
import type { Reader } from './tables.ts';

/** What did not arrive was not said: the next one says it. */
export const unsaid = (reader: Reader) => async (act: Act, row: Delivery) =>
  await forgetSaid(act, row.coalitionId, scopeOf(reader, row.personId ?? undefined), row.createdAt);

/** What a channel did not take comes to each operator at once; the platform is asked about the channel again in a day. */
export async function unsaidInChannel(act: Act, row: Delivery): Promise<void> {
  await unsaid('operator')(act, row);
  const { spaceChannel } = tables;
  const { coalitionId, spaceId, channel } = row;
  if (spaceId === null || channel === null) return;
  const isThis = and(
    eq(spaceChannel.coalitionId, coalitionId),
    eq(spaceChannel.use, 'digest'),
    eq(spaceChannel.spaceId, spaceId),
    eq(spaceChannel.channel, channel),
  );
  const marked = await act.tx
    .update(spaceChannel)
    .set({ canPost: false, checkedAt: act.now })
    .where(isThis)
    .returning({ channel: spaceChannel.channel });
  // Another one may have been chosen meanwhile.
  if (marked.length > 0) await askDigest(act, { coalitionId, reader: 'operator', sendsAt: act.now });
}
