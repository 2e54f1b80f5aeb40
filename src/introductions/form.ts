import type { Fields } from '#chat/index.ts';

const note = {
  kind: 'longText',
  label: { en: 'What you want to say to both' },
  hint: { en: 'Goes with the offer, with your name. A sentence is enough.' },
  max: 600,
} as const;
const join = {
  kind: 'yesNo',
  label: { en: 'Join their conversation?' },
  hint: { en: 'No, unless you say yes.' },
} as const;

const address = {
  kind: 'text',
  label: { en: 'How may they reach you?' },
  hint: { en: 'An e-mail address, a phone number, or another way. Shown only once both have said yes.' },
  required: true,
} as const;

/** How somebody may be reached, where two share no space. */
export const addressSteps = [{ title: { en: 'How to reach you' }, fields: { address } }] as const;

/** What a weaver says with an offer. */
export const noteSteps = [{ title: { en: 'A note to both' }, fields: { note, join } }] as const;

const one = { kind: 'lookup', of: 'person', label: { en: 'Introduce' }, required: true } as const;
const two = { kind: 'lookup', of: 'person', label: { en: 'To' }, required: true } as const;

export const makeOptions = { one, two } as const satisfies Fields;
export const makeSteps = [
  { title: { en: 'Make an introduction' }, fields: { one, two, note, join } },
] as const;
