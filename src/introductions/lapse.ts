import { and, eq, type SQL } from 'drizzle-orm';
import { reachedBy, withdraw } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { limits } from './limits.ts';
import { offerKind } from './offer.ts';
import { partiesOf } from './parties.ts';
import { countUnanswered } from './rest.ts';
import { ask, introduction, isIntroduction, side, sidesOf } from './tables.ts';

/** Offers end seven days after they were made, whoever answered what. */
export const lapseDue: Due = {
  name: 'intro.lapse',
  table: introduction,
  id: introduction.id,
  dueAt: introduction.lapsesAt,
  coalitionId: introduction.coalitionId,
  carryOut: lapse,
};

/**
 * Ends an offer: an ask behind it is open again, whoever did not answer is counted, and who was offered to whom is
 * forgotten but for the keyed hash. Nobody is told.
 */
export async function lapse(act: Act, id: string): Promise<void> {
  const [one] = await act.tx.select().from(introduction).where(eq(introduction.id, id)).for('update');
  if (one?.state !== 'offered') return;
  await withdraw(act, { subject: id, kinds: [offerKind] });
  const sides = await act.tx.select().from(side).where(sidesOf(one));
  const party = await partiesOf(act, [one.firstId, one.secondId]);
  const bothHere = !party(one.firstId).gone && !party(one.secondId).gone;
  // Nobody is silent about what never reached them.
  const reached = await reachedBy(act.tx, offerKind, id);
  for (const each of sides) {
    if (each.told && each.answer === null && bothHere && reached.has(each.personId))
      await countUnanswered(act, one.coalitionId, each.personId);
  }
  if (one.askId !== null)
    await reopenAsk(act, and(eq(ask.id, one.askId), eq(ask.coalitionId, one.coalitionId)));
  await act.tx.delete(side).where(sidesOf(one));
  await act.tx
    .update(introduction)
    .set({
      state: 'lapsed',
      firstId: null,
      secondId: null,
      askId: null,
      reasons: [],
      note: '',
      lapsesAt: null,
    })
    .where(isIntroduction(one));
}

async function reopenAsk(act: Act, which: SQL | undefined): Promise<void> {
  const [one] = await act.tx.select().from(ask).where(which);
  if (one?.state !== 'offered') return;
  const dueAt = one.aloneAt === null ? act.now.add({ hours: limits.askHours }) : one.endsAt;
  await act.tx.update(ask).set({ state: 'open', dueAt }).where(which);
}
