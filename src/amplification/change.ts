import { and, isNull } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { reachedBy, tellMany, withdraw } from '#delivery/index.ts';
import { type JoinedContext, peopleByIds } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { prompting } from './answer.ts';
import { actionOf, redraft } from './draft.ts';
import { willingFor } from './end.ts';
import { changeable, isAskedFor, isPlea, type Plea } from './find.ts';
import { askKind, changedKind, promptKind } from './kinds.ts';
import { changedMessage } from './messages.ts';
import { asking } from './round.ts';
import { type Shown, shownOne } from './shown.ts';
import { askedFor, request } from './tables.ts';
import { readWritten, type Written } from './write.ts';

/**
 * Changes a draft or an open request. Of one that is open, what has not arrived yet is told anew as it reads now, and
 * whoever said that they share it is told.
 */
export async function changeRequest(context: JoinedContext, id: string, written: Written): Promise<Plea> {
  const { tx } = context;
  const plea = await changeable(context, id);
  if (plea.state === 'draft') return await redraft(context, plea, written);
  const content = readWritten(context, await actionOf(context, plea), written);
  const changed = { ...plea, ...content, dueAt: content.endsAt };
  await tx
    .update(request)
    .set({ ...content, dueAt: content.endsAt })
    .where(isPlea(plea));
  await withdraw(context, { subject: id, kinds: [askKind, promptKind, changedKind] });
  const one = await shownOne(context, changed);
  const occurrence = newId(context.now);
  await askAnew(context, one, occurrence);
  await tellWilling(context, one, occurrence);
  return changed;
}

async function askAnew(context: JoinedContext, one: Shown, occurrence: string): Promise<void> {
  const { tx, coalition } = context;
  const reached = await reachedBy(tx, askKind, one.plea.id);
  const rows = await tx
    .select()
    .from(askedFor)
    .where(and(isAskedFor(one.plea), isNull(askedFor.willAt)));
  const waiting = rows.filter(({ personId }) => !reached.has(personId));
  const people = await peopleByIds(
    tx,
    coalition.id,
    waiting.map(({ personId }) => personId),
  );
  const languages = new Map(people.map(({ id, language }) => [id, closestLanguage(language)]));
  await tellMany(
    context,
    askKind,
    waiting.map(({ id, personId }) =>
      asking(context, id, one, personId, languages.get(personId) ?? 'en', occurrence),
    ),
  );
}

async function tellWilling(context: JoinedContext, one: Shown, occurrence: string): Promise<void> {
  const undone = (await willingFor(context, one.plea)).filter(({ asked }) => asked.doneAt === null);
  await tellMany(
    context,
    changedKind,
    undone.map(({ asked, person }) => ({
      coalitionId: one.plea.coalitionId,
      subject: one.plea.id,
      occurrence,
      to: { kind: 'person', personId: person.id } as const,
      message: changedMessage({ one, asked, language: closestLanguage(person.language) }),
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
