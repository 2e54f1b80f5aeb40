import type { Step } from '#chat/index.ts';
import { longestName } from './organisation.ts';
import { words } from './words.ts';

const say = words.en;

/** Few enough characters for Slack's text field. */
const longest = 3000;

const kinds = (['formal', 'informal', 'funder'] as const).map((value) => ({
  value,
  label: { en: say.kinds[value] },
}));

const listed = { kind: 'yesNo', label: { en: say.listed }, hint: { en: say.listedHint } } as const;

export const addSteps = [
  {
    title: { en: say.addTitle },
    fields: {
      name: { kind: 'text', label: { en: say.name }, hint: { en: say.nameHint }, max: longestName },
      several: { kind: 'longText', label: { en: say.several }, hint: { en: say.severalHint }, max: longest },
      kind: { kind: 'choice', label: { en: say.kind }, required: true, options: kinds },
      listed,
    },
  },
  {
    title: { en: say.addMoreTitle },
    fields: {
      about: { kind: 'longText', label: { en: say.about }, hint: { en: say.moreHint }, max: 1000 },
      issues: { kind: 'text', label: { en: say.issues }, hint: { en: say.issuesHint } },
      place: { kind: 'text', label: { en: say.place }, hint: { en: say.placeHint } },
      mine: { kind: 'yesNo', label: { en: say.mine }, hint: { en: say.mineHint } },
    },
  },
] as const satisfies readonly Step[];

export const editSteps = [
  {
    title: { en: say.editTitle },
    fields: {
      name: { kind: 'text', label: { en: say.name }, required: true, max: longestName },
      about: { kind: 'longText', label: { en: say.about }, max: 1000 },
      issues: { kind: 'text', label: { en: say.issues }, hint: { en: say.issuesHint } },
      place: { kind: 'text', label: { en: say.place }, hint: { en: say.placeHint } },
      listed,
    },
  },
] as const satisfies readonly Step[];

export const speakerSteps = [
  {
    title: { en: say.speakersTitle },
    fields: {
      add: { kind: 'lookup', of: 'person', label: { en: say.addSpeaker }, hint: { en: say.addSpeakerHint } },
      end: {
        kind: 'lookup',
        of: 'fellow-representative',
        label: { en: say.endSpeaker },
        hint: { en: say.endSpeakerHint },
      },
    },
  },
] as const satisfies readonly Step[];

export const leaveSteps = [
  {
    title: { en: say.leaveTitle },
    fields: {
      sure: {
        kind: 'text',
        label: { en: say.sure },
        hint: { en: say.sureHint },
        required: true,
        max: 40,
      },
    },
  },
] as const satisfies readonly Step[];
