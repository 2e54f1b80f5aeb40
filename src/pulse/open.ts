import { randomBytes } from 'node:crypto';
import { tell, tellAll } from '#delivery/index.ts';
import type { Act, Coalition } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { addLocalDays, nextLocal } from '#time/index.ts';
import { chooseQuestions } from './bank.ts';
import { channelsFor } from './channels.ts';
import { type Pulse, pastPulses, unfinishedOne } from './find.ts';
import { happenedSince } from './happened.ts';
import type { KeyStore } from './keys.ts';
import { openKind, remindKind } from './kinds.ts';
import { openMessage, remindMessage } from './messages.ts';
import { makePartition } from './partition.ts';
import { allQuestions } from './questions.ts';
import { limits } from './release.ts';
import { choosePanel, eligiblePeople, freezeRoster, writtenTo } from './roster.ts';
import { makeKeys } from './seal.ts';
import { type AskedQuestion, pulse } from './tables.ts';

/** Questions of one pulse. */
const questionsEach = 2;
/** Days in which each person can answer. */
const openDays = 3;
/** How much later than the first the last zone on earth has the same hour. */
const aroundTheWorld = 26;
/** Pulses that are looked back at when questions are chosen. */
const lookBack = 60;

/** When it is asked: now, or at this hour of the person’s own day. */
export type Opening =
  | 'now'
  | {
      readonly weekday: number;
      readonly hour: number;
      /** when the first zone on earth had that hour: it may be opened late */
      readonly from: Temporal.Instant;
    };

/** Why no pulse was opened. */
export type NotOpened =
  | { readonly kind: 'open already' }
  | { readonly kind: 'too few'; readonly eligible: number };

/**
 * Opens a pulse: its keys are on disk before it is stored, the roster of who is asked is frozen, and everyone asked is told
 * at their own hour, with one reminder to all of them the day before it ends.
 */
export async function openPulse(
  act: Act,
  coalition: Coalition,
  keys: KeyStore,
  opening: Opening,
): Promise<Pulse | NotOpened> {
  if (await unfinishedOne(act, coalition.id)) return { kind: 'open already' };
  const eligible = await eligiblePeople(act, coalition.id);
  if (eligible.length < limits.eligible) return { kind: 'too few', eligible: eligible.length };
  const past = await pastPulses(act, coalition.id, lookBack);
  const number = (past[0]?.number ?? 0) + 1;
  const asked = await choosePanel(act, coalition.id, eligible, number);
  const id = newId(act.now);
  const pair = makeKeys();
  await keys.keep(id, { privateKey: pair.privateKey, tagKey: randomBytes(32) });
  // A folder that was away until a pulse was void has come back with its key: nobody may ever open that one.
  for (const one of past) if (one.state === 'void') await keys.destroy(one.id).catch(() => {});
  const closesAt =
    opening === 'now'
      ? act.now.add({ hours: openDays * 24 })
      : opening.from.add({ hours: openDays * 24 + aroundTheWorld });
  const [row] = await act.tx
    .insert(pulse)
    .values({
      ...{ id, coalitionId: coalition.id, number, state: 'open', publicKey: pair.publicKey },
      questions: await questionsFor(act, coalition, past),
      ...{ opensAt: act.now, closesAt, eligible: eligible.length, asked: asked.length, dueAt: closesAt },
    })
    .onConflictDoNothing({ target: [pulse.coalitionId, pulse.number] })
    .returning();
  pair.privateKey.fill(0);
  if (!row) {
    // Somebody else opened one in this moment.
    await keys.destroy(id);
    return { kind: 'open already' };
  }
  await freezeRoster(act, row, asked);
  await announce(act, coalition, row, past[0], opening);
  // Last: no other pulse can be opened from here to the end of this transaction.
  await makePartition(act, id);
  return row;
}

async function questionsFor(
  act: Act,
  coalition: Coalition,
  past: readonly Pulse[],
): Promise<readonly AskedQuestion[]> {
  const all = await allQuestions(act, coalition.id);
  const happened = await happenedSince(act, coalition, past[0]?.opensAt ?? coalition.createdAt);
  const asked = past.map(({ questions }) => questions);
  return chooseQuestions(all, asked, happened, questionsEach) as readonly AskedQuestion[];
}

async function announce(
  act: Act,
  coalition: Coalition,
  row: Pulse,
  before: Pulse | undefined,
  opening: Opening,
): Promise<void> {
  const at = (zone: string): Temporal.Instant =>
    opening === 'now'
      ? act.now
      : nextLocal({ after: opening.from.subtract({ seconds: 1 }), zone, ...opening });
  const last = (zone: string): Temporal.Instant =>
    addLocalDays(at(zone), zone, openDays - 1, opening === 'now' ? 10 : opening.hour);
  const of = { coalitionId: coalition.id, subject: row.id, expiresAt: row.closesAt };
  const audience = writtenTo(row.id);
  await tellAll(act, openKind, { ...of, message: openMessage(row, before), audience, at });
  await tellAll(act, remindKind, { ...of, message: remindMessage(row), audience, at: last });
  // On Discord nobody is written to: the button stands in the channel for the pulse.
  for (const { spaceId, channel } of await channelsFor(act, coalition.id, 'discord')) {
    const to = { kind: 'channel', spaceId, channel } as const;
    const { zone } = coalition;
    await tell(act, openKind, { ...of, to, message: openMessage(row, before), dueAt: at(zone) });
    await tell(act, remindKind, { ...of, to, message: remindMessage(row), dueAt: last(zone) });
  }
}
