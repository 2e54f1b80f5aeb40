import { phrasesOf } from '#chat/index.ts';
import { forgetText, type Kind } from '#delivery/index.ts';
import { spaceWords } from './space-words.ts';

/** Tells operators that a space leaves, or that Weft was taken out of it. */
export const spaceKind: Kind = {
  name: 'coalition.space',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  asked: true,
  about: phrasesOf(spaceWords)((say) => say.about),
  keepFor: { days: 8 },
};

/** What is a space’s own, because an operator asked for it. Its text goes from its row as soon as it has arrived. */
export const spaceExportKind: Kind = {
  name: 'coalition.space-export',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  about: phrasesOf(spaceWords)((say) => say.about),
  keepFor: { hours: 72 },
  sent: forgetText,
};
