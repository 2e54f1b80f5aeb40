import { and, eq, isNull, sql } from 'drizzle-orm';
import { phrasesOf } from '#chat/index.ts';
import { type Delivery, type Kind, standingOf, tell, tellMany } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { copiesOf } from './copies.ts';
import { type Day, findDay, isDay, isHidden } from './find.ts';
import { placesOf } from './held.ts';
import { limits } from './limits.ts';
import { resultsOf } from './numbers.ts';
import { tallyMessage } from './post-messages.ts';
import { spacesFor } from './spaces.ts';
import { day, dayCopy } from './tables.ts';
import { type Tally, tallyOf } from './tally.ts';
import { words } from './words.ts';

/** What an adapter says where a message has become too old to be edited. */
const tooOld = 'old';

/** The tally in each space’s channel, and what replaces it: it waits for everything else. */
export const numbersKind: Kind = {
  name: 'converge.numbers',
  lane: 4,
  quiet: 'ignore',
  unasked: false,
  inChannels: true,
  keepFor: { days: 2 },
  about: phrasesOf(words)((say) => say.about.numbers),
  endsAt: [tooOld],
  failed: async (act, row) => await goOn(act, row),
};

/** Lets the tally of a day be drawn in a minute, and at most every ten. */
export async function countLater({ tx, now }: Act, one: Day): Promise<void> {
  const soon = now.add({ seconds: limits.tallySeconds }).toString({ smallestUnit: 'millisecond' });
  const apart = sql`${day.countedAt} + ${limits.tallyMinutes} * interval '1 minute'`;
  await tx
    .update(day)
    .set({ countAt: sql`greatest(${soon}::timestamptz, ${apart})` })
    .where(and(isDay(one), isNull(day.countAt)));
}

/** The tally of a day as things stand. */
export async function readTally(act: Pick<Act, 'tx'>, one: Day): Promise<Tally> {
  const places = (await placesOf(act, one)).filter(({ state }) => state === 'hosting');
  const numbers = (await resultsOf(act, one)).map((row) => ({
    ...row,
    corrected: row.correctedById !== null,
  }));
  return tallyOf(places, numbers, one.peaks);
}

/** The tally of a day as it is shown to everybody now: what it shows is kept, so that it shrinks no more without a word. */
export async function showTally(act: Act, one: Day): Promise<Tally> {
  const tally = await readTally(act, one);
  if (tally.total) await act.tx.update(day).set({ peaks: tally.peaks }).where(isDay(one));
  return tally;
}

/** The tally is drawn: posted in each space where it is not yet, else its message is replaced. */
export const tallyDue: Due = {
  name: 'converge.tally',
  table: day,
  id: day.id,
  dueAt: day.countAt,
  coalitionId: day.coalitionId,
  async carryOut(act, id) {
    const [one] = await act.tx
      .update(day)
      .set({ countAt: null, countedAt: act.now })
      .where(eq(day.id, id))
      .returning();
    if (one?.state !== 'planned' && one?.state !== 'over') return;
    if (await isHidden(act, one)) return;
    const tally = await showTally(act, one);
    if (!tally.total) return;
    const message = tallyMessage(one, tally, await placesOf(act, one), 'en');
    const of = { coalitionId: one.coalitionId, subject: one.id, message, occurrence: newId(act.now) };
    const copies = await copiesOf(act, one);
    const standing = await standingOf(
      act.tx,
      copies.flatMap(({ tallyId }) => tallyId ?? []),
    );
    const [shown, others] = [
      copies.filter(({ tallyId }) => tallyId !== null && standing.has(tallyId)),
      copies.filter(({ tallyId }) => tallyId === null || !standing.has(tallyId)),
    ];
    await tellMany(
      act,
      numbersKind,
      shown.flatMap(({ tallyId }) =>
        tallyId === null ? [] : [{ ...of, to: { kind: 'delivered', deliveryId: tallyId } as const }],
      ),
    );
    const spaces = others.length === 0 ? [] : await spacesFor(act, one);
    for (const { spaceId } of others) {
      const channel = spaces.find((space) => space.id === spaceId)?.channel;
      if (channel === undefined) continue;
      const made = await tell(act, numbersKind, { ...of, to: { kind: 'channel', spaceId, channel } });
      await setTally(act, one, spaceId, made ?? null);
    }
  },
};

/** Where the old tally can be edited no more, a new one is posted that continues it. */
async function goOn(act: Act, row: Delivery): Promise<void> {
  if (row.edits === null || row.code !== tooOld) return;
  const one = await findDay(act, row.coalitionId, row.subject);
  const copy = one && (await copiesOf(act, one)).find(({ tallyId }) => tallyId === row.edits);
  if (!one || !copy || one.state === 'cancelled' || (await isHidden(act, one))) return;
  const channel = (await spacesFor(act, one)).find(({ id }) => id === copy.spaceId)?.channel;
  if (channel === undefined) return;
  const made = await tell(act, numbersKind, {
    ...{ coalitionId: one.coalitionId, subject: one.id, occurrence: newId(act.now) },
    message: tallyMessage(one, await readTally(act, one), await placesOf(act, one), 'en'),
    ...{ to: { kind: 'channel', spaceId: copy.spaceId, channel }, follows: row.edits },
  });
  await setTally(act, one, copy.spaceId, made ?? copy.tallyId);
}

async function setTally({ tx }: Act, one: Day, spaceId: string, tallyId: string | null): Promise<void> {
  await tx
    .update(dayCopy)
    .set({ tallyId })
    .where(
      and(eq(dayCopy.dayId, one.id), eq(dayCopy.coalitionId, one.coalitionId), eq(dayCopy.spaceId, spaceId)),
    );
}
