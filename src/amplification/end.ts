import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { tell, tellMany, withdraw } from '#delivery/index.ts';
import { type Act, type JoinedContext, peopleByIds, tables } from '#directory/index.ts';
import { type Asked, endable, isAskedFor, isRequest, type Request } from './find.ts';
import { askKind, changedKind, promptKind, summaryKind, thanksKind, unansweredKind } from './kinds.ts';
import { limits } from './limits.ts';
import { type Outcome, offMessage, summaryMessage, thanksMessage } from './messages.ts';
import { type Shown, shownOne } from './shown.ts';
import { askedFor, request as requestTable } from './tables.ts';

/** How a request ends: at its end, early by whoever asked or leads its action, or with its action. */
export type Ending = 'ended' | 'ended early' | 'called off';

/**
 * Ends an open request: nothing of it goes out any more; whoever shared it is thanked, privately; where it ends early
 * whoever said they would is told; and the requester hears how many did, and where, unless it was `by` them.
 */
export async function endRequest(act: Act, request: Request, how: Ending, by?: string): Promise<Outcome> {
  const { tx } = act;
  const state = how === 'ended' ? 'ended' : 'cancelled';
  await tx.update(requestTable).set({ state, dueAt: null, unansweredAt: null }).where(isRequest(request));
  await withdraw(act, { subject: request.id, kinds: [askKind, promptKind, changedKind, unansweredKind] });
  const one = await shownOne(act, request);
  const willing = await willingFor(act, request);
  const did = willing.filter(({ asked }) => asked.doneAt !== null);
  const outcome = outcomeOf(one, how, did);
  await thank(act, one, did);
  if (how !== 'ended') {
    await tellMany(
      act,
      changedKind,
      willing
        .filter(({ asked }) => asked.doneAt === null)
        .map(({ person }) => ({
          ...about(request, person.id, 'off'),
          message: offMessage(one, how, closestLanguage(person.language)),
        })),
    );
  }
  const [requester] =
    request.requesterId === null || request.requesterId === by
      ? []
      : await peopleByIds(act.tx, request.coalitionId, [request.requesterId]);
  if (requester && requester.leftAt === null)
    await tell(act, summaryKind, {
      ...about(request, requester.id),
      message: summaryMessage(outcome, closestLanguage(requester.language)),
    });
  return outcome;
}

/** Ends a request that is open, by whoever may. */
export async function endEarly(context: JoinedContext, id: string): Promise<Outcome> {
  const request = await endable(context, id);
  return await endRequest(context, request, 'ended early', context.person.id);
}

/** Everyone present who said that they share it, done or not. */
export async function willingFor({ tx }: Pick<Act, 'tx'>, request: Request) {
  const { person } = tables;
  return await tx
    .select({ asked: askedFor, person })
    .from(askedFor)
    .innerJoin(person, and(eq(person.id, askedFor.personId), isNull(person.leftAt)))
    .where(and(isAskedFor(request), isNotNull(askedFor.willAt)))
    .orderBy(askedFor.willAt, askedFor.id);
}

async function thank(
  act: Act,
  one: Shown,
  did: readonly { readonly person: { readonly id: string; readonly language: string } }[],
): Promise<void> {
  await tellMany(
    act,
    thanksKind,
    did.map(({ person }) => ({
      ...about(one.request, person.id),
      message: thanksMessage(one, did.length, closestLanguage(person.language)),
    })),
  );
}

/** Links in the order of their letters: who was first, or who is who, is not told. */
function outcomeOf(one: Shown, how: Ending, did: readonly { readonly asked: Asked }[]): Outcome {
  const links = [...new Set(did.flatMap(({ asked }) => asked.link ?? []))].toSorted();
  return { one, how, did: did.length, links: links.slice(0, limits.shownLinks) };
}

const about = (request: Request, personId: string, occurrence = '') => ({
  coalitionId: request.coalitionId,
  subject: request.id,
  occurrence,
  to: { kind: 'person', personId } as const,
});
