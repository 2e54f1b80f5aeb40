import { and, eq } from 'drizzle-orm';
import { Invalid, Refusal } from '#chat/index.ts';
import { consentsOf, type JoinedContext } from '#directory/index.ts';
import type { Pulse } from './find.ts';
import { type KeyStore, keysOf } from './keys.ts';
import { beforeTheCount, noMoreAnswers } from './last-moment.ts';
import { storeMixed, wantsToBeAlone } from './mix.ts';
import { isAsked } from './roster.ts';
import { sealSheet, tagOf } from './seal.ts';
import { ownSegments, roleSegment } from './segments.ts';
import { sheetOf } from './sheet.ts';
import { pulse as pulses } from './tables.ts';
import { words } from './words.ts';

/** What a person filled in. */
export interface Filled {
  readonly scores: readonly (number | undefined)[];
  /** whether they want to be counted with their hub or role as well */
  readonly countWith: 'hub' | 'role' | undefined;
  readonly comment: string;
}

/** Refuses whoever cannot answer this pulse: it is over, or it does not ask them. */
export async function mayAnswer(context: JoinedContext, pulse: Pulse): Promise<void> {
  const say = words[context.language];
  if (pulse.state !== 'open' || Temporal.Instant.compare(context.now, pulse.closesAt) >= 0)
    throw new Refusal(say.over);
  if (await isAsked(context, pulse)) return;
  const isLater = Temporal.Instant.compare(context.person.joinedAt, pulse.opensAt) > 0;
  const isByLot =
    pulse.asked < pulse.eligible && (await consentsOf(context, context.person.id)).pulse === 'yes';
  throw new Refusal(isLater ? say.joinedLater : isByLot ? say.notAsked : say.notAgreed);
}

/**
 * Seals an answer and stores it; another answer of the same person replaces it. Nothing else is
 * written but other answers, mixed with it: no row, no place and no transaction says who answered.
 */
export async function giveAnswer(
  context: JoinedContext,
  keys: KeyStore,
  pulse: Pulse,
  { scores, countWith, comment }: Filled,
): Promise<void> {
  await mayAnswer(context, pulse);
  const say = words[context.language];
  if (scores.every((score) => score === undefined) && comment === '')
    throw new Invalid({ first: say.nothingSaid });
  const kept = await keysOf(keys, pulse);
  if (!kept) throw new Refusal(say.keyLost);
  const segment = await chosen(context, countWith);
  const tag = tagOf(kept.tagKey, pulse.id, context.person.id);
  const place = { tagKey: kept.tagKey, tag };
  const sealed = sealSheet(pulse.publicKey, place, sheetOf({ scores, segment, comment }));
  kept.privateKey.fill(0);
  kept.tagKey.fill(0);
  const answer = { pulseId: pulse.id, tag, sealed };
  await ((await wantsToBeAlone(context, answer)) ? noMoreAnswers : beforeTheCount)(context, pulse.id);
  // A count that broke off has seen the answers that there were: another one would make it void.
  const isOver = !(await isOpen(context, pulse.id)) || (await keys.isCounted(pulse.id));
  if (isOver) throw new Refusal(say.over);
  await storeMixed(context, answer);
}

async function isOpen({ tx }: JoinedContext, pulseId: string): Promise<boolean> {
  return (await tx.$count(pulses, and(eq(pulses.id, pulseId), eq(pulses.state, 'open')))) > 0;
}

/** Whoever has no hub, or no role, is counted with everyone alone. */
async function chosen(context: JoinedContext, countWith: Filled['countWith']): Promise<string | undefined> {
  if (countWith === undefined) return undefined;
  const { hub, role } = await ownSegments(context);
  return countWith === 'hub' ? hub?.id : role && roleSegment(role);
}
