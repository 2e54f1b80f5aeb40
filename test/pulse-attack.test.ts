import { randomBytes, randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { createApp } from '#app.ts';
import { cast } from '#cast/index.ts';
import { notePresent, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { createLog } from '#log.ts';
import { createMetrics } from '#metrics/index.ts';
import { keyStore } from '#pulse/keys.ts';
import { openPulse } from '#pulse/open.ts';
import { pulse } from '#pulse/tables.ts';
import { words } from '#pulse/words.ts';
import { newId } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { share } from './faults/share.ts';
import { testDatabase } from './support/database.ts';
import { dump, everything, type Row, since } from './support/dump.ts';
import { openHouse } from './support/house.ts';
import { attack, chance, chanceOfSuspects, type Loot, suspects } from './support/linking.ts';
import { closePulse, type From, openForm, openPulseIn, send } from './support/pulse.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { recordingPlatform } from './support/recording-platform.ts';
import { seededRandom } from './support/stage/index.ts';

vi.setConfig({ testTimeout: 120_000 });

const keys = keyStore(pulseKeys);
const say = words.en;

/** Whoever answers writes a comment of their own, of their own length, so that a right guess can be told. */
function canaries(people: readonly string[], random: () => number) {
  const words = new Map(people.map((person) => [person, `canary${randomBytes(8).toString('hex')}`]));
  const whose = new Map([...words].map(([person, word]) => [word, person]));
  return {
    says: (person: string) => `${words.get(person)} ${'x'.repeat(Math.floor(random() * 400))}`,
    truth: ({ text }: Pick<Row, 'text'>) => whose.get(/canary[0-9a-f]{16}/.exec(text)?.[0] ?? ''),
  };
}

function mixed<T>(list: readonly T[], random: () => number): readonly T[] {
  return list
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

/** A coalition in one workspace, over the app, and so many people on the roster of a pulse that is open. */
async function openCrowd(people: number) {
  const database = await testDatabase();
  const { db, store } = database;
  const clock = manualClock('2027-03-02T10:00:00Z');
  const lines: string[] = [];
  const metrics = createMetrics({ store, clock });
  const app = createApp({
    ...{ store, clock, random: () => 0.5, platforms: [recordingPlatform('slack')], watch: metrics.watch },
    features: createFeatures({ embedded: false, platforms: ['slack'], pulseKeys }),
    log: createLog('trace', (line) => void lines.push(line)),
  });
  await app.connect();
  const now = clock.now();
  const longAgo = now.subtract({ hours: 24 * 40 });
  const coalitionId = newId(now);
  await db
    .insert(tables.coalition)
    .values({ id: coalitionId, name: 'Crowd', zone: 'UTC', createdAt: longAgo });
  const ids = Array.from({ length: people }, () => newId(now));
  const opened = await db.transaction(async (tx) => {
    const space = await notePresent({ tx, now }, 'slack', 'T1', 'Crowd');
    const of = { coalitionId, zone: 'UTC', zoneFrom: 'person' as const, joinedAt: longAgo };
    await tx.insert(tables.person).values(ids.map((id, at) => ({ ...of, id, name: `P${at}` })));
    await tx.insert(tables.account).values(
      ids.map((personId, at) => ({
        ...{ id: newId(now), coalitionId, personId, spaceId: space.id, platform: 'slack' as const },
        ...{ external: `U${at}`, addedAt: longAgo },
      })),
    );
    const agreed = { coalitionId, kind: 'pulse' as const, answer: 'yes', decidedAt: longAgo };
    await tx.insert(tables.consent).values(ids.map((personId) => ({ ...agreed, personId })));
    const [coalition] = await tx.select().from(tables.coalition);
    const row = coalition && (await openPulse({ tx, now }, coalition, keys, 'now'));
    if (!row || 'kind' in row) throw new Error('not opened');
    // So many are more than a panel: all of them are put on the roster, as if there were none.
    await tx.execute(sql`insert into pulse_roster (pulse_id, person_id, coalition_id)
      select ${row.id}::uuid, id, coalition_id from person on conflict do nothing`);
    await tx.update(pulse).set({ asked: people }).where(eq(pulse.id, row.id));
    return row;
  });
  const accounts = new Map(ids.map((id, at) => [id, `U${at}`]));
  const from = (person: string): From => ({
    ...{ platform: 'slack', tenant: 'T1', account: accounts.get(person) ?? '' },
  });
  return {
    ...{ db, clock, lines, metrics, app, ids, pulse: opened },
    names: new Map([...accounts].flatMap(([id, account]) => [[id, id] as const, [account, id] as const])),
    /** Presses the button, as a platform hands it in; the form that opens. */
    press: (person: string) => openForm(app.intake, from(person), opened.id),
    async send(person: string, form: string, score: number, words: string): Promise<void> {
      const said = await send(app.intake, from(person), form, { first: String(score), comment: words });
      if (said.kind !== 'answer') throw new Error(`not answered, but ${said.kind}`);
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** A pulse that so many of a crowd answer, from its opening to what its close leaves. */
async function crowdPulse(people: number, answering: number) {
  await using crowd = await openCrowd(people);
  const { db, names, lines, metrics } = crowd;
  const random = seededRandom(people);
  const opened = await dump(db);
  const order = mixed(crowd.ids, random).slice(0, answering);
  const { says, truth } = canaries(order, random);
  const forms = new Map<string, string>();
  for (let from = 0; from < order.length; from += 10) {
    const some = order.slice(from, from + 10);
    await Promise.all(some.map(async (person) => forms.set(person, await crowd.press(person))));
  }
  for (const person of order) {
    const score = 1 + Math.floor(random() * 5);
    await crowd.send(person, forms.get(person) ?? '', score, says(person));
  }
  const before = await everything(db, lines, metrics);
  await closePulse(crowd.clock, crowd.app.settle, crowd.pulse);
  const after = await everything(db, lines, metrics);
  const [row] = await db.select().from(pulse);
  const loot: Loot = { before, after, names, order, truth };
  return { opened, loot, row, key: await keys.read(crowd.pulse.id) };
}

/** A thousand with TEST_FAULTS=1: how many there are changes what chance finds by nothing. */
const crowd = share(300, 1000);

test(`of ${crowd} who answer nobody is found, in the open pulse or in what it leaves`, async () => {
  const { opened, loot, row, key } = await crowdPulse(crowd * 1.2, crowd);
  const { before, after, names, truth } = loot;
  // Before the close: how many answered. What was written since it opened names nobody, and tells nothing of anybody.
  const fresh = since(opened, before).filter(({ table }) => table !== 'metrics');
  const sealed = fresh.filter(({ table }) => table.startsWith('pulse_sealed'));
  expect(sealed).toHaveLength(crowd);
  expect(new Set(sealed.map(({ text }) => text.length)).size).toBe(1);
  expect(fresh.filter((one) => one.table !== 'form' && !sealed.includes(one))).toEqual([]);
  expect(suspects(opened, before, names)).toEqual([]);
  expect(before.filter((one) => truth(one) !== undefined)).toEqual([]);
  // After it: what was said, and no more.
  expect(after.filter((one) => truth(one) !== undefined).map(({ table }) => table)).toEqual(
    Array.from({ length: crowd }, () => 'pulse_comment'),
  );
  expect(after.some(({ table }) => table.startsWith('pulse_sealed'))).toBe(false);
  expect(row).toMatchObject({ state: 'closed', participation: 85 });
  expect(key).toBeUndefined();
  const rehearsals = [await crowdPulse(120, 100), await crowdPulse(130, 100)];
  const { way, right } = attack(
    rehearsals.map((one) => one.loot),
    loot,
  );
  expect(right, way).toBeLessThanOrEqual(chance);
});

type Design = 'in one transaction' | 'in two transactions' | 'unshuffled';

/**
 * A pulse as it is usually made: who answered is noted, and what they said stands in another table without their name. Or
 * sealed as ours is, and at the close written in the order in which it lay there.
 */
async function brokenPulse(design: Design) {
  await using database = await testDatabase();
  const { db } = database;
  await db.execute(sql`create table went (person text primary key)`);
  await db.execute(sql`create table sealed (tag text primary key, words text)`);
  await db.execute(sql`create table said (id uuid primary key, words text)`);
  const opened = await dump(db);
  const random = seededRandom(5);
  const ids = Array.from({ length: 400 }, () => randomUUID());
  const people = mixed(ids, random).slice(0, 300);
  const { says, truth } = canaries(people, random);
  const heard = people.map((person) => says(person));
  for (const [at, person] of people.entries()) {
    const went = sql`insert into went values (${person})`;
    const said = sql`insert into said values (${randomUUID()}::uuid, ${heard[at]})`;
    const sealed = sql`insert into sealed values (${randomBytes(8).toString('hex')}, ${randomBytes(8).toString('hex')})`;
    if (design === 'in one transaction') {
      await db.transaction(async (tx) => {
        await tx.execute(went);
        await tx.execute(said);
      });
    } else if (design === 'in two transactions') {
      await db.execute(went);
      await db.execute(said);
    } else await db.execute(sealed);
  }
  const before = await dump(db);
  if (design === 'unshuffled') {
    for (const words of heard)
      await db.execute(sql`insert into said values (${randomUUID()}::uuid, ${words})`);
    await db.execute(sql`drop table sealed`);
  }
  const names = new Map(ids.map((id) => [id, id]));
  // In which order people answered, the first two tell by themselves.
  const order = design === 'unshuffled' ? people : [];
  const loot: Loot = { before, after: await dump(db), names, order, truth };
  return { loot, opened };
}

test.each(['in one transaction', 'in two transactions', 'unshuffled'] as const)(
  'the same attack breaks answers that are written %s',
  async (design) => {
    const rehearsals = [await brokenPulse(design), await brokenPulse(design)];
    const { loot, opened } = await brokenPulse(design);
    const { way, right } = attack(
      rehearsals.map((one) => one.loot),
      loot,
    );
    expect(right, way).toBeGreaterThan(0.9 * 300);
    if (design === 'unshuffled') return;
    // And before any close it is plain who of the four hundred answered.
    const most = Math.max(...suspects(opened, loot.before, loot.names).map(({ people }) => people.size));
    expect(most).toBe(300);
    expect(most).toBeGreaterThan(chanceOfSuspects(most, 300, 400));
  },
);

/** A pulse over real platforms: forty of those asked answer, by whichever way, and many do other things meanwhile. */
async function playedPulse(seed: number) {
  await using house = await openHouse();
  const weft = await house.open();
  const { db, hands, seeded } = house;
  const random = seededRandom(seed);
  const open = await openPulseIn(house, weft);
  const names = new Map([...seeded.people.values()].map((id) => [id, id]));
  for (const { personId, external } of await db.select().from(tables.account)) names.set(external, personId);
  const asked = mixed(
    [...seeded.people.keys()].filter((who) => !cast.shy.includes(who)),
    random,
  );
  const idOf = (who: string) => seeded.people.get(who) ?? '';
  const at = (who: string) =>
    cast.people.find(({ account }) => account === who)?.tenants[0] === 'clearwater'
      ? ([hands.slack, 'clearwater'] as const)
      : ([hands.discord, 'delta'] as const);
  const answering = asked.slice(0, 40);
  const { says, truth } = canaries(answering.map(idOf), random);
  const order: string[] = [];
  const answers = (who: string, by: number) => async () => {
    const [mine, space] = at(who);
    if (by === 1) await mine.type(who, space, 'pulse answer');
    if (by === 2) await mine.press(who, space, say.whoButton);
    await weft.settle();
    await mine.press(who, space, say.answerButton);
    const first = 1 + Math.floor(random() * 5);
    await mine.fill(who, space, { first, second: 3, comment: says(idOf(who)) });
    order.push(idOf(who));
  };
  const looks = (who: string) => async () => {
    const [mine, space] = at(who);
    await mine.type(who, space, 'help show');
    await weft.settle();
  };
  const opened = await dump(db);
  const deeds = [
    ...answering.map((who, one) => answers(who, one % 3)),
    ...asked.filter(() => random() < 0.5).map(looks),
  ];
  for (const does of mixed(deeds, random)) await does();
  const before = await everything(db, weft.lines, weft.metrics);
  await closePulse(house.clock, weft.settle, open);
  const after = await everything(db, weft.lines, weft.metrics);
  const loot: Loot = { before, after, names, order, truth };
  return { opened, loot, asked: asked.length };
}

test('over real platforms, among people who also do other things, nobody who answered is found', async () => {
  const { opened, loot, asked } = await playedPulse(1);
  const { before, after, names, order, truth } = loot;
  const guesses = suspects(opened, before, names);
  expect(guesses.length).toBeGreaterThan(2);
  for (const { way, people } of guesses) {
    const right = order.filter((person) => people.has(person)).length;
    const most = chanceOfSuspects(people.size, order.length, asked);
    expect(right, `${way}: ${right} of ${people.size}`).toBeLessThanOrEqual(most);
  }
  expect(after.filter((row) => row.table === 'pulse_comment' && truth(row) !== undefined)).toHaveLength(40);
  const rehearsals = [await playedPulse(2), await playedPulse(3)];
  const { way, right } = attack(
    rehearsals.map((one) => one.loot),
    loot,
  );
  expect(right, way).toBeLessThanOrEqual(chance);
});
