import { english, type Language, type Text, text, typed } from '#chat/index.ts';
import type { Organisation, RoleName } from '#directory/index.ts';

interface FindWords {
  about: { people: string; organisations: string };
  labels: Readonly<Record<'words' | 'skill' | 'issue' | 'place' | 'role' | 'language' | 'hub', string>>;
  roles: Readonly<Record<RoleName, string>>;
  kinds: Readonly<Record<Organisation['kind'], string>>;
  /** words that say nothing about what is looked for */
  ignored: readonly string[];
  people(count: number): Text;
  organisations(count: number): Text;
  more(count: number): Text;
  offers(what: string): string;
  needs(what: string): string;
  nextPerson: Text;
  hidden: string;
  nobody: Text;
  nobodyNext: Text;
  noOrganisation: Text;
  noOrganisationNext: Text;
  sayWhat: Text;
  sayWhatOrganisation: Text;
  first: Text;
}

export const words: Readonly<Record<Language, FindWords>> = {
  en: {
    about: { people: 'Find people by what they offer', organisations: 'Find organisations by what they do' },
    labels: {
      words: 'Words, in any order',
      skill: 'What they offer',
      issue: 'An issue',
      place: 'A place',
      role: 'A role',
      language: 'A language they speak',
      hub: 'A hub',
    },
    roles: { principal: 'Lead organiser', driver: 'Leads actions', weaver: 'Weaver', operator: 'Operator' },
    kinds: { formal: 'organisation', informal: 'informal group', funder: 'funder' },
    ignored: [
      ...[
        'a',
        'an',
        'and',
        'any',
        'anyone',
        'are',
        'at',
        'can',
        'for',
        'from',
        'has',
        'have',
        'i',
        'in',
        'is',
      ],
      ...[
        'know',
        'knows',
        'me',
        'my',
        'near',
        'need',
        'of',
        'on',
        'or',
        'our',
        'people',
        'person',
        'somebody',
      ],
      ...['someone', 'that', 'the', 'to', 'us', 'we', 'who', 'with'],
    ],
    people: (count) => text`${english.plural(count, 'One person fits.', `${count} people fit.`)}`,
    organisations: (count) =>
      text`${english.plural(count, 'One organisation fits.', `${count} organisations fit.`)}`,
    more: (count) => text`And ${count} more: add a word to narrow it down.`,
    offers: (what) => `offers ${what}`,
    needs: (what) => `needs ${what}`,
    hidden: 'its own words were hidden by the operators',
    nextPerson: text`See more of somebody with ${typed('profile show')} and their name, or ask to be introduced with ${typed('intro ask')}.`,
    nobody: text`Nobody fits who lets you find them.`,
    nobodyNext: text`Try one word fewer, or a plainer one. Or say whom you need with ${typed('intro ask')}: weavers know people who cannot be found here.`,
    noOrganisation: text`No organisation fits.`,
    noOrganisationNext: text`Try one word fewer, or a plainer one. ${typed('organisation list')} shows all of them, and ${typed('organisation add')} adds one.`,
    sayWhat: text`Say whom you look for: ${typed('find people zoning law')}, or ${typed('find people place:Memphis')}.`,
    sayWhatOrganisation: text`Say what you look for: ${typed('find organisations water testing')}, or see all of them with ${typed('organisation list')}.`,
    first: text`Look for somebody with ${typed('find people zoning law')}.`,
  },
};
