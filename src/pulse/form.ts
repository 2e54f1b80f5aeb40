import type { Step } from '#chat/index.ts';
import { themes } from './bank.ts';
import { words } from './words.ts';

const say = words.en;
const question = (number: number) => ({ kind: 'scale', label: { en: say.question(number) } }) as const;

/** One screen; which questions there are, and what they ask, differs from pulse to pulse. */
export const answerSteps = [
  {
    title: { en: say.formTitle },
    fields: {
      first: question(1),
      second: question(2),
      countWith: {
        kind: 'choice',
        label: { en: say.countWith },
        options: (['hub', 'role'] as const).map((value) => ({
          value,
          label: { en: say.countWiths[value] },
        })),
      },
      comment: { kind: 'longText', label: { en: say.comment }, hint: { en: say.commentAsk }, max: 500 },
    },
  },
] as const satisfies readonly Step[];

export const openSteps = [
  {
    title: { en: say.openTitle },
    fields: {
      when: {
        kind: 'choice',
        label: { en: say.when },
        required: true,
        options: (['now', 'weekly', 'never'] as const).map((value) => ({
          value,
          label: { en: say.whens[value] },
        })),
      },
      weekday: {
        kind: 'choice',
        label: { en: say.weekday },
        options: say.weekdays.map((label, at) => ({ value: String(at + 1), label: { en: label } })),
      },
      hour: { kind: 'number', label: { en: say.hour }, hint: { en: say.hourHint }, min: 8, max: 20 },
    },
  },
] as const satisfies readonly Step[];

export const questionOptions = {
  question: { kind: 'text', label: { en: say.own }, hint: { en: say.ownHint }, max: 100 },
  theme: {
    kind: 'choice',
    label: { en: say.theme },
    options: themes.map((value) => ({ value, label: { en: say.themes[value] } })),
  },
} as const;

export const didSteps = [
  {
    title: { en: say.didTitle },
    fields: {
      did: { kind: 'longText', label: { en: say.did }, hint: { en: say.didHint }, required: true, max: 500 },
    },
  },
] as const satisfies readonly Step[];
