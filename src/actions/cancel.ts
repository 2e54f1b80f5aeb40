import { withdraw } from '#delivery/index.ts';
import type { Act, JoinedContext } from '#directory/index.ts';
import { changeCopies } from './copies.ts';
import { type Action, isAction, ledAction } from './find.ts';
import { stopReminding } from './remind.ts';
import { action } from './tables.ts';
import { refuseEnded } from './take-part.ts';
import { cancelledKind, changedKind, tellThoseIn } from './told.ts';
import { cancelledMessage } from './told-messages.ts';

/** Cancels an action that this person leads; how many who were in are told. */
export async function cancelAction(
  context: JoinedContext,
  id: string,
  reason: string,
): Promise<{ readonly action: Action; readonly told: number }> {
  const one = await ledAction(context, id);
  refuseEnded(context, one);
  return await callOff(context, one, context.person.id, reason);
}

/** Ends an action that is to come: every copy says so, reminders end, and everyone who is in is told. */
export async function callOff(
  act: Act,
  one: Action,
  by: string,
  reason: string,
): Promise<{ readonly action: Action; readonly told: number }> {
  const [ended] = await act.tx
    .update(action)
    .set({
      ...{ state: 'cancelled' as const, cancelledAt: act.now, reason, version: one.version + 1 },
      ...{ countAt: null, askAt: null },
    })
    .where(isAction(one))
    .returning();
  if (!ended) return { action: one, told: 0 };
  await stopReminding(act, ended);
  await withdraw(act, { subject: one.id, kinds: [changedKind] });
  await changeCopies(act, ended);
  const told = await tellThoseIn(act, cancelledKind, ended, {
    by,
    begins: ended.startsAt,
    after: { minutes: 0 },
    write: (language) => cancelledMessage(ended, language),
  });
  return { action: ended, told };
}
