import { inArray } from 'drizzle-orm';
import type { Act, Delivery, KeptEffect } from './kind.ts';
import { broadcast } from './tables.ts';

/** What each row does: as it was told, or with the text of the mass send it is part of. */
export async function effectsOf(tx: Act['tx'], rows: readonly Delivery[]): Promise<Map<string, KeptEffect>> {
  const sends = [...new Set(rows.flatMap((row) => row.broadcastId ?? []))];
  const texts =
    sends.length === 0 ? [] : await tx.select().from(broadcast).where(inArray(broadcast.id, sends));
  const messages = new Map(texts.flatMap(({ id, message }) => (message ? [[id, message]] : [])));
  return new Map(
    rows.flatMap((row): [string, KeptEffect][] => {
      if (row.effect) return [[row.id, row.effect]];
      const message = messages.get(row.broadcastId ?? '');
      return message ? [[row.id, { kind: 'post', message }]] : [];
    }),
  );
}
