import { and, eq, inArray } from 'drizzle-orm';
import { phrasesOf } from '#chat/index.ts';
import type { Delivery, Kind } from '#delivery/index.ts';
import { holdersOf, membersMayFind, present, tables } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { riskWords } from './risk-words.ts';
import { concern, concernReader } from './tables.ts';
import { words } from './words.ts';

const about = (pick: (say: (typeof words)['en']['kinds']) => string) =>
  phrasesOf(words)((say) => pick(say.kinds));

/**
 * To contacts: something is wrong. It comes at night too: somebody may be in danger, and what their own device does at
 * night is theirs to choose. It says that there is a concern, never which: its words stay in one row.
 */
export const concernKind: Kind = {
  name: 'safety.concern',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  about: about((say) => say.concern),
  inConfidence: true,
  keepFor: { days: 8 },
  async wanted({ tx }, row) {
    const [found] = await tx
      .select({ id: concern.id })
      .from(concern)
      .innerJoin(concernReader, eq(concernReader.concernId, concern.id))
      .innerJoin(tables.person, eq(tables.person.id, concernReader.personId))
      .where(
        and(
          eq(concern.id, row.subject),
          eq(concern.coalitionId, row.coalitionId),
          inArray(concern.state, ['open', 'taken']),
          eq(concernReader.personId, row.personId ?? row.subject),
          present(row.coalitionId),
        ),
      );
    return found !== undefined;
  },
};

/** To whoever raised a concern: what became of it. */
export const answeredKind: Kind = {
  name: 'safety.answered',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: about((say) => say.answered),
  inConfidence: true,
  keepFor: { days: 8 },
};

/** To somebody who was suspended, or may be here again. Also at night: what they try to do is refused from now on. */
export const standingKind: Kind = {
  name: 'safety.standing',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  about: about((say) => say.standing),
  keepFor: { days: 8 },
};

/** To principals, or operators where there is no other: what operators did to somebody's standing, or hid. */
export const overseenKind: Kind = {
  name: 'safety.overseen',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: about((say) => say.overseen),
  keepFor: { days: 8 },
  wanted: async ({ tx }, row) => await holdsOne(tx, row, ['principal', 'operator']),
};

/** To whoever published something: it is hidden, or shown again. */
export const hiddenKind: Kind = {
  name: 'safety.hidden',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: about((say) => say.hidden),
  keepFor: { days: 8 },
};

/** To operators, or principals where there is no other: somebody looks at more people than anyone needs. */
export const walkKind: Kind = {
  name: 'safety.walk',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: about((say) => say.walk),
  keepFor: { days: 2 },
  wanted: async ({ tx }, row) => await holdsOne(tx, row, ['operator', 'principal']),
};

/** To somebody who became a contact, or is none any more. */
export const contactKind: Kind = {
  name: 'safety.contact',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: about((say) => say.contact),
  keepFor: { days: 8 },
};

/** To whoever lets members find them: with a lower risk, members can again. Nothing that has changed since is told. */
export const foundAgainKind: Kind = {
  name: 'safety.found-again',
  lane: 4,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: phrasesOf(riskWords)((say) => say.aboutFoundAgain),
  keepFor: { days: 8 },
  async wanted({ tx }, { coalitionId, personId }) {
    const { consent, person } = tables;
    const [found] = await tx
      .select({ id: person.id })
      .from(person)
      .innerJoin(consent, eq(consent.personId, person.id))
      .where(
        and(
          ...[present(coalitionId), eq(person.id, personId ?? coalitionId), membersMayFind(coalitionId)],
          ...[eq(consent.kind, 'found'), eq(consent.answer, 'members')],
        ),
      );
    return found !== undefined;
  },
};

/** Whether whom a row is for still holds one of these roles. */
async function holdsOne(
  tx: Tx,
  { coalitionId, personId }: Delivery,
  roles: readonly ('principal' | 'operator')[],
): Promise<boolean> {
  for (const role of roles)
    if ((await holdersOf(tx, coalitionId, role)).some(({ id }) => id === personId)) return true;
  return false;
}
