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

/** A name on the map, the room its words take, and the line to its dot where it stands apart from it. */
export interface Label {
  readonly words: string;
  readonly box: Box;
  readonly leader: readonly [number, number, number, number] | undefined;
  readonly community: number;
}

/** A name is at most a third of the picture wide, so that two fit beside each other on a phone. */
const room = 400;
/** Up to so many dots every name is written that has room; above it, only those of hubs. */
const few = 60;
/** Where there are many, so many for each community that has a dye, and that of the hub for others that are no rim. */
const perCommunity = 3;
const rim = 4;
/** The hub of a community may have its name so far away, at the end of a line, in steps of so much. */
const farthest = 200;
const step = 24;
/** The white around a name, and more where a line leads to it, so that it belongs to no other dot. */
const white = 4;
const whiteApart = 16;

/**
 * Where names stand: of hubs, and not of the rim. First the best connected of each community, the largest first, then
 * the second ones. No name covers a dot, another name or its line; where there is no room beside it, the name of a hub
 * stands as near as it can, and a line leads to it.
 */
export function labelled(
  map: Pick<NetworkMap, 'nodes'>,
  places: readonly (Place | undefined)[],
  measure: Measure,
  inside: Box,
): readonly Label[] {
  const dots = places.filter((place) => place !== undefined).map(around);
  const isCrowded = dots.length > few;
  const taken: Box[] = [];
  return inTurn(map, places, isCrowded).flatMap(({ label, place, turn, community }) => {
    const words = shortened(label, type.axis, room, measure);
    const width = measure(words, type.axis);
    const isFree = (spot: Box, by = white) =>
      within(spot, inside) &&
      !taken.some((other) => meet(spot, other)) &&
      !dots.some((dot) => meet(widened(spot, by), dot));
    const near = spots(place, width).find((spot) => isFree(spot));
    const mayStandApart = (spot: Box) =>
      isFree(spot, whiteApart) &&
      !alongside(lineTo(spot, place)).some((part) => taken.some((other) => meet(part, other)));
    const box = near ?? (turn === 0 ? fartherSpots(place, width).find(mayStandApart) : undefined);
    if (!box) return [];
    const leader = near ? undefined : lineTo(box, place);
    taken.push(box, ...(leader ? alongside(leader) : []));
    return [{ words, box, leader, community }];
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

/** All around it, the nearest first; beside it before over and under it, as words are read. */
function fartherSpots(place: Place, width: number): readonly Box[] {
  const height = type.axis * 1.1;
  const turns = Array.from({ length: 24 }, (_, at) => (at * Math.PI) / 12);
  const found: Box[] = [];
  for (let far = step; far <= farthest; far += step)
    for (const angle of turns) {
      const x = place.x + Math.cos(angle) * (place.radius + far + width / 2);
      const y = place.y + Math.sin(angle) * (place.radius + far + height / 2);
      found.push({ x: x - width / 2, y: y - height / 2, width, height });
    }
  return found;
}

/** From the edge of a dot to the nearest point of a rectangle. */
function lineTo({ x, y, width, height }: Box, place: Place): readonly [number, number, number, number] {
  const toX = Math.min(Math.max(place.x, x - white), x + width + white);
  const toY = Math.min(Math.max(place.y, y), y + height);
  const far = Math.hypot(toX - place.x, toY - place.y) || 1;
  const edge = place.radius / far;
  return [place.x + (toX - place.x) * edge, place.y + (toY - place.y) * edge, toX, toY];
}

/** Small rectangles along a line, so that no name is written over it. */
function alongside([x1, y1, x2, y2]: readonly [number, number, number, number]): readonly Box[] {
  const count = Math.ceil(Math.hypot(x2 - x1, y2 - y1) / 8);
  return Array.from({ length: count }, (_, at) => ({
    ...{ x: x1 + ((x2 - x1) * at) / count - 2, y: y1 + ((y2 - y1) * at) / count - 2 },
    ...{ width: 4, height: 4 },
  }));
}

const widened = ({ x, y, width, height }: Box, by: number): Box => ({
  ...{ x: x - by, y: y - by },
  ...{ width: width + 2 * by, height: height + 2 * by },
});

const around = ({ x, y, radius }: Place): Box => ({
  ...{ x: x - radius, y: y - radius },
  ...{ width: 2 * radius, height: 2 * radius },
});

/** Whether two rectangles cover each other. */
export const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const within = (a: Box, b: Box) =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
