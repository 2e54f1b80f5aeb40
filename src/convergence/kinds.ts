import { and, eq } from 'drizzle-orm';
import { phrasesOf } from '#chat/index.ts';
import type { Act, Delivery, Kind } from '#delivery/index.ts';
import { blocks, peopleByIds } from '#directory/index.ts';
import { findDay, isHidden } from './find.ts';
import { hosting } from './tables.ts';
import { keepTold } from './told.ts';
import { words } from './words.ts';

const phrase = phrasesOf(words);

async function isOn(act: Act, { coalitionId, subject }: Delivery): Promise<boolean> {
  const one = await findDay(act, coalitionId, subject);
  if (one?.state !== 'planned' && one?.state !== 'over') return false;
  // What was told by an act that did not see the hiding yet is not sent.
  return !(await isHidden(act, one));
}

/** People host, represent or hold a role for it: nothing of this is unasked. */
const toPeople = {
  quiet: 'wait',
  unasked: false,
  keepFor: { days: 7 },
  wanted: isOn,
  sent: keepTold,
} as const;

/** What one of the rounds says to a person. */
export const remindKind: Kind = {
  ...toPeople,
  name: 'converge.remind',
  lane: 3,
  about: phrase((say) => say.about.remind),
};

/** Somebody is asked to host, or to take on a role. */
export const askedKind: Kind = {
  ...toPeople,
  name: 'converge.asked',
  lane: 2,
  about: phrase((say) => say.about.asked),
};

/** Somebody was named by another to lead a place: unasked. Not told once the place is gone or led by another. */
export const namedKind: Kind = {
  ...toPeople,
  name: 'converge.named',
  lane: 2,
  unasked: true,
  keepFor: { days: 8 },
  wanted: async (act, row) => (await isOn(act, row)) && (await isNamed(act, row)),
  about: phrase((say) => say.about.named),
};

async function isNamed({ tx }: Act, { coalitionId, occurrence, personId }: Delivery): Promise<boolean> {
  const [, hostingId = ''] = occurrence.split(' ');
  const leads = and(
    eq(hosting.id, hostingId),
    eq(hosting.coalitionId, coalitionId),
    eq(hosting.state, 'hosting'),
  );
  const [place] = await tx.select().from(hosting).where(leads);
  return place !== undefined && place.leadId === personId;
}

/** A hub, a place or a role has lost somebody. The night is kept by `changeToldAt`, which knows when the day begins. */
export const uncoveredKind: Kind = {
  ...toPeople,
  name: 'converge.uncovered',
  lane: 2,
  quiet: 'ignore',
  about: phrase((say) => say.about.uncovered),
};

/** One person is asked by another, who need not have a part in it: as unasked as a suggestion. */
export const invitedKind: Kind = {
  ...toPeople,
  name: 'converge.invited',
  lane: 2,
  unasked: true,
  keepFor: { days: 8 },
  wanted: async (act, row) => (await isOn(act, row)) && (await isWelcome(act, row)),
  about: phrase((say) => say.about.invited),
};

/** Who asks has not left, and was not blocked by the one who is asked: neither is told. */
async function isWelcome(act: Act, { coalitionId, occurrence, personId }: Delivery): Promise<boolean> {
  const [, askerId = ''] = occurrence.split(' ');
  const [asker] = await peopleByIds(act.tx, coalitionId, [askerId]);
  if (asker?.leftAt !== null || personId === null) return false;
  return !(await blocks(act, coalitionId, personId, askerId));
}

/** By which somebody hears of a day for the first time. */
export const heardKinds: readonly Kind[] = [remindKind, askedKind, namedKind, invitedKind, uncoveredKind];

/** The next hour of a recurring call. */
export const callKind: Kind = {
  name: 'converge.call',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  keepFor: { days: 7 },
  about: phrase((say) => say.about.call),
};

const toChannels = {
  lane: 2,
  quiet: 'ignore',
  unasked: false,
  inChannels: true,
  keepFor: { days: 3 },
} as const;

/** What stands in channels of a day: its announcement, and that it was moved or cancelled. */
export const postKind: Kind = {
  ...toChannels,
  name: 'converge.post',
  about: phrase((say) => say.about.post),
};

/** What a round says in channels; once the day is moved or cancelled it is not true any more. */
export const roundKind: Kind = {
  ...toChannels,
  name: 'converge.round',
  about: phrase((say) => say.about.round),
  wanted: isOn,
};
