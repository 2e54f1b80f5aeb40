import { and, eq } from 'drizzle-orm';
import { type Kept, naming, seenBy, until } from '#directory/index.ts';
import { scopeOf } from './read.ts';
import { digest, shown } from './tables.ts';

/** What this room keeps of people. */
export const keeps: readonly Kept[] = [
  {
    table: digest,
    columns: ['madeById', 'reader', 'madeAt'],
    of: naming(digest.coalitionId, digest.madeById),
    what: { en: 'Digests you sent' },
    why: { en: 'So that operators know what went out' },
    seenBy: seenBy.operators,
    until: until.left,
    deleted: 'nameless',
  },
  {
    table: shown,
    columns: ['scope', 'key', 'state', 'at'],
    withheld: ['scope', 'key', 'state', 'at'],
    of: ({ id, coalitionId }) =>
      and(eq(shown.coalitionId, coalitionId), eq(shown.scope, scopeOf('weaver', id))),
    what: { en: 'What your digest as a weaver has said already' },
    why: { en: 'To say each thing once' },
    seenBy: seenBy.nobody,
    until: until.left,
    deleted: 'gone',
  },
];
