import { type Kept, naming, seenBy } from '#directory/index.ts';
import { view } from './tables.ts';

/** What this room keeps of people. */
export const keeps: readonly Kept[] = [
  {
    table: view,
    columns: ['personId', 'quarter', 'climate', 'skills', 'win', 'saidAt'],
    of: naming(view.coalitionId, view.personId),
    what: {
      en: 'How you see a quarter, as a principal; others see middle values, and words without your name',
    },
    why: { en: 'To see how the coalition does' },
    seenBy: seenBy.nobody,
    until: { en: '2 years, or until you leave' },
    deleted: 'gone',
  },
];
