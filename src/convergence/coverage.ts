import { wholeWords } from '#directory/index.ts';

/** A hub the day is for. */
export interface Covered {
  readonly id: string;
  readonly name: string;
  /** with commas between */
  readonly places: string;
}

/** Somebody will hold the day somewhere, or was asked to. */
export interface Held {
  readonly id: string;
  readonly state: 'asked' | 'hosting' | 'withdrawn';
  readonly hubId: string | null;
  readonly place: string;
  readonly leadId: string | null;
}

/** Something that somebody may take on for the day. */
export interface Taken {
  readonly id: string;
  readonly name: string;
  readonly takenById: string | null;
}

/** What is uncovered. */
export interface Gaps<H extends Covered, D extends Held, R extends Taken> {
  /** nobody hosts there; `asked`: somebody was asked to */
  readonly hubs: readonly { readonly hub: H; readonly asked: boolean }[];
  /** the hub has a host, and this place of it has none */
  readonly places: readonly { readonly hub: H; readonly place: string }[];
  /** somebody hosts, and nobody is named who leads it */
  readonly leaderless: readonly D[];
  readonly roles: readonly R[];
}

/**
 * Hubs, places and roles that nobody covers. A hub is covered by a hosting of its own or counted for it, or by one at a
 * place of it; being asked covers nothing. Places are compared as whole words.
 */
export function gapsOf<H extends Covered, D extends Held, R extends Taken>(
  hubs: readonly H[],
  hostings: readonly D[],
  roles: readonly R[],
): Gaps<H, D, R> {
  const held = hostings.filter(({ state }) => state === 'hosting');
  // Four hundred hubs and as many hostings: words are told apart once.
  const where = held.map(({ place }) => wholeWords(place));
  const isHeldAt = (place: string) => {
    const sought = wholeWords(place);
    return where.some((one) => one.includes(sought));
  };
  const own = new Set(held.flatMap(({ hubId }) => hubId ?? []));
  const asked = new Set(hostings.flatMap(({ state, hubId }) => (state === 'asked' && hubId) || []));
  const covered = new Set(
    hubs.filter((hub) => own.has(hub.id) || placesOf(hub).some(isHeldAt)).map(({ id }) => id),
  );
  return {
    hubs: hubs.filter(({ id }) => !covered.has(id)).map((hub) => ({ hub, asked: asked.has(hub.id) })),
    places: hubs
      .filter((hub) => covered.has(hub.id) && placesOf(hub).length > 1)
      .flatMap((hub) =>
        placesOf(hub)
          .filter((place) => !isHeldAt(place))
          .map((place) => ({ hub, place })),
      ),
    leaderless: held.filter(({ leadId }) => leadId === null),
    roles: roles.filter(({ takenById }) => takenById === null),
  };
}

/** Whether nothing is uncovered. */
export function isCoveredAll({ hubs, places, leaderless, roles }: Gaps<Covered, Held, Taken>): boolean {
  return hubs.length + places.length + leaderless.length + roles.length === 0;
}

function placesOf({ places }: Covered): readonly string[] {
  return places
    .split(/[,;·/]/)
    .map((place) => place.trim())
    .filter((place) => wholeWords(place) !== '');
}
