import { phrasesOf } from '#chat/index.ts';
import type { Kind } from '#delivery/index.ts';
import { holdersOf } from '#directory/index.ts';
import { findReport } from './find.ts';
import { representativesToTell } from './representatives.ts';
import { words } from './words.ts';

const phrase = phrasesOf(words);

/** To representatives of listed organisations: a report before it goes out. */
export const shownKind: Kind = {
  name: 'report.shown',
  lane: 3,
  quiet: 'wait',
  // They represent an organisation that it may name, and 72 hours do not wait for the bundle.
  unasked: false,
  about: phrase((say) => say.kinds.shown),
  keepFor: { days: 8 },
  wanted: async (act, row) => {
    const one = await findReport(act, row.coalitionId, row.subject);
    const isOpen = one?.state === 'shown' || one?.state === 'ready';
    const told = isOpen ? await representativesToTell(act, row.coalitionId) : [];
    return told.some(({ personId }) => personId === row.personId);
  },
};

/** To operators: a report that can go out, and its next version where an organisation no longer wants to be named. */
export const readyKind: Kind = {
  name: 'report.ready',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: phrase((say) => say.kinds.ready),
  keepFor: { days: 8 },
  wanted: async (act, row) => {
    const one = await findReport(act, row.coalitionId, row.subject);
    const operators = await holdersOf(act.tx, row.coalitionId, 'operator');
    return one?.state === 'ready' && operators.some(({ id }) => id === row.personId);
  },
};
