import { and, eq, gt, inArray } from 'drizzle-orm';
import { Invalid, Refusal } from '#chat/index.ts';
import { withdraw } from '#delivery/index.ts';
import { type Act, type JoinedContext, tables, writeAudit } from '#directory/index.ts';
import { askHosts } from './ask.ts';
import { changeCopies, postEverywhere } from './copies.ts';
import { describe } from './describe.ts';
import { keepParts } from './draft.ts';
import { changeEvents } from './events.ts';
import { type Day, dayToChange, isDay, isHidden } from './find.ts';
import type { Described } from './form.ts';
import { placesOf } from './held.ts';
import { tellLeads } from './host.ts';
import { isSameTime } from './hours.ts';
import { askedKind, heardKinds, invitedKind, namedKind, remindKind, roundKind } from './kinds.ts';
import { limits } from './limits.ts';
import { resultsOf } from './numbers.ts';
import { movedPost } from './post-messages.ts';
import { nextLook } from './rounds.ts';
import { type DaySpace, spacesFor, spacesTold, zonesFor } from './spaces.ts';
import { day, hosting } from './tables.ts';
import { changedKind, tellChanged, toldOf } from './told.ts';
import { words } from './words.ts';

const movedAct = 'convergence.moved';
const editedAct = 'convergence.edited';

/**
 * Changes a planned day. Moved to other days or hours, everyone who had heard of it is told once, places confirm anew and
 * the rounds begin again with the next that is ahead; other words change what stands in the spaces and are told to nobody.
 * Returns how many are told. A Refusal where it was moved or changed too often in a day, or is moved once it has numbers.
 */
export async function editDay(
  context: JoinedContext,
  id: string,
  given: Described,
): Promise<{ readonly day: Day; readonly told: number }> {
  const one = await dayToChange(context, id);
  const { tx, now } = context;
  const say = words[context.language];
  const described = await describe(context, given, one);
  const isOwnHubs = described.hubIds.every((hubId) => hubId === one.hubId);
  if (one.hubId !== null && !isOwnHubs) throw new Invalid({ hubs: say.oneOwnHub });
  const isMoved = !isSameTime(described.columns, one);
  if (isMoved && (await changesSince(context, one, movedAct, now.subtract({ hours: 24 }))) >= limits.moves)
    throw new Refusal(say.movedOften);
  // Reminders and numbers are of one date.
  if (isMoved && (await resultsOf(context, one)).length > 0) throw new Refusal(say.countedAlready(one.name));
  if (!isMoved && (await changesSince(context, one, editedAct, now.subtract({ hours: 24 }))) >= limits.edits)
    throw new Refusal(say.editedOften);
  const from = isMoved ? now : (one.roundsFrom ?? now);
  const [written] = await tx
    .update(day)
    .set({
      ...described.columns,
      ...{ version: one.version + 1, changedAt: now },
      seriesId: described.columns.repeats === null ? null : (one.seriesId ?? one.id),
      ...(isMoved && { roundsFrom: now, wokenAt: null }),
    })
    .where(isDay(one))
    .returning();
  if (!written) throw new Error('a day was not changed');
  await writeAudit(context, {
    coalitionId: one.coalitionId,
    personId: context.person.id,
    act: isMoved ? movedAct : editedAct,
    subject: one.id,
  });
  await keepParts(context, written, described);
  // Other hubs have other zones, and people in other spaces.
  const { all } = await zonesFor(context, written, await spacesFor(context, written));
  // A round that has come and was not told yet still is.
  const isWaiting = !isMoved && one.wakeAt !== null && Temporal.Instant.compare(one.wakeAt, now) <= 0;
  const wakeAt = isWaiting ? one.wakeAt : (nextLook(written, all, now, from) ?? now);
  const changed = { ...written, wakeAt };
  await tx.update(day).set({ wakeAt }).where(isDay(one));
  const spaces = await spacesTold(context, changed);
  await changeCopies(context, changed);
  await changeEvents(context, changed, spaces);
  return { day: changed, told: isMoved ? await tellMoved(context, one, changed, spaces) : 0 };
}

/** Each is told to channels and everybody who heard: how many there were is known whether or not anybody had. */
async function changesSince({ tx }: Act, one: Day, act: string, since: Temporal.Instant): Promise<number> {
  const { audit } = tables;
  const isChange = and(eq(audit.act, act), eq(audit.subject, one.id), gt(audit.at, since));
  return await tx.$count(audit, and(eq(audit.coalitionId, one.coalitionId), isChange));
}

async function tellMoved(
  context: JoinedContext,
  before: Day,
  one: Day,
  spaces: readonly DaySpace[],
): Promise<number> {
  await context.tx
    .update(hosting)
    .set({ confirmedAt: null })
    .where(
      and(
        eq(hosting.dayId, one.id),
        eq(hosting.coalitionId, one.coalitionId),
        inArray(hosting.state, ['asked', 'hosting']),
      ),
    );
  // What waits names the old time; of several moves nobody has heard of the last is told, and not what it was in between.
  await withdraw(context, {
    subject: one.id,
    kinds: [remindKind, askedKind, namedKind, invitedKind, roundKind],
  });
  const unheard = await withdraw(context, { subject: one.id, kinds: [changedKind] });
  await postEverywhere(context, one, spaces, `moved/${one.version}`, movedPost(before, one, 'en'));
  const told = await tellChanged(context, one, {
    ...{ by: context.person.id, before: unheard > 0 ? undefined : before },
    kinds: heardKinds,
  });
  if (await isHidden(context, one)) return told;
  // Who was asked or named and had not heard yet hears of the new time only.
  await askHosts(context, one);
  await tellUnheardLeads(context, one);
  return told;
}

async function tellUnheardLeads(context: JoinedContext, one: Day): Promise<void> {
  const know = new Set((await toldOf(context, one)).map(({ id }) => id));
  const unheard = (await placesOf(context, one)).filter(({ leadId }) => leadId !== null && !know.has(leadId));
  await tellLeads(
    context,
    one,
    unheard.map(({ id }) => id),
  );
}
