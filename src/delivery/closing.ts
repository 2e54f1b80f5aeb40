import type { Arrival } from './arrive.ts';
import type { Shop } from './delivery.ts';
import type { Delivery } from './kind.ts';
import { teaches } from './learn.ts';
import type { Call } from './lease.ts';
import { conversationKey, openingKey, type Rate, tenantKey } from './pace.ts';
import type { Ended } from './record.ts';

/** A gate that nothing passes for a while. */
interface Closing {
  readonly key: string;
  readonly wide: boolean;
  readonly rate: Rate | undefined;
}

/** The gate that is closed by how a call ended, if it is: of a conversation, a space, openings or a bot. */
export function closedBy(
  shop: Pick<Shop, 'pace'>,
  { platform, tenant, address }: Delivery,
  verb: Call['verb'],
  outcome: Ended['outcome'],
): Closing | undefined {
  if (!platform) return undefined;
  const rates = shop.pace[platform];
  const bot = { key: platform, rate: rates?.bot, wide: true };
  const space = (of: string) => ({ key: tenantKey(platform, of), rate: rates?.tenant, wide: true });
  if (outcome.kind === 'refused') {
    if (outcome.why === 'tenant') return tenant ? space(tenant) : bot;
    return outcome.why === 'bot' ? bot : undefined;
  }
  if (outcome.kind !== 'later' || verb === 'readBack' || !address) return undefined;
  switch (outcome.scope) {
    case 'conversation':
      if (!outcome.limit) return undefined;
      return { key: conversationKey(platform, address), rate: rates?.conversation, wide: false };
    case 'tenant':
      return space(address.tenant);
    case 'bot':
      return bot;
    case 'opening':
      return { key: openingKey(platform), rate: rates?.opening, wide: true };
  }
}

/** The gate of a conversation of which an arrival says something new. */
export function taughtBy(
  shop: Pick<Shop, 'pace'>,
  { row: { platform, address }, outcome }: Arrival,
): string | undefined {
  if (!platform || !address || !outcome.allowance) return undefined;
  const isNews = teaches(outcome.allowance, shop.pace[platform]?.conversation);
  return isNews ? conversationKey(platform, address) : undefined;
}
