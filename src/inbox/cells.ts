import type { PlatformName } from '#chat/index.ts';
import type { Cell } from '#store/index.ts';

/** The cell in which the row of an event keeps what came in, or the answer that waits. */
export const eventCell = (column: 'payload' | 'answer', platform: PlatformName, key: string): Cell => ({
  column: `inbox.${column}`,
  row: `${platform} ${key}`,
});

/** The cell in which a form keeps what was typed so far, or the question it asks. */
export const formCell = (column: 'values' | 'ask', id: string): Cell => ({
  column: `form.${column}`,
  row: id,
});
