import { and, asc, eq } from 'drizzle-orm';
import {
  type Act,
  type Holder,
  hasAccount,
  holdersOf,
  type Person,
  present,
  tables,
} from '#directory/index.ts';
import { contact } from './tables.ts';

/** Somebody who reads concerns, and as what. */
export interface Reader extends Holder {
  readonly as: 'contact' | 'operator' | 'principal';
}

/** The contacts that the coalition named and who can act, in the order in which they were. */
export async function namedContacts(act: Pick<Act, 'tx'>, coalitionId: string): Promise<readonly Reader[]> {
  const { person } = tables;
  const rows = await act.tx
    .select({
      id: person.id,
      name: person.name,
      organisationId: person.organisationId,
      language: person.language,
    })
    .from(contact)
    .innerJoin(person, eq(person.id, contact.personId))
    .where(and(eq(contact.coalitionId, coalitionId), present(coalitionId), hasAccount))
    .orderBy(asc(contact.since), asc(person.name));
  return rows.map((row) => ({ ...row, as: 'contact' }));
}

/** Everyone who can be turned to: the named contacts, or the operators where nobody is named. */
export async function contactsOf(act: Pick<Act, 'tx'>, coalitionId: string): Promise<readonly Reader[]> {
  const named = await namedContacts(act, coalitionId);
  return named.length > 0 ? named : await inRole(act, coalitionId, 'operator');
}

/** Whoever holds a role and can act, as readers. */
export async function inRole(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  as: 'operator' | 'principal',
): Promise<readonly Reader[]> {
  return (await holdersOf(tx, coalitionId, as)).map((one) => ({ ...one, as }));
}

/**
 * Who reads a concern: the contacts, but for whom it is about and whoever raises it; where none is left, operators, then
 * principals. One of them at least is from outside the raiser's organisation, if there is anybody: `outside` says so. None
 * of `but` is among them.
 */
export async function readersFor(
  act: Pick<Act, 'tx'>,
  raiser: Pick<Person, 'id' | 'coalitionId' | 'organisationId'>,
  aboutId: string | null,
  but: readonly string[] = [],
): Promise<{ readonly readers: readonly Reader[]; readonly outside: boolean }> {
  const may = ({ id }: Reader) => id !== raiser.id && id !== aboutId && !but.includes(id);
  const isOutside = ({ organisationId }: Reader) =>
    raiser.organisationId === null || organisationId !== raiser.organisationId;
  const named = (await namedContacts(act, raiser.coalitionId)).filter(may);
  const operators = (await inRole(act, raiser.coalitionId, 'operator')).filter(may);
  const principals = (await inRole(act, raiser.coalitionId, 'principal')).filter(may);
  const first = [named, operators, principals].find((some) => some.length > 0) ?? [];
  if (first.some(isOutside)) return { readers: first, outside: true };
  const others = [operators.filter(isOutside), principals.filter(isOutside)].find((some) => some.length > 0);
  const more = others ?? [];
  return { readers: [...first, ...more], outside: more.length > 0 };
}
