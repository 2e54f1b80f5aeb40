import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import { dueDone } from '#schedule/tables.ts';
import { tellBroken } from '#status/index.ts';
import { systemClock } from '#time/index.ts';
import { playCast } from './faults/replica-cast.ts';
import { testDatabase } from './support/database.ts';
import { run } from './support/program.ts';
import { readable } from './support/slack/index.ts';

vi.setConfig({ testTimeout: 120_000 });
const patiently = { timeout: 60_000, interval: 50 };

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

test('without a database to restore there is nothing to do, and a sentence says so', async () => {
  const restored = run({ DATABASE_URL: '' }, 'src/restored.ts');
  expect(await restored.ended).toBe(1);
  expect(restored.output()).toMatch(/^DATABASE_URL is missing[^\n]*\n$/);
});
