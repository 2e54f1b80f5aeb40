import { hasty, type Strategy } from './naive.ts';
import type { Ground } from './sweep-ground.ts';
import { type Case, sweep } from './sweep-run.ts';
import type { SweptPlatform } from './sweep-scene.ts';

/** What killing a naive worker at every effect of one flow came to, and whether that is what it must come to. */
export interface NaiveSwept {
  readonly platform: SweptPlatform;
  readonly strategy: Strategy;
  readonly cases: readonly Case[];
  readonly lost: number;
  readonly doubled: number;
  /** it doubles and loses nothing, or loses and doubles nothing: the sweep sees each, and does not mistake it */
  readonly isCaught: boolean;
}

/** Enough for a control: one posts in a channel and to a person, the other closes a pulse. */
const flowFor = (strategy: Strategy) =>
  strategy === hasty ? 'a pulse counted by bands' : 'posted, corrected, taken back';

/** Sweeps these, one after the other for each platform. */
export async function sweepNaively(
  ground: Ground,
  naive: Readonly<Partial<Record<SweptPlatform, readonly Strategy[]>>>,
): Promise<NaiveSwept[]> {
  const swept = (Object.keys(naive) as SweptPlatform[]).map(async (platform) => {
    const all: NaiveSwept[] = [];
    for (const strategy of naive[platform] ?? []) {
      const only = [flowFor(strategy)];
      const { cases } = await sweep({ ground, platform, events: [{ kind: 'killed' }], only, strategy });
      const count = (what: 'lost' | 'doubled') => cases.reduce((sum, one) => sum + one[what].length, 0);
      const [lost, doubled] = [count('lost'), count('doubled')];
      const [must, mustNot] = strategy === 'send, then mark' ? [doubled, lost] : [lost, doubled];
      all.push({ platform, strategy, cases, lost, doubled, isCaught: must > 0 && mustNot === 0 });
    }
    return all;
  });
  return (await Promise.all(swept)).flat();
}
