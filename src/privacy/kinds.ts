import { phrasesOf } from '#chat/index.ts';
import { forgetRemoved, forgetText, type Kind } from '#delivery/index.ts';
import { words } from './words.ts';

const phrase = phrasesOf(words);

/** What is kept of somebody, because they asked for it. Its text goes from its row as soon as it has arrived. */
export const exportKind: Kind = {
  name: 'privacy.export',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  asked: true,
  about: phrase((say) => say.kinds.export),
  keepFor: { hours: 72 },
  sent: forgetText,
};

/** Takes back a message to somebody who deleted what was kept of them. */
export const unsayKind: Kind = {
  name: 'privacy.unsay',
  lane: 3,
  quiet: 'ignore',
  unasked: false,
  inChannels: true,
  about: phrase((say) => say.kinds.unsay),
  keepFor: { days: 7 },
  sent: forgetRemoved,
  failed: forgetRemoved,
};
