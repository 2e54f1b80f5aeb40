import { type Kept, naming, seenBy } from '#directory/index.ts';
import { askedFor, request } from './tables.ts';

/** What this room keeps of people. That somebody declined is written nowhere. */
export const keeps: readonly Kept[] = [
  {
    table: request,
    columns: [
      'requesterId',
      'organisationId',
      'ask',
      'link',
      'tactic',
      'framings',
      'state',
      'draftedAt',
      'openedAt',
      'endsAt',
    ],
    of: naming(request.coalitionId, request.requesterId),
    what: { en: 'What you asked others to carry further' },
    why: { en: 'So that people can be asked' },
    seenBy: seenBy.published,
    until: { en: '12 weeks after its end, or until you delete it; a draft 7 days' },
    deleted: 'gone or nameless',
  },
  {
    table: askedFor,
    columns: ['personId', 'askedAt', 'willAt', 'doneAt', 'link'],
    of: naming(askedFor.coalitionId, askedFor.personId),
    what: {
      en: 'What you were asked to carry further, and links to what you shared; never that you declined',
    },
    why: { en: 'To ask everyone fairly, and not too often' },
    seenBy: seenBy.organisers,
    until: { en: '12 weeks after its end, or until you delete it' },
    deleted: 'gone or nameless',
    nameless: { link: null },
  },
];
