import type { Act, DigestSection, Feature, Reading } from '#directory/index.ts';

/** What a feature says to a reader. */
export type Asks = (act: Act, feature: Feature, reading: Reading) => Promise<readonly DigestSection[]>;

/**
 * Asks features for what they say to several readers of one digest, each but once where it looks at nobody: what it says
 * again differs only with the language, the hubs, and the zone where it looked at that.
 */
export function askOnce(): Asks {
  const kept = new Map<string, readonly DigestSection[]>();
  return async (act, feature, reading) => {
    const { language, hubIds, zone, personId } = reading;
    const same = JSON.stringify([feature.name, language, hubIds ?? null]);
    const sameThere = `${same} ${zone}`;
    const known = kept.get(same) ?? kept.get(sameThere);
    if (known) return known;
    const looked = { who: false, zone: false };
    const watched: Reading = {
      ...reading,
      get zone() {
        looked.zone = true;
        return zone;
      },
    };
    if (personId !== undefined)
      Object.defineProperty(watched, 'personId', {
        enumerable: true,
        get() {
          looked.who = true;
          return personId;
        },
      });
    const said = (await feature.digest?.(act, watched)) ?? [];
    if (!looked.who) kept.set(looked.zone ? sameThere : same, said);
    return said;
  };
}
