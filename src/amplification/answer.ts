import { and, eq } from 'drizzle-orm';
import { chatWords, Invalid, type Language, Refusal, readLink } from '#chat/index.ts';
import { type Telling, tell, withdraw } from '#delivery/index.ts';
import type { Act, JoinedContext, Person } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { languagesOf } from './eligible.ts';
import { framingFor } from './fairness.ts';
import { type Asked, hoursOf, isAskedFor, isLive, lockRequest, ownAsk, type Request } from './find.ts';
import { promptEnd, promptMoment } from './hours.ts';
import { askKind, changedKind, promptKind } from './kinds.ts';
import { promptMessage } from './messages.ts';
import { type Shown, shownOne } from './shown.ts';
import { askedFor } from './tables.ts';
import { words } from './words.ts';

/** What saying “I’ll share it” came to: the words to share now, or the moment of the prompt. */
export interface Willing {
  readonly one: Shown;
  readonly asked: Asked;
  /** now, where that is the moment */
  readonly at: Temporal.Instant;
}

/** Says that one shares what one was asked for; they are prompted at the moment, in their own zone. */
export async function sayWill(context: JoinedContext, askId: string): Promise<Willing> {
  const { asked, request } = await ownAsk(context, askId);
  if (!(await isLive(context, request))) throw new Refusal(words[context.language].over);
  return await promise(context, request, asked);
}

/** The same for an open request of the list, whether or not one was asked for it. */
export async function takeUp(context: JoinedContext, requestId: string): Promise<Willing> {
  const { tx, now, person, coalition } = context;
  const say = words[context.language];
  const request = await lockRequest(context, coalition.id, requestId);
  if (!request || !(await isLive(context, request))) throw new Refusal(say.over);
  if (request.requesterId === person.id) throw new Refusal(say.yourOwn);
  const framing = framingFor(request, [], { languages: languagesOf(person) });
  await tx
    .insert(askedFor)
    .values({
      ...{ id: newId(now), coalitionId: coalition.id, requestId: request.id, personId: person.id },
      ...{ framing, askedAt: now },
    })
    // They were asked before.
    .onConflictDoNothing();
  const [asked] = await tx
    .select()
    .from(askedFor)
    .where(and(isAskedFor(request), eq(askedFor.personId, person.id)));
  if (!asked) throw new Refusal(say.over);
  return await promise(context, request, asked);
}

/** Counts what somebody shared, with where, if they say; refuses only what is no link. Thanks go out at the end. */
export async function sayDone(
  context: JoinedContext,
  askId: string,
  written: string | undefined,
): Promise<Shown> {
  const { asked, request } = await ownAsk(context, askId);
  const link = written === undefined ? undefined : readLink(written);
  if (written !== undefined && link === undefined)
    throw new Invalid({ link: chatWords[context.language].notLink });
  await context.tx
    .update(askedFor)
    .set({
      willAt: asked.willAt ?? context.now,
      doneAt: asked.doneAt ?? context.now,
      ...(link !== undefined && { link }),
    })
    .where(isAsked(asked));
  await withdraw(context, {
    subject: request.id,
    kinds: [askKind, promptKind, changedKind],
    personId: asked.personId,
  });
  return await shownOne(context, request);
}

/** Takes back that one shares something: as if they had never answered. A Refusal once they shared it. */
export async function takeBack(context: JoinedContext, askId: string): Promise<void> {
  const { asked, request } = await ownAsk(context, askId);
  if (asked.doneAt !== null) throw new Refusal(words[context.language].doneBefore);
  await context.tx.update(askedFor).set({ willAt: null }).where(isAsked(asked));
  await withdraw(context, {
    subject: request.id,
    kinds: [promptKind, changedKind],
    personId: asked.personId,
  });
}

/** What one was asked for, also when it is over. */
export async function readAsk(context: JoinedContext, askId: string): Promise<Request> {
  return (await ownAsk(context, askId)).request;
}

/** The prompt, for the moment it is due; `occurrence` tells it from one that was told before. */
export function prompting(
  act: Pick<Act, 'now'>,
  one: Shown,
  asked: Asked,
  person: Pick<Person, 'zone'>,
  language: Language,
  occurrence: string,
): Telling | undefined {
  const { request } = one;
  const hours = hoursOf(request);
  const at = promptMoment({ hours, now: act.now, zone: person.zone, endsAt: request.endsAt });
  if (hours === undefined || Temporal.Instant.compare(at, act.now) === 0) return undefined;
  return {
    coalitionId: request.coalitionId,
    subject: request.id,
    occurrence,
    to: { kind: 'person', personId: asked.personId },
    message: promptMessage({ one, asked, language }),
    dueAt: at,
    expiresAt: promptEnd(at, hours, person.zone, request.endsAt),
  };
}

async function promise(context: JoinedContext, request: Request, asked: Asked): Promise<Willing> {
  const { tx, now, person, language } = context;
  if (asked.doneAt !== null) throw new Refusal(words[language].doneBefore);
  const willAt = asked.willAt ?? now;
  await tx.update(askedFor).set({ willAt }).where(isAsked(asked));
  await withdraw(context, { subject: request.id, kinds: [askKind], personId: person.id });
  const one = await shownOne(context, request);
  // Once for each promise: one that was taken back may be given again.
  const telling = prompting(context, one, { ...asked, willAt }, person, language, willAt.toString());
  if (telling) await tell(context, promptKind, telling);
  return { one, asked: { ...asked, willAt }, at: telling?.dueAt ?? now };
}

const isAsked = ({ id, coalitionId }: Asked) =>
  and(eq(askedFor.id, id), eq(askedFor.coalitionId, coalitionId));
