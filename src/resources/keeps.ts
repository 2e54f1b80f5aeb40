import { type Kept, naming, seenBy, until } from '#directory/index.ts';
import { answer, listing, resource, thanks } from './tables.ts';

/** What this room keeps of people. */
export const keeps: readonly Kept[] = [
  {
    table: resource,
    columns: ['addedById', 'kind', 'title', 'link', 'goodFor', 'language', 'maker', 'addedAt'],
    of: naming(resource.coalitionId, resource.addedById),
    what: { en: 'Things you shared for others to use' },
    why: { en: 'So that nobody makes them twice' },
    seenBy: seenBy.joined,
    until: until.deleted,
    deleted: 'gone or nameless',
  },
  {
    table: listing,
    columns: ['personId', 'kind', 'words', 'place', 'listedAt', 'endsAt', 'endedAt'],
    of: naming(listing.coalitionId, listing.personId),
    what: { en: 'Your offers and needs; with your name only if members may find you' },
    why: { en: 'So that others can answer' },
    seenBy: seenBy.joined,
    until: { en: 'Up to 90 days as you choose, and 7 days more' },
    deleted: 'gone',
  },
  {
    table: answer,
    columns: ['personId', 'address', 'answeredAt'],
    sealed: ['address'],
    of: naming(answer.coalitionId, answer.personId),
    what: { en: 'That you answered an offer or a need, and how you can be reached' },
    why: { en: 'So that they can write to you' },
    seenBy: seenBy.youAndOther,
    until: { en: 'How you can be reached: until it ends; the rest 7 days more' },
    deleted: 'gone',
  },
  {
    table: thanks,
    columns: ['personId', 'resourceId', 'words', 'thankedAt'],
    of: naming(thanks.coalitionId, thanks.personId),
    what: { en: 'Your thanks for something shared' },
    why: { en: 'To tell who made it' },
    seenBy: seenBy.youAndOther,
    until: until.left,
    deleted: 'gone',
  },
];
