import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { StoreError } from './db.ts';

/**
 * Makes this process the only one that uses the folder, until the returned function is called or the process
 * ends, however it ends. Throws `StoreError` when another one has it: PGlite itself would lose its writes.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StoreError(`WEFT_DATA cannot be used: no folder can be made at ${folder}. Choose another.`, {
      cause,
    });
  }
  const real = realpathSync(folder);
  const taken = new StoreError(
    `Another Weft already uses ${real}: stop it, or give this one a folder of its own with WEFT_DATA.`,
  );
  return process.platform === 'linux' ? lockBySocket(real, taken) : lockByFile(real, taken);
}

// An abstract socket (unix(7)) has no file: the kernel frees it with the process, also after SIGKILL.
async function lockBySocket(real: string, taken: StoreError): Promise<() => Promise<void>> {
  const server = createServer();
  const name = `\0weft-${createHash('sha256').update(real).digest('hex').slice(0, 40)}`;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject('code' in error && error.code === 'EADDRINUSE' ? taken : error));
    server.listen(name, resolve);
  });
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

async function lockByFile(real: string, taken: StoreError): Promise<() => Promise<void>> {
  const file = join(real, 'weft.pid');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return async () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (isAlive(Number(readFileSync(file, 'utf8')))) throw taken;
      rmSync(file, { force: true });
    }
  }
  throw taken;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
