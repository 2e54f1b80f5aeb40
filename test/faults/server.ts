import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { migrate, openStore } from '#store/index.ts';
import { findBinaries, runAs } from '../support/postgres/binaries.ts';

/** A PostgreSQL server that can be taken away: durable, as an operator would run it, with Weft's tables in it. */
export interface FaultyServer extends AsyncDisposable {
  /** by its socket */
  readonly url: string;
  /** the socket itself, for whoever stands in between */
  readonly socket: string;
  /** `pg_ctl stop -m immediate`: every session ends at once, nothing is written, recovery follows at the next start */
  crash(): Promise<void>;
  /** Starts it after a crash and resolves when it answers. */
  start(): Promise<void>;
  /** Runs one statement as the superuser, on a connection of its own. */
  query<Row extends pg.QueryResultRow>(statement: string, values?: readonly unknown[]): Promise<Row[]>;
}

// What a crash must not lose is on the disk: nothing here is switched off for speed.
const settings = {
  listen_addresses: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: '200',
  TimeZone: 'Asia/Kolkata',
};

/** Starts one with an empty, migrated database; `over` are settings on its command line. */
export async function startFaultyServer(over: Readonly<Record<string, string>> = {}): Promise<FaultyServer> {
  const bin = await findBinaries();
  // The name says whose it is: a run that was killed is cleaned up by the next run of the tests.
  const folder = mkdtempSync(join(tmpdir(), `weft-test-postgres-${process.pid}-`));
  chmodSync(folder, 0o755);
  if (runAs.uid !== undefined) chownSync(folder, runAs.uid, runAs.gid);
  const at = { ...runAs, cwd: folder };
  const pgdata = join(folder, 'pgdata');
  const initial = ['-U', 'weft', '--auth=trust', '--no-instructions', '--encoding=UTF8', '--locale=C'];
  execFileSync(join(bin, 'initdb'), ['-D', pgdata, '--no-sync', ...initial], { ...at, stdio: 'pipe' });
  const all = { ...settings, unix_socket_directories: folder, ...over };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const url = `postgresql://weft@localhost/postgres?host=${folder}`;
  let said = '';
  let server: ReturnType<typeof launch> | undefined;

  function launch() {
    const child = spawn(join(bin, 'postgres'), ['-D', pgdata, ...flags], {
      ...at,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-4_000);
    });
    return { child, ended: once(child, 'exit') };
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = server;
    server = undefined;
    ending?.child.kill(signal);
    await ending?.ended;
  }
  async function query<Row extends pg.QueryResultRow>(statement: string, values: readonly unknown[] = []) {
    const client = new pg.Client({ connectionString: url, application_name: 'weft faults' });
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.query<Row>(statement, [...values])).rows;
    } finally {
      await client.end();
    }
  }
  const answers = () =>
    query('select 1').then(
      () => true,
      () => false,
    );
  async function start(): Promise<void> {
    server ??= launch();
    for (let attempt = 0; !(await answers()); attempt += 1) {
      if (server.child.exitCode !== null || attempt > 1_200)
        throw new Error(`PostgreSQL did not start:\n${said}`);
      await pause(25);
    }
  }

  await start();
  const store = await openStore({ url });
  await migrate(store);
  await store.close();
  return {
    url,
    socket: join(folder, '.s.PGSQL.5432'),
    crash: () => end('SIGQUIT'),
    start,
    query,
    async [Symbol.asyncDispose]() {
      await end('SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
