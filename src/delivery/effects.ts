import { inArray } from 'drizzle-orm';
import type { Act, Delivery, KeptEffect } from './kind.ts';
import { isReadable, isReadableMessage, openEffect, openMessage } from './secrets.ts';
import { broadcast } from './tables.ts';

interface Opened {
  readonly effect: KeptEffect;
  /** nothing in it is under a secret that is not here */
  readonly isWhole: boolean;
}

/** What each row does: as it was told, or with the text of the mass send it is part of. */
export async function effectsOf(tx: Act['tx'], rows: readonly Delivery[]): Promise<Map<string, KeptEffect>> {
  return new Map([...(await openedOf(tx, rows))].map(([id, { effect }]) => [id, effect]));
}

/** The same, and whether all of it could be read. */
export async function openedOf(tx: Act['tx'], rows: readonly Delivery[]): Promise<Map<string, Opened>> {
  const sends = [...new Set(rows.flatMap((row) => row.broadcastId ?? []))];
  const texts =
    sends.length === 0 ? [] : await tx.select().from(broadcast).where(inArray(broadcast.id, sends));
  const messages = new Map(
    texts.flatMap(({ id, message }): [string, Opened][] => {
      if (!message) return [];
      const effect: KeptEffect = { kind: 'post', message: openMessage(id, message) };
      return [[id, { effect, isWhole: isReadableMessage(id, message) }]];
    }),
  );
  return new Map(
    rows.flatMap((row): [string, Opened][] => {
      const { id, effect } = row;
      if (effect) return [[id, { effect: openEffect(id, effect), isWhole: isReadable(id, effect) }]];
      const sent = messages.get(row.broadcastId ?? '');
      return sent ? [[id, sent]] : [];
    }),
  );
}
