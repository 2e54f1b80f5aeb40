import { phrasesOf } from '#chat/index.ts';
import { consentFields } from '#profile/index.ts';
import { words } from './words.ts';

const phrase = phrasesOf(words);

export const consentSteps = [{ title: phrase((say) => say.consentsTitle), fields: consentFields }] as const;

export const deleteSteps = [
  {
    title: phrase((say) => say.deleteTitle),
    fields: {
      keep: {
        kind: 'yesNo',
        label: phrase((say) => say.keep),
        hint: phrase((say) => say.keepHint),
      },
      sure: {
        kind: 'text',
        label: phrase((say) => say.sure),
        hint: phrase((say) => say.sureHint),
        required: true,
        max: 40,
      },
    },
  },
] as const;
