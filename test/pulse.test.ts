import { sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import { type Coalition, tables } from '#directory/index.ts';
import { type Asked, bank, chooseQuestions } from '#pulse/bank.ts';
import { keyStore } from '#pulse/keys.ts';
import { openPulse } from '#pulse/open.ts';
import { nextOpening, weeklyDue } from '#pulse/schedule.ts';
import { shuffled } from '#pulse/shuffle.ts';
import { pulse, roster, schedule } from '#pulse/tables.ts';
import { type Db, newId } from '#store/index.ts';
import { nextLocal } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { pulseKeys } from './support/pulse-keys.ts';

vi.setConfig({ testTimeout: 60_000 });

const keys = keyStore(pulseKeys);
const begins = Temporal.Instant.from('2027-01-04T12:00:00Z');

/** A coalition on Slack with so many people, who live in these zones by turns; all of them agreed to pulses. */
async function crowd(db: Db, size: number, zones: readonly string[] = ['UTC']): Promise<Coalition> {
  const [coalitionId, spaceId] = [newId(begins), newId(begins)];
  const at = begins.toString();
  const [coalition] = await db
    .insert(tables.coalition)
    .values({ id: coalitionId, name: 'Crowd', zone: 'America/Chicago', createdAt: begins })
    .returning();
  await db
    .insert(tables.space)
    .values({ id: spaceId, platform: 'slack', tenant: 'T1', name: 'Hall', seenAt: begins });
  await db.execute(sql`
    with one as (
      insert into person (id, coalition_id, name, zone, zone_from, joined_at)
      select gen_random_uuid(), ${coalitionId}::uuid, 'P' || n,
        (${JSON.stringify(zones)}::jsonb) ->> (n % ${zones.length}::int), 'person', ${at}::timestamptz
      from generate_series(0, ${size - 1}::int) as n
      returning id, name
    ), agreed as (
      insert into consent (person_id, coalition_id, kind, answer, decided_at)
      select id, ${coalitionId}::uuid, 'pulse', 'yes', ${at}::timestamptz from one
    )
    insert into account (id, coalition_id, person_id, space_id, platform, external, added_at)
    select gen_random_uuid(), ${coalitionId}::uuid, id, ${spaceId}::uuid, 'slack', name, ${at}::timestamptz from one`);
  if (!coalition) throw new Error('no coalition');
  return coalition;
}

/** Ends the pulse that is open, as if it had been closed; whom it asked. */
async function over(db: Db): Promise<readonly string[]> {
  const [open] = await db
    .update(pulse)
    .set({ state: 'closed', dueAt: null })
    .where(sql`state = 'open'`)
    .returning();
  const asked = await db
    .select()
    .from(roster)
    .where(sql`pulse_id = ${open?.id ?? null}::uuid`);
  return asked.map(({ personId }) => personId);
}

const everyZone = Intl.supportedValuesOf('timeZone');

test('a week’s pulse opens when the first zone on earth has its hour, and every zone has it within the next 26 hours', () => {
  const late = (
    first: (after: Temporal.Instant, plan: { weekday: number; hour: number }) => Temporal.Instant,
  ) => {
    let from = begins;
    const found = new Set<string>();
    for (let week = 0; week < 53; week += 1) {
      const plan = { weekday: 1 + (week % 7), hour: 8 + (week % 13) };
      from = first(from, plan);
      for (const zone of everyZone) {
        const there = nextLocal({ after: from.subtract({ seconds: 1 }), zone, ...plan });
        if (Temporal.Instant.compare(there, from.add({ hours: 26 })) > 0) found.add(zone);
      }
    }
    return [...found];
  };
  expect(late(nextOpening)).toEqual([]);
  // A control: by Greenwich’s clock half of the earth would be asked six days late.
  expect(late((after, plan) => nextLocal({ after, zone: 'UTC', ...plan }))).toContain('Pacific/Kiritimati');
});

const around = [
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Africa/Casablanca',
  'Europe/London',
  'America/St_Johns',
  'America/Chicago',
  'Pacific/Honolulu',
];

/** What everyone is told of the pulse that opened last: where they are, and when. */
async function told(db: Db) {
  return await db
    .select({
      kind: delivery.kind,
      dueAt: delivery.dueAt,
      expiresAt: delivery.expiresAt,
      zone: tables.person.zone,
    })
    .from(delivery)
    .innerJoin(tables.person, sql`${tables.person.id} = ${delivery.personId}`)
    .where(sql`${delivery.subject} = (select id from pulse order by number desc limit 1)`);
}

test('everyone is asked at their own hour and reminded at it two days later, with a day left, across every clock change', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const coalition = await crowd(db, around.length, around);
  const weekly = weeklyDue(keys);
  // The days on which clocks change in 2027, and an ordinary one: the pulse opens two days before, or on the day.
  for (const [day, weekday] of [
    ['2027-03-12', 5],
    ['2027-03-14', 7],
    ['2027-03-28', 7],
    ['2027-04-02', 5],
    ['2027-06-01', 2],
    ['2027-10-03', 7],
    ['2027-10-29', 5],
    ['2027-11-07', 7],
  ] as const) {
    const nextAt = nextOpening(Temporal.Instant.from(`${day}T20:00:00Z`).subtract({ hours: 48 }), {
      weekday,
      hour: 10,
    });
    const plan = { coalitionId: coalition.id, weekday, hour: 10, nextAt };
    await db.insert(schedule).values(plan).onConflictDoUpdate({ target: schedule.coalitionId, set: plan });
    await db.transaction((tx) => weekly.carryOut({ tx, now: nextAt, random: Math.random }, coalition.id));
    const [open] = await db.select().from(pulse).where(sql`state = 'open'`);
    if (!open) throw new Error(`nothing opened on ${day}`);
    const rows = await told(db);
    expect(rows).toHaveLength(2 * around.length);
    for (const { kind, dueAt, expiresAt, zone } of rows) {
      const there = dueAt.toZonedDateTimeISO(zone).toPlainDateTime().toString();
      const wanted = kind === 'pulse.open' ? day : Temporal.PlainDate.from(day).add({ days: 2 }).toString();
      expect(`${zone} ${there}`).toBe(`${zone} ${wanted}T10:00:00`);
      // Whoever is asked last has three days, and whoever is reminded last the last of them.
      const left = open.closesAt.since(dueAt).total('hours');
      expect(left).toBeGreaterThanOrEqual(kind === 'pulse.open' ? 72 : 23);
      expect(Temporal.Instant.compare(expiresAt, open.closesAt)).toBe(0);
    }
    const next = await db.select().from(schedule);
    expect(next[0]?.nextAt?.since(nextAt).total('hours')).toBe(7 * 24);
    await over(db);
  }
});

test('a pulse opened late still asks at each person’s hour whoever has it before them, and all others at once', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const coalition = await crowd(db, around.length, around);
  const nextAt = nextOpening(begins, { weekday: 2, hour: 10 });
  const now = nextAt.add({ hours: 20 });
  await db.insert(schedule).values({ coalitionId: coalition.id, weekday: 2, hour: 10, nextAt });
  await db.transaction((tx) => weeklyDue(keys).carryOut({ tx, now, random: Math.random }, coalition.id));
  const asked = (await told(db)).filter(({ kind }) => kind === 'pulse.open');
  for (const { dueAt, zone } of asked)
    expect(dueAt.toZonedDateTimeISO(zone).toPlainDateTime().toString()).toBe('2027-01-05T10:00:00');
  const waiting = asked.filter(({ dueAt }) => Temporal.Instant.compare(dueAt, now) > 0);
  expect(waiting.map(({ zone }) => zone).toSorted()).toEqual(['Pacific/Honolulu', 'Pacific/Pago_Pago']);
});

test('300 people are all asked; of 1,300 a quarter each week, nobody twice before everyone once', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const coalition = await crowd(db, 300);
  const opens = async (week: number): Promise<readonly string[]> => {
    const now = begins.add({ hours: 24 * 7 * (week + 1) });
    const opened = await db.transaction((tx) => openPulse({ tx, now }, coalition, keys, 'now'));
    if ('kind' in opened) throw new Error(opened.kind);
    const asked = await over(db);
    expect(opened.asked).toBe(asked.length);
    return asked;
  };
  expect(await opens(0)).toHaveLength(300);
  await db.delete(tables.coalition);
  await db.delete(tables.space);

  Object.assign(coalition, await crowd(db, 1300));
  const panels: (readonly string[])[] = [];
  for (let week = 1; week <= 8; week += 1) panels.push(await opens(week));
  expect(panels.map(({ length }) => length)).toEqual(Array(8).fill(325));
  expect(everyone(panels.slice(0, 4))).toBe(1300);
  expect(everyone(panels.slice(4))).toBe(1300);
  // A control: panels drawn without a memory leave some out.
  const all = panels.slice(0, 4).flat();
  expect(everyone([1, 2, 3, 4].map(() => shuffled(all).slice(0, 325)))).toBeLessThan(1300);
});

const everyone = (panels: readonly (readonly string[])[]): number => new Set(panels.flat()).size;

test('a question of a coalition’s own is asked when its theme comes round, and then not before the others of that theme', () => {
  const own = { id: 'own', theme: 'voice' } as const;
  let past: (readonly Asked[])[] = [];
  for (let week = 0; week < 15; week += 1) past = [chooseQuestions([own, ...bank], past, {}, 2), ...past];
  const voice = past
    .toReversed()
    .flatMap((one) => one.flatMap(({ id, theme }) => (theme === 'voice' ? [id] : [])));
  expect(voice).toEqual(['own', 'voice-heard', 'voice-disagree', 'voice-know', 'voice-changes']);
});
