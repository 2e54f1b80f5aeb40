import { type Kept, naming, seenBy, until } from '#directory/index.ts';
import { deletion } from './tables.ts';

/** What this room keeps of people. */
export const keeps: readonly Kept[] = [
  {
    table: deletion,
    columns: ['personId', 'keep', 'at'],
    of: naming(deletion.coalitionId, deletion.personId),
    what: { en: 'That you deleted everything, and when; not who you were' },
    why: { en: 'So that a restored backup forgets you again' },
    seenBy: seenBy.nobody,
    until: until.coalition,
    deleted: 'nameless',
    nameless: {},
  },
];
