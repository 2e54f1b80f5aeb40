import type { NetworkMap } from '#chat/index.ts';
import type { Place } from './layout.ts';
import { dyes, type Measure, shortened, type } from './look.ts';

/** A rectangle, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A name on the map, and the room its words take. */
export interface Label {
  readonly words: string;
  readonly box: Box;
}

/** A name is at most a third of the picture wide, so that two fit beside each other on a phone. */
const room = 400;
/** Up to so many dots every name is written that has room; above it, only those of hubs. */
const few = 60;
/** Where there are many, so many for each community that has a dye, and that of the hub for others that are no rim. */
const perCommunity = 3;
const rim = 4;
/** Names that come second cover at most so many dots there. */
const covered = 2;

/**
 * Where names stand: of hubs, and not of the rim. First the best connected of each community, the largest first, then
 * the second ones. No name covers another, a dot larger than its own or one that has a name; of the spots that are left
 * it takes the one that covers fewest dots. Only the hub of a community may cover several, where there are few any.
 */
export function labelled(
  map: Pick<NetworkMap, 'nodes'>,
  places: readonly (Place | undefined)[],
  measure: Measure,
  inside: Box,
): readonly Label[] {
  const dots = places
    .filter((place) => place !== undefined)
    .map((place) => ({ box: around(place), radius: place.radius }));
  const isCrowded = dots.length > few;
  const names: Box[] = [];
  const named = new Set<Place>();
  return inTurn(map, places, isCrowded).flatMap(({ label, place, turn }) => {
    if (names.some((name) => meet(name, around(place)))) return [];
    const words = shortened(label, type.axis, room, measure);
    const larger = dots.filter(({ radius }) => radius > place.radius).map(({ box }) => box);
    const taken = [...names, ...larger, ...[...named].map(around)];
    const [best] = spots(place, measure(words, type.axis))
      .filter((spot) => within(spot, inside) && !taken.some((other) => meet(spot, other)))
      .map((box) => ({ box, covers: dots.filter((dot) => meet(box, dot.box)).length }))
      .toSorted((a, b) => a.covers - b.covers);
    if (!best || (turn > 0 && best.covers > (isCrowded ? covered : 0))) return [];
    names.push(best.box);
    named.add(place);
    return [{ words, box: best.box }];
  });
}

/** Whoever may have a name: the hubs of all communities, then whoever comes next in each. */
function inTurn(
  { nodes }: Pick<NetworkMap, 'nodes'>,
  places: readonly (Place | undefined)[],
  isCrowded: boolean,
) {
  const tied = nodes.flatMap(({ label, ties, community }, at) => {
    const place = places[at];
    return place && label !== '' ? [{ label, ties, community, place }] : [];
  });
  const turns = [...Map.groupBy(tied, ({ community }) => community)].flatMap(([community, some]) =>
    some
      .toSorted((a, b) => b.ties - a.ties || (a.label < b.label ? -1 : 1))
      .slice(0, isCrowded ? hubsOf(community, some.length) : some.length)
      .map((one, turn) => ({ ...one, community, turn })),
  );
  return turns.toSorted((a, b) => a.turn - b.turn || a.community - b.community);
}

const hubsOf = (community: number, size: number) =>
  community < dyes.length ? perCommunity : size < rim ? 0 : 1;

/** Beside the dot, under it, over it, and then at its corners. */
function spots(place: Place, width: number): readonly Box[] {
  const height = type.axis * 1.1;
  const gap = place.radius + 6;
  const near = gap * 0.75;
  const [middle, center] = [place.y - height / 2, place.x - width / 2];
  return (
    [
      [place.x + gap, middle],
      [place.x - gap - width, middle],
      [center, place.y + gap],
      [center, place.y - gap - height],
      [place.x + near, place.y + near],
      [place.x + near, place.y - near - height],
      [place.x - near - width, place.y + near],
      [place.x - near - width, place.y - near - height],
    ] as const
  ).map(([x, y]) => ({ x, y, width, height }));
}

const around = ({ x, y, radius }: Place): Box => ({
  ...{ x: x - radius, y: y - radius },
  ...{ width: 2 * radius, height: 2 * radius },
});

/** Whether two rectangles cover each other. */
export const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const within = (a: Box, b: Box) =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
