import { and, eq } from 'drizzle-orm';
import { chatWords, closestLanguage, literal, type Message, Refusal } from '#chat/index.ts';
import { tell, withdraw } from '#delivery/index.ts';
import { type JoinedContext, peopleByIds, writeAudit } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { hiddenKind } from './kinds.ts';
import { hiddenMessage, hidingDone, overseenMessage } from './messages.ts';
import { type Overseers, tellOverseers } from './oversight.ts';
import type { Published } from './published.ts';
import { hidden } from './tables.ts';
import { words } from './words.ts';

/**
 * Hides something: it is in no list, search, digest or message from now on, and says why where it was posted. Its author
 * and principals are told by whom, or whoever stands in for them. Nobody edits another's words.
 */
export async function hide(context: JoinedContext, one: Published, reason: string): Promise<Message> {
  const { tx, now, person, coalition, language } = context;
  const [made] = await tx
    .insert(hidden)
    .values({
      ...{ subject: one.id, coalitionId: coalition.id, what: one.what },
      ...{ reason, byId: person.id, at: now },
    })
    .onConflictDoNothing()
    .returning();
  if (!made) throw new Refusal(words[language].hiddenBefore);
  await withdraw(context, { subject: one.id, kinds: one.silenced });
  return hidingDone(language, one, await change(context, one, reason), true);
}

/** Shows it again. */
export async function show(context: JoinedContext, one: Published): Promise<Message> {
  const { tx, coalition, language } = context;
  const [gone] = await tx
    .delete(hidden)
    .where(and(eq(hidden.subject, one.id), eq(hidden.coalitionId, coalition.id)))
    .returning();
  if (!gone) throw new Refusal(literal(chatWords[language].stale));
  return hidingDone(language, one, await change(context, one, undefined), false);
}

async function change(
  context: JoinedContext,
  one: Published,
  reason: string | undefined,
): Promise<Overseers> {
  const { tx, now, person, coalition } = context;
  await writeAudit(context, {
    ...{ coalitionId: coalition.id, personId: person.id, subject: one.id, detail: { what: one.what } },
    act: reason === undefined ? 'post.shown' : 'post.hidden',
  });
  await one.redraw?.(context, one.coalitionId, one.id);
  const authors = one.speakers ?? (one.authorId === null ? [] : [one.authorId]);
  for (const { id, language } of await peopleByIds(tx, coalition.id, authors))
    if (id !== person.id)
      await tell(context, hiddenKind, {
        ...{ coalitionId: coalition.id, subject: one.id, occurrence: newId(now) },
        to: { kind: 'person', personId: id },
        message: hiddenMessage(closestLanguage(language), one, person.name, reason),
      });
  return await tellOverseers(context, { subject: one.id, personId: one.authorId }, (tongue) => {
    const say = words[tongue].overseen;
    return overseenMessage(
      reason === undefined ? say.shown(person.name, one.title) : say.hidden(person.name, one.title),
      reason,
      tongue,
    );
  });
}
