import { addLocalDays, localHour, nextLocal } from './local.ts';

const quietFrom = 21;
const quietUntil = 8;
const lastHour = 20;

/** Whether it is between 21:00 and 08:00 in the zone, when nobody is written to unasked. */
export function isQuiet(at: Temporal.Instant, zone: string): boolean {
  const hour = localHour(at, zone);
  return hour >= quietFrom || hour < quietUntil;
}

/** The moment itself if it is not quiet then, else 08:00 after it. */
export function endOfQuiet(at: Temporal.Instant, zone: string): Temporal.Instant {
  return isQuiet(at, zone) ? nextLocal({ after: at, zone, hour: quietUntil }) : at;
}

/** The moment itself if it is not quiet then, else 20:00 before the night it lies in. */
export function beforeQuiet(at: Temporal.Instant, zone: string): Temporal.Instant {
  if (!isQuiet(at, zone)) return at;
  return addLocalDays(at, zone, localHour(at, zone) >= quietFrom ? 0 : -1, lastHour);
}

/** How long before something begins its changes are told at once. */
const urgent = { hours: 3 };
/** How long a change waits otherwise: several become one message. */
const settles = { minutes: 5 };

/**
 * When somebody hears of a change to what begins then: after so long, at once where it begins soon, and at night in the
 * morning unless it begins before that.
 */
export function changeToldAt(
  now: Temporal.Instant,
  begins: Temporal.Instant,
  zone: string,
  after: Temporal.DurationLike = settles,
): Temporal.Instant {
  const isSoon = Temporal.Instant.compare(begins, now.add(urgent)) <= 0;
  const at = isSoon ? now : now.add(after);
  const morning = endOfQuiet(at, zone);
  return Temporal.Instant.compare(begins, morning) <= 0 ? at : morning;
}
