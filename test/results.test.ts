import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createActions } from '#actions/index.ts';
import * as rows from '#actions/tables.ts';
import { message, plain, plainText } from '#chat/index.ts';
import { joined, tables, tiesOf } from '#directory/index.ts';
import { resultButton, resultButtons } from '#results/buttons.ts';
import { results, resultsBlocks } from '#results/index.ts';
import { type Reported, rollUp, type Sum } from '#results/roll-up.ts';
import { credit, result } from '#results/tables.ts';
import type { Db } from '#store/index.ts';
import { newId } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, buttonsIn, openDesk, wire } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';

// Adding up.

const anyReport: fc.Arbitrary<Reported> = fc.record({
  actionId: fc.constantFrom('a', 'b', 'c', 'd'),
  count: fc.integer({ min: 0, max: 10_000_000 }),
  unit: fc.constantFrom('people', 'People', 'PEOPLE', 'doors', 'Doors'),
  source: fc.constantFrom('gate', 'Gate', 'map', 'tally'),
  final: fc.boolean(),
  corrected: fc.boolean(),
});

/** As many as the table lets stand: one that counts for each action, unit and source. */
const anyReports = fc.array(anyReport, { maxLength: 40 }).map((all) => {
  const seen = new Set<string>();
  return all.map((one) => {
    const key = `${one.actionId} ${one.unit} ${one.source} ${one.final}`.toLowerCase();
    const corrected = one.corrected || seen.has(key);
    if (!corrected) seen.add(key);
    return { ...one, corrected };
  });
});

type Adds = (all: readonly Reported[]) => readonly Sum[];
const countIn = (sums: readonly Sum[], how: 'final' | 'preliminary') =>
  new Map(sums.flatMap((sum) => (sum[how] ? [[sum.unit.toLowerCase(), sum[how]] as const] : [])));
const hows = ['final', 'preliminary'] as const;
const isUnit = (unit: string) => (one: Reported) => one.unit.toLowerCase() === unit && !one.corrected;

/** What must hold of any way to add up, by name: each throws when it does not. */
const laws: Readonly<Record<string, (add: Adds) => void>> = {
  'the sum over the actions is the sum of the whole': (add) =>
    fc.assert(
      fc.property(anyReports, (all) => {
        const parts = ['a', 'b', 'c', 'd'].map((id) => add(all.filter((one) => one.actionId === id)));
        for (const how of hows)
          for (const [unit, whole] of countIn(add(all), how)) {
            const figures = parts.flatMap((part) => countIn(part, how).get(unit) ?? []);
            for (const part of ['least', 'most', 'sources', 'actions'] as const)
              expect(figures.reduce((sum, one) => sum + one[part], 0)).toBe(whole[part]);
          }
      }),
    ),
  'sources of one action are never added': (add) =>
    fc.assert(
      fc.property(anyReports, (all) => {
        const one = all.map((each) => ({ ...each, actionId: 'a' }));
        for (const how of hows)
          for (const [unit, { least, most, sources }] of countIn(add(one), how)) {
            const counted = one.filter(isUnit(unit)).filter(({ final }) => final === (how === 'final'));
            const counts = counted.map(({ count }) => count);
            expect([least, most]).toEqual([Math.min(...counts), Math.max(...counts)]);
            expect(sources).toBe(counts.length);
          }
      }),
    ),
  'of an action either its final numbers count or its preliminary ones': (add) =>
    fc.assert(
      fc.property(anyReports, (all) => {
        const sums = add(all);
        const counted = (unit: string, how: (typeof hows)[number]) => countIn(sums, how).get(unit)?.actions;
        for (const unit of ['people', 'doors']) {
          const actions = new Set(all.filter(isUnit(unit)).map(({ actionId }) => actionId));
          expect((counted(unit, 'final') ?? 0) + (counted(unit, 'preliminary') ?? 0)).toBe(actions.size);
        }
      }),
    ),
  'final and preliminary never stand in one figure': (add) =>
    fc.assert(
      fc.property(anyReports, (all) => {
        const finals = all.filter((one) => one.final);
        expect(countIn(add(all), 'final')).toEqual(countIn(add(finals), 'final'));
        const alone = countIn(add(all.filter((one) => !one.final)), 'preliminary');
        for (const [unit, { most }] of countIn(add(all), 'preliminary'))
          expect(most).toBeLessThanOrEqual(alone.get(unit)?.most ?? -1);
      }),
    ),
  'a correction replaces': (add) =>
    fc.assert(
      fc.property(anyReports, anyReport, fc.nat(1000), (all, old, by) => {
        const others = all.filter((one) => one.actionId !== old.actionId);
        const now = { ...old, corrected: false, count: by };
        expect(add([...others, { ...old, corrected: true }, now])).toEqual(add([...others, now]));
      }),
    ),
  'the order does not matter': (add) =>
    fc.assert(
      fc.property(anyReports, fc.nat(), (all, seed) => {
        const turned = all.toSorted((a, b) => ((a.count * 31 + seed) % 97) - ((b.count * 31 + seed) % 97));
        expect(add(turned)).toEqual(add(all));
        expect(add(all.toReversed())).toEqual(add(all));
      }),
    ),
  'a final number beats the preliminary ones of the same action and unit, whatever their source': (add) =>
    fc.assert(
      fc.property(anyReports, anyReport, fc.constantFrom('gate', 'map'), (all, one, source) => {
        const others = all.filter(({ actionId }) => actionId !== one.actionId);
        const settled = { ...one, corrected: false, final: true, unit: one.unit.toUpperCase() };
        const early = { ...one, corrected: false, final: false, source };
        expect(add([...others, early, settled])).toEqual(add([...others, settled]));
      }),
    ),
  'units are the same in whatever case': (add) =>
    fc.assert(
      fc.property(anyReports, (all) => {
        const units = add(all).map(({ unit }) => unit.toLowerCase());
        expect(new Set(units).size).toBe(units.length);
        const lower = add(all.map((one) => ({ ...one, unit: one.unit.toLowerCase() })));
        for (const how of hows) expect(countIn(lower, how)).toEqual(countIn(add(all), how));
      }),
    ),
};

test.each(Object.entries(laws))('adding up: %s', (_name, law) => {
  law(rollUp);
});

/** Ways to add up that are wrong, and the law that each breaks. */
const broken: readonly (readonly [string, keyof typeof laws, Adds])[] = [
  [
    'the first half of the rows',
    'the sum over the actions is the sum of the whole',
    (all) => rollUp(all.slice(0, Math.ceil(all.length / 2))),
  ],
  [
    'all in one figure',
    'final and preliminary never stand in one figure',
    (all) => rollUp(all.map((one) => ({ ...one, final: true, source: `${one.source} ${one.final}` }))),
  ],
  [
    'what was corrected too',
    'a correction replaces',
    (all) => rollUp(all.map((one, at) => ({ ...one, corrected: false, source: `${one.source} ${at}` }))),
  ],
  [
    'the unit as the first row writes it',
    'the order does not matter',
    (all) =>
      rollUp(all).map((sum) => ({
        ...sum,
        unit: all.find((one) => one.unit.toLowerCase() === sum.unit.toLowerCase())?.unit ?? '',
      })),
  ],
  [
    'each source as an action of its own',
    'sources of one action are never added',
    (all) => rollUp(all.map((one) => ({ ...one, actionId: `${one.actionId} ${one.source}` }))),
  ],
  [
    'preliminary numbers of actions that have a final one',
    'of an action either its final numbers count or its preliminary ones',
    (all) => rollUp(all.map((one) => ({ ...one, actionId: `${one.actionId} ${one.final}` }))),
  ],
  [
    'preliminary beside final',
    'a final number beats the preliminary ones of the same action and unit, whatever their source',
    (all) => rollUp(all.map((one) => ({ ...one, actionId: `${one.actionId} ${one.final}` }))),
  ],
  [
    'units by their letters',
    'units are the same in whatever case',
    (all) =>
      [...Map.groupBy(all, (one) => one.unit)]
        .toSorted()
        .flatMap(([unit, some]) => rollUp(some).map((sum) => ({ ...sum, unit }))),
  ],
];

test.each(broken)('adding up %s is caught', (_name, law, add) => {
  expect(() => laws[law]?.(add)).toThrow();
});

// In a coalition.

const stage = (db: Db, at: ManualClock = manualClock(begins)) =>
  openDesk(db, results, {
    at,
    others: [
      createActions(
        async () => [],
        async () => {},
      ),
    ],
  });
type Play = Awaited<ReturnType<typeof stage>>;

/** An action that began a day ago, unless it is said otherwise. */
async function held(
  db: Db,
  play: Play,
  by: string,
  more: Partial<typeof rows.action.$inferInsert> = {},
): Promise<string> {
  const id = newId(begins);
  await db.insert(rows.action).values({
    ...{ id, coalitionId: play.coalitionId, announcerId: play.personId(by), state: 'posted' },
    ...{ title: 'River clean-up', what: 'Pick up what floats.', zone: 'America/Chicago' },
    ...{ startsAt: begins.subtract({ hours: 24 }), tactic: 'care', audience: 'coalition', draftedAt: begins },
    ...more,
  });
  return id;
}

const organise = async (db: Db, play: Play, actionId: string, who: string, confirmed = true) =>
  await db.insert(rows.actionOrganiser).values({
    ...{ id: newId(begins), coalitionId: play.coalitionId, actionId, personId: play.personId(who) },
    ...{ askedAt: begins, confirmedAt: confirmed ? begins : null },
  });

const people = { count: '340', unit: 'people', source: 'stewards at the gate', final: 'no' };

test('what an action came to can be shown anywhere, with the way to its sums and, once there is one, its history', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = await held(db, play, 'ben');
  const blocks = async () => {
    const [one] = await db.select().from(rows.action).where(eq(rows.action.id, id));
    if (!one) throw new Error('no action');
    const shown = message(
      [],
      ...(await play.context('ben', async (me) => await resultsBlocks(joined(me), one, 'en'))),
    );
    return { text: plain(shown), buttons: buttonsIn(shown).map(({ label }) => label) };
  };
  expect(await blocks()).toEqual({ text: '', buttons: [] });
  const add = wire(resultButton.result, id);
  await play.press('ben', add, { ...people, credit: 'Tenants Together', lesson: 'Gloves.' });
  const first = await blocks();
  for (const part of ['340 people, preliminary', 'stewards at the gate', 'Tenants Together', 'Gloves.'])
    expect(first.text).toContain(part);
  expect(first.buttons).toEqual(['What it added up to']);
  await play.press('ben', add, { ...people, count: '341' });
  expect((await blocks()).text).not.toContain('340');
  expect((await blocks()).buttons).toEqual(['What it added up to', 'History']);
});

test('a number is kept with its source, and the same source again corrects it and keeps the old one', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const at = manualClock(begins);
  const play = await stage(db, at);
  const id = await held(db, play, 'ben');
  const add = wire(resultButton.result, id);
  const first = await play.press('ben', add, people);
  expect(first.text).toContain('Kept for River clean-up: 340 people, preliminary.');
  expect(first.text).toContain('from stewards at the gate');
  expect((await play.press('ben', wire(resultButtons.history, id))).text).toContain('No number of');
  expect((await play.press('ben', add, people)).text).toContain('Nothing new');
  at.set(begins.add({ hours: 24 }));
  const corrected = await play.type('ben', 'action result', {
    ...people,
    ...{ count: '352', unit: 'People', source: 'STEWARDS at the gate', final: 'yes' },
  });
  expect(corrected.text).toContain('340 people, preliminary, is now 352 People, final.');
  const history = await play.press('cara', wire(resultButtons.history, id));
  expect(history.text).toContain('340 people, preliminary · from stewards at the gate');
  expect(history.text).toContain('2027-05-13');
  const all = await db.select().from(result);
  expect(all).toHaveLength(2);
  expect(all.filter((row) => row.correctedById === null).map((row) => row.count)).toEqual([352]);
  expect((await play.press('ben', add, people)).invalid?.final).toContain('352 People');
});

test('text for a number, a negative one, one beyond belief and a source without end come back at their fields', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const add = wire(resultButton.result, await held(db, play, 'ben'));
  for (const count of ['many', '-1', '1e12', '1000000000000', '3.5', '340 people', 'NaN', 'Infinity', '0x'])
    expect({ count, invalid: (await play.press('ben', add, { ...people, count })).invalid }).toEqual({
      count,
      invalid: { count: 'Write a whole number from 0 to 10,000,000.' },
    });
  const long = await play.press('ben', add, {
    ...people,
    source: 'x'.repeat(4000),
    final: 'perhaps',
    unit: ' ',
  });
  expect(long.invalid?.source).toContain('Too long: 4000');
  expect(Object.keys(long.invalid ?? {})).toEqual(['unit', 'source', 'final']);
  expect(await db.select().from(result)).toEqual([]);
  expect((await play.press('ben', add, { ...people, count: '0' })).text).toContain('0 people');
});

test('who leads an action, or speaks for an organisation that runs it, says what it came to; nobody else', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = await held(db, play, 'ben');
  await organise(db, play, id, 'dov');
  await organise(db, play, id, 'elena', false);
  const stance = async (organisation: 'Tenants Together' | 'Headwaters Fund', said: 'run' | 'support') =>
    await db.insert(rows.actionStance).values({
      ...{ actionId: id, coalitionId: play.coalitionId, stance: said, setAt: begins.add({ hours: 1 }) },
      organisationId: play.organisations.get(organisation) ?? '',
    });
  await stance('Tenants Together', 'run');
  await stance('Headwaters Fund', 'support');
  const add = wire(resultButton.result, id);
  const refusedTo = async (who: string) =>
    (await play.press(who, add, { ...people, source: who })).refused === true;
  for (const who of ['ben', 'dov', 'priya'])
    expect({ who, refused: await refusedTo(who) }).toEqual({ who, refused: false });
  // Asked but not confirmed, speaks for one that only supports it, of the running one without speaking for it, anyone.
  for (const who of ['elena', 'leo', 'cara', 'milo'])
    expect({ who, refused: await refusedTo(who) }).toEqual({ who, refused: true });
  const [row] = await db.select().from(result).where(eq(result.source, 'ben'));
  const fix = wire(resultButtons.correct, row?.id);
  expect(await play.press('cara', fix, { count: '1' })).toMatchObject({ refused: true });
  expect((await play.press('dov', fix, { count: '1' })).text).toContain(
    '340 people, preliminary, is now 1 people',
  );
  expect(await play.press('dov', fix, { count: '2' })).toMatchObject({ refused: true });
});

test('of two who report the same at once, the second corrects the first', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = await held(db, play, 'ben');
  await organise(db, play, id, 'dov');
  const add = wire(resultButton.result, id);
  const both = await Promise.all([
    play.press('ben', add, { ...people, count: '1' }),
    play.press('dov', add, { ...people, count: '2', source: 'Stewards AT the gate' }),
  ]);
  expect(both.map(({ text }) => text.slice(0, 9)).toSorted()).toEqual(['Corrected', 'Kept for ']);
  const all = await db.select().from(result);
  expect(all).toHaveLength(2);
  expect(all.filter((row) => row.correctedById === null)).toHaveLength(1);
});

test('a cancelled action, one to come and a draft have no result', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const of = async (more: object) =>
    await play.press('ben', wire(resultButton.result, await held(db, play, 'ben', more)), people);
  expect((await of({ state: 'cancelled' })).text).toContain('was cancelled');
  expect((await of({ startsAt: begins.add({ hours: 1 }) })).text).toContain('has not begun');
  expect(await of({ state: 'draft' })).toMatchObject({ refused: true });
  expect((await play.type('ben', 'action result', people)).text).toContain('No action of yours has begun');
  await held(db, play, 'ben', { title: 'One' });
  await held(db, play, 'ben', { title: 'Two' });
  expect(Object.keys((await play.type('ben', 'action result', people)).buttons).toSorted()).toEqual([
    'One',
    'Two',
  ]);
  expect((await play.type('ben', 'action result', people, { action: 'two' })).text).toContain('Kept for Two');
  expect(await db.select().from(result)).toHaveLength(1);
});

test('the wrong unit of a number can be corrected, but not into another number’s place', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const add = wire(resultButton.result, await held(db, play, 'ben'));
  await play.press('ben', add, { ...people, unit: 'peple', final: 'yes' });
  const both = await play.press('ben', add, { ...people, unit: 'doors', source: 'map' });
  const fix = both.buttons['Correct 340 peple'];
  expect((await play.press('ben', fix, { unit: 'Doors', source: 'MAP' })).invalid?.source).toContain(
    '340 doors',
  );
  const done = await play.press('ben', fix, { unit: 'people', final: 'no' });
  expect(done.text).toContain('340 peple, final, is now 340 people, preliminary.');
  expect(done.text).not.toContain('340 peple, final ·');
});

test('organisations are credited by name, listed ones and one’s own, and the lesson is kept', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = await held(db, play, 'ben');
  const add = wire(resultButton.result, id);
  await db
    .update(tables.organisation)
    .set({ listed: false })
    .where(eq(tables.organisation.name, 'Headwaters Fund'));
  await db
    .update(tables.organisation)
    .set({ name: 'Fish, Boats, and Nets' })
    .where(eq(tables.organisation.name, 'Bayou Fishers Cooperative'));
  const say = async (creditLine: string) =>
    await play.press('ben', add, { ...people, credit: creditLine, lesson: 'Bring more gloves.' });
  expect((await say('Delta Legal Aid, Nobody At All')).invalid?.credit).toContain('“Nobody At All”');
  expect((await say('Headwaters Fund')).invalid?.credit).toContain('“Headwaters Fund”');
  const many = Array.from({ length: 21 }, (_, at) => `Group ${String.fromCharCode(65 + at)}`);
  await db.insert(tables.organisation).values(
    many.map((name) => ({
      ...{ id: newId(begins), coalitionId: play.coalitionId, name, kind: 'formal' as const, listed: true },
      addedAt: begins,
    })),
  );
  expect((await say(many.join(', '))).invalid?.credit).toContain('At most 20');
  expect(await db.select().from(result)).toEqual([]);
  const kept = await say('fish, boats, and nets, delta legal aid, Delta Legal Aid');
  expect(kept.text).toContain('Delta Legal Aid, Fish, Boats, and Nets');
  expect(kept.text).toContain('Bring more gloves.');
  // Somebody of an unlisted organisation credits it; who cannot see it does not take it away.
  await organise(db, play, id, 'leo');
  await play.press('leo', add, { ...people, credit: 'Headwaters Fund, Delta Legal Aid' });
  expect((await say('Tenants Together')).text).toContain('Tenants Together');
  const credited = await db
    .select({ name: tables.organisation.name })
    .from(credit)
    .innerJoin(tables.organisation, eq(tables.organisation.id, credit.organisationId));
  expect(credited.map(({ name }) => name).toSorted()).toEqual(['Headwaters Fund', 'Tenants Together']);
  const [one] = await db.select().from(rows.action).where(eq(rows.action.id, id));
  expect(one?.lesson).toBe('Bring more gloves.');
});

test('a coalition’s and a hub’s sums keep final and preliminary apart and say from how much they are known', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const [one, two] = [await held(db, play, 'ben'), await held(db, play, 'cara', { title: 'Second' })];
  const delta = play.hubs.get('Delta') ?? '';
  await db.insert(rows.actionHub).values({ actionId: two, hubId: delta, coalitionId: play.coalitionId });
  const add = async (who: string, id: string, more: object) =>
    await play.press(who, wire(resultButton.result, id), { ...people, ...more });
  await add('ben', one, { count: '1000', final: 'yes' });
  await add('ben', one, { count: '900', source: 'boat', final: 'yes' });
  await add('ben', one, { count: '50', source: 'map' });
  await add('ben', one, { count: '7', source: 'map', unit: 'doors' });
  const last = await add('cara', two, { count: '200', final: 'yes', unit: 'PEOPLE' });
  const sums = await play.press('dov', last.buttons['What it added up to']);
  expect(sums.text).toContain('people: 1,100 to 1,200, final, 3 sources in 2 actions');
  expect(sums.text).toContain('doors: 7, preliminary, 1 source');
  for (const wrong of ['2,100', '1,250', '50,']) expect(sums.text).not.toContain(wrong);
  const hub = await play.press('dov', sums.buttons.Delta);
  expect(hub.text).toContain('What the actions of Delta added up to.');
  expect(hub.text).toContain('200, final, 1 source');
  expect((await play.press('dov', wire(resultButtons.hub, play.hubs.get('Upriver')))).text).toContain(
    'has a result yet',
  );
});

test('a unit that a single action counts in is shown to those who may see that action, and to others once two count in it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const delta = play.hubs.get('Delta') ?? '';
  const hidden = async (who: string, unit: string) => {
    const id = await held(db, play, who, { audience: 'space' });
    await db.insert(rows.actionHub).values({ actionId: id, hubId: delta, coalitionId: play.coalitionId });
    return await play.press(who, wire(resultButton.result, id), { ...people, unit });
  };
  const seen = async (who: string) =>
    (
      await Promise.all(
        [wire(resultButtons.sums, shown), wire(resultButtons.hub, delta)].map((one) => play.press(who, one)),
      )
    ).map(({ text }) => text);
  const shown = await held(db, play, 'ben');
  await play.press('ben', wire(resultButton.result, shown), { ...people, unit: 'doors' });
  await hidden('cara', 'arrests at Ramp 4');
  const [sums, hub] = await seen('dov');
  expect(sums).toContain('doors: 340');
  for (const text of [sums, hub]) expect(text).not.toContain('Ramp 4');
  for (const text of await seen('cara')) expect(text).toContain('arrests at Ramp 4: 340');
  await hidden('elena', 'Arrests at Ramp 4 ');
  for (const text of await seen('dov')) expect(text).toContain('rrests at Ramp 4: 680');
});

test('the day after, leaders are asked once and know each other; nobody is asked after a cancelled or settled one', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const askAt = begins.subtract({ hours: 1 });
  const asked = async (id: string, now = begins) => {
    const [due] = results.dues ?? [];
    await db.transaction(async (tx) => await due?.carryOut({ tx, now, random: () => 0.5 }, id));
    const [row] = await db.select().from(rows.action).where(eq(rows.action.id, id));
    expect(row?.askAt).toBeNull();
    return (await play.told('action.asked'))
      .filter((told) => told.subject === id)
      .map((told) => told.personId);
  };
  const id = await held(db, play, 'ben', { askAt });
  await organise(db, play, id, 'iris');
  await organise(db, play, id, 'kim', false);
  const [ben, iris, kim] = ['ben', 'iris', 'kim'].map((who) => play.personId(who));
  const knows = async () => await tiesOf({ tx: db as never }, ben ?? '');
  expect(await knows()).not.toContain(iris);
  expect(new Set(await asked(id))).toEqual(new Set([ben, iris]));
  expect(await knows()).toContain(iris);
  expect(await knows()).not.toContain(kim);
  expect(await asked(id)).toHaveLength(2);
  expect(await asked(await held(db, play, 'ben', { askAt, state: 'cancelled' }))).toEqual([]);
  const settled = await held(db, play, 'cara', { askAt, title: 'Known' });
  await play.press('cara', wire(resultButton.result, settled), { ...people, final: 'yes' });
  expect(await asked(settled)).toEqual([]);

  // What waits in home is what was asked and not answered.
  const waiting = async (who: string) =>
    (await play.context(who, async (context) => (await results.waits?.(joined(context))) ?? [])).map(
      ({ text }) => plainText(text),
    );
  expect(await waiting('iris')).toEqual(['How did River clean-up go?']);
  expect(await waiting('kim')).toEqual([]);
  expect(await play.remarks('jonas')).toEqual([
    expect.stringContaining('Nothing is known yet of 1 action of the last three weeks'),
  ]);
  await play.press('iris', wire(resultButton.result, id), people);
  expect(await waiting('ben')).toEqual([]);
  expect(await play.remarks('jonas')).toEqual([]);
});

test('a tie that counts stays as old as it is when two lead an action', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = await held(db, play, 'ben', { askAt: begins });
  await organise(db, play, id, 'noor');
  const between = and(
    eq(tables.tie.firstId, [play.personId('ben'), play.personId('noor')].toSorted()[0] ?? ''),
    eq(tables.tie.secondId, [play.personId('ben'), play.personId('noor')].toSorted()[1] ?? ''),
  );
  const [before] = await db.select().from(tables.tie).where(between);
  const [due] = results.dues ?? [];
  const now = begins.add({ hours: 24 });
  await db.transaction(async (tx) => await due?.carryOut({ tx, now, random: () => 0.5 }, id));
  const [after] = await db.select().from(tables.tie).where(between);
  expect(before?.since).not.toBeNull();
  expect(after).toEqual(before);
});

test('who leaves is no longer named with a number, which stays, and what they reported is theirs to read', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.press('ben', wire(resultButton.result, await held(db, play, 'ben')), people);
  const ben = await play.person('ben');
  const held340 = await db.transaction(async (tx) => await exportedOf(tx, ben, results));
  expect(Object.values(held340)).toContainEqual([
    expect.objectContaining({ count: 340, unit: 'people', source: 'stewards at the gate' }),
  ]);
  await db.transaction(async (tx) => await results.left?.({ tx, now: begins }, ben));
  expect(await db.select().from(result)).toMatchObject([{ count: 340, reportedById: null }]);
});
