import type { Fields, Step } from '#chat/index.ts';
import { words } from './words.ts';

const say = words.en;

/** Characters of a hub's name. */
export const longestName = 80;

const kinds = (['chapter', 'district', 'working group', 'caucus'] as const).map((value) => ({
  value,
  label: { en: say.kinds[value] },
}));

const described = {
  name: { kind: 'text', label: { en: say.name }, required: true, max: longestName },
  zone: { kind: 'lookup', of: 'zone', label: { en: say.zone }, hint: { en: say.zoneHint }, required: true },
  places: { kind: 'text', label: { en: say.places }, hint: { en: say.placesHint } },
} as const satisfies Fields;

export const addSteps = [
  {
    title: { en: say.addTitle },
    fields: {
      name: described.name,
      kind: { kind: 'choice', label: { en: say.kind }, required: true, options: kinds },
      zone: described.zone,
      places: described.places,
      listed: { kind: 'yesNo', label: { en: say.listed }, hint: { en: say.listedHint } },
    },
  },
] as const satisfies readonly Step[];

export const editSteps = [
  {
    title: { en: say.editTitle },
    fields: {
      ...described,
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

export const closeSteps = [
  {
    title: { en: say.closeTitle },
    fields: { sure: { kind: 'yesNo', label: { en: say.sure }, required: true } },
  },
] as const satisfies readonly Step[];
