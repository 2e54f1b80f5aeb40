import type { Round } from './rounds.ts';

/** Why somebody hears of a round, and in whose zone it is 10:00 for that. */
export interface Reason<P> {
  readonly personId: string;
  readonly zone: string;
  /** a place they lead, or one that waits for those who speak for its host */
  readonly leads?: P;
  readonly speaks?: P;
  /** hubs they look after, or all */
  readonly watches?: 'all' | readonly string[];
}

/** Everything one person hears in one round. */
export interface Letter<P> {
  readonly personId: string;
  readonly leads: readonly P[];
  readonly speaks: readonly P[];
  readonly watches: 'all' | readonly string[];
}

/** A place, as far as it decides who hears of it. */
export interface Waiting {
  readonly id: string;
  readonly state: 'asked' | 'hosting' | 'withdrawn';
  readonly leadId: string | null;
}

/** How far the numbers of a place are. */
export interface Heard {
  readonly numbers: ReadonlySet<string>;
  readonly finals: ReadonlySet<string>;
}

/**
 * One letter for each person of whom a reason lies in one of these zones, with everything there is for them: whoever takes
 * part with three hubs hears once, when it is 10:00 in the first of them.
 */
export function lettersFor<P extends { readonly id: string }>(
  reasons: readonly Reason<P>[],
  zones: ReadonlySet<string>,
): readonly Letter<P>[] {
  const people = Map.groupBy(reasons, ({ personId }) => personId);
  return [...people]
    .filter(([, theirs]) => theirs.some(({ zone }) => zones.has(zone)))
    .map(([personId, theirs]) => {
      const leads = unique(theirs.flatMap((one) => one.leads ?? []));
      const led = new Set(leads.map(({ id }) => id));
      return {
        personId,
        leads,
        speaks: unique(theirs.flatMap((one) => one.speaks ?? [])).filter(({ id }) => !led.has(id)),
        watches: theirs.some(({ watches }) => watches === 'all')
          ? 'all'
          : [
              ...new Set(
                theirs.flatMap(({ watches }) => (watches === undefined || watches === 'all' ? [] : watches)),
              ),
            ],
      };
    });
}

/** Whether whoever leads a place hears of it in a round: until it is over always, afterwards while its number is missing. */
export function hearsOfOwn({ id, state }: Waiting, round: Round, { numbers, finals }: Heard): boolean {
  if (state !== 'hosting') return false;
  if (round === 1) return !numbers.has(id);
  return round < 1 || !finals.has(id);
}

/** Whether those who speak for its host hear of a place: it was asked for and waits for them, or nobody leads it. */
export function waitsForHost(place: Waiting, round: Round, heard: Heard): boolean {
  if (place.state === 'asked') return round < 0;
  return place.leadId === null && hearsOfOwn(place, round, heard);
}

const unique = <P extends { readonly id: string }>(all: readonly P[]): readonly P[] => [
  ...new Map(all.map((one) => [one.id, one])).values(),
];
