import { atLocal, isQuiet, localHour } from '#time/index.ts';
import { longestNight } from './parse-hours.ts';

/** A hub that takes part in a recurring call. */
export interface Seat {
  readonly id: string;
  readonly zone: string;
  readonly people: number;
  /** how often it sat outside 08:00 to 21:00 so far */
  readonly outside: number;
}

/** The call that is to be moved on: its own zone, how long it is, and the hour it had last, by that zone’s clocks. */
export interface Call {
  readonly zone: string;
  readonly minutes: number;
  readonly lastHour: number;
}

/** A call that has been: when it was planned, and which hubs sat outside 08:00 to 21:00. */
export interface Past {
  readonly plannedAt: Temporal.Instant | null;
  readonly outside: readonly string[] | null;
}

/**
 * How often each hub sat outside so far. One that came later than a call is counted for it as whoever sat outside least,
 * so that it does not sit through all nights that others had before it.
 */
export function seatsAfter<H extends { readonly id: string; readonly addedAt: Temporal.Instant }>(
  calls: readonly Past[],
  hubs: readonly H[],
): readonly (H & { readonly outside: number })[] {
  const isThere = ({ addedAt }: H, { plannedAt }: Past) =>
    plannedAt === null || Temporal.Instant.compare(addedAt, plannedAt) <= 0;
  const sat = (hub: H, some: readonly Past[]) =>
    some.filter(({ outside }) => outside?.includes(hub.id)).length;
  return hubs.map((hub) => {
    const missed = calls.filter((call) => !isThere(hub, call));
    const others = hubs.filter((other) => missed.every((call) => isThere(other, call)));
    const least = missed.length === 0 ? 0 : Math.min(...others.map((other) => sat(other, missed)));
    return { ...hub, outside: sat(hub, calls) + (Number.isFinite(least) ? least : 0) };
  });
}

/** Hubs for which some minute of a call at that moment lies outside 08:00 to 21:00. */
export function outsideAt<S extends Pick<Seat, 'zone'>>(
  seats: readonly S[],
  at: Temporal.Instant,
  minutes: number,
): readonly S[] {
  // A night is longer than the hour between two of these.
  const hours = Array.from({ length: Math.ceil(minutes / 60) }, (_, passed) => at.add({ hours: passed }));
  const moments = [...hours, at.add({ minutes }).subtract({ seconds: 1 })];
  return seats.filter(({ zone }) => moments.some((moment) => isQuiet(moment, zone)));
}

/**
 * The hour of that date which evens out who sits outside 08:00 to 21:00: the worst burden as small as possible, then the
 * second worst, and so on; then fewest people outside, the hour nearest to the last one, and the earlier.
 */
export function fairHour(seats: readonly Seat[], date: Temporal.PlainDate, call: Call): Temporal.Instant {
  // A night that is longer cannot be written, see parse-hours.ts.
  const hours = Array.from({ length: 24 }, (_, hour) => hour).filter(
    (hour) => call.minutes <= longestNight || hour * 60 + call.minutes <= 24 * 60,
  );
  const candidates = hours.map((hour) => {
    const at = atLocal(date.toPlainDateTime({ hour }), call.zone);
    const outside = new Set(outsideAt(seats, at, call.minutes).map(({ id }) => id));
    return {
      at,
      burdens: seats.map((seat) => seat.outside + (outside.has(seat.id) ? 1 : 0)).toSorted((a, b) => b - a),
      people: seats.reduce((sum, seat) => sum + (outside.has(seat.id) ? seat.people : 0), 0),
      away: around(localHour(at, call.zone) - call.lastHour),
    };
  });
  const best = candidates.reduce((a, b) => {
    const order = worse(a.burdens, b.burdens) || a.people - b.people || a.away - b.away;
    return order > 0 ? b : a;
  });
  return best.at;
}

/** Which of two lists of burdens, the worst first, is harder to bear: the first where it is above 0. */
function worse(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((burden, index) => burden !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** How many hours two times of day lie apart. */
const around = (hours: number) => Math.min(Math.abs(hours), 24 - Math.abs(hours));
