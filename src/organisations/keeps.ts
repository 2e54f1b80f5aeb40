import { type Kept, naming, seenBy } from '#directory/index.ts';
import { claim, signing } from './tables.ts';

/** What this room keeps of people. */
export const keeps: readonly Kept[] = [
  {
    table: claim,
    columns: ['personId', 'organisationId', 'askedAt', 'declinedAt'],
    withheld: ['declinedAt'],
    of: naming(claim.coalitionId, claim.personId),
    what: { en: 'That you asked to speak for an organisation; its representatives see it too' },
    why: { en: 'So that its people or operators can answer' },
    seenBy: seenBy.operators,
    until: { en: 'Until you are confirmed, or leave' },
    deleted: 'gone',
  },
  {
    table: signing,
    columns: ['personId', 'organisationId', 'shownAt'],
    of: naming(signing.coalitionId, signing.personId),
    what: { en: 'That you were shown the purpose to sign it' },
    why: { en: 'You sign what you read' },
    seenBy: seenBy.you,
    until: { en: 'Until you sign, or leave' },
    deleted: 'gone',
  },
];
