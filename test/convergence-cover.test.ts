import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Covered, gapsOf, type Held, isCoveredAll, type Taken } from '#convergence/coverage.ts';
import { fairHour, outsideAt, type Seat, seatsAfter } from '#convergence/rotation.ts';
import { type Counting, type Peaks, type Report, tallyOf } from '#convergence/tally.ts';

const hub = (id: string, places = ''): Covered => ({ id, name: id, places });
const held = (id: string, more: Partial<Held> = {}): Held => ({
  ...{ id, state: 'hosting', hubId: null, place: '', leadId: 'ana' },
  ...more,
});
const role = (id: string, takenById: string | null = null): Taken => ({ id, name: id, takenById });

test('a hub is covered by a hosting of its own, or at a place of it; being asked or withdrawn covers nothing', () => {
  const delta = hub('delta', 'Memphis, Jackson');
  const uncovered = (...all: Held[]) => gapsOf([delta], all, []).hubs.length;
  expect(uncovered()).toBe(1);
  expect(uncovered(held('a', { hubId: 'delta' }))).toBe(0);
  expect(uncovered(held('a', { place: 'the riverfront, Memphis' }))).toBe(0);
  expect(uncovered(held('a', { place: 'Memphisville' }))).toBe(1);
  expect(uncovered(held('a', { hubId: 'plains' }))).toBe(1);
  for (const state of ['asked', 'withdrawn'] as const)
    expect(uncovered(held('a', { hubId: 'delta', state }))).toBe(1);
  expect(gapsOf([delta], [held('a', { hubId: 'delta', state: 'asked' })], []).hubs[0]?.asked).toBe(true);
});

test('places of a covered hub, hostings without a lead and free roles are gaps too', () => {
  const gaps = gapsOf(
    [hub('delta', 'Memphis, Jackson'), hub('plains', 'Omaha')],
    [
      held('a', { hubId: 'delta', place: 'Memphis' }),
      held('b', { hubId: 'plains', place: 'the park', leadId: null }),
    ],
    [role('first aid'), role('press', 'ben')],
  );
  expect(gaps.hubs).toEqual([]);
  expect(gaps.places.map(({ place }) => place)).toEqual(['Jackson']);
  expect(gaps.leaderless.map(({ id }) => id)).toEqual(['b']);
  expect(gaps.roles.map(({ id }) => id)).toEqual(['first aid']);
  expect(isCoveredAll(gaps)).toBe(false);
});

const ids = fc.constantFrom('a', 'b', 'c', 'd');
const anyHubs = fc
  .uniqueArray(ids, { maxLength: 4 })
  .map((all) => all.map((id) => hub(id, `${id} town, ${id} city`)));
const anyHeld = fc.array(
  fc.record({
    id: fc.uuid(),
    state: fc.constantFrom('asked', 'hosting', 'withdrawn'),
    hubId: fc.option(ids, { nil: null }),
    place: fc.constantFrom('', 'a town', 'b city', 'near c town'),
    leadId: fc.option(fc.constant('ana'), { nil: null }),
  }),
  { maxLength: 8 },
);

test('one more host never opens a gap of a hub or a place, and one less never closes one', () => {
  fc.assert(
    fc.property(anyHubs, anyHeld, (hubs, all) => {
      const one = held('more', { hubId: hubs[0]?.id ?? null, place: 'b city' });
      const less = gapsOf(hubs, all, []);
      const more = gapsOf(hubs, [...all, one], []);
      const open = new Set(less.hubs.map(({ hub: { id } }) => id));
      expect(more.hubs.every(({ hub: { id } }) => open.has(id))).toBe(true);
      // A place of a hub that had no host at all is named only once it has one.
      const places = new Set(less.places.map(({ hub: { id }, place }) => `${id} ${place}`));
      expect(
        more.places.every(({ hub: { id }, place }) => places.has(`${id} ${place}`) || open.has(id)),
      ).toBe(true);
    }),
  );
});

const places: readonly Counting[] = [
  { id: 'p1', hubId: 'a' },
  { id: 'p2', hubId: 'a' },
  { id: 'p3', hubId: 'b' },
  { id: 'p4', hubId: null },
];
const anyReport = fc.record({
  hostingId: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
  count: fc.nat({ max: 500 }),
  source: fc.constantFrom('stewards', 'door'),
  final: fc.boolean(),
});

/** Numbers as they come in, one after the other: the same place and source again is a correction. */
function reportsUpTo(given: readonly Omit<Report, 'corrected'>[], many: number): readonly Report[] {
  const some = given.slice(0, many);
  return some.map((one, at) => ({
    ...one,
    corrected: some
      .slice(at + 1)
      .some((next) => next.hostingId === one.hostingId && next.source === one.source),
  }));
}

/** Draws after each number that `draws` says, and hands every figure that was shown to `look`. */
function show(
  given: readonly Omit<Report, 'corrected'>[],
  draws: readonly boolean[],
  look: (id: string, most: number, least: number, said: { most: number; least: number } | undefined) => void,
) {
  let peaks: Peaks = {};
  for (let many = 1; many <= given.length; many += 1) {
    if (!draws[many]) continue;
    const drawn = tallyOf(places, reportsUpTo(given, many), peaks);
    for (const [id, line] of [...drawn.hubs, ['all', drawn.total] as const])
      if (line) look(id, line.most, line.least, line.before);
    peaks = drawn.peaks;
  }
}

const anyShow = fc.tuple(
  fc.array(anyReport, { maxLength: 12 }),
  fc.array(fc.boolean(), { minLength: 13, maxLength: 13 }),
);

test('a figure below one that was shown says what was shown, and one that is not says nothing', () => {
  fc.assert(
    fc.property(anyShow, ([given, draws]) => {
      const highest = new Map<string, { most: number; least: number }>();
      show(given, draws, (id, most, least, said) => {
        const peak = highest.get(id);
        const shrank = peak !== undefined && (most < peak.most || least < peak.least);
        expect(said).toEqual(shrank ? peak : undefined);
        highest.set(id, { most: Math.max(most, peak?.most ?? 0), least: Math.max(least, peak?.least ?? 0) });
      });
    }),
  );
});

test('the control: a tally that forgets what it showed shrinks silently, and the property finds it', () => {
  const silently = fc.check(
    fc.property(anyShow, ([given, draws]) => {
      const highest = new Map<string, number>();
      show(given, draws, (id, most) => {
        const said = tallyOf(places, reportsUpTo(given, given.length), {}).total?.before;
        if (said === undefined && most < (highest.get(id) ?? 0)) throw new Error('shrank silently');
        highest.set(id, Math.max(most, highest.get(id) ?? 0));
      });
    }),
    { numRuns: 500 },
  );
  expect(silently.failed).toBe(true);
});

test('a number corrected before anybody saw it leaves no trace', () => {
  const typo = { hostingId: 'p1', count: 5000, source: 'stewards', final: false };
  const { total } = tallyOf(places, reportsUpTo([typo, { ...typo, count: 50 }], 2), {});
  expect([total?.most, total?.before]).toEqual([50, undefined]);
});

test('a tally is preliminary until every place has a final number, and names every source', () => {
  fc.assert(
    fc.property(fc.array(anyReport, { minLength: 1, maxLength: 12 }), (given) => {
      const reports = reportsUpTo(given, given.length);
      const { total } = tallyOf(places, reports, {});
      const standing = reports.filter(({ corrected }) => !corrected);
      const isFinal = places.every(({ id }) => standing.some((one) => one.hostingId === id && one.final));
      expect(total?.preliminary).toBe(!isFinal);
      expect(new Set(total?.sources)).toEqual(new Set(standing.map(({ source }) => source)));
      expect(total?.reported).toBe(new Set(standing.map(({ hostingId }) => hostingId)).size);
    }),
  );
});

test('the total is what the hubs come to', () => {
  fc.assert(
    fc.property(fc.array(anyReport, { maxLength: 12 }), (given) => {
      const { hubs, total } = tallyOf(places, reportsUpTo(given, given.length), {});
      const sum = (end: 'least' | 'most') => [...hubs.values()].reduce((all, line) => all + line[end], 0);
      expect([total?.least ?? 0, total?.most ?? 0]).toEqual([sum('least'), sum('most')]);
    }),
  );
});

const callZones = [
  'Australia/Sydney',
  'Asia/Kolkata',
  'Europe/London',
  'America/Sao_Paulo',
  'America/Los_Angeles',
  'Pacific/Auckland',
  'Africa/Nairobi',
];
const anySeats = fc
  .uniqueArray(fc.constantFrom(...callZones), { minLength: 1, maxLength: 5 })
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((zone) =>
        fc.record({
          id: fc.constant(zone),
          zone: fc.constant(zone),
          people: fc.integer({ min: 1, max: 90 }),
          outside: fc.nat({ max: 4 }),
        }),
      ),
    ),
  );
const date = Temporal.PlainDate.from('2027-05-15');
const call = { zone: 'Europe/London', minutes: 60, lastHour: 18 };
const hoursOf = (day: Temporal.PlainDate) =>
  Array.from({ length: 24 }, (_, hour) =>
    day.toPlainDateTime({ hour }).toZonedDateTime(call.zone).toInstant(),
  );

test('where an hour suits everybody, it is taken', () => {
  fc.assert(
    fc.property(anySeats, (seats) => {
      const suits = hoursOf(date).some((at) => outsideAt(seats, at, 60).length === 0);
      const chosen = outsideAt(seats, fairHour(seats, date, call), 60).length;
      if (suits && seats.every(({ outside }) => outside === seats[0]?.outside)) expect(chosen).toBe(0);
    }),
  );
});

test('no hour of the day bears less hard on whoever bears most', () => {
  fc.assert(
    fc.property(anySeats, (seats) => {
      const worst = (at: Temporal.Instant) => {
        const out = new Set(outsideAt(seats, at, 60).map(({ id }) => id));
        return Math.max(...seats.map((seat) => seat.outside + (out.has(seat.id) ? 1 : 0)));
      };
      expect(worst(fairHour(seats, date, call))).toBe(Math.min(...hoursOf(date).map(worst)));
    }),
  );
});

/** A year of calls every second week; how often each hub sat outside. */
function year(
  zones: readonly string[],
  hourOf: (seats: readonly Seat[], day: Temporal.PlainDate) => Temporal.Instant,
) {
  let seats: readonly Seat[] = zones.map((zone) => ({ id: zone, zone, people: 10, outside: 0 }));
  for (let week = 0; week < 52; week += 2) {
    const day = date.add({ days: 7 * week });
    const out = new Set(outsideAt(seats, hourOf(seats, day), 60).map(({ id }) => id));
    seats = seats.map((seat) => ({ ...seat, outside: seat.outside + (out.has(seat.id) ? 1 : 0) }));
  }
  return seats.map(({ outside }) => outside);
}

test('over a year a rotating call spreads what nobody likes; the control, one hour for ever, does not', () => {
  const zones = [
    'Australia/Sydney',
    'Asia/Kolkata',
    'Europe/London',
    'America/Sao_Paulo',
    'America/Los_Angeles',
  ];
  const rotating = year(zones, (seats, day) => fairHour(seats, day, call));
  const fixed = year(zones, (_, day) =>
    day.toPlainDateTime({ hour: 18 }).toZonedDateTime('Europe/London').toInstant(),
  );
  const spread = (all: readonly number[]) => Math.max(...all) - Math.min(...all);
  expect(spread(rotating)).toBeLessThanOrEqual(2);
  expect(spread(fixed)).toBe(26);
  expect(Math.max(...rotating)).toBeLessThan(Math.max(...fixed));
});

/** Lives a series of calls; whether anybody sat outside again while an hour was there at which only others would have. */
function sitsTwiceTooEarly(
  zones: readonly string[],
  begins: Temporal.PlainDate,
  hourOf: (seats: readonly Seat[], day: Temporal.PlainDate) => Temporal.Instant,
): boolean {
  let seats: readonly Seat[] = zones.map((zone) => ({ id: zone, zone, people: 10, outside: 0 }));
  for (let week = 0; week < 20; week += 2) {
    const day = begins.add({ weeks: week });
    const out = new Set(outsideAt(seats, hourOf(seats, day), 60).map(({ id }) => id));
    const again = seats.some(({ id, outside }) => out.has(id) && outside > 0);
    const spared = hoursOf(day).some((at) => outsideAt(seats, at, 60).every(({ outside }) => outside === 0));
    if (again && spared) return true;
    seats = seats.map((seat) => ({ ...seat, outside: seat.outside + (out.has(seat.id) ? 1 : 0) }));
  }
  return false;
}
const anySeries = fc.tuple(
  fc.uniqueArray(fc.constantFrom(...callZones), { minLength: 2, maxLength: 6 }),
  fc.integer({ min: 0, max: 364 }).map((days) => date.add({ days })),
);

test('nobody sits outside a second time before everybody did once for whom there is such an hour', () => {
  fc.assert(
    fc.property(anySeries, ([zones, begins]) => {
      expect(sitsTwiceTooEarly(zones, begins, (seats, day) => fairHour(seats, day, call))).toBe(false);
    }),
    { numRuns: 40 },
  );
});

test('the control: an hour for which fewest sit outside is found to let the same ones sit up', () => {
  const fewest = (seats: readonly Seat[], day: Temporal.PlainDate) =>
    hoursOf(day).reduce((a, b) => (outsideAt(seats, b, 60).length < outsideAt(seats, a, 60).length ? b : a));
  const found = fc.check(
    fc.property(anySeries, ([zones, begins]) => !sitsTwiceTooEarly(zones, begins, fewest)),
  );
  expect(found.failed).toBe(true);
});

test('a call that is nowhere short is outside for whoever has a night in the middle of it', () => {
  const at = Temporal.Instant.from('2027-05-15T19:30:00Z');
  // 20:30 to 08:10 in London: it begins and ends by day.
  expect(outsideAt([{ zone: 'Europe/London' }], at, 700)).toHaveLength(1);
  expect(outsideAt([{ zone: 'Europe/London' }], at, 30)).toEqual([]);
});

test('a hub that comes late sits outside as often as whoever did least, and not through all nights there were', () => {
  const day = (text: string) => Temporal.Instant.from(`${text}T00:00:00Z`);
  const old = ['a', 'b'].map((id) => ({ id, addedAt: day('2026-01-01') }));
  const late = { id: 'c', addedAt: day('2027-03-01') };
  const calls = [
    { plannedAt: day('2027-01-01'), outside: ['a'] },
    { plannedAt: day('2027-01-15'), outside: ['b'] },
    { plannedAt: day('2027-02-01'), outside: ['a'] },
    { plannedAt: day('2027-03-15'), outside: ['c'] },
  ];
  const counts = seatsAfter(calls, [...old, late]).map(({ id, outside }) => [id, outside]);
  expect(counts).toEqual([
    ['a', 2],
    ['b', 1],
    ['c', 2],
  ]);
  expect(seatsAfter(calls, [late]).map(({ outside }) => outside)).toEqual([1]);
});

test('a call longer than a night that can be written ends on the day it begins, so that the form takes it', () => {
  // Auckland sits outside unless the call begins in London’s evening and goes on past midnight.
  const seats = [{ id: 'a', zone: 'Pacific/Auckland', people: 9, outside: 0 }];
  const begins = (minutes: number) => {
    const at = fairHour(seats, date, { ...call, minutes }).toZonedDateTimeISO(call.zone);
    return at.hour * 60 + minutes;
  };
  expect(begins(6 * 60)).toBeGreaterThan(24 * 60);
  expect(begins(7 * 60)).toBeLessThanOrEqual(24 * 60);
});
