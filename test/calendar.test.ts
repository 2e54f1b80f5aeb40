// Calendar arithmetic across every clock change from 2024 to 2032, in every zone this Node knows, against an oracle that
// asks Intl.DateTimeFormat what clocks show, step by step, and never Temporal.
//
// With tzdata 2026c there are 2,297 changes in 134 of 418 zones. Of the eight zones that people asked for: Sydney, Lord
// Howe (by half an hour), New York and London change twice a year; Casablanca goes back for each Ramadan until 2026 and,
// by the newest rules, for good on 20 September 2026, so that it has no change from 2027 on; São Paulo (since 2019), Apia
// (since 2021) and Kolkata have none. In Nuuk and Scoresbysund the hour that is skipped is the last of a day, so that what
// was to happen in it happens as the next day begins. Troll goes by two hours, Vancouver and Edmonton stop in 2026.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addLocalDays,
  atLocal,
  beforeQuiet,
  endOfQuiet,
  isQuiet,
  localDate,
  localHour,
  nextLocal,
  parseMoment,
  weekStart,
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
const allZones = Intl.supportedValuesOf('timeZone');
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const from = Date.UTC(2024, 0, 1);
const to = Date.UTC(2033, 0, 1);
const instant = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);

/** What clocks in the zone show, as "2026-03-08 01:59": texts that sort like what they say. */
function wallClock(zone: string): (ms: number) => string {
  // Swedish writes dates as ISO does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return (ms) => format.format(ms);
}

const utc = (wall: string) => Date.parse(`${wall.replace(' ', 'T')}Z`);
const dateAfter = (date: string, days: number) =>
  new Date(Date.parse(date) + days * day).toISOString().slice(0, 10);
/** 1 Monday to 7 Sunday. */
const weekdayOf = (date: string) => new Date(date).getUTCDay() || 7;
const two = (value: number) => String(value).padStart(2, '0');

/** The clock changes of a zone, by looking at its clocks once a day and then closer. */
function changesShown(zone: string): number[] {
  const wall = wallClock(zone);
  const ahead = (ms: number) => utc(wall(ms)) - ms;
  const found: number[] = [];
  let before = ahead(from);
  for (let at = from; at < to; at += day) {
    if (ahead(at + day) === before) continue;
    let [low, high] = [at, at + day];
    while (high - low > minute) {
      const middle = low + Math.floor((high - low) / minute / 2) * minute;
      if (ahead(middle) === before) low = middle;
      else high = middle;
    }
    found.push(high);
    before = ahead(at + day);
  }
  return found;
}

function changesOf(zone: string): number[] {
  const found: number[] = [];
  let at: Temporal.ZonedDateTime | null = instant(from).toZonedDateTimeISO(zone);
  for (;;) {
    at = at.getTimeZoneTransition('next');
    if (at === null || at.epochMilliseconds >= to) return found;
    found.push(at.epochMilliseconds);
  }
}

/** What clocks show for some days around a moment, read off step by step. */
function around(zone: string, change: number, step: number) {
  const wall = wallClock(zone);
  const moments: number[] = [];
  const shown: string[] = [];
  /** the latest that clocks have shown up to then, so that an hour shown twice counts the first time */
  const reached: string[] = [];
  let latest = '';
  for (let at = change - 60 * hour; at <= change + 60 * hour; at += step) {
    const text = wall(at);
    if (text > latest) latest = text;
    moments.push(at);
    shown.push(text);
    reached.push(latest);
  }
  /** The first moment at which clocks show this or more: where they jump over it, the moment of the jump. */
  function first(wanted: string): number {
    let [low, high] = [0, reached.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((reached[middle] ?? '') >= wanted) high = middle;
      else low = middle + 1;
    }
    return moments[low] ?? Number.NaN;
  }
  const eve = wall(change - minute).slice(0, 10);
  return { change, moments, shown, first, dates: [-1, 0, 1].map((days) => dateAfter(eve, days)) };
}
type Around = ReturnType<typeof around>;

type Next = typeof nextLocal;

/** What is wrong with a daily time around a change: [] when it comes once for each local day, in order, as the oracle says. */
function faultsOfDaily(
  next: Next,
  zone: string,
  near: Around,
  time: { hour: number; minute: number },
): string[] {
  const clock = clockOf(time);
  const expected = near.dates.map((date) => near.first(`${date} ${clock}`));
  const stepped: number[] = [];
  let at = near.first(`${near.dates[0]} 00:00`) - 1;
  for (const _ of expected) {
    const found = next({ after: instant(at), zone, ...time }).epochMilliseconds;
    if (found <= at) return [`${zone} ${clock}: not after ${instant(at)}`];
    stepped.push(found);
    at = found;
  }
  if (String(stepped) === String(expected)) return [];
  const told = (list: readonly number[]) =>
    list
      .map(String)
      .map((ms) => String(instant(Number(ms))))
      .join(' ');
  return [`${zone} ${clock}: ${told(stepped)} and not ${told(expected)}`];
}

const clockOf = (time: { hour: number; minute: number }) => `${two(time.hour)}:${two(time.minute)}`;
const halfHours = Array.from({ length: 48 }, (_, n) => ({ hour: n >> 1, minute: (n % 2) * 30 }));
const everyMinute = Array.from({ length: 1440 }, (_, n) => ({ hour: Math.floor(n / 60), minute: n % 60 }));

/** The changes in zones, with what clocks show around each; looked at again and again, so kept. */
function* changesIn(zones: readonly string[], step: number): Generator<readonly [string, Around]> {
  for (const zone of zones)
    for (const change of changesOf(zone)) yield [zone, around(zone, change, step)] as const;
}
const nearby = [...changesIn(someZones, minute)];

test('the clock changes are those that clocks show, in every zone, and no others', {
  timeout: 120_000,
}, () => {
  const changed = allZones.filter((zone) => {
    expect([zone, ...changesOf(zone)]).toEqual([zone, ...changesShown(zone)]);
    return changesOf(zone).length > 0;
  });
  expect(changed.length).toBeGreaterThan(100);
  expect(nearby.length).toBeGreaterThan(70);
});

test('at every change, in every zone, each half hour of the day comes once a day', {
  timeout: 240_000,
}, () => {
  const faults: string[] = [];
  for (const [zone, near] of changesIn(allZones, 15 * minute)) {
    for (const time of halfHours) faults.push(...faultsOfDaily(nextLocal, zone, near, time));
  }
  expect(faults).toEqual([]);
});

test('at every change in the eight zones, each minute of the day comes once a day', {
  timeout: 240_000,
}, () => {
  const faults = nearby.flatMap(([zone, near]) =>
    everyMinute.flatMap((time) => faultsOfDaily(nextLocal, zone, near, time)),
  );
  expect(faults).toEqual([]);
});

test('what comes on a weekday comes on the one of the zone, and a week of them is those of each day', {
  timeout: 120_000,
}, () => {
  for (const [zone, near] of nearby) {
    for (const time of halfHours) {
      for (const date of near.dates) {
        const found = nextLocal({
          after: instant(near.change - 4 * day),
          zone,
          ...time,
          weekday: weekdayOf(date),
        });
        // The day itself, or its fellow a week before it, where the search began early enough for that.
        const weeks = Math.round(
          (near.first(`${date} ${clockOf(time)}`) - found.epochMilliseconds) / (7 * day),
        );
        const later =
          weeks === 0 ? found : nextLocal({ after: found, zone, ...time, weekday: weekdayOf(date) });
        expect([zone, date, later.epochMilliseconds]).toEqual([
          zone,
          date,
          near.first(`${date} ${clockOf(time)}`),
        ]);
      }
    }
  }
});

test('one by one or all at once, it is the same moments, and they are those of the dates', {
  timeout: 120_000,
}, () => {
  for (const [zone, near] of nearby) {
    for (const time of halfHours) {
      const wanted = near.dates.map((date) => near.first(`${date} ${clockOf(time)}`));
      const atOnce = near.dates.map((date) =>
        atLocal(Temporal.PlainDateTime.from(`${date}T${clockOf(time)}`), zone),
      );
      expect(atOnce.map((at) => at.epochMilliseconds)).toEqual(wanted);
      const base = instant(near.first(`${near.dates[1]} 12:00`));
      const counted = [-1, 0, 1].map((days) => addLocalDays(base, zone, days, time.hour).epochMilliseconds);
      expect(counted).toEqual(near.dates.map((date) => near.first(`${date} ${two(time.hour)}:00`)));
    }
  }
});

/** What the functions say of a moment, and what clocks show then; the same when all is well. */
function saidAndShown(zone: string, near: Around, n: number): readonly [string, string] {
  const [wall, at] = [near.shown[n] ?? '', instant(near.moments[n] ?? 0)];
  const last = at.add({ milliseconds: 15 * minute - 1 });
  const said = [
    ...[
      localDate(at, zone),
      localHour(at, zone),
      weekStart(at, zone),
      isQuiet(at, zone),
      isQuiet(last, zone),
    ],
    ...[beforeQuiet(at, zone).epochMilliseconds, endOfQuiet(at, zone).epochMilliseconds],
  ];
  const [date, shownHour] = [wall.slice(0, 10), Number(wall.slice(11, 13))];
  const quiet = isQuietAt(wall);
  let end = n;
  while (isQuietAt(near.shown[end] ?? '')) end += 1;
  const evening = near.first(`${dateAfter(date, shownHour < 8 ? -1 : 0)} 20:00`);
  const shown = [
    ...[date, shownHour, dateAfter(date, 1 - weekdayOf(date)), quiet, quiet],
    ...[quiet ? evening : near.moments[n], near.moments[end]],
  ];
  return [`${zone} ${wall} ${said.join(' ')}`, `${zone} ${wall} ${shown.join(' ')}`];
}
const isQuietAt = (wall: string) => wall.slice(11, 13) >= '21' || wall.slice(11, 13) < '08';

test('dates, weeks and quiet hours are what clocks show, and a night ends with its first moment by day', {
  timeout: 240_000,
}, () => {
  let longest = 0;
  for (const [zone, near] of changesIn(allZones, 15 * minute)) {
    for (const [n, at] of near.moments.entries()) {
      // The night before the change and the night after it.
      if (Math.abs(at - near.change) > 20 * hour) continue;
      const [said, shown] = saidAndShown(zone, near, n);
      if (said !== shown) expect(said).toBe(shown);
      longest = Math.max(longest, endOfQuiet(instant(at), zone).epochMilliseconds - at);
    }
  }
  // Eleven hours, and the two that clocks go back in Troll.
  expect(longest / hour).toBeGreaterThan(11);
  expect(longest / hour).toBeLessThanOrEqual(13);
});

test('what people write around a change is read as their clocks show it', { timeout: 120_000 }, () => {
  for (const [zone, near] of nearby) {
    const [before = '', eve = '', after = ''] = near.dates;
    const now = instant(near.first(`${before} 12:00`) + 17 * 1000);
    const read = (text: string, at = now) => parseMoment(text, at, zone)?.epochMilliseconds;
    for (const time of halfHours) {
      const clock = clockOf(time);
      expect(read(`${eve} ${clock}`)).toBe(near.first(`${eve} ${clock}`));
      expect(read(`${after} ${clock}`)).toBe(near.first(`${after} ${clock}`));
      expect(read(`tomorrow ${clock}`)).toBe(near.first(`${eve} ${clock}`));
      const today = near.first(`${before} ${clock}`);
      const next = today > now.epochMilliseconds ? today : near.first(`${eve} ${clock}`);
      expect(read(clock)).toBe(next);
    }
    expect(read('in 24 hours')).toBe(now.epochMilliseconds + 24 * hour);
    expect(read('in 1 day')).toBe(near.first(`${eve} 12:00`) + 17 * 1000);
    expect(read('tomorrow')).toBe(near.first(`${eve} 12:00`));
  }
});

test('at any moment, in any zone, the next is the first minute at which clocks reach that time of day', {
  timeout: 120_000,
}, () => {
  const anyZone = fc.constantFrom(...allZones, ...someZones);
  const anyTime = fc.constantFrom(...everyMinute);
  fc.assert(
    fc.property(fc.integer({ min: from, max: to - 4 * day }), anyZone, anyTime, (after, zone, time) => {
      const wall = wallClock(zone);
      const clock = clockOf(time);
      const start = Math.floor(after / minute) * minute;
      // The latest that clocks had shown until then: a day back is enough, no clock goes back by more.
      let latest = '';
      for (let at = start - day; at <= start; at += minute) {
        const text = wall(at);
        if (text > latest) latest = text;
      }
      const date = latest.slice(0, 10);
      const wanted = latest < `${date} ${clock}` ? `${date} ${clock}` : `${dateAfter(date, 1)} ${clock}`;
      let expected = start;
      while (wall(expected) < wanted) expected += minute;
      expect(nextLocal({ after: instant(after), zone, ...time }).epochMilliseconds).toBe(expected);
    }),
    { numRuns: 150 },
  );
});

/** Steps by 24 hours, as one who forgets that days differ. */
const by24Hours: Next = ({ after, ...wanted }) => {
  const right = nextLocal({ ...wanted, after: after.subtract({ hours: 24 }) });
  return right.add({ hours: 24 });
};

/** Fires whenever clocks show that time, as cron does: not at all in the gap, and twice in the hour shown twice. */
const likeCron: Next = ({ after, zone, hour: wantedHour, minute: wantedMinute = 0 }) => {
  const wall = wallClock(zone);
  const wanted = clockOf({ hour: wantedHour, minute: wantedMinute });
  let at = (Math.floor(after.epochMilliseconds / minute) + 1) * minute;
  while (wall(at).slice(11) !== wanted) at += minute;
  return instant(at);
};

/** Moves what is in the gap by the length of the gap, as Temporal does unless it is told otherwise. */
const compatible: Next = ({ after, zone, hour: wantedHour, minute: wantedMinute = 0 }) => {
  const time = { hour: wantedHour, minute: wantedMinute };
  for (let days = 0; ; days += 1) {
    const date = after.toZonedDateTimeISO(zone).toPlainDate().add({ days });
    const at = date.toPlainDateTime(time).toZonedDateTime(zone).toInstant();
    if (Temporal.Instant.compare(at, after) > 0) return at;
  }
};

test('the controls: 24 hours, cron and shifting by the gap are found wrong, each where it is', {
  timeout: 120_000,
}, () => {
  const [spring, autumn] = [Date.parse('2026-03-08T07:00:00Z'), Date.parse('2026-11-01T06:00:00Z')];
  const zone = 'America/New_York';
  const wrong = (next: Next, change: number) => {
    const near = around(zone, change, minute);
    return halfHours.filter((time) => faultsOfDaily(next, zone, near, time).length > 0).map(clockOf);
  };
  expect([wrong(nextLocal, spring), wrong(nextLocal, autumn)]).toEqual([[], []]);
  expect(wrong(likeCron, spring)).toEqual(['02:00', '02:30']);
  expect(wrong(likeCron, autumn)).toEqual(['01:00', '01:30']);
  expect(wrong(compatible, spring)).toEqual(['02:30']);
  expect(wrong(by24Hours, spring).length).toBeGreaterThan(40);
  expect(wrong(by24Hours, autumn).length).toBeGreaterThan(40);
});

/** Prints the zone of its machine, what the functions say around some changes, and what a Date says there, as digests. */
const program = `
  import { createHash } from 'node:crypto';
  const [zones, moments] = JSON.parse(process.argv[1]);
  const offset = new Date(0).getTimezoneOffset();
  const naive = moments.map((ms) => new Date(ms).getHours());
  const { addLocalDays, endOfQuiet, nextLocal, parseMoment, weekStart } = await import('#time/index.ts');
  const said = zones.flatMap((zone) => moments.map((ms) => {
    const at = Temporal.Instant.fromEpochMilliseconds(ms);
    const texts = ['tomorrow 2:30', 'saturday 6pm', 'in 3 days', 'in 2 hours', '2026-03-29 02:30', '6pm EST', 'now'];
    return [nextLocal({ after: at, zone, hour: 2, minute: 30 }), nextLocal({ after: at, zone, hour: 10, weekday: 1 }),
      addLocalDays(at, zone, 30, 2), endOfQuiet(at, zone), weekStart(at, zone),
      ...texts.map((text) => parseMoment(text, at, zone))].join(' ');
  }));
  const digest = (list) => createHash('sha256').update(list.join()).digest('hex');
  console.log(JSON.stringify([offset, digest(said), digest(naive)]));
`;

test('the zone of the machine changes nothing', { timeout: 60_000 }, () => {
  const moments = nearby
    .filter((_, n) => n % 5 === 0)
    .flatMap(([, { change }]) => [-26, -1, 3].map((h) => change + h * hour));
  const given = JSON.stringify([someZones, moments]);
  const said = ['UTC', 'Pacific/Apia', 'America/New_York', 'Asia/Kolkata'].map((TZ) => {
    const args = ['--input-type=module', '-e', program, given];
    const out = execFileSync(process.execPath, args, { env: { ...process.env, TZ }, encoding: 'utf8' });
    return JSON.parse(out) as [number, string, string];
  });
  expect(new Set(said.map(([offset]) => offset)).size).toBe(4);
  expect(new Set(said.map(([, digest]) => digest)).size).toBe(1);
  // The control: what asks a Date for its hour is told apart.
  expect(new Set(said.map(([, , naive]) => naive)).size).toBe(4);
});
