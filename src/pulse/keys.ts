import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPair } from './seal.ts';

/** What opens the answers of one pulse, and what hides who gave them: 32 bytes each. */
export interface PulseKeys {
  readonly privateKey: Buffer;
  readonly tagKey: Buffer;
}

/** Where the keys of open pulses are kept: outside the database, and out of its backups. */
export interface KeyStore {
  /** Resolves when the keys are on disk; throws `KeysUnwritable`. */
  keep(pulseId: string, keys: PulseKeys): Promise<void>;
  /** Undefined when they are not there; throws when they cannot be read just now. */
  read(pulseId: string): Promise<PulseKeys | undefined>;
  /** Whether these answers may be opened: those of the first call, and the same again, so that no difference is ever told. */
  once(pulseId: string, digest: Uint8Array): Promise<boolean>;
  /** Whether `once` was called: from then on no other answer may come in. */
  isCounted(pulseId: string): Promise<boolean>;
  /** Overwrites and removes them; nothing happens when they have gone. A disk may still hold older copies of its blocks. */
  destroy(pulseId: string): Promise<void>;
}

/** The keys of a pulse; undefined when they are not there, cannot be read just now, or are another's. */
export async function keysOf(
  keys: KeyStore,
  { id, publicKey }: { readonly id: string; readonly publicKey: Uint8Array },
): Promise<PulseKeys | undefined> {
  const kept = await keys.read(id).catch(() => undefined);
  return kept && isPair(kept.privateKey, publicKey) ? kept : undefined;
}

const bytes = 64;

/** The keys of a pulse cannot be kept, so that it is not opened; `code` is the file system's word. */
export class KeysUnwritable extends Error {
  override readonly name = 'KeysUnwritable';
  readonly code: string;
  constructor(cause: unknown) {
    super('the keys of a pulse were not kept', { cause });
    this.code = String((cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown');
  }
}

/** Keys as files in a directory that only this account may read. Several replicas share the directory. */
export function keyStore(directory: string): KeyStore {
  const fileOf = (pulseId: string) => join(directory, `${pulseId}.key`);
  return {
    async keep(pulseId, { privateKey, tagKey }) {
      const fresh = `${fileOf(pulseId)}.${randomBytes(6).toString('hex')}`;
      try {
        const made = await mkdir(directory, { recursive: true, mode: 0o700 });
        if (made !== undefined) await chmod(directory, 0o700);
        await write(fresh, Buffer.concat([privateKey, tagKey]), 'wx');
        await rename(fresh, fileOf(pulseId));
        await flush(directory);
      } catch (error) {
        await rm(fresh, { force: true }).catch(() => {});
        throw new KeysUnwritable(error);
      }
    },
    async read(pulseId) {
      const both = await readFile(fileOf(pulseId)).catch(unless('ENOENT'));
      // Half a key is as good as none.
      return both?.length === bytes
        ? { privateKey: both.subarray(0, 32), tagKey: both.subarray(32) }
        : undefined;
    },
    async once(pulseId, digest) {
      const counted = `${fileOf(pulseId)}.counted`;
      const fresh = `${counted}.${randomBytes(6).toString('hex')}`;
      await write(fresh, digest, 'wx');
      // A link, and no rename: it takes no place that is taken.
      await link(fresh, counted).catch(unless('EEXIST'));
      await rm(fresh);
      await flush(directory);
      return (await readFile(counted)).equals(digest);
    },
    async isCounted(pulseId) {
      const found = await stat(`${fileOf(pulseId)}.counted`).catch(unless('ENOENT'));
      return found !== undefined;
    },
    async destroy(pulseId) {
      // What may not be written to may still be removed.
      await write(fileOf(pulseId), Buffer.alloc(bytes), 'r+').catch(unless('ENOENT', 'EACCES', 'EPERM'));
      await rm(fileOf(pulseId), { force: true });
      await rm(`${fileOf(pulseId)}.counted`, { force: true });
      await flush(directory).catch(unless('ENOENT'));
    },
  };
}

async function write(file: string, content: Uint8Array, flag: 'wx' | 'r+'): Promise<void> {
  const handle = await open(file, flag, 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a renamed or removed name survive a power cut. */
async function flush(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unless(...codes: readonly string[]) {
  return (error: unknown): undefined => {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  };
}
