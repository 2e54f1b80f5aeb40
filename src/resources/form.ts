import type { Fields, Step } from '#chat/index.ts';
import { words } from './words.ts';

const say = words.en;

/** The kinds of resources. */
export const kinds = (['toolkit', 'template', 'recording'] as const).map((value) => ({
  value,
  label: { en: say.kinds[value] },
}));

/** What can be typed with `share add`. */
export const addOptions = {
  link: { kind: 'text', label: { en: say.fields.link }, max: 500 },
  maker: { kind: 'text', label: { en: say.fields.maker }, hint: { en: say.fields.makerHint }, max: 100 },
} as const satisfies Fields;

/** The form of `share add`. */
export const addSteps = [
  {
    title: { en: say.titles.add },
    fields: {
      kind: { kind: 'choice', label: { en: say.fields.kind }, required: true, options: kinds },
      title: { kind: 'text', label: { en: say.fields.title }, required: true, max: 120 },
      link: {
        ...{ kind: 'text', label: { en: say.fields.link }, hint: { en: say.fields.linkHint } },
        ...{ required: true, max: 500 },
      },
      good: {
        ...{ kind: 'text', label: { en: say.fields.good }, hint: { en: say.fields.goodHint } },
        ...{ required: true, max: 300 },
      },
      language: { kind: 'text', label: { en: say.fields.language }, required: true, max: 60 },
    },
  },
] as const satisfies readonly Step[];

const listed = {
  place: { kind: 'text', label: { en: say.fields.place }, hint: { en: say.fields.placeHint }, max: 100 },
  until: { kind: 'moment', label: { en: say.fields.until }, hint: { en: say.fields.untilHint } },
} as const satisfies Fields;

/** What can be typed with `share offer`. */
export const offerOptions = {
  words: {
    kind: 'text',
    label: { en: say.fields.offer },
    hint: { en: say.fields.offerHint },
    required: true,
    max: 300,
  },
  ...listed,
} as const satisfies Fields;

/** What can be typed with `share need`. */
export const needOptions = {
  words: {
    kind: 'text',
    label: { en: say.fields.need },
    hint: { en: say.fields.needHint },
    required: true,
    max: 300,
  },
  ...listed,
} as const satisfies Fields;

const thanks = {
  kind: 'text',
  label: { en: say.fields.thanks },
  hint: { en: say.fields.thanksHint },
  max: 300,
} as const;

/** What can be typed with `share thanks`. */
export const thanksOptions = {
  resource: { kind: 'lookup', of: 'resource', label: { en: say.fields.resource }, required: true },
  words: thanks,
} as const satisfies Fields;

/** What can be typed with `find resources`. */
export const findOptions = {
  words: { kind: 'text', label: { en: say.fields.words }, max: 200 },
  kind: { kind: 'choice', label: { en: say.fields.kind }, options: kinds },
  language: { kind: 'text', label: { en: say.fields.language }, max: 60 },
} as const satisfies Fields;

/** A word with one's thanks. */
export const thankSteps = [
  { title: { en: say.titles.thank }, fields: { words: thanks } },
] as const satisfies readonly Step[];

/** How one may be reached. */
export const answerSteps = [
  {
    title: { en: say.titles.answer },
    fields: {
      address: {
        ...{ kind: 'text', label: { en: say.fields.address }, hint: { en: say.fields.addressHint } },
        ...{ required: true, max: 200 },
      },
    },
  },
] as const satisfies readonly Step[];
