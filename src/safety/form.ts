import { type Fields, phrasesOf, type Step } from '#chat/index.ts';
import { limits } from './limits.ts';
import { words } from './words.ts';

type Say = (typeof words)['en'];
const phrase = (pick: (say: Say) => string) => phrasesOf(words)(pick);

const reason = {
  kind: 'longText',
  label: phrase((say) => say.fields.reason),
  hint: phrase((say) => say.fields.reasonHint),
  required: true,
  max: limits.reason,
} as const;
const person = { kind: 'person', label: phrase((say) => say.fields.person) } as const;

/** What can be typed with `safety suspend` and `safety remove`; the form asks for the rest. */
export const personOptions = { person } as const satisfies Fields;

export const raiseSteps = [
  {
    title: phrase((say) => say.titles.raise),
    fields: {
      words: {
        kind: 'longText',
        label: phrase((say) => say.fields.happened),
        hint: phrase((say) => say.fields.happenedHint),
        required: true,
        max: limits.words,
      },
      about: {
        kind: 'lookup',
        of: 'concern-about',
        label: phrase((say) => say.fields.aboutWhom),
        hint: phrase((say) => say.fields.aboutHint),
      },
    },
  },
] as const satisfies readonly Step[];

const whom = { person: { ...person, required: true }, reason } as const;

export const suspendSteps = [
  {
    title: phrase((say) => say.titles.suspend),
    fields: {
      ...whom,
      until: {
        kind: 'moment',
        label: phrase((say) => say.fields.until),
        hint: phrase((say) => say.fields.untilHint),
      },
    },
  },
] as const satisfies readonly Step[];

export const removeSteps = [
  { title: phrase((say) => say.titles.remove), fields: whom },
] as const satisfies readonly Step[];

export const restoreOptions = {
  person: { kind: 'lookup', of: 'kept-out', label: phrase((say) => say.fields.keptOut), required: true },
} as const satisfies Fields;

export const hideSteps = [
  { title: phrase((say) => say.titles.hide), fields: { reason } },
] as const satisfies readonly Step[];

const contact = (place: number) =>
  ({
    kind: 'lookup',
    of: 'contact',
    label: phrase((say) => `${say.fields.contact} ${place}`),
    hint: phrase((say) => say.fields.contactHint),
  }) as const;

export const contactsSteps = [
  {
    title: phrase((say) => say.titles.contacts),
    fields: { first: contact(1), second: contact(2), third: contact(3), fourth: contact(4) },
  },
] as const satisfies readonly Step[];
