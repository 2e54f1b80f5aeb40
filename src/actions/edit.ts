import { Refusal } from '#chat/index.ts';
import { withdraw } from '#delivery/index.ts';
import { type JoinedContext, presetOf } from '#directory/index.ts';
import { changeCopies } from './copies.ts';
import { describe } from './describe.ts';
import { exactPlaceOf, placeAfter, placeToEdit } from './exact-place.ts';
import { type Action, isAction, ledAction } from './find.ts';
import type { Described } from './form.ts';
import { keepNeeds } from './needs.ts';
import { peopleIn } from './parts.ts';
import { momentsAfter } from './post.ts';
import { remind, stopReminding } from './remind.ts';
import { action } from './tables.ts';
import { refuseEnded } from './take-part.ts';
import { changedKind, changesSince, tellThoseIn } from './told.ts';
import { changedMessage } from './told-messages.ts';
import { words } from './words.ts';

/** How many changes of one action people are told of in a day at most. */
const mostChanges = 3;

/**
 * Changes a posted action that this person leads, every copy of it and all reminders; a new time, place or task is told
 * to those who are in, a little later, so that several edits become one message. Returns how many that were. A Refusal
 * where they were told of too many in a day.
 */
export async function editAction(
  context: JoinedContext,
  id: string,
  given: Described,
): Promise<{ readonly action: Action; readonly told: number }> {
  const one = await ledAction(context, id);
  refuseEnded(context, one);
  const { columns, exact, needs } = describe(context, given);
  const isMoved = !columns.startsAt.equals(one.startsAt);
  const isNews =
    isMoved || columns.place !== one.place || exact !== placeToEdit(one) || columns.what !== one.what;
  const dayAgo = context.now.subtract({ hours: 24 });
  if (isNews && (await changesSince(context, one, dayAgo)) >= mostChanges)
    throw new Refusal(words[context.language].changedOften);
  const zone = isMoved ? context.zone : one.zone;
  const [changed] = await context.tx
    .update(action)
    .set({
      ...columns,
      exactPlace: placeAfter(one, exact),
      ...{ zone, version: one.version + (isNews ? 1 : 0) },
      ...momentsAfter(columns.startsAt, zone, await presetOf(context.tx, one.coalitionId)),
    })
    .where(isAction(one))
    .returning();
  if (!changed) return { action: one, told: 0 };
  await keepNeeds(context, changed, needs);
  if (isReminded(one, changed)) {
    await stopReminding(context, changed);
    await remind(context, changed, await peopleIn(context, changed));
  }
  await changeCopies(context, changed);
  if (!isNews) return { action: changed, told: 0 };
  // Of several that nobody has heard of yet the last is told.
  await withdraw(context, { subject: one.id, kinds: [changedKind] });
  const begins =
    Temporal.Instant.compare(one.startsAt, changed.startsAt) < 0 ? one.startsAt : changed.startsAt;
  const told = await tellThoseIn(context, changedKind, changed, {
    by: context.person.id,
    begins,
    write: (language) => changedMessage(changed, isMoved, language),
  });
  return { action: changed, told };
}

/** Whether reminders of these two say different things. */
function isReminded(before: Action, after: Action): boolean {
  const said = (one: Action) =>
    JSON.stringify([one.title, String(one.startsAt), one.zone, one.place, exactPlaceOf(one), one.link]);
  return said(before) !== said(after);
}
