import { localHour, nextLocal } from '#time/index.ts';
import { earlier, limits } from './limits.ts';

/** Local hours between which something should be posted, 0 to 24; undefined: any time. */
export interface Hours {
  readonly from: number;
  readonly until: number;
}

const oneHour = String.raw`(\d{1,2})(?::00)?\s*(am|pm)?`;
const written = new RegExp(
  String.raw`^(?:between\s+|from\s+)?${oneHour}\s*(?:-|–|—|to|and|until|till)\s*${oneHour}(?:\s*(?:h|o['’]?clock))?$`,
  'i',
);

/**
 * Reads “9-11”, “between 9 and 11” or “5pm to 7pm”; 'any' where nothing is written, undefined where it is unclear or
 * reaches into the night.
 */
export function readHours(given: string): Hours | 'any' | undefined {
  const trimmed = given.trim();
  if (trimmed === '' || /^any( ?time)?$/i.test(trimmed)) return 'any';
  const [, first = '', firstHalf, second = '', secondHalf] = written.exec(trimmed) ?? [];
  if (first === '') return undefined;
  const until = hourOf(second, secondHalf);
  // “9 to 11 am” and “5-7pm”: the first hour is of the same half of the day, where that comes before the second.
  const same = firstHalf === undefined ? hourOf(first, secondHalf) : undefined;
  const from = same !== undefined && until !== undefined && same < until ? same : hourOf(first, firstHalf);
  if (from === undefined || until === undefined || from >= until) return undefined;
  if (from < limits.promptFrom || until > limits.promptUntil) return undefined;
  return { from, until };
}

function hourOf(digits: string, half: string | undefined): number | undefined {
  const hour = Number(digits);
  if (half === undefined) return hour <= 24 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

/**
 * When somebody who says now that they share it is prompted: now, where any hour will do or it is one of those hours;
 * else when these begin next in their zone; now again, where that would be after the end.
 */
export function promptMoment(given: {
  readonly hours: Hours | undefined;
  readonly now: Temporal.Instant;
  readonly zone: string;
  readonly endsAt: Temporal.Instant;
}): Temporal.Instant {
  const { hours, now, zone, endsAt } = given;
  if (hours === undefined) return now;
  const hour = localHour(now, zone);
  if (hour >= hours.from && hour < hours.until) return now;
  const next = nextLocal({ after: now, zone, hour: hours.from });
  return Temporal.Instant.compare(next, endsAt) < 0 ? next : now;
}

/** When the hours end that somebody was prompted in, at most at the end of the request. */
export function promptEnd(
  at: Temporal.Instant,
  hours: Hours,
  zone: string,
  endsAt: Temporal.Instant,
): Temporal.Instant {
  const last = nextLocal({ after: at, zone, hour: hours.until % 24 });
  return earlier(last, endsAt);
}
