import { and, eq } from 'drizzle-orm';
import { Invalid } from '#chat/index.ts';
import { dropChannels, type JoinedContext, setChannel, writeAudit } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { isZone, nextLocal } from '#time/index.ts';
import { plan, type Reader, shown } from './tables.ts';
import { words } from './words.ts';

export type Plan = typeof plan.$inferSelect;

/** From the first day: Mondays at 10:00. */
export const first = { weekday: 1, hour: 10 } as const;

/** The plan of a role’s digest. */
export async function planOf(
  { tx }: Pick<JoinedContext, 'tx'>,
  coalitionId: string,
  reader: Reader,
): Promise<Plan | undefined> {
  const [found] = await tx
    .select()
    .from(plan)
    .where(and(eq(plan.coalitionId, coalitionId), eq(plan.reader, reader)));
  return found;
}

/** What an operator says of when and where a digest comes. */
export interface Planned {
  readonly reader: Reader;
  readonly day: string | undefined;
  readonly hour: number | undefined;
  readonly zone: string | undefined;
  /** the platform’s id of a channel of the space it is said in; absent: where it came before */
  readonly channel: string | undefined;
  /** from now on by direct message */
  readonly isDirect: boolean;
}

/**
 * Has the digest of a role come at that hour of every week, or no more; what never comes goes on not to, until a day is
 * given. What is left open stays as it is. Invalid: an unknown zone, a channel outside a space or for weavers, or no place.
 */
export async function setPlan(context: JoinedContext, given: Planned): Promise<Plan> {
  const { tx, now, coalition } = context;
  const say = words[context.language];
  const known = await planOf(context, coalition.id, given.reader);
  const zone = given.zone ?? known?.zone ?? coalition.zone;
  if (!isZone(zone)) throw new Invalid({ zone: say.unknownZone });
  if (given.channel !== undefined && !context.space) throw new Invalid({ channel: say.channelHere });
  if (given.channel !== undefined && given.reader === 'weaver')
    throw new Invalid({ channel: say.channelForOperators });
  if (given.channel !== undefined && given.isDirect) throw new Invalid({ channel: say.channelOrDirect });
  const never =
    given.day === undefined ? known !== undefined && known.nextAt === null : given.day === 'never';
  const weekday =
    given.day === undefined || given.day === 'never' ? (known?.weekday ?? first.weekday) : Number(given.day);
  const hour = given.hour ?? known?.hour ?? first.hour;
  const set = {
    ...{ weekday, hour, zone, ...placeOf(context, given, known) },
    nextAt: never ? null : nextLocal({ after: now, zone, weekday, hour }),
  };
  const [kept] = await tx
    .insert(plan)
    .values({ id: newId(now), coalitionId: coalition.id, reader: given.reader, ...set })
    .onConflictDoUpdate({ target: [plan.coalitionId, plan.reader], set })
    .returning();
  // Another channel has read nothing yet.
  if (known && (known.spaceId !== set.spaceId || known.channel !== set.channel))
    await tx.delete(shown).where(and(eq(shown.coalitionId, coalition.id), eq(shown.scope, given.reader)));
  if (given.reader === 'operator' && (given.channel !== undefined || given.isDirect)) {
    await dropChannels(context, coalition.id, 'digest');
    if (given.channel !== undefined && context.space)
      await setChannel(context, context.space, coalition.id, 'digest', given.channel);
  }
  await writeAudit(context, {
    ...{ coalitionId: coalition.id, personId: context.person.id, act: 'digest.scheduled' },
    detail: { reader: given.reader, when: set.nextAt === null ? 'never' : `${weekday} ${hour} ${zone}` },
  });
  if (!kept) throw new Error('a plan was not kept');
  return kept;
}

/** Where it comes from now on: in the channel given, in none, or where it came before. */
function placeOf(
  { space }: JoinedContext,
  { channel, isDirect }: Planned,
  known: Plan | undefined,
): Pick<Plan, 'spaceId' | 'channel'> {
  if (channel !== undefined) return { spaceId: space?.id ?? null, channel };
  if (isDirect) return { spaceId: null, channel: null };
  return { spaceId: known?.spaceId ?? null, channel: known?.channel ?? null };
}
