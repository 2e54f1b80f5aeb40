import { wholeWords } from '#directory/index.ts';

/** Somebody, or a hub: their places with commas between, and their zone. */
export interface Somewhere {
  readonly places: string;
  readonly zone?: string;
}

/** What an action says of where it is: its own place, and its hubs. */
export interface Located {
  readonly place: string;
  readonly hubs: readonly Somewhere[];
}

/**
 * Whether an action is near somebody: its place, or one of its hubs' places, is among theirs or their hubs'; or a hub of
 * it has their zone. Places are compared as whole words: “Memphis” is in “the riverfront, Memphis”.
 */
export function isNear(where: Located, me: Somewhere & { readonly hubs: readonly Somewhere[] }): boolean {
  const theirs = placesIn([where.place, ...where.hubs.map(({ places }) => places)]);
  const mine = placesIn([me.places, ...me.hubs.map(({ places }) => places)]);
  const isShared = theirs.some((one) => mine.some((other) => one.includes(other) || other.includes(one)));
  return isShared || where.hubs.some(({ zone }) => zone !== undefined && zone === me.zone);
}

function placesIn(written: readonly string[]): readonly string[] {
  return written
    .flatMap((one) => one.split(/[,;·/]/))
    .map(wholeWords)
    .filter((one) => one !== '');
}
