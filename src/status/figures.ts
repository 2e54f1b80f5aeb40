import { countEnded } from '#delivery/index.ts';
import type { Act, CoalitionSince, Figures } from '#directory/index.ts';

/** How many messages arrived since then, and how many did not or may not have; not what people themselves did not want. */
export async function countDeliveries(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, since }: CoalitionSince,
): Promise<Figures> {
  return await countEnded(tx, coalitionId, since);
}
