import { type Field, phrasesOf, type Step } from '#chat/index.ts';
import { limits } from './limits.ts';
import { words } from './words.ts';

const phrase = phrasesOf(words);

/** What stands on the map; organisations, if nothing is said. */
export const whichOption = {
  kind: 'choice',
  label: phrase((say) => say.labels.of),
  options: (['organisations', 'people'] as const).map((value) => ({
    value,
    label: phrase((say) => say.which[value]),
  })),
} as const satisfies Field;

/** How a principal sees a quarter. */
export const viewSteps = [
  {
    title: phrase((say) => say.viewTitle),
    fields: {
      climate: {
        kind: 'scale',
        label: phrase((say) => say.labels.climate),
        hint: phrase((say) => say.hints.climate),
        required: true,
      },
      skills: {
        kind: 'scale',
        label: phrase((say) => say.labels.skills),
        hint: phrase((say) => say.hints.skills),
        required: true,
      },
      win: {
        kind: 'longText',
        label: phrase((say) => say.labels.win),
        hint: phrase((say) => say.hints.win),
        max: limits.win,
      },
    },
  },
] as const satisfies readonly Step[];
