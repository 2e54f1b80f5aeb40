import { type Field, phrasesOf, type Step } from '#chat/index.ts';
import { words } from './words.ts';

const phrase = phrasesOf(words);
const roles = [
  { value: 'operator', label: phrase((say) => say.readers.operator) },
  { value: 'weaver', label: phrase((say) => say.readers.weaver) },
] as const;

/** Which digest is meant; that of one’s role, if nothing is said. */
export const whichOption = {
  kind: 'choice',
  label: phrase((say) => say.labels.which),
  options: [...roles, { value: 'external', label: phrase((say) => say.readers.external) }],
} as const satisfies Field;

const days = ['1', '2', '3', '4', '5', '6', '7', 'never'] as const;

export const scheduleSteps = [
  {
    title: phrase((say) => say.planTitle),
    fields: {
      which: {
        kind: 'choice',
        label: phrase((say) => say.labels.which),
        required: true,
        // Left open, a channel stays: that there is none any more is chosen here, where the form has no room for a field.
        options: [...roles, { value: 'direct', label: phrase((say) => say.direct) }],
      },
      day: {
        kind: 'choice',
        label: phrase((say) => say.labels.day),
        hint: phrase((say) => say.hints.day),
        options: days.map((value, at) => ({
          value,
          label: phrase((say) => say.weekdays[at] ?? say.neverOption),
        })),
      },
      hour: {
        kind: 'number',
        label: phrase((say) => say.labels.hour),
        hint: phrase((say) => say.hints.hour),
        min: 8,
        max: 20,
      },
      zone: {
        kind: 'text',
        label: phrase((say) => say.labels.zone),
        hint: phrase((say) => say.hints.zone),
        max: 60,
      },
      channel: {
        kind: 'channel',
        label: phrase((say) => say.labels.channel),
        hint: phrase((say) => say.hints.channel),
      },
    },
  },
] as const satisfies readonly Step[];
