import { and, eq, inArray } from 'drizzle-orm';
import { closestLanguage, type Given, Invalid } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import {
  type Context,
  type Found,
  foundAmong,
  hasRole,
  holdersOf,
  type JoinedContext,
  letsFind,
  peopleByIds,
  present,
  writeAudit,
} from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { contactKind } from './kinds.ts';
import { limits } from './limits.ts';
import { contactMessage, overseenMessage } from './messages.ts';
import { tellOverseers } from './oversight.ts';
import { inRole, namedContacts, type Reader } from './readers.ts';
import { lookUpShown } from './seen.ts';
import { contact } from './tables.ts';
import { words } from './words.ts';

/** The fields of the form, one for each contact. */
const places = ['first', 'second', 'third', 'fourth'] as const;
export type ContactsGiven = Readonly<Record<(typeof places)[number], string | undefined>>;

/** The named contacts as values of the form. */
export async function contactsNow(context: JoinedContext): Promise<Given> {
  const named = await namedContacts(context, context.coalition.id);
  return Object.fromEntries(places.flatMap((place, at) => (named[at] ? [[place, named[at].id]] : [])));
}

/** Names the contacts anew; whoever becomes one, or is one no more, is told by whom, and so are principals. Returns them. */
export async function nameContacts(context: JoinedContext, given: ContactsGiven): Promise<readonly Reader[]> {
  const { tx, now, coalition, person, language } = context;
  const ids = places.flatMap((place) => given[place] ?? []);
  const twice = places.find(
    (place, at) => given[place] !== undefined && places.findIndex((one) => given[one] === given[place]) < at,
  );
  if (twice) throw new Invalid({ [twice]: words[language].contactTwice });
  const before = await tx.select().from(contact).where(eq(contact.coalitionId, coalition.id));
  const known = new Set(before.map((one) => one.personId));
  const ended = [...known].filter((id) => !ids.includes(id));
  const begun = ids.filter((id) => !known.has(id));
  if (ended.length > 0)
    await tx
      .delete(contact)
      .where(and(eq(contact.coalitionId, coalition.id), inArray(contact.personId, ended)));
  if (begun.length > 0)
    await tx
      .insert(contact)
      .values(
        begun.map((personId) => ({ coalitionId: coalition.id, personId, namedById: person.id, since: now })),
      );
  for (const one of await peopleByIds(tx, coalition.id, [...ended, ...begun])) {
    const isContact = begun.includes(one.id);
    await writeAudit(context, {
      ...{ coalitionId: coalition.id, personId: person.id, subject: one.id },
      act: isContact ? 'contact.named' : 'contact.ended',
    });
    await tell(context, contactKind, {
      ...{ coalitionId: coalition.id, subject: one.id, occurrence: newId(now) },
      to: { kind: 'person', personId: one.id },
      message: contactMessage(closestLanguage(one.language), person.name, isContact),
    });
  }
  const named = await namedContacts(context, coalition.id);
  if (ended.length + begun.length > 0) {
    const names = named.map(({ name }) => name);
    await tellOverseers(context, { subject: coalition.id }, (tongue) =>
      overseenMessage(words[tongue].overseen.contacts(person.name, names), undefined, tongue),
    );
  }
  return named;
}

/**
 * Look-up for operators: who could be a contact: whoever lets members find them, however high the risk is, whoever holds a
 * role, and the contacts there are.
 */
export async function lookUpContacts(context: Context, written: string): Promise<readonly Found[]> {
  const { coalition } = context;
  if (!coalition || !hasRole(context, 'operator')) return [];
  const known = [
    ...(await namedContacts(context, coalition.id)),
    ...(await inRole(context, coalition.id, 'operator')),
    ...(await inRole(context, coalition.id, 'principal')),
    ...(await holdersOf(context.tx, coalition.id, 'weaver')),
  ];
  const open = and(present(coalition.id), letsFind(['members']));
  const found = [...foundAmong(known, written), ...(await lookUpShown(context, written, open))];
  return [...new Map(found.map((one) => [one.id, one])).values()].slice(0, limits.listed);
}
