import { tacticOptions } from '#actions/index.ts';
import { type Field, type Fields, phrasesOf, type Step } from '#chat/index.ts';
import { words } from './words.ts';

type Form = (typeof words)['en']['form'];

const phraseOf = phrasesOf(words);
const phrase = (pick: (form: Form) => string) => phraseOf(({ form }) => pick(form));
const labelled = (name: keyof Form['label']) => ({ label: phrase((say) => say.label[name]) });
const hinted = (name: keyof Form['hint']) => ({
  ...labelled(name),
  hint: phrase((say) => say.hint[name]),
});

/** What can be typed behind `amplify request`. */
export const actionOption = { kind: 'lookup', of: 'action', ...hinted('action') } as const satisfies Field;

/** What can be typed behind `amplify list`. */
export const ownOption = { kind: 'lookup', of: 'own-request', ...hinted('own') } as const satisfies Field;

const what = {
  link: { kind: 'text', ...hinted('link'), max: 500 },
  ask: { kind: 'longText', ...hinted('ask'), required: true, max: 500 },
  tactic: { kind: 'choice', ...hinted('tactic'), options: tacticOptions },
  urgent: { kind: 'yesNo', ...hinted('urgent') },
} as const satisfies Fields;

const framings = {
  first: { kind: 'longText', ...hinted('first'), required: true, max: 500 },
  second: { kind: 'longText', ...labelled('second'), max: 500 },
  third: { kind: 'longText', ...labelled('third'), max: 500 },
  languages: { kind: 'text', ...hinted('languages'), max: 100 },
} as const satisfies Fields;

const when = {
  ends: { kind: 'moment', ...hinted('ends'), required: true },
  hours: { kind: 'text', ...hinted('hours'), max: 40 },
} as const satisfies Fields;

const titles = {
  what: phrase((say) => say.whatTitle),
  framings: phrase((say) => say.framingsTitle),
  when: phrase((say) => say.whenTitle),
};

export const requestSteps = [
  { title: titles.what, fields: { action: actionOption, ...what } },
  { title: titles.framings, fields: framings },
  { title: titles.when, fields: when },
] as const satisfies readonly Step[];

/** A request that exists: what it is for stays. */
export const changeSteps = [
  { title: titles.what, fields: what },
  { title: titles.framings, fields: framings },
  { title: titles.when, fields: when },
] as const satisfies readonly Step[];

export const doneSteps = [
  {
    title: phrase((say) => say.doneTitle),
    fields: { link: { kind: 'text', ...hinted('where'), required: true, max: 500 } },
  },
] as const satisfies readonly Step[];
