import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries, runAs } from './binaries.ts';

const prefix = 'weft-test-postgres-';
const memory = '/dev/shm';
const enough = 2 * 2 ** 30; // bytes; a run takes a quarter of it

/** A PostgreSQL server for this run of the tests, quick rather than durable; `url` is its own `postgres` database. */
export async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  await stopLeftovers();
  const bin = await findBinaries();
  const folder = mkdtempSync(join(roomy(memory) ? memory : tmpdir(), `${prefix}${process.pid}-`));
  chmodSync(folder, 0o755);
  if (runAs.uid !== undefined) chownSync(folder, runAs.uid, runAs.gid);
  const at = { ...runAs, cwd: folder };
  const pgdata = join(folder, 'pgdata');
  // The builtin provider came with PostgreSQL 17; a server named from outside may be older.
  const builtin = process.env.TEST_POSTGRES_BIN === undefined;
  const locale = builtin
    ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8']
    : ['--locale=C.UTF-8', '--encoding=UTF8'];
  execFileSync(
    join(bin, 'initdb'),
    ['-D', pgdata, '-U', 'weft', '--auth=trust', '--no-sync', '--no-instructions', ...locale],
    { ...at, stdio: 'pipe' },
  );

  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_wal_size: '256MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_connections: '200',
    max_parallel_workers_per_gather: '0',
    jit: 'off',
    TimeZone: 'Asia/Kolkata', // far from UTC, so that a query which relies on the server's zone fails its test
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(bin, 'postgres'), ['-D', pgdata, ...flags], {
    ...at,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-4_000);
  });
  const ended = once(server, 'exit');

  async function stop(): Promise<void> {
    server.kill('SIGINT'); // PostgreSQL's fast shutdown
    await Promise.race([ended, pause(5_000, undefined, { ref: false })]);
    server.kill('SIGQUIT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }

  const url = `postgresql://weft@localhost/postgres?host=${folder}`;
  for (let attempt = 0; !(await answers(url)); attempt += 1) {
    if (server.exitCode !== null || attempt > 400) {
      await stop();
      throw new Error(`PostgreSQL for tests did not start:\n${said}`);
    }
    await pause(25);
  }
  return { url, stop };
}

/** Every test copies a database of 800 files: in memory that costs a tenth of what it costs on a disk. */
function roomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > enough;
  } catch {
    return false;
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

/** A run that was killed leaves its server: it is known by the folder that names the run and by its pid file. */
async function stopLeftovers(): Promise<void> {
  const homes = [tmpdir(), memory].filter((home) => existsSync(home));
  const folders = homes.flatMap((home) => readdirSync(home).map((name) => join(home, name)));
  for (const folder of folders.filter((one) => basename(one).startsWith(prefix))) {
    const run = Number(basename(folder).slice(prefix.length).split('-')[0]);
    if (isAlive(run)) continue;
    try {
      const pid = Number(readFileSync(join(folder, 'pgdata/postmaster.pid'), 'utf8').split('\n')[0]);
      // The pid may be somebody else's by now.
      const command =
        process.platform === 'linux'
          ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
          : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
      if (command.includes(folder)) process.kill(pid, 'SIGQUIT');
      for (let i = 0; i < 200 && command.includes(folder) && isAlive(pid); i += 1) await pause(25);
    } catch {
      // No pid file, or no such process: nothing runs.
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
