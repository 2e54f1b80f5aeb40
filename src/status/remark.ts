import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { button, moment, type Text } from '#chat/index.ts';
import { brokenSpaces, type EndedBadly, endedBadly, type Kind, uncertainSince } from '#delivery/index.ts';
import { type JoinedContext, type Reading, type Remark, tables } from '#directory/index.ts';
import { outagesSince, stuck } from '#schedule/index.ts';
import { statusButtons } from './buttons.ts';
import { words } from './words.ts';

/** More of a kind than this would leave no room for anything else. */
const mostShown = 5;

/** Kinds of which operators are not told that there are any. */
export const inConfidence = (kinds: readonly Kind[]): readonly string[] =>
  kinds.flatMap((kind) => (kind.inConfidence ? kind.name : []));

/** What this room itself knows that needs an operator, of the last seven days, the most urgent first; each thing once. */
export async function ownRemarks(context: JoinedContext, kinds: readonly Kind[]): Promise<readonly Remark[]> {
  const say = words[context.language];
  const { tx } = context;
  const coalitionId = context.coalition.id;
  const since = context.now.subtract({ hours: 7 * 24 });
  const about = (name: string) => kinds.find((kind) => kind.name === name)?.about[context.language] ?? name;
  const outages = await outagesSince(tx, since);
  const untold = inConfidence(kinds);
  const uncertain = await uncertainSince(tx, coalitionId, since, mostShown, untold);
  const ended = await endedBadly(tx, coalitionId, since, outages, untold);
  const spaces = await spacesOf(context);
  const channels = await badChannels(context);
  const broken = (await brokenSpaces(tx)).flatMap((one) =>
    spaces
      .filter((space) => space.platform === one.platform && [space.tenant, ''].includes(one.tenant))
      .map(({ name }) => ({ ...one, name })),
  );
  const inChannel = (row: EndedBadly) =>
    channels.find(({ spaceId, channel }) => spaceId === row.spaceId && channel === row.channel);
  const lost = (rows: readonly EndedBadly[]) => rows.reduce((sum, row) => sum + row.count, 0);
  const others = ended.filter((row) => row.outage === null && !inChannel(row));
  return [
    ...broken.map(({ name, platform, code, until }) => ({
      text: say.broken(name, platform, code, [moment(until, 'relative')]),
    })),
    ...uncertain.oldest.map((row) => ({
      text: say.uncertain(about(row.kind), placeOf(context, row, spaces)),
      buttons: [button(statusButtons.resend, say.resend, row.id)],
    })),
    ...(uncertain.count > mostShown ? [{ text: say.moreUncertain(uncertain.count - mostShown) }] : []),
    ...channels.map((one) => ({
      text: say.channelBad(
        one.name ?? one.use,
        one.space,
        one.obstacle ?? '',
        lost(ended.filter((row) => row.outage === null && inChannel(row) === one)),
      ),
    })),
    ...[...Map.groupBy(await stuck(tx, coalitionId), (one) => one.name)].map(([name, rows]) => ({
      text: say.stuck(name, rows.length),
      buttons: rows.slice(0, 1).map((row) => button(statusButtons.retry, say.retry, row.rowId)),
    })),
    ...outages.map(({ beganAt, endedAt }, n) => ({
      text: say.outage(
        [moment(beganAt)],
        [moment(endedAt)],
        lost(ended.filter(({ outage }) => outage === n)),
      ),
    })),
    ...inKinds(others).map(({ kind, state, code, count, latest }) => ({
      text: say.ended(about(kind), state, code, count, [moment(latest, 'relative')]),
    })),
  ];
}

/** The same for each kind, state and code alone, wherever it was to go; the latest first. */
export function inKinds(rows: readonly EndedBadly[]): readonly EndedBadly[] {
  const groups = Map.groupBy(rows, ({ kind, state, code }) => `${kind}\n${state}\n${code}`);
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    return first ? [{ ...first, count: some.reduce((sum, { count }) => sum + count, 0) }] : [];
  });
}

type Place = Awaited<ReturnType<typeof spacesOf>>[number];
type InDoubt = Awaited<ReturnType<typeof uncertainSince>>['oldest'][number];

/** Where a message was to go: a channel by its name, a person by none. */
export function placeOf(
  { language }: Pick<Reading, 'language'>,
  row: InDoubt,
  spaces: readonly Place[],
): Text {
  const say = words[language];
  const space = spaces.find(
    ({ id, platform, tenant }) => id === row.spaceId || (platform === row.platform && tenant === row.tenant),
  );
  if (row.isPerson) return say.toPerson(row.isThread, space?.name);
  if (row.isGroup) return say.toGroup(space?.name);
  const channel = space?.channels.find((one) => one.channel === row.channel)?.name;
  return say.toChannel(channel ?? undefined, space?.name);
}

/** The coalition's spaces, with the channels that Weft uses in them. */
export async function spacesOf({ tx, coalition }: Pick<JoinedContext, 'tx' | 'coalition'>) {
  const { space, binding, spaceChannel } = tables;
  const spaces = await tx
    .select({ id: space.id, platform: space.platform, tenant: space.tenant, name: space.name })
    .from(space)
    .innerJoin(binding, eq(binding.spaceId, space.id))
    .where(eq(binding.coalitionId, coalition.id));
  const channels = await tx.select().from(spaceChannel).where(eq(spaceChannel.coalitionId, coalition.id));
  return spaces.map((one) => ({ ...one, channels: channels.filter(({ spaceId }) => spaceId === one.id) }));
}

/** Channels in which something hinders Weft that can post there; where it cannot, `onboarding` says so. */
async function badChannels({ tx, coalition }: JoinedContext) {
  const { space, spaceChannel } = tables;
  const { spaceId, channel, name, use, obstacle } = spaceChannel;
  const rows = await tx
    .select({ spaceId, channel, name, use, obstacle, space: space.name })
    .from(spaceChannel)
    .innerJoin(space, eq(space.id, spaceChannel.spaceId))
    .where(
      and(
        eq(spaceChannel.coalitionId, coalition.id),
        isNotNull(obstacle),
        sql`${spaceChannel.canPost} is distinct from false`,
      ),
    );
  // One channel may have several uses.
  return [...new Map(rows.map((row) => [`${row.spaceId} ${row.channel}`, row])).values()];
}
