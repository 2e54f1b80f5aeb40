import { and, isNull } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { reachedBy, tellMany, withdraw } from '#delivery/index.ts';
import { type JoinedContext, peopleByIds } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { prompting } from './answer.ts';
import { actionOf, redraft } from './draft.ts';
import { willingFor } from './end.ts';
import { changeable, isAskedFor, isRequest, type Request } from './find.ts';
import { askKind, changedKind, promptKind } from './kinds.ts';
import { limits } from './limits.ts';
import { changedMessage } from './messages.ts';
import { asking } from './round.ts';
import { type Shown, shownOne } from './shown.ts';
import { askedFor, request as requestTable } from './tables.ts';
import { readWritten, type Written } from './write.ts';

/**
 * Changes one's own draft or open request. Of one that is open, what has not arrived yet is told anew as it reads now, and
 * whoever said that they share it is told in five minutes, unless it has changed again by then.
 */
export async function changeRequest(context: JoinedContext, id: string, written: Written): Promise<Request> {
  const { tx } = context;
  const request = await changeable(context, id);
  if (request.state === 'draft') return await redraft(context, request, written);
  const content = readWritten(context, await actionOf(context, request), written);
  const changed = { ...request, ...content, dueAt: content.endsAt };
  await tx
    .update(requestTable)
    .set({ ...content, dueAt: content.endsAt })
    .where(isRequest(request));
  await withdraw(context, { subject: id, kinds: [askKind, promptKind, changedKind] });
  const one = await shownOne(context, changed);
  const occurrence = newId(context.now);
  await askAnew(context, one, occurrence);
  await tellWilling(context, one, occurrence);
  return changed;
}

async function askAnew(context: JoinedContext, one: Shown, occurrence: string): Promise<void> {
  const { tx, coalition } = context;
  const reached = await reachedBy(tx, askKind, one.request.id);
  const rows = await tx
    .select()
    .from(askedFor)
    .where(and(isAskedFor(one.request), isNull(askedFor.willAt)));
  const waiting = rows.filter(({ personId }) => !reached.has(personId));
  const people = await peopleByIds(
    tx,
    coalition.id,
    waiting.map(({ personId }) => personId),
  );
  const byId = new Map(people.map((person) => [person.id, person]));
  await tellMany(
    context,
    askKind,
    waiting.flatMap(({ id, personId }) => {
      const person = byId.get(personId);
      return person ? asking(context, id, one, person, occurrence) : [];
    }),
  );
}

async function tellWilling(context: JoinedContext, one: Shown, occurrence: string): Promise<void> {
  const undone = (await willingFor(context, one.request)).filter(({ asked }) => asked.doneAt === null);
  const dueAt = context.now.add({ minutes: limits.changeMinutes });
  await tellMany(
    context,
    changedKind,
    undone.map(({ asked, person }) => ({
      coalitionId: one.request.coalitionId,
      subject: one.request.id,
      occurrence,
      to: { kind: 'person', personId: person.id } as const,
      message: changedMessage({ one, asked, language: closestLanguage(person.language) }),
      dueAt,
    })),
  );
  await tellMany(
    context,
    promptKind,
    undone.flatMap(
      ({ asked, person }) =>
        prompting(context, one, asked, person, closestLanguage(person.language), occurrence) ?? [],
    ),
  );
}
