import { and, asc, eq, gt, isNotNull, sql } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { type Kind, tell, withdraw } from '#delivery/index.ts';
import { type Act, blocks, type JoinedContext, type Person, peopleByIds } from '#directory/index.ts';
import { newId, type Tx } from '#store/index.ts';
import { type Action, findAction, isAction } from './find.ts';
import { redrawLater } from './redraw.ts';
import { action, actionOrganiser } from './tables.ts';
import { carriesOnMessage } from './together-messages.ts';
import { words } from './together-words.ts';

type Organiser = typeof actionOrganiser.$inferSelect;

/** How long an ask may wait, also in a bundle: days of 24 hours. */
export const askedFor = { hours: 24 * 8 };

/** Unasked: somebody who leads an action began it. */
export const organiseKind: Kind = {
  name: 'action.organise',
  lane: 2,
  quiet: 'wait',
  unasked: true,
  about: { en: words.en.about.organise },
  keepFor: askedFor,
  async wanted(act, row) {
    const one = await findAction(act, row.coalitionId, row.subject);
    if (one?.state !== 'posted' || row.personId === null) return false;
    const asked = await organiserOf(act, one, row.personId);
    if (asked === undefined || asked.confirmedAt !== null) return false;
    return !(await isUnwelcome(act, one, row.personId));
  },
};

/** To those who lead an action: who leads it with them. An answer to what they asked. */
export const organisedKind: Kind = {
  name: 'action.organised',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: { en: words.en.about.organised },
  keepFor: askedFor,
};

/** An ask to lead an action, for whoever was asked; undefined once there is nothing to answer. */
export async function askBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; recipientId: string; id: string } | undefined> {
  const [asked] = await db.select().from(actionOrganiser).where(eq(actionOrganiser.id, id));
  return asked && { id, coalitionId: asked.coalitionId, recipientId: asked.personId };
}

/** Everyone who leads an action and has not left: who announced it, then co-organisers in the order in which they confirmed. */
export async function leadersOf(
  { tx }: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId' | 'announcerId'>,
): Promise<readonly Person[]> {
  const confirmed = await tx
    .select({ personId: actionOrganiser.personId })
    .from(actionOrganiser)
    .where(
      and(
        eq(actionOrganiser.actionId, one.id),
        eq(actionOrganiser.coalitionId, one.coalitionId),
        isNotNull(actionOrganiser.confirmedAt),
      ),
    )
    .orderBy(asc(actionOrganiser.confirmedAt));
  const ids = [
    ...(one.announcerId === null ? [] : [one.announcerId]),
    ...confirmed.map((row) => row.personId),
  ];
  const people = await peopleByIds(tx, one.coalitionId, ids);
  return ids.flatMap((id) => people.find((each) => each.id === id && each.leftAt === null) ?? []);
}

/** Whether somebody wants nothing to do with one of those who lead an action. */
export async function isUnwelcome(
  act: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId' | 'announcerId'>,
  personId: string,
): Promise<boolean> {
  for (const leader of await leadersOf(act, one))
    if (await blocks(act, one.coalitionId, personId, leader.id)) return true;
  return false;
}

/** What somebody was asked to lead, whatever they answered but a no, oldest first. */
export async function ledBy(
  { tx }: Pick<Act, 'tx'>,
  { id, coalitionId }: Pick<Person, 'id' | 'coalitionId'>,
): Promise<readonly { readonly asked: Organiser; readonly action: Action }[]> {
  return await tx
    .select({ asked: actionOrganiser, action })
    .from(actionOrganiser)
    .innerJoin(action, eq(action.id, actionOrganiser.actionId))
    .where(and(eq(actionOrganiser.coalitionId, coalitionId), eq(actionOrganiser.personId, id)))
    .orderBy(asc(actionOrganiser.askedAt));
}

/** Of that, what is to come and waits for an answer. */
export async function asksOf(context: JoinedContext): ReturnType<typeof ledBy> {
  const { now, person } = context;
  return (await ledBy(context, person)).filter(
    ({ asked, action: one }) =>
      asked.confirmedAt === null && one.state === 'posted' && Temporal.Instant.compare(one.startsAt, now) > 0,
  );
}

/** Ends what somebody who leaves led: of what they announced and is to come, the first who confirmed carries on and is told. */
export async function handOver(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  await tx
    .delete(actionOrganiser)
    .where(and(eq(actionOrganiser.coalitionId, person.coalitionId), eq(actionOrganiser.personId, person.id)));
  const coming = await tx
    .select()
    .from(action)
    .where(
      and(
        eq(action.coalitionId, person.coalitionId),
        eq(action.announcerId, person.id),
        eq(action.state, 'posted'),
        gt(action.startsAt, act.now),
        // Whom somebody was asked to lead it with.
        sql`exists (select 1 from ${actionOrganiser} o where o.action_id = ${action.id})`,
      ),
    )
    .orderBy(asc(action.startsAt), asc(action.id));
  // What has not reached those who were asked names whoever asked; it waits for them in their home.
  await withdraw(act, { subjects: coming.map(({ id }) => id), kinds: [organiseKind] });
  for (const one of coming) {
    const [next] = (await leadersOf(act, one)).filter(({ id }) => id !== person.id);
    if (!next) continue;
    await tx.update(action).set({ announcerId: next.id }).where(isAction(one));
    await tx.delete(actionOrganiser).where(isOrganiser(one, next.id));
    await redrawLater(act, isAction(one));
    await tell(act, organisedKind, {
      coalitionId: one.coalitionId,
      subject: one.id,
      occurrence: newId(act.now),
      to: { kind: 'person', personId: next.id },
      message: carriesOnMessage(one, closestLanguage(next.language)),
    });
  }
}

/** Whether somebody was asked to lead an action, and what they said. */
export async function organiserOf(
  { tx }: Pick<Act, 'tx'>,
  one: Action,
  personId: string,
): Promise<Organiser | undefined> {
  const [found] = await tx.select().from(actionOrganiser).where(isOrganiser(one, personId));
  return found;
}

/** SQL condition: somebody who was asked to lead an action. */
export const isOrganiser = (one: Pick<Action, 'id' | 'coalitionId'>, personId: string) =>
  and(
    eq(actionOrganiser.actionId, one.id),
    eq(actionOrganiser.coalitionId, one.coalitionId),
    eq(actionOrganiser.personId, personId),
  );
