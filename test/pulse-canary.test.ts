import { mkdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { createApp, createCommandTree } from '#app.ts';
import { cast, seedCast } from '#cast/index.ts';
import { chatWords, type Intake } from '#chat/index.ts';
import type { Feature } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { createLog } from '#log.ts';
import { createMetrics } from '#metrics/index.ts';
import { pulseButtons } from '#pulse/buttons.ts';
import type { Pulse } from '#pulse/find.ts';
import { comment } from '#pulse/tables.ts';
import { words } from '#pulse/words.ts';
import type { Db } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { asRows, dump, everything, type Row } from './support/dump.ts';
import { openHouse } from './support/house.ts';
import { opened } from './support/opened.ts';
import { closePulse, fromOf, openForm, openPulseIn, send, thePulse } from './support/pulse.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import type { LooseHands } from './support/stage/hands.ts';
import { openHands } from './support/stage/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const say = words.en;
const canary = 'Kanarienvogel';
/** The word as it is, as bytes are written in a dump, and answers by the names of their fields. */
const traces = [
  new RegExp(canary, 'i'),
  new RegExp(Buffer.from(canary).toString('hex'), 'i'),
  new RegExp(Buffer.from(canary).toString('base64').slice(0, 16)),
  /\\?"(?:first|second|countWith|comment)\\?"\s*:/,
];
const traced = (rows: readonly Row[]) =>
  opened(rows)
    .filter(({ text }) => traces.some((one) => one.test(text)))
    .map(({ table, text }) => ({ table, text }));

/** What libraries say past the log. */
const said: string[] = [];
for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
  vi.spyOn(console, name).mockImplementation((...words) => void said.push(words.map(String).join(' ')));
afterEach(() => expect(asRows('console', said.splice(0))).toEqual([]));

/** The key’s file is a folder meanwhile, which nobody can read as a file, not even root. */
async function unreadable(pulse: Pulse, work: () => Promise<void>): Promise<void> {
  const file = join(pulseKeys, `${pulse.id}.key`);
  await rename(file, `${file}.kept`);
  await mkdir(file);
  await work();
  await rmdir(file);
  await rename(`${file}.kept`, file);
}

/** Storing breaks meanwhile, as it does on a full disk, with an error that holds the row. */
async function breaking(db: Db, work: () => Promise<void>): Promise<void> {
  await db.execute(
    sql.raw(`create function no() returns trigger as $$ begin raise exception 'no %', new; end $$ language plpgsql;
    create trigger no before insert on pulse_sealed for each row execute function no();`),
  );
  await work();
  await db.execute(sql.raw('drop trigger no on pulse_sealed; drop function no();'));
}

/** Who answers on one platform, and who tries to while it is broken: they are never counted. */
interface Crew {
  readonly hands: LooseHands;
  readonly space: cast.Tenant;
  readonly good: readonly string[];
  readonly bad: string;
}

/** Answers, each sent twice by the platform, and all that can go wrong with them. */
async function answer(
  { db, settle, intake }: { db: Db; settle: () => Promise<void>; intake: Intake },
  pulse: Pulse,
  { hands, space, good, bad }: Crew,
): Promise<void> {
  const gives = async (who: string) => {
    await hands.press(who, space, say.answerButton);
    await hands.fill(who, space, { first: 5, second: 1, comment: `${canary} ${who}` });
    await settle();
    return (await hands.sees(who, space)).map(({ text }) => text).join('\n');
  };
  for (const who of good) {
    expect(await gives(who)).toContain('Sealed. Thank you.');
    await hands.again();
    await settle();
  }
  await unreadable(pulse, async () => expect(await gives(bad)).toContain('its key is gone'));
  await breaking(db, async () => expect(await gives(bad)).toContain(chatWords.en.broke('sealed')));
  // Clients with limits of their own would not send it.
  const from = fromOf(hands, bad, space);
  const long = { first: '5', comment: `${canary} ${'long '.repeat(2_000)}` };
  const form = await openForm(intake, from, pulse.id);
  expect((await send(intake, from, form, long)).kind).toBe('errors');
}

const onSlack = ['mina', 'kim', 'rosa', 'iris', 'dov', 'tess'];
const onDiscord = ['noor', 'hugo', 'grace', 'pearl', 'jamal', 'sam'];

test.each(['socket', 'http'] as const)(
  'of what is answered on Slack (%s) and Discord nothing is anywhere, until what the rules let out',
  async (mode) => {
    await using house = await openHouse({ slack: { mode } });
    const weft = await house.open();
    const { db, hands } = house;
    const pulse = await openPulseIn(house, weft);
    const on = { db, settle: weft.settle, intake: weft.app.intake };
    await answer(on, pulse, { hands: hands.slack, space: 'clearwater', good: onSlack, bad: 'quinn' });
    await answer(on, pulse, { hands: hands.discord, space: 'delta', good: onDiscord, bad: 'omar' });
    expect(traced(await everything(db, weft.lines, weft.metrics))).toEqual([]);
    // What broke is in the log by its place alone.
    const broken = weft.lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'handler broke');
    expect(broken.map((line) => Object.keys(line).sort())).toEqual(
      broken.map(() => ['error', 'level', 'msg', 'time']),
    );
    expect(broken).toHaveLength(2);

    await closePulse(house.clock, weft.settle, pulse);
    const comments = (await db.select().from(comment)).map((row) => row.words);
    expect(comments.toSorted()).toEqual(
      [...onSlack, ...onDiscord].map((who) => `${canary} ${who}`).toSorted(),
    );
    const left = (await everything(db, weft.lines, weft.metrics)).filter((row) => traced([row]).length > 0);
    expect(new Set(left.map(({ table }) => table))).toEqual(new Set(['pulse_comment', 'delivery']));
    for (const { table, columns, text } of left) {
      if (table !== 'delivery') continue;
      expect(columns.kind).toBe('pulse.results');
      const quoted = [...text.matchAll(new RegExp(`${canary} \\w+`, 'g'))].map(([found]) => found);
      expect(comments).toEqual(expect.arrayContaining(quoted));
    }
    expect([...hands.slack.problems(), ...hands.discord.problems()]).toEqual([]);
  },
);

/** The playground with these features, and its log as it would be written. */
async function openPlay(change: (feature: Feature) => Feature) {
  const database = await testDatabase();
  const { db, store } = database;
  const clock = manualClock(cast.begins);
  const lines: string[] = [];
  const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys }).map(change);
  const metrics = createMetrics({ store, clock });
  const spaces = cast.spaces.map(({ tenant }) => tenant);
  const hands = await openHands('playground', { db, clock, spaces, tree: createCommandTree(features) });
  const app = createApp({
    ...{ store, clock, features, platforms: [hands.platform], random: () => 0.5, watch: metrics.watch },
    log: createLog('trace', (line) => void lines.push(line)),
  });
  await app.connect();
  const space = (tenant: cast.Tenant) => ({
    ...{ platform: 'playground' as const, tenant, channel: hands.channel(tenant) },
    account: (who: string) => who,
  });
  await db.transaction((tx) =>
    seedCast(
      { tx, now: clock.now() },
      { spaces: { clearwater: space('clearwater'), delta: space('delta') } },
    ),
  );
  await hands.type('jonas', 'clearwater', 'pulse open');
  await hands.fill('jonas', 'clearwater', { when: 'now' });
  await app.settle();
  return {
    ...{ db, clock, lines, metrics, hands, app },
    pulse: await thePulse(db),
    async [Symbol.asyncDispose]() {
      await app.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The playground keeps in tables of its own what people see, as Slack does on its servers: they are the platform. */
const ofWeft = (rows: readonly Row[]) => rows.filter(({ table }) => !table.startsWith('playground_'));

test('of what is answered in the playground nothing is anywhere, and on its own side no longer than its form', async () => {
  await using play = await openPlay((feature) => feature);
  const { db, hands, app, pulse, lines, metrics } = play;
  const on = { db, settle: app.settle, intake: app.intake };
  await answer(on, pulse, { hands, space: 'clearwater', good: onSlack, bad: 'quinn' });
  expect(traced(await everything(db, lines, metrics))).toEqual([]);
  // A form that is wrong stays open before its person, with what they wrote; corrected, it has gone.
  await hands.press('quinn', 'clearwater', say.answerButton);
  await hands.fill('quinn', 'clearwater', { first: 2, comment: `${canary} ${'long '.repeat(2_000)}` });
  expect((await hands.form('quinn', 'clearwater'))?.text).not.toBe('');
  expect(traced(ofWeft(await everything(db, lines, metrics)))).toEqual([]);
  await hands.fill('quinn', 'clearwater', { first: 2, comment: `${canary} quinn` });
  expect(traced(await everything(db, lines, metrics))).toEqual([]);
});

test('the control: the same feature, not declared sealed, is caught, in rows and in the log', async () => {
  await using play = await openPlay((feature) => {
    const { sealed: _, ...open } = feature;
    return open;
  });
  const { db, hands, lines, metrics } = play;
  await hands.press('quinn', 'clearwater', say.answerButton);
  await hands.fill('quinn', 'clearwater', { first: 2, comment: `${canary} ${'long '.repeat(2_000)}` });
  const left = traced(ofWeft(await everything(db, lines, metrics)));
  expect(left.map(({ table }) => table)).toEqual(['form']);
  const rows = await dump(db);
  expect(rows.filter(({ table, text }) => table === 'inbox' && text.includes('quinn'))).not.toEqual([]);
});

test('a handler that breaks on what it was given says nothing of it, and without the seal whose it was', async () => {
  for (const isSealed of [true, false]) {
    await using play = await openPlay((feature) => {
      const press = feature.presses[pulseButtons.answer];
      if (!press) return feature;
      const run: typeof press.run = async (_context, _subject, values) => {
        throw new Error(JSON.stringify(values));
      };
      const { sealed, ...open } = feature;
      const broken = { ...open, presses: { ...feature.presses, [pulseButtons.answer]: { ...press, run } } };
      return isSealed && sealed ? { ...broken, sealed } : broken;
    });
    const { db, hands, lines, metrics } = play;
    await hands.press('quinn', 'clearwater', say.answerButton);
    await hands.fill('quinn', 'clearwater', { first: 2, comment: `${canary} quinn` });
    expect(traced(await everything(db, lines, metrics))).toEqual([]);
    const line = lines.map((one) => JSON.parse(one)).find(({ msg }) => msg === 'handler broke');
    expect(line.reference === undefined).toBe(isSealed);
  }
});
