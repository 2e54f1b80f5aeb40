import { and, eq } from 'drizzle-orm';
import type { Act, Delivery, Kind } from '#delivery/index.ts';
import { consentsOf } from '#directory/index.ts';
import { pulse } from './tables.ts';
import { words } from './words.ts';

const say = words.en.kinds;

/** Somebody agreed to be asked, so that it is no unasked message. Not sent to who has withdrawn that since. */
async function isStillAsked(act: Act, row: Delivery): Promise<boolean> {
  const [one] = await act.tx
    .select({ state: pulse.state })
    .from(pulse)
    .where(and(eq(pulse.id, row.subject), eq(pulse.coalitionId, row.coalitionId)));
  if (one?.state !== 'open') return false;
  return row.personId === null || (await consentsOf(act, row.personId)).pulse === 'yes';
}

const open: Omit<Kind, 'name' | 'about'> = {
  ...{ lane: 4, quiet: 'wait', unasked: false, keepFor: { days: 3 }, wanted: isStillAsked },
  // There the button stands in the channel for the pulse.
  notOn: 'discord',
} as const;

/** The pulse is open. */
export const openKind: Kind = { ...open, name: 'pulse.open', about: { en: say.open } };

/** It goes to everyone who was asked, so that nobody can see who has not answered. */
export const remindKind: Kind = { ...open, name: 'pulse.remind', about: { en: say.remind } };

/** What came of it, in each space’s channel. */
export const resultsKind: Kind = {
  name: 'pulse.results',
  lane: 3,
  quiet: 'ignore',
  unasked: false,
  inChannels: true,
  about: { en: say.results },
  keepFor: { days: 3 },
};

/** The trend beside it, with its picture. */
export const trendKind: Kind = { ...resultsKind, name: 'pulse.trend', about: { en: say.trend } };

/** Operators are asked what was done about it, or told that a key was lost. */
export const operatorsKind: Kind = {
  name: 'pulse.operators',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: { en: say.operators },
  keepFor: { days: 6 },
};
