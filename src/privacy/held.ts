import type { Act, Kept, Whose } from '#directory/index.ts';
import { stillHeld } from './erase.ts';

/** In how many rows something of somebody still stands: none, once all of it was deleted. */
export async function heldOf({ tx }: Pick<Act, 'tx'>, whose: Whose, kept: readonly Kept[]): Promise<number> {
  let count = 0;
  for (const one of kept) {
    const which = stillHeld(one, whose);
    if (which !== undefined) count += await tx.$count(one.table, which);
  }
  return count;
}
