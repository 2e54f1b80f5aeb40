import { UndirectedGraph } from 'graphology';
import forceAtlas2Module from 'graphology-layout-forceatlas2';
import type { NetworkMap } from '#chat/index.ts';
import { dyes } from './look.ts';

// CommonJS: what is imported is the function itself, whatever its types say under nodenext.
const forceAtlas2 = forceAtlas2Module as unknown as typeof forceAtlas2Module.default;

/** Where a node stands, in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** The frame that is filled, in pixels. */
interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The hub of a community that has a dye holds its number, and is at least so large. */
const numbered = 26;
/** From so many dots on, far ones are taken together (Barnes-Hut), and fewer steps have to be enough. */
const many = 300;
/** A tie between two communities pulls so much less than one inside: they are told apart by where they stand, too. */
const apart = 0.3;

/**
 * Places the nodes that have ties: those that are tied closely stand together (ForceAtlas2, then no dot on another). Each
 * begins where its label and that of its community’s hub say, so that this week’s map resembles last week’s, also when
 * another community is the largest one; undefined for nodes without a tie.
 */
export function layOut({ nodes, edges }: NetworkMap, frame: Frame): readonly (Place | undefined)[] {
  const graph = new UndirectedGraph();
  const most = Math.max(1, ...nodes.map(({ ties }) => ties));
  const tied = Math.max(1, nodes.filter(({ community }) => community >= 0).length);
  // As large as leaves room between them, if they were spread out evenly.
  const large = Math.min(40, 6 + 0.22 * Math.sqrt((frame.width * frame.height) / tied));
  const small = large / 3;
  const hubs = hubsOf(nodes);
  const named = new Map<string, number>();
  for (const [at, { label, community, ties }] of nodes.entries()) {
    if (community < 0) continue;
    // Two of one name would begin in one place, and nothing would push them apart.
    const nth = (named.get(label) ?? 0) + 1;
    named.set(label, nth);
    const hub = hubs.get(community) ?? at;
    const start = turn(nodes[hub]?.label ?? '') + turn(`${label} ${nth}`) * 0.2;
    const far = 100 + turn(`${label} ${nth} far`) * 60;
    const isNumbered = hub === at && community < dyes.length;
    const radius = Math.max(isNumbered ? numbered : 0, small + (large - small) * Math.sqrt(ties / most));
    graph.addNode(String(at), { x: far * Math.cos(start), y: far * Math.sin(start), size: radius, radius });
  }
  for (const [from, to, weight] of edges)
    if (from !== to && graph.hasNode(String(from)) && graph.hasNode(String(to)))
      graph.mergeEdge(String(from), String(to), {
        weight: Math.sqrt(weight) * (nodes[from]?.community === nodes[to]?.community ? 1 : apart),
      });
  if (graph.order > 1) {
    forceAtlas2.assign(graph, {
      iterations: graph.order > many ? 220 : 600,
      getEdgeWeight: 'weight',
      settings: {
        ...forceAtlas2.inferSettings(graph),
        barnesHutOptimize: graph.order > many,
        barnesHutTheta: 1.2,
        strongGravityMode: true,
        gravity: 0.06,
        scalingRatio: 12,
        linLogMode: false,
      },
    });
  }
  fill(graph, frame, large);
  const names = graph.nodes();
  const places = pushApart(
    names.map((name) => graph.getNodeAttributes(name) as Place),
    frame,
  );
  const found = new Map(names.map((name, at) => [name, places[at]]));
  return nodes.map((_, at) => found.get(String(at)));
}

/** Who has most ties in each community: where it stands among the nodes. */
export function hubsOf(nodes: NetworkMap['nodes']): ReadonlyMap<number, number> {
  const hubs = new Map<number, number>();
  for (const [at, { community, ties }] of nodes.entries()) {
    const best = hubs.get(community);
    if (best === undefined || ties > (nodes[best]?.ties ?? 0)) hubs.set(community, at);
  }
  return hubs;
}

/** The white between two dots. */
const between = 5;

/**
 * Moves dots that stand on each other apart, each by half, within the frame; a dot between two others is pushed by both.
 * Where there is no room for all, it ends after some turns.
 */
function pushApart(places: readonly Place[], { left, top, width, height }: Frame): readonly Place[] {
  const moving = places.map(({ x, y, radius }) => ({ x, y, radius }));
  for (let turn = 0; turn < 80; turn += 1) {
    let isSettled = true;
    for (const [at, one] of moving.entries())
      for (let next = at + 1; next < moving.length; next += 1) {
        const other = moving[next];
        const room = other && one.radius + other.radius + between;
        if (!other || !room || Math.abs(other.x - one.x) >= room || Math.abs(other.y - one.y) >= room)
          continue;
        const far = Math.hypot(other.x - one.x, other.y - one.y);
        if (far >= room - 0.5) continue;
        isSettled = false;
        // Two in one place go apart by their order in the list.
        const [dx, dy] =
          far > 0 ? [(other.x - one.x) / far, (other.y - one.y) / far] : [Math.cos(next), Math.sin(next)];
        const half = (room - far) / 2;
        one.x -= dx * half;
        one.y -= dy * half;
        other.x += dx * half;
        other.y += dy * half;
      }
    for (const one of moving) {
      one.x = Math.min(Math.max(one.x, left + one.radius), left + width - one.radius);
      one.y = Math.min(Math.max(one.y, top + one.radius), top + height - one.radius);
    }
    if (isSettled) break;
  }
  return moving;
}

/** Stretches what is laid out until it fills the frame, in one direction at most half as much again as in the other. */
function fill(graph: UndirectedGraph, { left, top, width, height }: Frame, rim: number): void {
  const xs = graph.mapNodes((_, { x }) => Number(x));
  const ys = graph.mapNodes((_, { y }) => Number(y));
  const [minX, maxX, minY, maxY] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = (from: number, to: number, room: number) =>
    to - from > 1e-6 ? (room - 2 * rim) / (to - from) : Infinity;
  const [byX, byY] = [scale(minX, maxX, width), scale(minY, maxY, height)];
  const both = Math.min(byX, byY);
  const stretch = (by: number) => (both === Infinity ? 0 : Math.min(by, 1.5 * both));
  graph.updateEachNodeAttributes((_, node) => ({
    ...node,
    x: left + width / 2 + (Number(node.x) - (minX + maxX) / 2) * stretch(byX),
    y: top + height / 2 + (Number(node.y) - (minY + maxY) / 2) * stretch(byY),
  }));
}

/** A number from 0 up to 2π that belongs to some words (FNV-1a). */
function turn(words: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < words.length; at += 1) hash = Math.imul(hash ^ words.charCodeAt(at), 0x01000193);
  return ((hash >>> 0) / 4294967296) * 2 * Math.PI;
}
