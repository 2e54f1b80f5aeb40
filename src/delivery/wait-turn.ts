import { setTimeout as pause } from 'node:timers/promises';
import type { Address, Effect, PlatformName } from '#chat/index.ts';
import type { Db } from '#store/index.ts';
import { enter, type Pace } from './pace.ts';

/** How far ahead a question may have its place at the gate, in ms; whoever asks comes again later otherwise. */
const farthest = 2_000;

/**
 * Waits for a place at the bot's own gate for a question about a conversation, which counts against the same limit as
 * what is sent; false when the gate is closed for longer. Outside any transaction.
 */
export async function waitTurn(
  db: Db,
  rates: Partial<Record<PlatformName, Pace>>,
  platform: PlatformName,
  address: Address,
): Promise<boolean> {
  const requests = rates[platform]?.requests?.(address, looked, 'readBack') ?? 1;
  const wanting = { platform, address, verb: 'readBack', requests } as const;
  const { slots } = await db.transaction((tx) => enter(tx, [wanting], rates, farthest));
  const slot = slots[0];
  if (slot?.kind === 'blocked') return false;
  await pause(slot?.at ?? 0);
  return true;
}

const looked: Effect = { kind: 'post', message: { text: [], blocks: [] } };
