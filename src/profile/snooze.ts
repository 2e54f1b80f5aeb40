import { and, eq } from 'drizzle-orm';
import { chatWords, Invalid } from '#chat/index.ts';
import { type JoinedContext, tables } from '#directory/index.ts';
import { parseMoment } from '#time/index.ts';
import { words } from './words.ts';

/** At most this far ahead: a pause that nobody remembers is a consent withdrawn without saying so. */
const longest = { hours: 24 * 366 };

export type Snoozed =
  | { readonly kind: 'paused'; readonly until: Temporal.Instant }
  | { readonly kind: 'ended'; readonly wasPaused: boolean };

/**
 * Pauses unasked messages and suggestions until the moment a person wrote; “off” ends a pause. Throws Invalid for what
 * cannot be read, has passed, or is more than a year ahead.
 */
export async function snooze(context: JoinedContext, written: string): Promise<Snoozed> {
  const { now, person, language, zone } = context;
  const wasPaused = isPaused(person.snoozedUntil, now);
  if (words[language].offWords.includes(written.trim().toLowerCase())) {
    await pauseUntil(context, null);
    return { kind: 'ended', wasPaused };
  }
  const until = parseMoment(written, now, zone);
  if (!until) throw new Invalid({ until: chatWords[language].notMoment });
  if (Temporal.Instant.compare(until, now.add(longest)) > 0)
    throw new Invalid({ until: words[language].tooFar });
  if (Temporal.Instant.compare(until, now) <= 0) throw new Invalid({ until: words[language].past });
  await pauseUntil(context, until);
  return { kind: 'paused', until };
}

/** Whether a pause lasts beyond this moment. */
export function isPaused(until: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return until !== null && Temporal.Instant.compare(until, now) > 0;
}

async function pauseUntil({ tx, person }: JoinedContext, until: Temporal.Instant | null): Promise<void> {
  await tx
    .update(tables.person)
    .set({ snoozedUntil: until })
    .where(and(eq(tables.person.id, person.id), eq(tables.person.coalitionId, person.coalitionId)));
}
