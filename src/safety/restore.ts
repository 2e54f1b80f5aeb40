import { and, asc, desc, eq, isNull } from 'drizzle-orm';
import { chatWords, closestLanguage, english, literal, message, Refusal } from '#chat/index.ts';
import {
  type Act,
  type Context,
  type Found,
  foundAmong,
  hasRole,
  type JoinedContext,
  type Person,
  peopleByIds,
  tables,
  writeAudit,
} from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import type { Tx } from '#store/index.ts';
import { liftBars, removalsOf } from './bars.ts';
import { limits } from './limits.ts';
import { overseenMessage, restoredMessage } from './messages.ts';
import { tellOverseers } from './oversight.ts';
import type { Published } from './published.ts';
import { setSuspended, tellThem } from './suspend.ts';
import { bar, hidden, suspension } from './tables.ts';
import { words } from './words.ts';

/** Lets somebody back: who is suspended by name, who was removed by that removal, which names nobody. */
export async function restore(context: JoinedContext, id: string): Promise<Person | undefined> {
  const { coalition, language } = context;
  const [person] = await peopleByIds(context.tx, coalition.id, [id]);
  if (person?.suspendedAt && person.leftAt === null) {
    await restorePerson(context, person);
    return person;
  }
  if ((await liftBars(context, coalition.id, [id])) === 0)
    throw new Refusal(literal(chatWords[language].stale));
  const by = { coalitionId: coalition.id, personId: context.person.id };
  await writeAudit(context, { ...by, act: 'removal.lifted', detail: { removal: id } });
  await tellOverseers(context, { subject: id }, (tongue) =>
    overseenMessage(words[tongue].overseen.lifted(context.person.name), undefined, tongue),
  );
  return undefined;
}

async function restorePerson(context: JoinedContext, person: Person): Promise<void> {
  const { coalition } = context;
  const of = and(eq(suspension.personId, person.id), eq(suspension.coalitionId, coalition.id));
  await context.tx.delete(suspension).where(of);
  await endSuspension(context, person, context.person);
  await tellOverseers(context, { subject: person.id, personId: person.id }, (tongue) =>
    overseenMessage(words[tongue].overseen.restored(context.person.name, person.name), undefined, tongue),
  );
}

/** They may do again what they could before, and are told; their accounts are barred no more. */
async function endSuspension(act: Act, person: Person, by: Person | undefined): Promise<void> {
  const removals = (await removalsOf(act, person)).map(({ removal }) => removal);
  await liftBars(act, person.coalitionId, removals);
  await setSuspended(act, person, null);
  await writeAudit(act, {
    ...{ coalitionId: person.coalitionId, act: 'person.restored', subject: person.id },
    ...(by && { personId: by.id }),
  });
  await tellThem(act, person, restoredMessage(closestLanguage(person.language), by?.name));
}

/**
 * A suspension comes to its end: whoever was removed leaves, as `leave` has it; whoever left meanwhile may come back;
 * anybody else is restored.
 */
export const endsDue = (leave: (act: Act, person: Person) => Promise<void>): Due => ({
  name: 'safety.ends',
  table: suspension,
  id: suspension.personId,
  dueAt: suspension.until,
  coalitionId: suspension.coalitionId,
  async carryOut(act, id) {
    const [ended] = await act.tx.delete(suspension).where(eq(suspension.personId, id)).returning();
    const [person] = ended ? await peopleByIds(act.tx, ended.coalitionId, [id]) : [];
    if (!person) return;
    if (person.leftAt !== null) {
      await liftBars(act, person.coalitionId, [person.id]);
    } else if ((await removalsOf(act, person)).length > 0) {
      await leave(act, person);
      await setSuspended(act, person, null);
    } else await endSuspension(act, person, undefined);
  },
});

/** Look-up for operators: who is suspended, by name; who was removed, by when and by whom; what was hidden. */
export async function lookUpKeptOut(
  context: Context,
  written: string,
  published: (db: Tx, id: string) => Promise<Published | undefined>,
): Promise<readonly Found[]> {
  const { tx, coalition } = context;
  if (!coalition || !hasRole(context, 'operator')) return [];
  const say = words[context.language];
  const { person } = tables;
  const suspended = await tx
    .select({ id: person.id, name: person.name, since: suspension.since })
    .from(suspension)
    .innerJoin(person, eq(person.id, suspension.personId))
    .where(and(eq(suspension.coalitionId, coalition.id), isNull(person.leftAt)))
    .orderBy(asc(person.name));
  const removed = await tx
    .selectDistinct({ id: bar.removal, by: person.name, since: bar.since })
    .from(bar)
    .leftJoin(person, eq(person.id, bar.byId))
    .where(eq(bar.coalitionId, coalition.id))
    .orderBy(desc(bar.since));
  const posts = await tx
    .select({ id: hidden.subject, at: hidden.at })
    .from(hidden)
    .where(eq(hidden.coalitionId, coalition.id))
    .orderBy(desc(hidden.at))
    .limit(limits.listed);
  const day = (at: Temporal.Instant) => at.toZonedDateTimeISO(context.zone).toPlainDate().toString();
  // One removal may have barred accounts at two moments: the first is its own.
  const removals = new Map(removed.map((one) => [one.id, one]));
  const all = [
    ...suspended.map(({ id, name, since }) => ({ id, name, label: say.suspendedOn(name, day(since)) })),
    ...[...removals.values()].map(({ id, by, since }) => {
      const label = say.removedOn(day(since), by || undefined);
      return { id, name: label, label };
    }),
  ];
  for (const { id, at } of posts) {
    const one = await published(tx, id);
    if (one) all.push({ id, name: one.title, label: say.hiddenOn(one.title, day(at)) });
  }
  const found = new Set(foundAmong(all, written).map(({ id }) => id));
  return all
    .filter(({ id }) => found.has(id))
    .slice(0, limits.listed)
    .map(({ id, label }) => ({ id, label: english.cut(label, 75) }));
}

/** What an operator reads who let somebody back. */
export const restoredNow = (context: JoinedContext, person: Person | undefined) =>
  message(words[context.language].restored(person?.name));
