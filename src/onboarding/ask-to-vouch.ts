import { and, eq, isNull } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { type Kind, tellMany } from '#delivery/index.ts';
import {
  type Act,
  type Coalition,
  holdersOf,
  type Person,
  representativesOf,
  type Space,
  tables,
} from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { vouchMessage } from './messages.ts';

/** Asks those who may vouch; dropped when somebody else was quicker, or the person left. */
export const vouchKind: Kind = {
  name: 'coalition.vouch',
  lane: 2,
  quiet: 'wait',
  unasked: true,
  about: { en: 'people who joined and need somebody to vouch for them' },
  keepFor: { days: 8 },
  wanted: async (act, row) => (await newcomer(act.tx, row.subject))?.vouchedAt === null,
};

/** Tells a person that somebody vouched for them. */
export const vouchedKind: Kind = {
  name: 'coalition.vouched',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: { en: 'that somebody vouched for you' },
  keepFor: { days: 8 },
};

/** Asks everyone who may vouch for somebody who joined; how many were asked. */
export async function askToVouch(
  act: Act,
  coalition: Coalition,
  space: Space,
  person: Person,
): Promise<number> {
  const { tx } = act;
  const [organisation] =
    person.organisationId === null
      ? []
      : await tx
          .select()
          .from(tables.organisation)
          .where(
            and(
              eq(tables.organisation.id, person.organisationId),
              eq(tables.organisation.coalitionId, coalition.id),
            ),
          );
  const mayVouch = [
    ...(organisation ? await representativesOf(tx, 'organisationId', organisation) : []),
    ...(await holdersOf(tx, coalition.id, 'weaver')),
    ...(await holdersOf(tx, coalition.id, 'operator')),
  ];
  const readers = [...new Map(mayVouch.map((one) => [one.id, one])).values()].filter(
    (one) => one.id !== person.id,
  );
  const told = await tellMany(
    act,
    vouchKind,
    readers.map((reader) => ({
      coalitionId: coalition.id,
      subject: person.id,
      to: { kind: 'person', personId: reader.id },
      message: vouchMessage(closestLanguage(reader.language), person, organisation?.name, space.name),
    })),
  );
  return told.length;
}

/** The person a vouching button is about, while they are here. */
export async function newcomerBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; person: Person } | undefined> {
  const person = await newcomer(db, id);
  return person && { coalitionId: person.coalitionId, person };
}

async function newcomer(db: Tx, id: string): Promise<Person | undefined> {
  const [person] = await db
    .select()
    .from(tables.person)
    .where(and(eq(tables.person.id, id), isNull(tables.person.leftAt)));
  return person;
}
