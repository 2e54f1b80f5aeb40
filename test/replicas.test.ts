import { and, eq, inArray, sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { createApp } from '#app.ts';
import { writeCalendar } from '#calendars/index.ts';
import { cast } from '#cast/index.ts';
import { tree } from '#commands.ts';
import { delivery } from '#delivery/tables.ts';
import { createRegister, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { inbox } from '#inbox/tables.ts';
import { drawPicture } from '#pictures/index.ts';
import { createDiscord } from '#platforms/discord/index.ts';
import { systemClock } from '#time/index.ts';
import { playCast } from './faults/replica-cast.ts';
import { testDatabase } from './support/database.ts';
import { startDiscord } from './support/discord/index.ts';
import { type Program, run } from './support/program.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { readable, type SlackPerson, startSlack } from './support/slack/index.ts';
import { quietLog } from './support/stage/quiet-log.ts';

// Several processes start and wait for one another here, on machines that may be busy.
vi.setConfig({ testTimeout: 180_000 });

/** Several processes want a server; the embedded database serves one. */
const onServer = test.skipIf(process.env.TEST_STORE === 'pglite');

const secret = 'a secret of at least thirty-two characters';
const patiently = { timeout: 60_000, interval: 50 };

const hasRole: readonly string[] = cast.roles.map(({ account }) => account);

interface Replica {
  readonly program: Program;
  readonly address: string;
}

async function start(env: Readonly<Record<string, string>>): Promise<Replica> {
  const program = run(env);
  const [, address = ''] = await program.printed(/"address":"([^"]+)"/);
  return { program, address };
}

/** A zone in which it is noon now, so that nobody's night keeps a message back. */
function noonZone(): string {
  const ahead = 12 - Temporal.Now.zonedDateTimeISO('UTC').hour;
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

onServer('whichever of three processes is asked, and whichever dies, everything is done once', async () => {
  await using database = await testDatabase();
  await using played = await playCast(database.url ?? '');
  const { db } = database;
  const { slack, discord, guild } = played;
  await db.update(tables.person).set({ zone: noonZone() });
  const env = { ...played.slackEnv, ...played.discordEnv };
  const onSlack = new Map(played.onSlack.map((one) => [one.account, one]));
  const onDiscord = new Map(played.onDiscord.map((one) => [one.account, one]));
  const toBeDrivers = [...onSlack.values()].filter(({ account }) => !hasRole.includes(account)).slice(0, 18);
  const toBeWeavers = [...onDiscord.values()]
    .filter(({ account }) => !hasRole.includes(account) && !onSlack.has(account))
    .slice(0, 6);
  const jonas = { slack: onSlack.get('jonas')?.as, discord: onDiscord.get('jonas')?.as };
  if (!jonas.slack || !jonas.discord) throw new Error('Jonas is nowhere');
  const [operator, operatorThere]: [SlackPerson, typeof jonas.discord] = [jonas.slack, jonas.discord];

  const granted: { readonly id: string; readonly account: string }[] = [];
  /** A command to one replica, and once more to another, as a proxy or Slack itself does. */
  const drivers = toBeDrivers.values();
  async function grantDriver(first: Replica, second: Replica): Promise<void> {
    const one = drivers.next().value;
    if (!one) throw new Error('there is nobody left to give a role to');
    granted.push(one);
    slack.eventsUrl = `${first.address}/slack/events`;
    const ack = await slack.command({
      person: operator,
      text: `role grant person:<@${one.as.id}> role:driver`,
    });
    slack.eventsUrl = `${second.address}/slack/events`;
    const again = await slack.redeliver(ack.delivery);
    expect([ack.acknowledged, again.acknowledged]).toContain(true);
  }
  const weavers = toBeWeavers.values();
  async function grantWeaver(): Promise<void> {
    const one = weavers.next().value;
    if (!one) throw new Error('there is nobody left to give a role to');
    granted.push(one);
    const ack = await discord.command({
      person: operatorThere,
      guild,
      name: 'weft',
      path: ['role', 'grant'],
      options: { person: one.as.id, role: 'weaver' },
    });
    expect(ack.type).not.toBeNull();
    discord.redeliver(ack);
  }
  const isReady = async ({ address }: Replica) => (await fetch(`${address}/readyz`)).status;
  /** The only one of them that holds the gateway, as soon as that is so. */
  const holderAmong = async (replicas: readonly Replica[]) =>
    await vi.waitFor(() => {
      expect(discord.gateway.counts().connected).toBe(1);
      const holders = replicas.filter(({ program }) => {
        const last = (words: string) => program.output().lastIndexOf(words);
        return last('discord is connected') > last('discord is let go');
      });
      expect(holders).toHaveLength(1);
      return holders[0] as Replica;
    }, patiently);

  const pair = await Promise.all([start(env), start(env)]);
  const leader = await holderAmong(pair);
  const follower = pair[0] === leader ? pair[1] : pair[0];
  expect(follower.program.output()).toContain('discord is held by another process');
  expect(await Promise.all(pair.map(isReady))).toEqual([200, 200]);
  expect(discord.gateway.counts()).toEqual({ identified: 1, resumed: 0, connected: 1 });
  await grantDriver(leader, follower);
  await grantDriver(follower, leader);
  await grantWeaver();

  // A third one joins while there is work.
  const [third] = await Promise.all([
    start(env),
    ...[leader, follower, leader].map((one) => grantDriver(one, follower)),
    grantWeaver(),
  ]);
  expect(third.program.output()).toContain('discord is held by another process');
  await grantDriver(third, leader);

  // Each has one connection that listens and one that leads; without the latter one of them is chosen again.
  const count = async (name: string) => {
    const { rows } = await db.execute<{ n: number }>(
      sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = ${name}`,
    );
    return rows[0]?.n;
  };
  await vi.waitFor(async () => {
    expect([await count('weft leads'), await count('weft listens: delivery')]).toEqual([3, 3]);
  }, patiently);
  await db.execute(
    sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'weft leads'`,
  );
  await vi.waitFor(async () => expect(await count('weft leads')).toBe(3), patiently);

  // The one that holds the gateway is killed in the middle of things.
  const all = [leader, follower, third];
  const killed = await holderAmong(all);
  const [one = leader, two = leader] = all.filter((replica) => replica !== killed);
  const identified = () => discord.gateway.counts().identified;
  const before = identified();
  await Promise.all([...all.map((replica) => grantDriver(replica, one)), killed.program.end('SIGKILL')]);
  const heir = await holderAmong([one, two]);
  const last = heir === one ? two : one;
  expect(identified()).toBe(before + 1);
  await grantWeaver();
  await grantDriver(killed, last);
  await grantDriver(heir, last);

  // Asked to end, the next one lets go and leaves nothing behind.
  await Promise.all([grantWeaver(), grantDriver(last, heir)]);
  expect(await heir.program.end()).toBe(0);
  expect(await holderAmong([last])).toBe(last);
  expect(identified()).toBe(before + 2);
  await grantWeaver();
  await grantDriver(heir, last);

  const ids = granted.map(({ id }) => id);
  await vi.waitFor(async () => {
    const open = await db
      .select()
      .from(delivery)
      .where(inArray(delivery.state, ['due', 'sending']));
    const waiting = await db.select().from(inbox).where(eq(inbox.state, 'received'));
    expect([open.length, waiting.length]).toEqual([0, 0]);
  }, patiently);
  const told = (account: string) =>
    [
      ...slack.dm(onSlack.get(account)?.as ?? operator).map(readable),
      ...discord.dm(onDiscord.get(account)?.as ?? operatorThere).map(({ text }) => text),
    ].filter((text) => text.includes('gave you the role'));
  expect(granted.map(({ account }) => told(account).length)).toEqual(granted.map(() => 1));
  const given = await db.select().from(tables.role).where(inArray(tables.role.personId, ids));
  expect(given).toHaveLength(granted.length);
  const written = await db
    .select()
    .from(tables.audit)
    .where(and(eq(tables.audit.act, 'role.granted'), inArray(tables.audit.subject, ids)));
  expect(written).toHaveLength(granted.length);
  const rows = await db.select().from(delivery);
  expect(rows.map(({ state }) => state)).toEqual(granted.map(() => 'sent'));
  expect([...slack.violations, ...discord.violations]).toEqual([]);
  expect(await last.program.end()).toBe(0);
});

onServer(
  'while an old and a new leader both hear Discord, what comes in is done and answered once',
  async () => {
    await using database = await testDatabase();
    await using played = await playCast(database.url ?? '');
    const { discord, guild } = played;
    const { store, db } = database;
    const register = createRegister({ db, clock: systemClock, platform: 'discord' });
    const features = createFeatures({ embedded: false, platforms: ['discord'], pulseKeys });
    // Nobody chooses between them, so that both hold the gateway.
    const apps = ['old', 'new'].map(() =>
      createApp({
        store,
        clock: systemClock,
        random: Math.random,
        platforms: [
          createDiscord({
            token: discord.token,
            apiUrl: discord.apiUrl,
            register,
            log: quietLog,
            clock: systemClock,
            tree,
            ...{ draw: drawPicture, write: writeCalendar },
          }),
        ],
        features,
        log: quietLog,
      }),
    );
    for (const app of apps) await app.connect();
    expect(discord.gateway.counts().connected).toBe(2);
    const operator = played.onDiscord.find(({ account }) => account === 'jonas')?.as;
    if (!operator) throw new Error('Jonas is nowhere');
    const others = played.onDiscord.filter(({ account }) => !hasRole.includes(account)).slice(0, 12);
    for (const { as } of others) {
      const ack = await discord.command({
        person: operator,
        guild,
        name: 'weft',
        path: ['role', 'grant'],
        options: { person: as.id, role: 'driver' },
      });
      await discord.see(() => ack.reply()?.text.includes('is now'), 20_000);
    }
    await vi.waitFor(async () => {
      const waiting = await db.select().from(inbox).where(eq(inbox.state, 'received'));
      expect(waiting).toEqual([]);
    }, patiently);
    const given = await db.select().from(tables.role).where(eq(tables.role.role, 'driver'));
    const ids = others.map(({ id }) => id);
    expect(given.filter(({ personId }) => ids.includes(personId))).toHaveLength(others.length);
    expect(await db.$count(inbox)).toBe(others.length);
    expect(await db.$count(delivery)).toBe(others.length);
    expect(discord.ephemerals(operator)).toHaveLength(others.length);
    for (const app of apps) await app.stop();
    expect(discord.violations).toEqual([]);
  },
);

onServer('three processes that start at once on an empty database make its tables once', async () => {
  await using database = await testDatabase();
  await using slack = await startSlack({ mode: 'http' });
  await using discord = await startDiscord();
  const { db } = database;
  await db.execute(sql`drop schema public cascade`);
  await db.execute(sql`drop schema drizzle cascade`);
  await db.execute(sql`create schema public`);
  const env = {
    DATABASE_URL: database.url ?? '',
    WEFT_SECRET: secret,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
  };
  const replicas = await Promise.all([start(env), start(env), start(env)]);
  expect(discord.gateway.counts()).toEqual({ identified: 1, resumed: 0, connected: 1 });
  const { rows } = await db.execute<{ runs: number; distinct: number }>(
    sql`select count(*)::int as runs, count(distinct hash)::int as distinct from drizzle.__drizzle_migrations`,
  );
  expect(rows[0]?.runs).toBeGreaterThan(0);
  expect(rows[0]?.runs).toBe(rows[0]?.distinct);
  expect(await Promise.all(replicas.map(({ program }) => program.end()))).toEqual([0, 0, 0]);
  expect(discord.gateway.counts().connected).toBe(0);
});
