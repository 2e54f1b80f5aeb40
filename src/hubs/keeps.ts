import { type Kept, naming, seenBy } from '#directory/index.ts';
import { hubAsk } from './tables.ts';

/** What this room keeps of people. */
export const keeps: readonly Kept[] = [
  {
    table: hubAsk,
    columns: ['personId', 'hubId', 'askedAt'],
    // Which hub it is would say that there is one: they asked by a name.
    withheld: ['hubId'],
    of: naming(hubAsk.coalitionId, hubAsk.personId),
    what: { en: 'Asking to be let into a hub that is in no list' },
    why: { en: 'So that whoever represents it can let you in' },
    seenBy: seenBy.contacts,
    until: { en: 'Four weeks after you asked, or until you are in' },
    deleted: 'gone',
  },
];
