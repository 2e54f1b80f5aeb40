import { type Kept, naming, seenBy } from '#directory/index.ts';
import { comment, roster, sealedAnswer } from './tables.ts';

/** What this room keeps of people: of answers, nothing that says whose they are. */
export const keeps: readonly Kept[] = [
  {
    table: roster,
    columns: ['personId', 'pulseId'],
    of: naming(roster.coalitionId, roster.personId),
    what: { en: 'That a pulse asks you; never whether you answered' },
    why: { en: 'To ask everyone in turn' },
    seenBy: seenBy.nobody,
    until: { en: 'The last pulses only' },
    deleted: 'gone',
  },
  {
    table: sealedAnswer,
    columns: ['tag', 'sealed'],
    withheld: ['tag', 'sealed'],
    of: () => undefined,
    what: { en: 'Your answers to a pulse, sealed so that nobody can open them while it runs' },
    why: { en: 'To count them at its end' },
    seenBy: seenBy.nobody,
    until: { en: 'Until the pulse closes. Nobody can find yours, so it cannot be exported or deleted' },
    deleted: 'nameless',
  },
  {
    table: comment,
    columns: ['words'],
    withheld: ['words'],
    of: () => undefined,
    what: { en: 'Your comment in a pulse, without your name or time' },
    why: { en: 'So that others read it' },
    seenBy: seenBy.joined,
    until: { en: 'It stays: nobody can tell which is yours' },
    deleted: 'nameless',
  },
];
