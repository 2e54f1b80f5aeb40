import type { Feature, Kept } from '#directory/index.ts';
import { keeps } from './keeps.ts';
import { deliveryKeeps } from './keeps-delivery.ts';
import { directoryKeeps } from './keeps-directory.ts';
import { inboxKeeps } from './keeps-inbox.ts';

/** Everything that is kept of people: by the directory, by every feature, and by the rooms that carry words to and fro. */
export function keptBy(features: readonly Feature[]): readonly Kept[] {
  const own = features.flatMap((feature) => feature.keeps ?? []);
  return [...directoryKeeps, ...own, ...keeps, ...inboxKeeps, ...deliveryKeeps];
}
