import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { erasePerson } from '#privacy/index.ts';
import { createSchedule } from '#schedule/index.ts';
import { dueDone } from '#schedule/tables.ts';
import { tellBroken } from '#status/index.ts';
import { openStore } from '#store/index.ts';
import { systemClock } from '#time/index.ts';
import { playCast } from './faults/replica-cast.ts';
import { plantCanaries } from './support/canaries.ts';
import { testDatabase } from './support/database.ts';
import { documented, dump, type Row, runCommands, tools, whySkipped } from './support/dump.ts';
import { administer, databaseUrl } from './support/postgres/global.ts';
import { run } from './support/program.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { readable } from './support/slack/index.ts';

vi.setConfig({ testTimeout: 120_000 });
const patiently = { timeout: 60_000, interval: 50 };

/** What the schedule plans for every coalition, and "npm run restored" does without sending anything. */
const scheduled = new Set([
  ...['digest_plan', 'introduction_round', 'introduction_suggestion', 'network_round', 'pulse_schedule'],
]);
const marksIn = (rows: readonly Row[]) =>
  rows.reduce((sum, { text }) => sum + (text.match(/kanari \w+\.\w+/g)?.length ?? 0), 0);

/** Backups are a server's; the embedded database is a folder. */
const onServer = test.skipIf(process.env.TEST_STORE === 'pglite');

onServer(
  'what was due in a backup is not sent by itself once it is restored, and what comes after is',
  async () => {
    await using database = await testDatabase();
    await using played = await playCast(database.url ?? '');
    const { slack } = played;
    const { db } = database;
    const tell = (code: string) =>
      db.transaction((tx) =>
        tellBroken({ tx, now: systemClock.now() }, { platform: 'slack', tenant: slack.teamId, code }),
      );
    const states = async (code: string) => {
      const rows = await db.select().from(delivery);
      return rows
        .filter(({ occurrence }) => occurrence.endsWith(code))
        .map((row) => `${row.state} ${row.code ?? ''}`.trim());
    };
    await tell('kept_code');
    const operators = (await states('kept_code')).length;
    expect(operators).toBeGreaterThan(0);

    const restored = run({ DATABASE_URL: database.url ?? '', LOG_LEVEL: 'silent' }, 'src/restored.ts');
    expect(await restored.ended).toBe(0);
    expect(restored.output()).toContain(`${operators} messages`);
    expect(await states('kept_code')).toEqual(Array(operators).fill('uncertain restored'));
    expect(await db.select().from(dueDone).where(eq(dueDone.name, 'tick'))).toHaveLength(1);

    const weft = run(played.slackEnv);
    await weft.printed(/"address":/);
    await tell('fresh_code');
    await vi.waitFor(
      async () => expect(await states('fresh_code')).toEqual(Array(operators).fill('sent')),
      patiently,
    );
    expect(await states('kept_code')).toEqual(Array(operators).fill('uncertain restored'));
    const told = played.onSlack.flatMap(({ as }) => slack.dm(as).map(readable));
    expect(told.filter((text) => text.includes('kept_code'))).toEqual([]);
    expect(told.filter((text) => text.includes('fresh_code'))).toHaveLength(operators);

    // On a database in use it does nothing.
    const tooEarly = run({ DATABASE_URL: database.url ?? '' }, 'src/restored.ts');
    expect(await tooEarly.ended).toBe(1);
    expect(tooEarly.output()).toMatch(/^Weft is running on this database[^\n]*\n$/);
    expect(await weft.end()).toBe(0);
  },
);

onServer(
  'whoever deleted themselves after a backup was made is deleted from it again once it is restored',
  async () => {
    const server = inject('database');
    if (server.kind !== 'server') throw new Error('no server');
    const [live, backup] = ['live', 'backup'].map(
      (what) => `weft_test_${what}_${randomBytes(6).toString('hex')}`,
    );
    const folder = mkdtempSync(join(tmpdir(), 'weft-deletions-'));
    onTestFinished(async () => {
      for (const name of [live, backup])
        await administer(server.url, `drop database if exists ${name} with (force)`);
      rmSync(folder, { recursive: true, force: true });
    });
    await administer(server.url, `create database ${live} template ${server.template} strategy file_copy`);
    await using played = await playCast(databaseUrl(server.url, live ?? ''));
    const [gone, kept] = played.onSlack;
    if (!gone || !kept) throw new Error('nobody is here');
    await administer(server.url, `create database ${backup} template ${live} strategy file_copy`);

    const deletions = join(folder, 'deletions');
    const store = await openStore({ url: databaseUrl(server.url, live ?? '') });
    const [now, log] = [systemClock.now(), { info() {}, warn() {}, error() {} }];
    const features = createFeatures({ embedded: false, platforms: [], pulseKeys, deletions });
    await store.db.transaction(async (tx) => {
      const [person] = await tx.select().from(tables.person).where(eq(tables.person.id, gone.id));
      if (person) await erasePerson({ tx, now }, person, { keep: false, features });
    });
    const dues = features
      .flatMap((one) => one.dues ?? [])
      .filter(({ name }) => name === 'privacy.write-down');
    await createSchedule({ store, clock: systemClock, random: Math.random, log, dues }).tick();
    await store.close();
    expect(readFileSync(deletions, 'utf8')).toContain(gone.id);

    const url = databaseUrl(server.url, backup ?? '');
    const namedIn = async (name: string) => {
      const restored = await openStore({ url });
      const rows = await dump(restored.db);
      await restored.close();
      return rows.filter(({ text }) => text.includes(name)).length;
    };
    const restore = async (file: string) => {
      const program = run(
        { DATABASE_URL: url, LOG_LEVEL: 'silent', WEFT_DELETIONS: file },
        'src/restored.ts',
      );
      expect(await program.ended).toBe(0);
      return program.output();
    };
    // The control: a backup brings everybody back, and without the file they stay.
    expect(await restore(join(folder, 'another'))).toContain(': 0 people,');
    expect(await namedIn(gone.name)).toBeGreaterThan(0);
    const others = await namedIn(kept.name);
    expect(await restore(deletions)).toContain(': 1 people,');
    expect(await namedIn(gone.name)).toBe(0);
    expect(await namedIn(kept.name)).toBe(others);
    // Restored once more, nothing is left to do.
    expect(await restore(deletions)).toContain(': 0 people,');
  },
);

test.skipIf('missing' in tools)(
  `the commands of docs/operations.md restore a backup whole, without whoever deleted themselves since, and touch no other coalition${whySkipped}`,
  async () => {
    const server = inject('database');
    if (server.kind !== 'server') throw new Error('no server');
    const [live, restored] = ['live', 'restored'].map(
      (what) => `weft_test_${what}_${randomBytes(6).toString('hex')}`,
    );
    const folder = mkdtempSync(join(tmpdir(), 'weft-restore-'));
    onTestFinished(async () => {
      for (const name of [live, restored])
        await administer(server.url, `drop database if exists ${name} with (force)`);
      rmSync(folder, { recursive: true, force: true });
    });
    await administer(server.url, `create database ${live} template ${server.template} strategy file_copy`);
    const [liveUrl, url] = [live, restored].map((name) => databaseUrl(server.url, name ?? ''));
    await using played = await playCast(liveUrl ?? '');
    const store = await openStore({ url: liveUrl ?? '' });
    const now = systemClock.now();
    const planted = await plantCanaries(store.db, now);
    const before = await dump(store.db);

    runCommands(documented('Backup'), { cwd: folder, url: liveUrl ?? '' });
    const deletions = join(folder, 'deletions');
    const features = createFeatures({ embedded: false, platforms: [], pulseKeys, deletions });
    await store.db.transaction(async (tx) => {
      const [maya] = await tx.select().from(tables.person).where(eq(tables.person.id, planted.maya));
      if (maya) await erasePerson({ tx, now }, maya, { keep: false, features });
    });
    const log = { info() {}, warn() {}, error() {} };
    const dues = features
      .flatMap((one) => one.dues ?? [])
      .filter(({ name }) => name === 'privacy.write-down');
    await createSchedule({ store, clock: systemClock, random: Math.random, log, dues }).tick();
    await store.close();

    // As they stand there, with the names of this run for the database and the dump.
    const commands = documented('Restore')
      .replace('weft_restored', restored ?? '')
      .replace(/weft-\d{4}-\d\d-\d\d\.dump/, 'weft-today.dump');
    expect(commands).toContain(`createdb ${restored}`);
    runCommands(commands, { cwd: folder, url: url ?? '' });
    const rowsNow = async () => {
      const opened = await openStore({ url: url ?? '' });
      const rows = await dump(opened.db);
      await opened.close();
      return rows;
    };
    const texts = (rows: readonly Row[]) => rows.map(({ table, text }) => `${table} ${text}`).toSorted();
    const back = await rowsNow();
    // The control: a backup has every row, also of whoever deleted themselves after it was made.
    expect(texts(back)).toEqual(texts(before));
    expect(marksIn(back)).toBeGreaterThan(60);

    const env = { DATABASE_URL: url ?? '', LOG_LEVEL: 'silent', WEFT_DELETIONS: deletions };
    const program = run(
      { ...env, WEFT_SECRET: 'a secret of at least thirty-two characters' },
      'src/restored.ts',
    );
    expect(await program.ended, program.output()).toBe(0);
    expect(program.output()).toContain(': 1 people,');
    const after = await rowsNow();
    expect(marksIn(after)).toBe(0);
    expect(texts(after).join('\n')).toContain('theirs person.name');
    // Of the other coalition each row is as it was.
    const theirs = (rows: readonly Row[]) =>
      rows.filter(({ columns }) => columns.coalition_id === played.seeded.coalitionId);
    const kept = (rows: readonly Row[]) => texts(theirs(rows).filter(({ table }) => !scheduled.has(table)));
    expect(kept(after)).toEqual(kept(before));
    expect(kept(before).length).toBeGreaterThan(200);
  },
);

test('without a database to restore there is nothing to do, and a sentence says so', async () => {
  const restored = run({ DATABASE_URL: '' }, 'src/restored.ts');
  expect(await restored.ended).toBe(1);
  expect(restored.output()).toMatch(/^DATABASE_URL is missing[^\n]*\n$/);
});
