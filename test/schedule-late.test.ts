// What is late: due work is carried out by the present moment, once, and what is past is skipped.
import { eq } from 'drizzle-orm';
import { expect, inject, test, vi } from 'vitest';
import { createApp } from '#app.ts';
import { type Log, literal, message } from '#chat/index.ts';
import { type Kind, tell } from '#delivery/index.ts';
import { delivery } from '#delivery/tables.ts';
import { digest, plan } from '#digest/tables.ts';
import { type Feature, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { bundleDue, putInBundle } from '#home/bundle.ts';
import { bundle } from '#home/tables.ts';
import * as rows from '#introductions/tables.ts';
import { seedPlayground } from '#playground.ts';
import { createSchedule, outagesSince, stuck } from '#schedule/index.ts';
import { dueDone, dueFailure, outage } from '#schedule/tables.ts';
import { newId, openStore } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { idOf, introductionsOf, messagesTo, offers } from './stories/introducing.ts';
import { testDatabase } from './support/database.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { recordingPlatform } from './support/recording-platform.ts';
import { openStage, type StageOf } from './support/stage/index.ts';

const quietLog: Log = { info() {}, warn() {}, error() {} };
const onServer = test.skipIf(inject('database').kind === 'embedded');

/** Two people introduced, and then nothing runs for so many days: nothing of what was due meanwhile was done. */
async function introducedBefore(stage: StageOf, days: number): Promise<void> {
  await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
  for (const who of ['ben', 'cara']) await stage.as(who).presses('Yes');
  stage.clock.advance({ days });
  await stage.settle();
  // What is written at night waits for the morning.
  await stage.pass({ hours: 11 });
}

const asked = async (stage: StageOf) => {
  const all = await stage.db.select().from(rows.follow).orderBy(rows.follow.round);
  return all.filter(({ personId }) => personId === idOf(stage, 'ben')).map(({ round }) => round);
};
const asksBefore = async (stage: StageOf, who: string) =>
  (await messagesTo(stage, who, 'direct')).filter(({ text }) => text.startsWith('Did you and')).length;
const stateOf = async (stage: StageOf) => (await introductionsOf(stage)).map(({ state }) => state);

test('a question that is twenty days late is asked, and whoever is asked has a week before the next', async () => {
  await using stage = await openStage('playground');
  await introducedBefore(stage, 20);
  expect(await asked(stage)).toEqual([1]);
  await stage.pass({ days: 6 });
  expect(await asked(stage)).toEqual([1]);
  await stage.pass({ days: 1 });
  expect(await asked(stage)).toEqual([1, 2]);
  await stage.pass({ days: 6 });
  expect(await stateOf(stage)).toEqual(['introduced']);
  await stage.pass({ days: 1 });
  expect(await stateOf(stage)).toEqual(['settled']);
  expect(stage.problems()).toEqual([]);
});

test('of two questions that an outage kept only the second is asked, and nobody is counted as silent for either', async () => {
  await using stage = await openStage('playground');
  await introducedBefore(stage, 25);
  expect(await asked(stage)).toEqual([2]);
  expect(await asksBefore(stage, 'ben')).toBe(1);
  expect(await stage.db.select().from(rows.rest)).toEqual([]);
  await stage.pass({ days: 8 });
  expect(await stateOf(stage)).toEqual(['settled']);
  expect(await stage.db.select().from(rows.rest)).toHaveLength(2);
});

test('an introduction whose end passed in an outage is closed without a question', async () => {
  await using stage = await openStage('playground');
  await introducedBefore(stage, 30);
  expect(await stateOf(stage)).toEqual(['settled']);
  expect(await asked(stage)).toEqual([]);
  expect(await stage.db.select().from(rows.rest)).toEqual([]);
});

const weekly = async (stage: StageOf) =>
  await stage.db.select().from(digest).where(eq(digest.reader, 'weaver')).orderBy(digest.madeAt);

test('the digest of a week that was missed comes once, and not at all when it is three days late', async () => {
  await using stage = await openStage('playground');
  await stage.settle();
  const [planned] = await stage.db.select().from(plan).where(eq(plan.reader, 'weaver'));
  const monday = planned?.nextAt ?? stage.clock.now();
  const at = async (hours: number) => {
    stage.clock.set(monday.add({ hours }));
    await stage.settle();
    return (await weekly(stage)).map(({ state }) => state);
  };
  const week = 24 * 7;
  expect(await at(24 * 3)).toEqual([]);
  expect(await at(week)).toEqual(['sent']);
  // An hour before it would be skipped; what two Mondays missed is one digest, and the next comes on its own day.
  expect(await at(week * 2 + 24 * 3 - 1)).toHaveLength(2);
  expect(await at(week * 3)).toHaveLength(3);
  expect(await at(week * 5 + 24)).toHaveLength(3);
  expect(await at(week * 6)).toHaveLength(4);
  expect(stage.problems()).toEqual([]);
});

/** A message of this kind waits in somebody's bundle. */
async function waitsInBundle(stage: StageOf, who: string): Promise<void> {
  const { db, clock, seeded } = stage;
  const id = newId(clock.now());
  const hub = { id, coalitionId: seeded.coalitionId, name: `Hub ${id}`, kind: 'chapter' } as const;
  await db.insert(tables.hub).values({ ...hub, zone: 'America/Chicago', addedAt: clock.now() });
  const member = { hubId: id, personId: idOf(stage, who), coalitionId: seeded.coalitionId };
  await db.insert(tables.hubMember).values({ ...member, joinedAt: clock.now() });
  await stage.as('jonas').types(`hub close hub:"Hub ${id}"`);
  await stage.as('jonas').fills({ sure: true });
}

test('a bundle that is days late goes once, and the next one on its own day', async () => {
  await using stage = await openStage('playground');
  const bundles = async () => await stage.db.select().from(delivery).where(eq(delivery.kind, 'home.bundle'));
  await waitsInBundle(stage, 'dov');
  expect(await stage.db.select().from(bundle)).toHaveLength(1);
  // It was to go on Thursday; it is Sunday.
  stage.clock.advance({ days: 4 });
  await stage.settle();
  expect(await bundles()).toHaveLength(1);
  await waitsInBundle(stage, 'dov');
  await stage.pass({ days: 3 });
  expect(await bundles()).toHaveLength(1);
  await stage.pass({ days: 1 });
  expect(await bundles()).toHaveLength(2);
});

test('a bundle that is stuck is shown to the operators of its coalition', async () => {
  await using stage = await openStage('playground');
  await waitsInBundle(stage, 'dov');
  const broken = createSchedule({
    ...{ store: stage.database.store, clock: stage.clock, random: () => 0.5, log: quietLog },
    dues: [{ ...bundleDue(() => []), carryOut: () => Promise.reject(new Error('a bug')) }],
  });
  for (let n = 0; n < 9; n += 1) {
    stage.clock.advance({ days: 8 });
    await broken.tick();
  }
  expect(await stuck(stage.db, stage.seeded.coalitionId)).toMatchObject([{ name: 'home.bundle' }]);
});

onServer('what is put into a bundle while it leaves goes with it or has a bundle of its own', async () => {
  await using stage = await openStage('playground');
  const { db, clock, database } = stage;
  const [person] = await db
    .select()
    .from(tables.person)
    .where(eq(tables.person.id, idOf(stage, 'dov')));
  if (!person || database.url === undefined) throw new Error('nobody to write to');
  const put = (tx: typeof db) => putInBundle({ tx, now: clock.now() }, person);
  await db.transaction(put);
  clock.advance({ days: 7 });
  const other = await openStore({ url: database.url });
  const schedule = createSchedule({
    ...{ store: other, clock, random: () => 0.5, log: quietLog },
    dues: [bundleDue(() => [])],
  });

  // It was put in and is not committed yet: the bundle waits for it.
  const { promise: committed, resolve: commit } = Promise.withResolvers<void>();
  const { promise: holds, resolve: held } = Promise.withResolvers<void>();
  const putting = db.transaction(async (tx) => {
    await put(tx);
    held();
    await committed;
  });
  await holds;
  let left = false;
  const leaving = schedule.tick().then(() => {
    left = true;
  });
  await vi.waitFor(async () => {
    const { rows: waiting } = await db.execute(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(waiting).toHaveLength(1);
  });
  expect(left).toBe(false);
  commit();
  await Promise.all([putting, leaving]);
  expect(await db.select().from(bundle)).toEqual([]);

  // The bundle leaves and is not committed yet: what comes then gets the next one.
  await db.transaction(put);
  clock.advance({ days: 7 });
  const { promise: gone, resolve: go } = Promise.withResolvers<void>();
  const { promise: goes, resolve: taken } = Promise.withResolvers<void>();
  const due = bundleDue(() => []);
  const slow = createSchedule({
    ...{ store: other, clock, random: () => 0.5, log: quietLog },
    dues: [
      {
        ...due,
        async carryOut(act, id) {
          await due.carryOut(act, id);
          taken();
          await gone;
        },
      },
    ],
  }).tick();
  await goes;
  const late = db.transaction(put);
  go();
  await Promise.all([slow, late]);
  expect(await db.select().from(bundle)).toHaveLength(1);
  await other.close();
});

test('operators are told of the outage, of what came too late for it, and of what is stuck, which they can try again', async () => {
  await using stage = await openStage('playground');
  const { db, clock, seeded } = stage;
  const began = clock.now();
  const ended = began.add({ hours: 72 });
  const kind: Kind = {
    name: 'test.digest',
    lane: 3,
    quiet: 'ignore',
    unasked: false,
    about: { en: 'a test' },
    keepFor: { hours: 12 },
  };
  await tell({ tx: db, now: began }, kind, {
    ...{ coalitionId: seeded.coalitionId, subject: seeded.coalitionId, message: message(literal('Today')) },
    to: { kind: 'person', personId: idOf(stage, 'ben') },
    dueAt: began.add({ hours: 24 }),
  });
  await db.insert(outage).values({ id: newId(ended), beganAt: began, endedAt: ended });
  await db
    .update(delivery)
    .set({ state: 'expired', code: 'too late', endedAt: ended })
    .where(eq(delivery.kind, 'test.digest'));
  clock.set(ended);
  await db.insert(dueFailure).values({
    ...{ name: 'intro.daily', rowId: seeded.coalitionId, coalitionId: seeded.coalitionId, attempts: 8 },
    ...{ retryAt: ended, stuck: true, firstAt: ended, code: 'Error' },
  });
  const jonas = stage.as('jonas');
  await jonas.types('status show');
  const shown = (await jonas.latest())?.text ?? '';
  expect(shown).toMatch(/Weft did nothing from .* to .*; 1 message came too late and was not sent\./);
  expect(shown).toContain('intro.daily failed eight times');
  await jonas.presses('Try again');
  expect(await stuck(db)).toEqual([]);
  expect((await jonas.latest())?.text).toContain('Weft tries again within ten seconds');
  expect(stage.problems()).toEqual([]);
});

test('after three days without Weft what is too late is not sent, the rest is once, and the outage is known', async () => {
  await using database = await testDatabase();
  const { store, db } = database;
  const clock = manualClock('2027-05-12T17:00:00Z');
  const { coalitionId, people } = await seedPlayground(store, clock);
  const about = { lane: 3, quiet: 'ignore', unasked: false, about: { en: 'a test' } } as const;
  const digest: Kind = { ...about, name: 'test.digest', keepFor: { hours: 12 } };
  const letter: Kind = { ...about, name: 'test.letter', keepFor: { days: 8 } };
  const feature: Feature = { name: 'test', commands: [], presses: {}, kinds: [digest, letter] };
  const run = () => {
    const platform = recordingPlatform();
    const features = [...createFeatures({ embedded: true, platforms: ['playground'], pulseKeys }), feature];
    const app = createApp({
      ...{ store, clock, random: () => 0.5, platforms: [platform], features, log: quietLog },
    });
    return { platform, app };
  };

  const before = run();
  await before.app.start();
  await vi.waitFor(async () =>
    expect((await db.select().from(dueDone)).map(({ name }) => name)).toContain('tick'),
  );
  const began = clock.now();
  await before.app.stop();
  const to = { kind: 'person', personId: people.get('ana') ?? '' } as const;
  const dueAt = began.add({ hours: 24 });
  for (const [kind, words] of [
    [digest, 'What happened today'],
    [letter, 'A letter'],
  ] as const) {
    await tell({ tx: db, now: began }, kind, {
      ...{ coalitionId, subject: coalitionId, to, dueAt, message: message(literal(words)) },
    });
  }

  clock.advance({ hours: 72 });
  const after = run();
  await after.app.start();
  await vi.waitFor(async () => {
    expect((await outagesSince(db, began)).length).toBe(1);
    expect((await db.select().from(delivery)).map(({ state }) => state).sort()).toEqual(['expired', 'sent']);
  });
  await after.app.settle();
  await after.app.stop();
  expect(await outagesSince(db, began)).toEqual([{ beganAt: began, endedAt: clock.now() }]);
  const ended = await db.select().from(delivery);
  expect(ended.map(({ kind, state, code }) => [kind, state, code]).sort()).toEqual([
    ['test.digest', 'expired', 'too late'],
    ['test.letter', 'sent', null],
  ]);
  expect(after.platform.arrived).toHaveLength(1);
  // Three days of daily work were missed, and are done once: the next is a day from now.
  const [round] = await db.select().from(rows.round);
  expect(round?.dailyAt).toEqual(clock.now().add({ hours: 24 }));
});
