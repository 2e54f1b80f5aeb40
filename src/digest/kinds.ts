import { phrasesOf } from '#chat/index.ts';
import type { Act, Delivery, Kind } from '#delivery/index.ts';
import { readersOf } from './readers.ts';
import type { Reader } from './tables.ts';
import { words } from './words.ts';

const phrase = phrasesOf(words);

/** Whoever gave the role up in the meantime does not get it. */
const stillReads = (reader: Reader) => async (act: Act, row: Delivery) =>
  (await readersOf(act, row.coalitionId, reader)).some(({ personId }) => personId === row.personId);

/** The digest of the operators, who took its role on. */
export const operatorKind: Kind = {
  name: 'digest.operator',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: phrase((say) => say.kinds.operator),
  keepFor: { days: 3 },
  wanted: stillReads('operator'),
};

/** The digest of a weaver, who took on to connect people, but did not ask for this message: it counts as unasked. */
export const weaverKind: Kind = {
  name: 'digest.weaver',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  about: phrase((say) => say.kinds.weaver),
  keepFor: { days: 3 },
  wanted: stillReads('weaver'),
};

/** The operators’ digest in a channel. */
export const channelKind: Kind = {
  name: 'digest.channel',
  lane: 3,
  quiet: 'ignore',
  unasked: false,
  inChannels: true,
  about: phrase((say) => say.kinds.operator),
  keepFor: { days: 3 },
};
