import { phrasesOf } from '#chat/index.ts';
import type { Act, Delivery, Kind } from '#delivery/index.ts';
import { planOf } from './plan.ts';
import { type ReadBy, readersOf } from './readers.ts';
import type { Reader } from './tables.ts';
import { unsaid, unsaidInChannel } from './unsaid.ts';
import { words } from './words.ts';

const phrase = phrasesOf(words);

/** Whose people a digest is about, short enough for a key: the ends of their hubs' ids, or nothing for everybody. */
export const aboutWhom = ({ hubIds = [] }: Pick<ReadBy, 'hubIds'>): string =>
  hubIds
    .map((id) => id.slice(-8))
    .toSorted()
    .join(' ');

/** Whoever gave the role up in the meantime, or no longer weaves for a hub it tells of, does not get it. */
const stillReads = (reader: Reader) => async (act: Act, row: Delivery) => {
  const readers = await readersOf(act, row.coalitionId, reader);
  const by = readers.find(({ personId }) => personId === row.personId);
  if (!by?.hubIds) return by !== undefined;
  const theirs = new Set(aboutWhom(by).split(' '));
  return row.occurrence !== '' && row.occurrence.split(' ').every((hub) => theirs.has(hub));
};

/** The digest of the operators, who took its role on. */
export const operatorKind: Kind = {
  name: 'digest.operator',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: phrase((say) => say.kinds.operator),
  keepFor: { days: 3 },
  wanted: stillReads('operator'),
  failed: unsaid('operator'),
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
  failed: unsaid('weaver'),
};

/** The operators’ digest in a channel; not in one that they have left for another. */
export const channelKind: Kind = {
  name: 'digest.channel',
  lane: 3,
  quiet: 'ignore',
  unasked: false,
  inChannels: true,
  about: phrase((say) => say.kinds.operator),
  keepFor: { days: 3 },
  async wanted(act, { coalitionId, spaceId, channel }) {
    const plan = await planOf(act, coalitionId, 'operator');
    return plan !== undefined && plan.spaceId === spaceId && plan.channel === channel;
  },
  failed: unsaidInChannel,
};
