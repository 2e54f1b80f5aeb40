import { and, eq, isNull } from 'drizzle-orm';
import type { PlatformName } from '#chat/index.ts';
import { type Act, tables } from '#directory/index.ts';

/** The channels that spaces of a coalition have for the pulse, of one platform or of all. */
export async function channelsFor(
  act: Act,
  coalitionId: string,
  platform?: PlatformName,
): Promise<readonly { readonly spaceId: string; readonly channel: string }[]> {
  const { space, spaceChannel } = tables;
  return await act.tx
    .select({ spaceId: space.id, channel: spaceChannel.channel })
    .from(spaceChannel)
    .innerJoin(space, eq(space.id, spaceChannel.spaceId))
    .where(
      and(
        eq(spaceChannel.coalitionId, coalitionId),
        eq(spaceChannel.use, 'pulse'),
        isNull(space.goneAt),
        platform && eq(space.platform, platform),
      ),
    );
}
