import { and, eq } from 'drizzle-orm';
import { closestLanguage, Invalid, type Message, message, moment, Refusal, withBlocks } from '#chat/index.ts';
import { tell, tellMany } from '#delivery/index.ts';
import {
  type Act,
  type Feature,
  type JoinedContext,
  type Organisation,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { dropOrganisation, exportOrganisation, isWrittenTo, wholeMessage } from '#privacy/index.ts';
import type { Due } from '#schedule/index.ts';
import { leftExportKind, leftKind, takenOutKind } from './kinds.ts';
import { leftMessage, leftToldMessage, takenOutMessage } from './messages.ts';
import { speakersOf } from './speakers.ts';
import { claim, signing } from './tables.ts';
import { words } from './words.ts';

/** An organisation is older than that when one who began to represent it yesterday could end it for the others. */
const untilLeaving = { hours: 72 };

/** A Refusal that says from when, to somebody who represents it for a shorter time than an organisation that is not new. */
export function refuseFresh(context: JoinedContext, organisation: Organisation): void {
  const { now, represents, language } = context;
  const since = represents.find((one) => one.organisationId === organisation.id)?.since;
  const before = now.subtract(untilLeaving);
  if (since === undefined || Temporal.Instant.compare(since, before) <= 0) return;
  if (Temporal.Instant.compare(organisation.addedAt, before) > 0) return;
  throw new Refusal(words[language].leaveFrom(organisation.name, [moment(since.add(untilLeaving))]));
}

/** Gives whoever represents an organisation everything of it that is its own, and changes nothing. */
async function takeWhole(
  context: JoinedContext,
  organisation: Organisation,
  features: readonly Feature[],
): Promise<Message> {
  const { now, coalition, person, language } = context;
  const exported = await exportOrganisation(context, organisation, features);
  const whole = { language, coalition: coalition.name, name: organisation.name };
  if (!(await isWrittenTo(context))) return wholeMessage(exported, { ...whole, stays: false });
  await tell(context, leftExportKind, {
    ...{ coalitionId: coalition.id, subject: organisation.id },
    // Asked for twice it is sent once.
    occurrence: `${person.id} ${now.round({ smallestUnit: 'minute', roundingMode: 'floor' })}`,
    to: { kind: 'person', personId: person.id },
    message: wholeMessage(exported, { ...whole, stays: true }),
  });
  return message(words[language].exportFirst(organisation.name));
}

/**
 * An organisation leaves the coalition whole: whoever says so gets everything of it that is its own, all of it is deleted,
 * and its people stay, without it, and are told; its other representatives at once, and by whom. Whoever writes that they only
 * want everything of it gets that. Invalid unless they wrote either; a Refusal where it is gone already.
 */
export async function leaveWhole(
  context: JoinedContext,
  organisation: Organisation,
  { sure, features }: { readonly sure: string; readonly features: readonly Feature[] },
): Promise<Message> {
  const { now, coalition, person, language } = context;
  const say = words[language];
  const written = sure.trim().toLowerCase();
  if (written === say.exportWord) return await takeWhole(context, organisation, features);
  if (written !== say.sureWord) throw new Invalid({ sure: say.notSure });
  const exported = await exportOrganisation(context, organisation, features);
  const isSent = await isWrittenTo(context);
  const whole = { language, coalition: coalition.name, name: organisation.name };
  const speakers = await speakersOf(context.tx, organisation);
  const people = await dropOrganisation(context, organisation, features);
  // Somebody else took it out a moment ago: they have everything of it, and it is written down.
  if (!people) throw new Refusal(say.leftAlready(organisation.name));
  await writeAudit(context, {
    ...{ coalitionId: coalition.id, personId: person.id, act: 'organisation.left', subject: organisation.id },
  });
  // Its row is gone by now, and with it every message about it: these are written after that.
  const of = { coalitionId: coalition.id, subject: organisation.id, occurrence: now.toString() };
  if (isSent)
    await tell(context, leftExportKind, {
      ...of,
      to: { kind: 'person', personId: person.id },
      message: wholeMessage(exported, { ...whole, stays: true }),
    });
  const others = speakers.filter((one) => one.id !== person.id);
  await tellMany(
    context,
    takenOutKind,
    others.map((one) => ({
      ...of,
      to: { kind: 'person', personId: one.id },
      message: takenOutMessage(organisation, person, closestLanguage(one.language)),
    })),
  );
  await tellMany(
    context,
    leftKind,
    people
      .filter((one) => one.id !== person.id && !others.some(({ id }) => id === one.id))
      .map((one) => ({
        ...of,
        to: { kind: 'person', personId: one.id },
        message: leftToldMessage(organisation, closestLanguage(one.language)),
      })),
  );
  const left = leftMessage(organisation, people.length, language, isSent);
  if (isSent) return left;
  const { text, blocks } = wholeMessage(exported, { ...whole, stays: false });
  return withBlocks(left, { kind: 'paragraph', text }, ...blocks);
}

/** Deletes the rows of organisations that left when leaving only marked them. */
export const dropLeftDue = (features: () => readonly Feature[]): Due => ({
  name: 'organisation.drop',
  table: tables.organisation,
  id: tables.organisation.id,
  dueAt: tables.organisation.leftAt,
  coalitionId: tables.organisation.coalitionId,
  async carryOut(act, id) {
    const [row] = await act.tx.select().from(tables.organisation).where(eq(tables.organisation.id, id));
    if (row?.leftAt) await dropOrganisation(act, row, features());
  },
});

/** Who asked to represent an organisation, and was shown what to sign for it, waits for nothing any more. */
export async function endAsking({ tx }: Act, { id, coalitionId }: Organisation): Promise<void> {
  for (const table of [claim, signing])
    await tx.delete(table).where(and(eq(table.coalitionId, coalitionId), eq(table.organisationId, id)));
}
