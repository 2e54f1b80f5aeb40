import { withdraw } from '#delivery/index.ts';
import { type Act, type JoinedContext, writeAudit } from '#directory/index.ts';
import { changeCopies, postEverywhere } from './copies.ts';
import { numbersKind } from './draw.ts';
import { changeEvents, eventKind } from './events.ts';
import { type Day, dayToChange, isDay } from './find.ts';
import { callKind, heardKinds, roundKind } from './kinds.ts';
import { cancelledPost } from './post-messages.ts';
import { spacesTold } from './spaces.ts';
import { day } from './tables.ts';
import { changedKind, forgetTold, tellChanged } from './told.ts';

/** Cancels a planned day; how many who had heard of it are told. */
export async function cancelDay(
  context: JoinedContext,
  id: string,
  reason: string,
): Promise<{ readonly day: Day; readonly told: number }> {
  const one = await dayToChange(context, id);
  await writeAudit(context, {
    coalitionId: one.coalitionId,
    personId: context.person.id,
    act: 'convergence.cancelled',
    subject: one.id,
  });
  return await callOff(context, one, context.person.id, reason);
}

/** Ends a planned day: what stands in the spaces says so, reminders end, and everyone who had heard of it is told once. */
export async function callOff(
  act: Act,
  one: Day,
  by: string | undefined,
  reason: string,
): Promise<{ readonly day: Day; readonly told: number }> {
  const [ended] = await act.tx
    .update(day)
    .set({
      ...{ state: 'cancelled', cancelledAt: act.now, changedAt: act.now, version: one.version + 1 },
      ...{ reason, wakeAt: null, countAt: null },
    })
    .where(isDay(one))
    .returning();
  if (!ended) throw new Error('a day was not cancelled');
  // An event that was not made yet is not made.
  const waiting = [...heardKinds, roundKind, changedKind, callKind, numbersKind, eventKind];
  await withdraw(act, { subject: one.id, kinds: waiting });
  const spaces = await spacesTold(act, one);
  await changeCopies(act, ended);
  await changeEvents(act, ended, spaces);
  await postEverywhere(act, ended, spaces, 'cancelled', cancelledPost(ended, 'en'));
  const told = await tellChanged(act, ended, { by, before: one, kinds: heardKinds });
  await forgetTold(act, ended);
  return { day: ended, told };
}
