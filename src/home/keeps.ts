import { type Kept, naming, seenBy } from '#directory/index.ts';
import { bundle } from './tables.ts';

/** What this room keeps of people. */
export const keeps: readonly Kept[] = [
  {
    table: bundle,
    columns: ['personId', 'goesAt'],
    of: naming(bundle.coalitionId, bundle.personId),
    what: { en: 'When your weekly message comes' },
    why: { en: 'So that it comes once' },
    seenBy: seenBy.you,
    until: { en: 'Until it is sent' },
    deleted: 'gone',
  },
];
