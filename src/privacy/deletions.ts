import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** One deletion as a line of the file says it. */
export interface Written {
  readonly at: Temporal.Instant;
  readonly personId: string;
  readonly keep: boolean;
}

/** `2027-05-12T17:00:00Z 0192f3a0-… keep` */
const line = z
  .string()
  .transform((one) => one.split(' '))
  .pipe(
    z.tuple([
      z.string().endsWith('Z').transform(instant),
      z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      z.enum(['keep', 'all']),
    ]),
  )
  .transform(([at, personId, how]): Written => ({ at, personId, keep: how === 'keep' }));

/** Adds a line to the file of deletions; resolves when it is on disk. Ids name nobody where the rows are gone. */
export async function writeDeletion(path: string, { at, personId, keep }: Written): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'a+', 0o600);
  try {
    // A line that a crash cut off must not take this one with it; it is written again itself.
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    const isWhole = size === 0 || buffer.toString() === '\n';
    await handle.appendFile(`${isWhole ? '' : '\n'}${at.toString()} ${personId} ${keep ? 'keep' : 'all'}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The deletions in the file, in their order; none where there is no file. What is no whole line is left out. */
export async function readDeletions(path: string): Promise<readonly Written[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((one) => {
    const { success, data } = line.safeParse(one);
    return success ? [data] : [];
  });
}

function instant(words: string, context: z.RefinementCtx): Temporal.Instant {
  try {
    return Temporal.Instant.from(words);
  } catch {
    context.addIssue('no moment');
    return z.NEVER;
  }
}
