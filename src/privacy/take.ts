import { and, eq } from 'drizzle-orm';
import { type Message, message } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import { type Feature, type JoinedContext, tables } from '#directory/index.ts';
import { exportKept } from './export.ts';
import { keptBy } from './kept.ts';
import { exportKind } from './kinds.ts';
import { exportMessage } from './messages.ts';
import { whoseRows } from './whose.ts';
import { words } from './words.ts';

/** Sends somebody everything that is kept of them, by direct message; where they are not written to, the answer holds it. */
export async function takeKept(context: JoinedContext, features: readonly Feature[]): Promise<Message> {
  const { person, coalition, now, language } = context;
  const kept = keptBy(features);
  const exported = await exportKept(context, await whoseRows(context, person, kept), kept);
  const whole = { language, coalition: coalition.name };
  if (!(await isWrittenTo(context))) return exportMessage(exported, { ...whole, stays: false });
  await tell(context, exportKind, {
    coalitionId: coalition.id,
    subject: person.id,
    // Pressed twice it is sent once.
    occurrence: now.round({ smallestUnit: 'minute', roundingMode: 'floor' }).toString(),
    to: { kind: 'person', personId: person.id },
    message: exportMessage(exported, { ...whole, stays: true }),
  });
  return message(words[language].exportSent);
}

/**
 * Whether files go to somebody by direct message. Not on Discord to whoever did not say so, or did not let one through: a
 * private thread, which others may be able to read, is no place for them, and an answer there holds files.
 */
export async function isWrittenTo({ tx, person, platform, account }: JoinedContext): Promise<boolean> {
  if (platform !== 'discord') return true;
  const { consent } = tables;
  const isDirect = and(eq(consent.kind, 'reach'), eq(consent.answer, 'direct'));
  const said = await tx.$count(consent, and(eq(consent.personId, person.id), isDirect));
  return said > 0 && account?.closedAt === null;
}
