import type { Step, Values } from '#chat/index.ts';
import { words } from './words.ts';

const say = words.en;
const yesNo = (label: string) => ({ kind: 'yesNo', label: { en: label } }) as const;
const text = (label: string, hint: string, max: number) =>
  ({ kind: 'text', label: { en: label }, hint: { en: hint }, max }) as const;

/** The consents as plain questions. None is required: what is left open stays as it was. */
export const consentFields = {
  found: {
    kind: 'choice',
    label: { en: say.questions.found },
    hint: { en: say.hints.found },
    canWait: true,
    options: [
      { value: 'nobody', label: { en: say.found.nobody } },
      { value: 'weavers', label: { en: say.found.weavers } },
      { value: 'members', label: { en: say.found.members } },
    ],
  },
  suggested: yesNo(say.questions.suggested),
  amplify: yesNo(say.questions.amplify),
  pulse: yesNo(say.questions.pulse),
  reach: {
    kind: 'choice',
    label: { en: say.questions.reach },
    hint: { en: say.hints.reach },
    canWait: true,
    options: [
      { value: 'direct', label: { en: say.reach.direct } },
      { value: 'thread', label: { en: say.reach.thread } },
      { value: 'nothing', label: { en: say.reach.nothing } },
    ],
  },
} as const;

/** The form behind `profile edit`. */
export const profileSteps = [
  {
    title: { en: say.titles.you },
    fields: {
      name: { kind: 'text', label: { en: say.labels.name }, required: true, max: 80 },
      organisation: {
        kind: 'lookup',
        of: 'organisation',
        label: { en: say.labels.organisation },
        hint: { en: say.hints.organisation },
      },
      offers: { ...text(say.labels.offers, say.hints.offers, 500), kind: 'longText' },
      needs: { ...text(say.labels.needs, say.hints.needs, 500), kind: 'longText' },
      place: text(say.labels.place, say.hints.place, 100),
    },
  },
  {
    title: { en: say.titles.work },
    fields: {
      issues: text(say.labels.issues, say.hints.issues, 200),
      spoken: text(say.labels.spoken, say.hints.spoken, 200),
      zone: {
        kind: 'lookup',
        of: 'zone',
        label: { en: say.labels.zone },
        hint: { en: say.hints.zone },
        required: true,
      },
    },
  },
  { title: { en: say.titles.consents }, fields: consentFields },
] as const satisfies readonly Step[];

type Steps = typeof profileSteps;
export type ProfileGiven = Values<Steps[0]['fields'] & Steps[1]['fields'] & Steps[2]['fields']>;
export type ConsentsGiven = Values<typeof consentFields>;
