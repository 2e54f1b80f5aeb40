import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Hours, spanIn } from '#convergence/hours.ts';
import { parseDays, writeDays } from '#convergence/parse-days.ts';
import { clock, parseHours, writeHours } from '#convergence/parse-hours.ts';
import { nextRound, type Round, roundAt, roundNow, rounds, staleAt } from '#convergence/rounds.ts';
import { localDate, localHour } from '#time/index.ts';

const instant = (text: string) => Temporal.Instant.from(text);
const zones = [
  'Australia/Sydney',
  'Asia/Kolkata',
  'Europe/London',
  'America/Sao_Paulo',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Africa/Casablanca',
];
const anyZone = fc.constantFrom(...zones);
/** Days of two years that hold every clock change of these zones. */
const anyDay = fc
  .integer({ min: 0, max: 729 })
  .map((days) => Temporal.PlainDate.from('2027-01-01').add({ days }));
const anyHours: fc.Arbitrary<Hours> = fc
  .record({
    day: anyDay,
    more: fc.constantFrom(0, 0, 0, 1, 2),
    from: fc.integer({ min: 0, max: 1380 }),
    length: fc.integer({ min: 15, max: 600 }),
    zone: fc.option(anyZone, { nil: null }),
  })
  .map(({ day, more, from, length, zone }) => ({
    firstDay: String(day),
    lastDay: String(zone === null ? day.add({ days: more }) : day),
    fromMinute: from,
    untilMinute: zone === null ? Math.min(from + length, 1440) : from + length,
    zone,
  }));
const before = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;

test('a local window is what clocks show, in every zone, on both sides of a clock change', () => {
  const noon: Hours = {
    firstDay: '2027-10-31',
    lastDay: '2027-10-31',
    fromMinute: 720,
    untilMinute: 840,
    zone: null,
  };
  // London leaves summer time that night, Sydney has been in it for four weeks.
  expect(String(spanIn(noon, 'Europe/London').from)).toBe('2027-10-31T12:00:00Z');
  expect(String(spanIn(noon, 'Australia/Sydney').from)).toBe('2027-10-31T01:00:00Z');
  expect(String(spanIn(noon, 'Asia/Kolkata').until)).toBe('2027-10-31T08:30:00Z');
  expect(
    String(spanIn({ ...noon, firstDay: '2027-10-30', lastDay: '2027-10-30' }, 'Europe/London').from),
  ).toBe('2027-10-30T11:00:00Z');
});

test('one moment for all is the same moment in every zone, and its day the one it has there', () => {
  const call: Hours = {
    firstDay: '2027-05-15',
    lastDay: '2027-05-15',
    fromMinute: 1140,
    untilMinute: 1200,
    zone: 'Europe/Berlin',
  };
  expect(new Set(zones.map((zone) => String(spanIn(call, zone).from)))).toEqual(
    new Set(['2027-05-15T17:00:00Z']),
  );
  expect(String(spanIn(call, 'Australia/Sydney').firstDay)).toBe('2027-05-16');
  expect(String(spanIn(call, 'America/New_York').firstDay)).toBe('2027-05-15');
});

test('a window ends after it begins, also where clocks jump over it', () => {
  fc.assert(
    fc.property(anyHours, anyZone, (hours, zone) => {
      const { from, until } = spanIn(hours, zone);
      expect(before(from, until)).toBe(true);
    }),
  );
  const gap: Hours = {
    firstDay: '2027-03-14',
    lastDay: '2027-03-14',
    fromMinute: 120,
    untilMinute: 180,
    zone: null,
  };
  const { from, until } = spanIn(gap, 'America/New_York');
  expect(until.since(from).total('minutes')).toBe(60);
});

test('every round comes once, at 10:00 by the clocks of its zone, on the right date', () => {
  fc.assert(
    fc.property(anyHours, anyZone, fc.constantFrom(...rounds), (hours, zone, round) => {
      const at = roundAt(hours, round, zone);
      const { firstDay, lastDay } = spanIn(hours, zone);
      expect(localHour(at, zone)).toBe(10);
      expect(at.toZonedDateTimeISO(zone).minute).toBe(0);
      expect(String(localDate(at, zone))).toBe(String((round > 0 ? lastDay : firstDay).add({ days: round })));
    }),
  );
});

test('the control: 24 hours a day instead of days misses 10:00 across a clock change', () => {
  const day: Hours = {
    firstDay: '2027-11-07',
    lastDay: '2027-11-07',
    fromMinute: 720,
    untilMinute: 840,
    zone: null,
  };
  const at = spanIn(day, 'America/New_York').from.subtract({ hours: 2 + 7 * 24 });
  expect(localHour(at, 'America/New_York')).not.toBe(10);
  expect(localHour(roundAt(day, -7, 'America/New_York'), 'America/New_York')).toBe(10);
});

/** Lives through a day in these zones: wakes when it is due, or later, and tells each round of each zone at most once. */
function live(
  hours: Hours,
  inUse: readonly string[],
  from: Temporal.Instant,
  { late = () => 0, burst = false }: { late?: () => number; burst?: boolean } = {},
): readonly { zone: string; round: Round; at: Temporal.Instant }[] {
  const told: { zone: string; round: Round; at: Temporal.Instant }[] = [];
  let done: Temporal.Instant | null = null;
  let now = from;
  for (;;) {
    const next = nextRound(hours, inUse, now, from);
    if (!next) return told;
    now = next.add({ minutes: late() });
    for (const zone of inUse) {
      const all = burst
        ? rounds.filter((one) => !before(now, roundAt(hours, one, zone)))
        : [roundNow(hours, zone, now, { from, done })];
      for (const round of all)
        if (round !== undefined && !told.some((one) => one.zone === zone && one.round === round))
          told.push({ zone, round, at: now });
    }
    done = now;
  }
}

const threeZones = fc.uniqueArray(anyZone, { minLength: 1, maxLength: 4 });

test('lived through, every zone is told each round that is ahead exactly at its moment, and none twice', () => {
  fc.assert(
    fc.property(anyHours, threeZones, fc.integer({ min: -1, max: 60 * 24 }), (hours, inUse, ahead) => {
      const from = spanIn(hours, inUse[0] ?? 'UTC').from.subtract({ hours: ahead });
      const told = live(hours, inUse, from);
      for (const zone of inUse)
        for (const round of rounds) {
          const at = roundAt(hours, round, zone);
          const isAhead =
            before(round < 0 ? from.add({ hours: 6 }) : from, at) && before(at, staleAt(hours, round, zone));
          const here = told.filter((one) => one.zone === zone && one.round === round);
          expect(here.map((one) => String(one.at))).toEqual(isAhead ? [String(at)] : []);
        }
    }),
    { numRuns: 30 },
  );
});

test('planned five days before, what is past is skipped: no burst; the control that catches up is one', () => {
  const hours: Hours = {
    firstDay: '2027-05-15',
    lastDay: '2027-05-15',
    fromMinute: 720,
    untilMinute: 840,
    zone: null,
  };
  const from = instant('2027-05-10T12:00:00Z');
  const first = (told: ReturnType<typeof live>) =>
    told.filter(({ at }) => at.equals(told[0]?.at ?? from)).length;
  const told = live(hours, ['Europe/London'], from);
  expect(told.map(({ round }) => round)).toEqual([-2, -1, 0, 1, 7]);
  expect(first(told)).toBe(1);
  expect(first(live(hours, ['Europe/London'], from, { burst: true }))).toBeGreaterThan(1);
});

test('announced at 09:00, the round of 10:00 is left out before the day and told on it', () => {
  const hours: Hours = {
    firstDay: '2027-05-15',
    lastDay: '2027-05-15',
    fromMinute: 720,
    untilMinute: 840,
    zone: null,
  };
  const at = (day: string) =>
    live(hours, ['Europe/London'], instant(`${day}T08:00:00Z`)).map(({ round }) => round);
  expect(at('2027-05-08')).toEqual([-2, -1, 0, 1, 7]);
  expect(at('2027-05-15')).toEqual([0, 1, 7]);
});

test('an outage of six hours over every round delays all of them and loses none; of several missed only the last is told', () => {
  fc.assert(
    fc.property(anyHours, anyZone, (hours, zone) => {
      const from = spanIn(hours, zone).from.subtract({ hours: 24 * 40 });
      const told = live(hours, [zone], from, { late: () => 360 });
      expect(told.map(({ round }) => round)).toEqual([...rounds]);
      expect(told.every(({ round, at }) => at.equals(roundAt(hours, round, zone).add({ hours: 6 })))).toBe(
        true,
      );
    }),
  );
  const hours: Hours = {
    firstDay: '2027-05-15',
    lastDay: '2027-05-15',
    fromMinute: 720,
    untilMinute: 840,
    zone: null,
  };
  const from = instant('2027-03-01T00:00:00Z');
  const now = instant('2027-05-13T20:00:00Z');
  // The control: fifteen hours late, what begins at midnight has begun before its last reminder.
  const early = { ...hours, fromMinute: 0, untilMinute: 60 };
  expect(live(early, ['Europe/London'], from, { late: () => 900 }).map(({ round }) => round)).not.toContain(
    -1,
  );
  const missed = roundNow(hours, 'Europe/London', now, { from, done: instant('2027-04-20T00:00:00Z') });
  expect(missed).toBe(-2);
});

test('nothing is told that is not true any more', () => {
  fc.assert(
    fc.property(
      anyHours,
      anyZone,
      fc.integer({ min: -30 * 1440, max: 20 * 1440 }),
      (hours, zone, minutes) => {
        const { from: begins, until } = spanIn(hours, zone);
        const now = begins.add({ minutes });
        const round = roundNow(hours, zone, now, { from: begins.subtract({ hours: 24 * 60 }), done: null });
        if (round === undefined) return;
        if (round < 0) expect(before(now, begins)).toBe(true);
        if (round > 0) expect(before(until, now)).toBe(true);
      },
    ),
  );
  // Nor what waited for the morning until the next round had come.
  fc.assert(
    fc.property(anyHours, anyZone, fc.constantFrom(-28, -14, -7, -2, -1), (hours, zone, round) => {
      const [next = 0] = rounds.filter((other) => other > round);
      expect(before(roundAt(hours, next, zone), staleAt(hours, round, zone))).toBe(false);
    }),
  );
});

test('what came after a wake is told at the next one, and not what comes to a zone later', () => {
  const hours: Hours = {
    ...{ firstDay: '2027-05-15', lastDay: '2027-05-15', fromMinute: 720, untilMinute: 840, zone: null },
  };
  const from = instant('2027-03-01T00:00:00Z');
  const at = roundAt(hours, -7, 'Europe/London');
  const told = (done: Temporal.Instant) =>
    roundNow(hours, 'Europe/London', at.add({ hours: 3 }), { from, done });
  expect(told(at.subtract({ seconds: 1 }))).toBe(-7);
  // Who hosts in the afternoon hears of the next round, not of the one of this morning.
  expect(told(at)).toBeUndefined();
});

const now = instant('2026-11-22T12:00:00Z');
const days = (written: string) => {
  const read = parseDays(written, now, 'America/Chicago');
  return read && `${read.firstDay} ${read.lastDay}`;
};

test.each([
  ['2027-05-15', '2027-05-15 2027-05-15'],
  ['15 May 2027', '2027-05-15 2027-05-15'],
  ['May 15', '2027-05-15 2027-05-15'],
  ['15 to 17 May 2027', '2027-05-15 2027-05-17'],
  ['15–17 May', '2027-05-15 2027-05-17'],
  ['May 15-16, 2027', '2027-05-15 2027-05-16'],
  ['30 December to 2 January', '2026-12-30 2027-01-02'],
  ['30 April to 2 May 2027', '2027-04-30 2027-05-02'],
  ['2027-05-15 to 2027-05-17', '2027-05-15 2027-05-17'],
  ['Saturday', '2026-11-28 2026-11-28'],
  ['tomorrow', '2026-11-23 2026-11-23'],
  ['29 February 2028', '2028-02-29 2028-02-29'],
])('“%s” is %s', (written, read) => {
  expect(days(written)).toBe(read);
});

test.each([
  '29 February 2027',
  '2027-02-29',
  '31 June 2027',
  '17 to 15 May 2027',
  '15',
  'soon',
  '',
  'May',
  'noon',
  '15 May or so',
])('“%s” is no day', (written) => {
  expect(days(written)).toBeUndefined();
});

const hours = (written: string) => {
  const read = parseHours(written);
  if (read.problem !== undefined) return read.problem;
  return `${clock(read.fromMinute)} ${clock(read.untilMinute)}${read.zone === null ? '' : ` ${read.zone}`}`;
};

test.each([
  ['noon to two', '12:00 14:00'],
  ['noon to two, wherever you are', '12:00 14:00'],
  ['12:00-14:00', '12:00 14:00'],
  ['from 9 to 5', '09:00 17:00'],
  ['nine till five', '09:00 17:00'],
  ['2 to 4 pm', '14:00 16:00'],
  ['11 to 1 pm', '11:00 13:00'],
  ['6pm to midnight', '18:00 24:00'],
  ['18:00–24:00', '18:00 24:00'],
  ['all day', '00:00 24:00'],
  ['19:00 in Berlin', '19:00 20:00 Europe/Berlin'],
  ['7pm in New York', '19:00 20:00 America/New_York'],
  ['19:00-20:30 (Berlin time)', '19:00 20:30 Europe/Berlin'],
  ['14:00 UTC', '14:00 15:00 UTC'],
  ['23:30 in Berlin', '23:30 00:30 Europe/Berlin'],
  ['22:00-01:00 in Berlin', '22:00 01:00 Europe/Berlin'],
  ['19:00 in EUROPE/BERLIN', '19:00 20:00 Europe/Berlin'],
  ['12-14', '12:00 14:00'],
  ['noon to 1pm, Europe/London', '12:00 13:00 Europe/London'],
])('“%s” is %s', (written, read) => {
  expect(hours(written)).toBe(read);
});

test.each([
  ['14:00-12:00', 'backwards'],
  ['14:00-12:00 in Berlin', 'backwards'],
  ['22:00 to 02:00', 'backwards'],
  ['2 to 4', 'which half'],
  ['seven', 'which half'],
  ['19:00 in Atlantis', 'zone'],
  ['25:00', 'unknown'],
  ['12:60 to 13:00', 'unknown'],
  ['in the afternoon', 'unknown'],
  ['', 'unknown'],
  ['1 to 2 to 3', 'unknown'],
])('“%s” is refused: %s', (written, problem) => {
  expect(hours(written)).toBe(problem);
});

test('what Weft writes of days and hours it reads back', () => {
  fc.assert(
    fc.property(anyHours, (given) => {
      // Past midnight only what is short, and the same moment for all.
      fc.pre(given.untilMinute <= 1440 || given.untilMinute - given.fromMinute <= 360);
      const { firstDay, lastDay, fromMinute, untilMinute, zone } = given;
      expect(parseDays(writeDays(given), now, 'UTC')).toEqual({ firstDay, lastDay });
      expect(parseHours(writeHours(given))).toEqual({ fromMinute, untilMinute, zone });
    }),
  );
});

test('whatever somebody types, hours are refused or end after they begin', () => {
  const piece = fc.constantFrom(
    'noon',
    'two',
    '14',
    ':',
    '30',
    ' ',
    'to',
    '-',
    'pm',
    'in',
    'Berlin',
    'midnight',
    '24:00',
    '0',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
      const read = parseHours(pieces.join(''));
      if (read.problem === undefined) {
        expect(read.fromMinute).toBeLessThan(1440);
        expect(read.untilMinute).toBeGreaterThan(read.fromMinute);
      }
    }),
    { numRuns: 2000 },
  );
});
