import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Whole } from './departure.ts';

/** Somebody who deleted what was kept of them, or what left as a whole, as a line of the file says it. */
export type Written = { readonly at: Temporal.Instant } & (
  | { readonly personId: string; readonly keep: boolean }
  | { readonly id: string; readonly what: Whole }
);

/** `2027-05-12T17:00:00Z 0192f3a0-… keep`, of a person; of what left as a whole, `organisation` stands in the end. */
const line = z
  .string()
  .transform((one) => one.split(' '))
  .pipe(
    z.tuple([
      z.string().endsWith('Z').transform(instant),
      z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      z.enum(['keep', 'all', 'organisation', 'space', 'coalition']),
    ]),
  )
  .transform(
    ([at, id, how]): Written =>
      how === 'keep' || how === 'all' ? { at, personId: id, keep: how === 'keep' } : { at, id, what: how },
  );

/** Adds a line to the file of deletions; resolves when it is on disk. Ids name nobody where the rows are gone. */
export async function writeDeletion(path: string, one: Written): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'a+', 0o600);
  try {
    // A line that a crash cut off must not take this one with it; it is written again itself.
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    const isWhole = size === 0 || buffer.toString() === '\n';
    const [id, how] = 'what' in one ? [one.id, one.what] : [one.personId, one.keep ? 'keep' : 'all'];
    await handle.appendFile(`${isWhole ? '' : '\n'}${one.at.toString()} ${id} ${how}\n`);
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
