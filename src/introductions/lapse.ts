import { eq } from 'drizzle-orm';
import { withdraw } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { limits } from './limits.ts';
import { offerKind } from './offer.ts';
import { partiesOf } from './parties.ts';
import { countUnanswered } from './rest.ts';
import { ask, introduction, side } from './tables.ts';

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
  const sides = await act.tx.select().from(side).where(eq(side.introductionId, id));
  const party = await partiesOf(act, [one.firstId, one.secondId]);
  const bothHere = !party(one.firstId).gone && !party(one.secondId).gone;
  for (const each of sides) {
    if (each.told && each.answer === null && bothHere)
      await countUnanswered(act, one.coalitionId, each.personId);
  }
  if (one.askId !== null) await reopenAsk(act, one.askId);
  await act.tx.delete(side).where(eq(side.introductionId, id));
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
    .where(eq(introduction.id, id));
}

async function reopenAsk(act: Act, askId: string): Promise<void> {
  const [one] = await act.tx.select().from(ask).where(eq(ask.id, askId));
  if (one?.state !== 'offered') return;
  const dueAt = one.aloneAt === null ? act.now.add({ hours: limits.askHours }) : one.endsAt;
  await act.tx.update(ask).set({ state: 'open', dueAt }).where(eq(ask.id, askId));
}
