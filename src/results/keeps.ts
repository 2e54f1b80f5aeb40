import { type Kept, naming, seenBy } from '#directory/index.ts';
import { result } from './tables.ts';

/** What this room keeps of people. */
export const keeps: readonly Kept[] = [
  {
    table: result,
    columns: ['reportedById', 'actionId', 'count', 'unit', 'source', 'final', 'reportedAt'],
    of: naming(result.coalitionId, result.reportedById),
    what: { en: 'Numbers you reported of an action, without your name' },
    why: { en: 'To add them up, and say where they come from' },
    seenBy: seenBy.joined,
    until: { en: 'The number stays, without your name' },
    deleted: 'nameless',
  },
];
