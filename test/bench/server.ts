import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { migrate, openStore } from '#store/index.ts';
import { findBinaries, runAs } from '../support/postgres/binaries.ts';

/** PostgreSQL as one would run it: every commit reaches the disk, and a quarter of a small machine's memory. */
const settings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '1GB',
  effective_cache_size: '3GB',
  max_wal_size: '4GB',
  random_page_cost: '1.1',
  max_connections: '200',
  jit: 'off',
  autovacuum: 'on',
};

export interface BenchServer extends AsyncDisposable {
  readonly version: string;
  /** A fresh, migrated database; its address. */
  database(name: string): Promise<string>;
}

/** Starts a PostgreSQL for one run of the benchmark, on a socket in a folder of its own that goes with it. */
export async function startDurable(): Promise<BenchServer> {
  const bin = await findBinaries();
  const folder = mkdtempSync(join(tmpdir(), `weft-bench-postgres-${process.pid}-`));
  chmodSync(folder, 0o755);
  if (runAs.uid !== undefined) chownSync(folder, runAs.uid, runAs.gid);
  const at = { ...runAs, cwd: folder };
  const pgdata = join(folder, 'pgdata');
  execFileSync(join(bin, 'initdb'), ['-D', pgdata, '-U', 'weft', '--auth=trust', '--locale=C.UTF-8'], {
    ...at,
    stdio: 'pipe',
  });
  const flags = Object.entries({
    ...settings,
    listen_addresses: '',
    unix_socket_directories: folder,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(bin, 'postgres'), ['-D', pgdata, ...flags], { ...at, stdio: 'ignore' });
  const ended = once(server, 'exit');
  // Also when the benchmark is interrupted: nobody else would stop it.
  const leave = () => server.kill('SIGQUIT');
  process.once('exit', leave);
  const url = (name: string) => `postgresql://weft@localhost/${name}?host=${folder}`;
  const version = await untilAnswered(url('postgres'));

  return {
    version,
    async database(name) {
      await ask(url('postgres'), `create database ${name}`);
      const store = await openStore({ url: url(name) });
      await migrate(store);
      await store.close();
      return url(name);
    },
    async [Symbol.asyncDispose]() {
      server.kill('SIGINT'); // PostgreSQL's fast shutdown
      await Promise.race([ended, pause(20_000, undefined, { ref: false })]);
      leave();
      await ended;
      process.off('exit', leave);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One statement on a connection of its own; its rows. */
export async function ask<Row extends pg.QueryResultRow>(
  url: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
}

async function untilAnswered(url: string): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const [row] = await ask<{ server_version: string }>(url, 'show server_version');
      return row?.server_version ?? '';
    } catch (error) {
      if (attempt > 400) throw error;
      await pause(25);
    }
  }
}
