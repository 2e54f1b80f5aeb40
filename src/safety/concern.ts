import { and, asc, eq, inArray } from 'drizzle-orm';
import { button, chatWords, closestLanguage, literal, type Message, Refusal } from '#chat/index.ts';
import { tell, withdraw } from '#delivery/index.ts';
import { type JoinedContext, peopleByIds, type Waiting } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { openText, type Tx } from '#store/index.ts';
import { safetyButtons } from './buttons.ts';
import { answeredKind, concernKind } from './kinds.ts';
import { limits } from './limits.ts';
import { concernShown, takenMessage } from './messages.ts';
import { concern, concernReader } from './tables.ts';
import { words } from './words.ts';

export type Concern = typeof concern.$inferSelect;

/** The concern behind a button; who may, the verb sees to. */
export async function concernBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; concern: Concern } | undefined> {
  const [found] = await db.select().from(concern).where(eq(concern.id, id));
  return found && { coalitionId: found.coalitionId, concern: found };
}

/**
 * A concern that this person may read, locked: they were told of it, and it is not about them. To anybody else it is as
 * stale as any button.
 */
async function readable(context: JoinedContext, id: string): Promise<Concern> {
  const { tx, person, coalition, language } = context;
  const [found] = await tx
    .select({ concern })
    .from(concern)
    .innerJoin(concernReader, eq(concernReader.concernId, concern.id))
    .where(
      and(eq(concern.id, id), eq(concern.coalitionId, coalition.id), eq(concernReader.personId, person.id)),
    )
    .for('update', { of: concern });
  if (!found || found.concern.aboutId === person.id) throw new Refusal(literal(chatWords[language].stale));
  return found.concern;
}

/** What somebody raised, for those who were told of it. */
export async function readConcern(context: JoinedContext, id: string): Promise<Message> {
  return await shown(context, await readable(context, id));
}

/** Says that this person sees to it; whoever raised it hears so. Somebody else may have been first. */
export async function takeConcern(context: JoinedContext, id: string): Promise<Message> {
  const { tx, person } = context;
  const found = await readable(context, id);
  if (found.state !== 'open') return await shown(context, found);
  const set = { state: 'taken', takenById: person.id } as const;
  await tx.update(concern).set(set).where(eq(concern.id, id));
  await answer(context, found, 'taken');
  return await shown(context, { ...found, ...set });
}

/** Closes it; whoever raised it hears by whom, and its words go 30 days later. */
export async function closeConcern(context: JoinedContext, id: string): Promise<Message> {
  const { tx, now } = context;
  const found = await readable(context, id);
  if (found.state === 'closed') return await shown(context, found);
  const set = { state: 'closed', closedAt: now } as const;
  await tx.update(concern).set(set).where(eq(concern.id, id));
  await withdraw(context, { subject: id, kinds: [concernKind] });
  await answer(context, found, 'closed');
  return await shown(context, { ...found, ...set });
}

async function shown(context: JoinedContext, one: Concern): Promise<Message> {
  const ids = [one.raisedById, one.aboutId, one.takenById].flatMap((id) => id ?? []);
  const people = new Map(
    (await peopleByIds(context.tx, one.coalitionId, ids)).map((person) => [person.id, person.name]),
  );
  const name = (id: string | null) => people.get(id ?? '') || undefined;
  const said =
    openText({ column: 'safety_concern.words', row: one.id }, one.words) ??
    chatWords[context.language].unreadable;
  return concernShown(
    context.language,
    { ...one, words: said },
    {
      raisedBy: name(one.raisedById),
      about: name(one.aboutId),
      takenBy: name(one.takenById),
    },
  );
}

async function answer(context: JoinedContext, one: Concern, what: 'taken' | 'closed'): Promise<void> {
  const [raiser] =
    one.raisedById === null ? [] : await peopleByIds(context.tx, one.coalitionId, [one.raisedById]);
  if (!raiser || raiser.id === context.person.id) return;
  await tell(context, answeredKind, {
    ...{ coalitionId: one.coalitionId, subject: one.id, occurrence: what },
    to: { kind: 'person', personId: raiser.id },
    message: takenMessage(closestLanguage(raiser.language), context.person.name, what),
  });
}

/** Concerns that wait for this person, as a line that does not say what they are. */
export async function concernsWaiting(context: JoinedContext): Promise<readonly Waiting[]> {
  const { tx, person, coalition, language } = context;
  const say = words[language];
  const rows = await tx
    .select({ concern })
    .from(concern)
    .innerJoin(concernReader, eq(concernReader.concernId, concern.id))
    .where(
      and(
        eq(concern.coalitionId, coalition.id),
        eq(concernReader.personId, person.id),
        inArray(concern.state, ['open', 'taken']),
      ),
    )
    .orderBy(asc(concern.raisedAt));
  return rows.flatMap(({ concern: { id, state, raisedAt, takenById, aboutId } }) =>
    aboutId === person.id || (state === 'taken' && takenById !== person.id)
      ? []
      : [
          {
            text: say.concernWaits(state === 'taken', raisedAt),
            buttons: [
              button(safetyButtons.read, say.buttons.read, id, 'main'),
              // Nobody closes by one press what nobody has read.
              state === 'taken'
                ? button(safetyButtons.close, say.buttons.close, id)
                : button(safetyButtons.take, say.buttons.take, id),
            ],
            since: raisedAt,
          },
        ],
  );
}

/** Thirty days after it was closed nothing is left of a concern. */
export const forgetDue: Due = {
  name: 'safety.forget',
  table: concern,
  id: concern.id,
  dueAt: concern.closedAt,
  after: { hours: 24 * limits.keptDays },
  coalitionId: concern.coalitionId,
  async carryOut({ tx }, id) {
    await tx.delete(concern).where(eq(concern.id, id));
  },
};
