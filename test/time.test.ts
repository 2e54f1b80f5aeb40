import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addLocalDays,
  atLocal,
  endOfQuiet,
  isQuiet,
  isZone,
  localDate,
  localHour,
  manualClock,
  nextLocal,
  parseMoment,
  systemClock,
  weekStart,
  zones,
} from '#time/index.ts';

const someZones = [
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'America/New_York',
  'Europe/London',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Africa/Casablanca',
];
const instant = (text: string) => Temporal.Instant.from(text);
const from = instant('2024-01-01T00:00:00Z').epochMilliseconds;
const to = instant('2033-01-01T00:00:00Z').epochMilliseconds;
const anyZone = fc.constantFrom(...someZones);
const anyMinute = fc.integer({ min: 0, max: 59 });
const anyHour = fc.integer({ min: 0, max: 23 });

// Clock changes are a few hours in a year: half of the moments are taken from around one.
const near = someZones.flatMap((zone) => {
  const found: number[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds > to) return found;
    found.push(next.epochMilliseconds);
    at = next;
  }
});
const anyMoment = fc
  .oneof(
    fc.integer({ min: from, max: to }),
    fc
      .tuple(fc.constantFrom(...near), fc.integer({ min: -30 * 3_600_000, max: 30 * 3_600_000 }))
      .map(([at, by]) => at + by),
  )
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));
const anyWeekday = fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined });

test('the zones have clock changes to be right about', () => {
  expect(near.length).toBeGreaterThan(70);
});

test('the next local time is after the moment, within its period, and shows what was asked unless skipped', () => {
  fc.assert(
    fc.property(anyMoment, anyZone, anyHour, anyMinute, anyWeekday, (after, zone, hour, minute, weekday) => {
      const wanted = { after, zone, hour, minute, ...(weekday === undefined ? {} : { weekday }) };
      const next = nextLocal(wanted);
      const hours = next.since(after).total('hours');
      expect(hours).toBeGreaterThan(0);
      expect(hours).toBeLessThanOrEqual((weekday === undefined ? 1 : 7) * 24 + 2);
      const shown = next.toZonedDateTimeISO(zone);
      const asked = shown.with({ hour, minute, second: 0, millisecond: 0 });
      if (shown.hour === hour && shown.minute === minute) {
        if (weekday !== undefined) expect(shown.dayOfWeek).toBe(weekday);
        // The earlier of two: an hour before, clocks do not show it already.
        expect(Temporal.ZonedDateTime.compare(shown, asked)).toBe(0);
        expect(shown.second + shown.millisecond).toBe(0);
      } else {
        // Skipped: it is the very moment of the jump.
        expect(shown.subtract({ nanoseconds: 1 }).getTimeZoneTransition('next')?.epochMilliseconds).toBe(
          next.epochMilliseconds,
        );
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a daily time comes exactly once on each local day', () => {
  fc.assert(
    fc.property(anyMoment, anyZone, anyHour, anyMinute, (start, zone, hour, minute) => {
      let at = nextLocal({ after: start, zone, hour, minute });
      for (let i = 0; i < 3; i += 1) {
        const next = nextLocal({ after: at, zone, hour, minute });
        expect(localDate(next, zone).since(localDate(at, zone)).days).toBe(1);
        at = next;
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a time that clocks skip becomes the first moment after, one they show twice the earlier', () => {
  // New York: 02:00 to 03:00 skipped on 8 March 2026, 01:00 to 02:00 twice on 1 November 2026.
  const zone = 'America/New_York';
  const skipped = nextLocal({ after: instant('2026-03-08T05:00:00Z'), zone, hour: 2, minute: 30 });
  expect(skipped.toString()).toBe('2026-03-08T07:00:00Z');
  const twice = nextLocal({ after: instant('2026-11-01T04:30:00Z'), zone, hour: 1, minute: 30 });
  expect(twice.toString()).toBe('2026-11-01T05:30:00Z');
  expect(nextLocal({ after: twice, zone, hour: 1, minute: 30 }).toString()).toBe('2026-11-02T06:30:00Z');
  // Lord Howe moves by half an hour: 02:00 to 02:30 skipped on 4 October 2026.
  const half = nextLocal({
    after: instant('2026-10-03T14:00:00Z'),
    zone: 'Australia/Lord_Howe',
    hour: 2,
    minute: 10,
  });
  expect(half.toString()).toBe('2026-10-03T15:30:00Z');
});

test('a weekday is the one of the zone, not of UTC', () => {
  const tuesday = nextLocal({
    after: instant('2026-11-22T12:00:00Z'),
    zone: 'Pacific/Apia',
    hour: 10,
    weekday: 2,
  });
  expect(tuesday.toString()).toBe('2026-11-23T21:00:00Z');
  expect(() => nextLocal({ after: tuesday, zone: 'UTC', hour: 10, weekday: 0 })).toThrow(RangeError);
});

test('it is quiet exactly from 21:00 to 08:00, and the end of quiet is the first moment that is not', () => {
  fc.assert(
    fc.property(anyMoment, anyZone, (at, zone) => {
      const hour = localHour(at, zone);
      expect(isQuiet(at, zone)).toBe(hour >= 21 || hour < 8);
      const end = endOfQuiet(at, zone);
      expect(isQuiet(end, zone)).toBe(false);
      expect(end.equals(at)).toBe(!isQuiet(at, zone));
      if (end.equals(at)) return;
      expect(isQuiet(end.subtract({ nanoseconds: 1 }), zone)).toBe(true);
      expect(end.since(at).total('hours')).toBeLessThanOrEqual(12);
    }),
    { numRuns: 2_000 },
  );
});

test('local days later it is that date, at the same time or the hour asked for, whatever clocks did between', () => {
  fc.assert(
    fc.property(anyMoment, anyZone, fc.integer({ min: -400, max: 400 }), (at, zone, days) => {
      const later = addLocalDays(at, zone, days, 10);
      expect(localHour(later, zone)).toBe(10);
      expect(localDate(later, zone).equals(localDate(at, zone).add({ days }))).toBe(true);
      const same = addLocalDays(at, zone, days);
      const shown = at.toZonedDateTimeISO(zone).toPlainDateTime().add({ days });
      expect(same.equals(atLocal(shown, zone))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('a week starts on the local Monday', () => {
  fc.assert(
    fc.property(anyMoment, anyZone, (at, zone) => {
      const monday = weekStart(at, zone);
      expect(monday.dayOfWeek).toBe(1);
      const days = localDate(at, zone).since(monday).days;
      expect(days >= 0 && days < 7).toBe(true);
    }),
  );
  expect(weekStart(instant('2026-11-22T23:00:00Z'), 'Asia/Kolkata').toString()).toBe('2026-11-23');
  expect(weekStart(instant('2026-11-22T23:00:00Z'), 'Europe/London').toString()).toBe('2026-11-16');
});

// Sunday 22 November 2026, 22:30 in London.
const now = instant('2026-11-22T22:30:00Z');

test.each([
  ['Saturday 6pm', '2026-11-28T18:00'],
  ['on Saturday at 6pm.', '2026-11-28T18:00'],
  ['6pm', '2026-11-23T18:00'],
  ['23:15', '2026-11-22T23:15'],
  ['tomorrow', '2026-11-23T12:00'],
  ['tomorrow 9am', '2026-11-23T09:00'],
  ['tomorrow evening', '2026-11-23T20:00'],
  ['in 3 days', '2026-11-25T22:30'],
  ['in 2 hours', '2026-11-23T00:30'],
  ['in two weeks', '2026-12-06T22:30'],
  ['next monday', '2026-11-23T12:00'],
  ['sunday 10pm', '2026-11-29T22:00'],
  ['5 january', '2027-01-05T12:00'],
  ['2026-12-01', '2026-12-01T12:00'],
  ['2026-12-01 18:00', '2026-12-01T18:00'],
  ['2026-12-01T18:00', '2026-12-01T18:00'],
  ['2026-12-01T18:00:00+02:00', '2026-12-01T16:00'],
  ['6pm UTC', '2026-11-23T18:00'],
  ['6pm EST', '2026-11-22T23:00'],
  ['Dec 5 at 7pm CET', '2026-12-05T18:00'],
  ['now', '2026-11-22T22:30'],
  ['Saturday 6pm to 8pm', '2026-11-28T18:00'],
])('"%s" is understood in London', (text, expected) => {
  expect(parseMoment(text, now, 'Europe/London')?.toString()).toBe(`${expected}:00Z`);
});

test.each([
  '',
  'hello',
  'soon',
  'at 25:00',
  '2026-02-30 10:00',
  'saturday 6pm or sunday 5pm',
  'saturday 6pm in the usual place',
  'not before monday',
  '15 to 17 May',
  'Saturday 10pm to Sunday 2am',
])('"%s" is not half understood', (text) => {
  expect(parseMoment(text, now, 'Europe/London')).toBeUndefined();
});

test('words are read in the zone of the person', () => {
  expect(parseMoment('tomorrow 9am', now, 'Australia/Sydney')?.toString()).toBe('2026-11-23T22:00:00Z');
  expect(parseMoment('tomorrow 9am', now, 'America/New_York')?.toString()).toBe('2026-11-23T14:00:00Z');
  // Across the clock change of 1 November: 24 hours are not one day, and 9 is 9.
  const before = instant('2026-10-31T13:00:00Z');
  expect(parseMoment('in 24 hours', before, 'America/New_York')?.toString()).toBe('2026-11-01T13:00:00Z');
  expect(parseMoment('in 1 day', before, 'America/New_York')?.toString()).toBe('2026-11-01T14:00:00Z');
});

test('a time elsewhere is the next one there, whatever day it is here', () => {
  // Half past eleven at night in Kolkata, one in the afternoon in New York.
  const late = instant('2026-03-07T18:00:00Z');
  expect(parseMoment('6pm EST', late, 'Asia/Kolkata')?.toString()).toBe('2026-03-07T23:00:00Z');
  expect(parseMoment('6am EST', late, 'Asia/Kolkata')?.toString()).toBe('2026-03-08T11:00:00Z');
  // Early on Monday in Sydney, Sunday afternoon in New York.
  const early = instant('2026-11-22T20:00:00Z');
  expect(parseMoment('6pm EST', early, 'Australia/Sydney')?.toString()).toBe('2026-11-22T23:00:00Z');
});

test('a weekday said on that day is today while its time is to come', () => {
  const saturday = instant('2026-11-28T17:00:00Z');
  expect(parseMoment('saturday 6pm', saturday, 'Europe/London')?.toString()).toBe('2026-11-28T18:00:00Z');
  const evening = instant('2026-11-28T19:00:00Z');
  expect(parseMoment('saturday 6pm', evening, 'Europe/London')?.toString()).toBe('2026-12-05T18:00:00Z');
});

test('any date and time written in ISO order comes back as that local time', () => {
  fc.assert(
    fc.property(anyMoment, anyZone, (at, zone) => {
      const shown = at.toZonedDateTimeISO(zone).toPlainDateTime().round('minute');
      const text = `${shown.toPlainDate()} ${shown.toPlainTime().toString({ smallestUnit: 'minute' })}`;
      expect(parseMoment(text, now, zone)?.toString()).toBe(atLocal(shown, zone).toString());
    }),
    { numRuns: 500 },
  );
});

test('zones are IANA names, old ones included, and no offsets', () => {
  const right = ['Asia/Kolkata', 'Asia/Calcutta', 'UTC', ...someZones];
  const wrong = ['', '+05:00', 'Mars/Olympus', 'Kolkata', 'London time'];
  expect(right.filter(isZone)).toEqual(right);
  expect(wrong.filter(isZone)).toEqual([]);
  expect(zones('', 1_000).every(isZone)).toBe(true);
});

test('zones are found by place, in today’s names', () => {
  expect(zones('kolk')).toEqual(['Asia/Kolkata']);
  expect(zones('new york')[0]).toBe('America/New_York');
  expect(zones('lord_howe')).toEqual(['Australia/Lord_Howe']);
  expect(zones('kyi')).toEqual(['Europe/Kyiv']);
  expect(zones('america')).toHaveLength(25);
  expect(zones('atlantis')).toEqual([]);
});

test('a manual clock stands still until it is moved', () => {
  const clock = manualClock('2026-11-22T22:30:00Z');
  expect(clock.now().equals(clock.now())).toBe(true);
  clock.advance({ days: 7, minutes: 1 });
  expect(clock.now().toString()).toBe('2026-11-29T22:31:00Z');
  clock.set(now);
  expect(clock.now().equals(now)).toBe(true);
});

test('the system clock gives whole milliseconds, which is what the store keeps', () => {
  expect(systemClock.now().epochNanoseconds % 1_000_000n).toBe(0n);
});
