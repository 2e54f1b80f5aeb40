import type { Step } from '#chat/index.ts';
import { stances, tactics } from './choices.ts';
import { words } from './together-words.ts';

const say = words.en;

export const stanceSteps = [
  {
    title: { en: say.stanceTitle },
    fields: {
      organisation: {
        kind: 'lookup',
        of: 'own-organisation',
        label: { en: say.label.organisation },
        hint: { en: say.hint.organisation },
      },
      stance: {
        kind: 'choice',
        label: { en: say.label.stance },
        required: true,
        options: ([...stances, 'none'] as const).map((value) => ({
          value,
          label: { en: say.saidStances[value] },
        })),
      },
    },
  },
] as const satisfies readonly Step[];

const person = {
  kind: 'lookup',
  of: 'person',
  label: { en: say.label.person },
  required: true,
} as const;

export const organiseSteps = [
  { title: { en: say.organiseTitle }, fields: { person: { ...person, hint: { en: say.hint.person } } } },
] as const satisfies readonly Step[];

export const endSteps = [
  { title: { en: say.endTitle }, fields: { person } },
] as const satisfies readonly Step[];

export const mutesSteps = [
  {
    title: { en: say.mutesTitle },
    fields: {
      tactics: {
        kind: 'many',
        label: { en: say.label.tactics },
        hint: { en: say.hint.tactics },
        options: tactics.map((value) => ({ value, label: { en: say.tactics[value] } })),
      },
    },
  },
] as const satisfies readonly Step[];

export const callSteps = [
  {
    title: { en: say.callTitle },
    fields: {
      hub: { kind: 'lookup', of: 'calling-hub', label: { en: say.label.hub } },
      calls: { kind: 'yesNo', label: { en: say.label.calls }, required: true },
    },
  },
] as const satisfies readonly Step[];
