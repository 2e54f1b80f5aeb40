import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { type Act, channelsOf, type Space, tables } from '#directory/index.ts';

/** A space in which two people can be brought together, and how. */
interface Meeting {
  readonly space: Space;
  /** the two, and the weaver if wanted and there */
  readonly accounts: readonly string[];
  readonly weaver: boolean;
  /** the channel a private thread hangs under */
  readonly under: string | undefined;
  /** names of roles that can read that thread; undefined where nobody else can */
  readonly readers: readonly string[] | undefined;
}

/** Whether there is a space of this coalition in which a conversation of the two can be opened. */
export async function shareSpace(act: Act, coalitionId: string, a: string, b: string): Promise<boolean> {
  return (await meetingOf(act, coalitionId, a, b, undefined)) !== undefined;
}

/**
 * Where a conversation of two can be opened: a space both are in, one with the weaver first, then the newest. On Discord
 * it needs a channel for introductions that Weft may write in.
 */
export async function meetingOf(
  act: Act,
  coalitionId: string,
  a: string,
  b: string,
  weaverId: string | undefined,
): Promise<Meeting | undefined> {
  const { account, binding, space } = tables;
  const ids = [a, b, ...(weaverId === undefined ? [] : [weaverId])];
  const rows = await act.tx
    .select({ account, space })
    .from(account)
    .innerJoin(space, eq(space.id, account.spaceId))
    .innerJoin(binding, eq(binding.spaceId, space.id))
    .where(
      and(
        eq(binding.coalitionId, coalitionId),
        eq(account.coalitionId, coalitionId),
        inArray(account.personId, ids),
        isNull(account.goneAt),
        isNull(space.goneAt),
      ),
    )
    .orderBy(desc(account.addedAt), account.id);
  const spaces = new Map(rows.map((row) => [row.space.id, row.space]));
  const meetings: Meeting[] = [];
  for (const one of spaces.values()) {
    const of = (id: string | undefined) =>
      rows.find((row) => row.space.id === one.id && row.account.personId === id)?.account.external;
    const [first, second, third] = [of(a), of(b), of(weaverId)];
    if (first === undefined || second === undefined) continue;
    const channel = (await channelsOf(act.tx, one.id)).introductions;
    const threaded = one.platform === 'discord';
    if (threaded && (channel === undefined || channel.canPost === false)) continue;
    meetings.push({
      space: one,
      accounts: [first, second, ...(third === undefined ? [] : [third])],
      weaver: third !== undefined,
      under: channel?.channel,
      readers: threaded ? (channel?.readers ?? []) : undefined,
    });
  }
  return meetings.find((meeting) => meeting.weaver) ?? meetings[0];
}
