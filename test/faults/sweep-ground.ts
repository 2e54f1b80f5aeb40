import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createApp } from '#app.ts';
import { cast, seedCast } from '#cast/index.ts';
import { createRegister, tables } from '#directory/index.ts';
import { openStore } from '#store/index.ts';
import { administer, databaseUrl } from '../support/postgres/global.ts';
import { openSide, type SweptPlatform } from './sweep-scene.ts';
import { features } from './sweep-tree.ts';

/** A database of one's own, until it is given back. */
export interface Borrowed {
  readonly url: string;
  /** The server ends every connection to it. */
  endConnections(): Promise<void>;
  giveBack(): void;
}

/** A database server, and on it as many databases as are needed at once. */
export interface Ground extends AsyncDisposable {
  /** the cast's people by account, as their rows are called */
  readonly people: Readonly<Record<SweptPlatform, ReadonlyMap<string, string>>>;
  /** One with the cast's coalition in it, called as that platform calls it, or an empty one. */
  borrow(platform: SweptPlatform, isEmpty: boolean): Promise<Borrowed>;
}

/**
 * Lays the ground on a migrated, empty template. To clone a database takes ten times as long as to empty one and fill
 * it again, so that each is lent many times.
 */
export async function layGround(url: string, empty: string): Promise<Ground> {
  const made: string[] = [];
  const make = async (name: string, template: string) => {
    await administer(url, `create database ${name} template ${template}`);
    made.push(name);
    return name;
  };
  const template = async (platform: SweptPlatform) => {
    const name = await make(`${empty}_${platform}`, empty);
    return { name, people: await fill(databaseUrl(url, name), platform), free: [] as string[] };
  };
  const templates = { slack: await template('slack'), discord: await template('discord') };
  return {
    people: { slack: templates.slack.people, discord: templates.discord.people },
    async borrow(platform, isEmpty) {
      const { free, name: from } = templates[platform];
      const used = free.pop();
      const name = used ?? (await make(`weft_sweep_${randomBytes(6).toString('hex')}`, from));
      if (used || isEmpty) await reset(databaseUrl(url, name), isEmpty);
      return {
        url: databaseUrl(url, name),
        endConnections: () =>
          administer(url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`),
        giveBack: () => void free.push(name),
      };
    },
    async [Symbol.asyncDispose]() {
      for (const name of made.toReversed()) await administer(url, `drop database ${name} with (force)`);
    },
  };
}

/** Writes the cast's coalition, lets its first minute pass, and keeps a copy of every row beside the tables. */
async function fill(url: string, platform: SweptPlatform): Promise<ReadonlyMap<string, string>> {
  const store = await openStore({ url });
  const { clock, hands, space } = await openSide(platform);
  const played = (where: cast.Tenant) => ({
    platform,
    ...{ tenant: space(where).tenant, channel: hands.channel(where) },
    actions: hands.channel(where, 'actions'),
    pulse: hands.channel(where, 'pulse'),
    account: (who: string) => {
      const lives = cast.people.some((one) => one.account === who && one.tenants.includes(where));
      return lives ? hands.account(who, where) : undefined;
    },
  });
  const stage = { spaces: { clearwater: played('clearwater'), delta: played('delta') } };
  const { people } = await store.db.transaction((tx) => seedCast({ tx, now: clock.now() }, stage));
  const register = createRegister({ db: store.db, clock, platform });
  for (const { tenant, name } of cast.spaces) await register.present([{ name, ...space(tenant) }], false);
  await store.db.update(tables.spaceChannel).set({ checkedAt: clock.now(), canPost: true });
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  await createApp({ store, clock, log, features, platforms: [], random: Math.random }).settle();
  await hands.stop();
  await store.close();
  await onOne(url, async (client) => {
    const names = await tablesOf(client);
    // The pulse has flows of its own: in the others it would be one more message to everybody, week after week.
    await client.query('update pulse_schedule set next_at = null');
    // A digest tells of messages in doubt: after a kill it says more, and should.
    await client.query('update digest_plan set next_at = null');
    await client.query(`create schema kept`);
    for (const name of names) await client.query(`create table kept.${name} as table public.${name}`);
  });
  return people;
}

/** Empties a database and, unless it is to stay so, puts the kept rows back. */
async function reset(url: string, isEmpty: boolean): Promise<void> {
  await onOne(url, async (client) => {
    const names = await tablesOf(client);
    const statements = [
      ...(await partitionsIn(client)).map((name) => `drop table public.${name}`),
      ...names.toReversed().map((name) => `delete from public.${name}`),
      ...(isEmpty
        ? []
        : names.map((name) => `insert into public.${name} overriding system value table kept.${name}`)),
    ];
    // Several statements in one query are one transaction.
    await client.query(statements.join(';'));
  });
}

/** The tables, each after those that it refers to. */
async function tablesOf(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string; refers: readonly string[] }>(`
    select relname as name, array(
      select confrelid::regclass::text from pg_constraint where conrelid = pg_class.oid and contype = 'f'
    ) as refers
    from pg_class where relkind = 'r' and not relispartition and relnamespace = 'public'::regnamespace order by relname`);
  const sorted = new Set<string>();
  const visit = (name: string, on: readonly string[]): void => {
    if (sorted.has(name) || on.includes(name)) return;
    for (const other of rows.find((row) => row.name === name)?.refers ?? []) visit(other, [...on, name]);
    sorted.add(name);
  };
  for (const { name } of rows) visit(name, []);
  return [...sorted];
}

/** Where the answers of pulses that were never closed are. */
async function partitionsIn(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relispartition and relnamespace = 'public'::regnamespace`,
  );
  return rows.map(({ name }) => name);
}

async function onOne(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'weft sweep' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
