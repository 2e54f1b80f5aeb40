import { atLocal } from '#time/index.ts';
import { type Hours, type Span, spanIn } from './hours.ts';

/** Days before the first day, the day itself, and days after the last one, on which people hear of it at 10:00. */
export const rounds = [-28, -14, -7, -2, -1, 0, 1, 7] as const;
export type Round = (typeof rounds)[number];

const hour = 10;
/** The announcement has just said what a round before the day would say so soon after it. */
const quietAfterAnnouncing = { hours: 6 };
/** From when it is 10:00 in the first zone on earth until it is in the last. */
const roundTheWorld = { hours: 26 };
/** How long the last round may still be told. */
const lastFor = { hours: 72 };

/** One for each round of a day as it lies now: a moved day has rounds of its own. */
export const occurrenceOf = ({ firstDay }: Hours, round: Round): string => `${firstDay}/${round}`;

/** When a round is told in a zone: at 10:00 by its clocks, counted from the dates that the day has there. */
export function roundAt(hours: Hours, round: Round, zone: string): Temporal.Instant {
  return at(spanIn(hours, zone), round, zone);
}

/** From when on what a round says in a zone is no longer true: it begins, it is over, or the next round has come. */
export function staleAt(hours: Hours, round: Round, zone: string): Temporal.Instant {
  const span = spanIn(hours, zone);
  if (round < 0) {
    const next = at(span, rounds[rounds.indexOf(round) + 1] ?? 0, zone);
    return isUpTo(next, span.from) ? next : span.from;
  }
  if (round === 0) {
    const midnight = atLocal(span.firstDay.add({ days: 1 }).toPlainDateTime(), zone);
    return later(span.until, midnight);
  }
  return round === 7 ? at(span, 7, zone).add(lastFor) : at(span, 7, zone);
}

/** What counts as past: `from` is when it was announced or moved, and what was due until `done` has been told. */
export interface Progress {
  readonly from: Temporal.Instant;
  readonly done: Temporal.Instant | null;
}

/**
 * The round that is to be told in a zone now: the last one that has come, unless it lies before the announcement, was
 * done with, or is not true any more. What was missed before it is skipped.
 */
export function roundNow(
  hours: Hours,
  zone: string,
  now: Temporal.Instant,
  { from, done }: Progress,
): Round | undefined {
  const round = rounds.findLast((one) => isUpTo(roundAt(hours, one, zone), now));
  if (round === undefined || !counts(hours, round, zone, from)) return undefined;
  if (done && isUpTo(roundAt(hours, round, zone), done)) return undefined;
  return isUpTo(staleAt(hours, round, zone), now) ? undefined : round;
}

/** The next moment after `now` at which a round comes in one of these zones; undefined when all have been. */
export function nextRound(
  hours: Hours,
  zones: Iterable<string>,
  now: Temporal.Instant,
  from: Temporal.Instant,
): Temporal.Instant | undefined {
  return [...zones]
    .flatMap((zone) =>
      rounds.filter((round) => counts(hours, round, zone, from)).map((round) => roundAt(hours, round, zone)),
    )
    .filter((moment) => !isUpTo(moment, now))
    .reduce<Temporal.Instant | undefined>((a, b) => (a && isUpTo(a, b) ? a : b), undefined);
}

/**
 * When a day is looked at next: when a round comes to one of these zones, and a while before the first of them, since hubs
 * are opened and people move meanwhile. Undefined when all rounds have been.
 */
export function nextLook(
  hours: Hours,
  zones: Iterable<string>,
  now: Temporal.Instant,
  from: Temporal.Instant,
): Temporal.Instant | undefined {
  const next = nextRound(hours, zones, now, from);
  const before = next?.subtract(roundTheWorld);
  return before && !isUpTo(before, now) ? before : next;
}

function counts(hours: Hours, round: Round, zone: string, from: Temporal.Instant): boolean {
  const past = round < 0 ? from.add(quietAfterAnnouncing) : from;
  return !isUpTo(roundAt(hours, round, zone), past);
}

function at({ firstDay, lastDay }: Span, round: Round, zone: string): Temporal.Instant {
  const date = (round > 0 ? lastDay : firstDay).add({ days: round });
  return atLocal(date.toPlainDateTime({ hour }), zone);
}

const isUpTo = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) <= 0;
const later = (a: Temporal.Instant, b: Temporal.Instant) => (isUpTo(a, b) ? b : a);
