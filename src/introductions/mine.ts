import { and, desc, eq, inArray } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { isUnended } from './ask.ts';
import { blocksAmong } from './blocks.ts';
import { otherOf } from './follow.ts';
import { type Party, partiesOf } from './parties.ts';
import {
  type Ask,
  ask,
  type Follow,
  follow,
  type Introduction,
  introduction,
  type Side,
  side,
  suggestion,
} from './tables.ts';
import { words } from './words.ts';

/** One introduction as one of the two sees it: never what the other answered. */
export interface Mine {
  readonly introduction: Introduction;
  readonly side: Side;
  readonly other: Party;
  readonly weaver: Party;
  /** the last question whether they met */
  readonly follow: Follow | undefined;
}

export interface MyAsk {
  readonly ask: Ask;
  /** there is somebody whom the asker may be offered to without a weaver now */
  readonly mayGoAlone: boolean;
}

/** One's offers and introductions, the newest first; without those nobody was told of, and those with people one blocked. */
export async function myIntroductions(context: JoinedContext): Promise<readonly Mine[]> {
  const { tx, person, coalition } = context;
  const rows = await tx
    .select({ side, introduction })
    .from(side)
    .innerJoin(introduction, eq(introduction.id, side.introductionId))
    .where(and(eq(side.personId, person.id), eq(side.told, true), eq(introduction.coalitionId, coalition.id)))
    .orderBy(desc(introduction.offeredAt), introduction.id)
    .limit(25);
  const others = rows.map((row) => otherOf(row.introduction, person.id));
  const party = await partiesOf(context, [...others, ...rows.map((row) => row.introduction.weaverId)]);
  const blocks = await blocksAmong(context, coalition.id, [person.id, ...others]);
  const ids = rows.map((row) => row.introduction.id);
  const asked =
    ids.length === 0
      ? []
      : await tx
          .select()
          .from(follow)
          .where(
            and(
              eq(follow.coalitionId, coalition.id),
              eq(follow.personId, person.id),
              inArray(follow.introductionId, ids),
            ),
          )
          .orderBy(desc(follow.round));
  return rows
    .map((row) => ({
      ...row,
      other: party(otherOf(row.introduction, person.id)),
      weaver: party(row.introduction.weaverId),
      follow: shownFollow(asked.filter((one) => one.introductionId === row.introduction.id)),
    }))
    .filter(({ other }) => !blocks.has(person.id, other.id));
}

/** One introduction, by one's own side of it; refuses when it is over or with somebody one blocked. */
export async function mineBySide(context: JoinedContext, sideId: string): Promise<Mine> {
  const found = (await myIntroductions(context)).find((one) => one.side.id === sideId);
  if (!found || found.other.gone) throw new Refusal(words[context.language].lapsed);
  return found;
}

/** Whether an offer still waits for this person. */
export function isWaiting({ introduction: one, side: mine, other }: Mine, now: Temporal.Instant): boolean {
  return isOpenOffer(one, now) && mine.answer === null && !other.gone;
}

/** Whether this person said yes to an offer that is still open. */
export function saidYes({ introduction: one, side: mine }: Mine, now: Temporal.Instant): boolean {
  return isOpenOffer(one, now) && mine.answer === 'yes';
}

/** One's asks that have not ended, the oldest first. */
export async function myAsks(context: JoinedContext): Promise<readonly MyAsk[]> {
  const rows = await context.tx.select().from(ask).where(isUnended(context)).orderBy(ask.askedAt, ask.id);
  const ids = rows.map((row) => row.id);
  const found =
    ids.length === 0
      ? []
      : await context.tx
          .select({ askId: suggestion.askId })
          .from(suggestion)
          .where(and(eq(suggestion.coalitionId, context.coalition.id), inArray(suggestion.askId, ids)));
  const withSomebody = new Set(found.map((row) => row.askId));
  return rows.map((one) => ({
    ask: one,
    mayGoAlone: one.state === 'open' && one.aloneAt !== null && context.vouched && withSomebody.has(one.id),
  }));
}

function isOpenOffer(one: Introduction, now: Temporal.Instant): boolean {
  return one.state === 'offered' && one.lapsesAt !== null && Temporal.Instant.compare(now, one.lapsesAt) < 0;
}

/** The last one answered with a meeting, else the last one asked. */
function shownFollow(asked: readonly Follow[]): Follow | undefined {
  return asked.find((one) => one.answer === 'met') ?? asked[0];
}
