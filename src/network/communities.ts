import { UndirectedGraph } from 'graphology';
import louvainModule from 'graphology-communities-louvain';

// CommonJS: what is imported is the function itself, whatever its types say under nodenext.
const louvain = louvainModule as unknown as typeof louvainModule.default;

/** A network as numbers: how many nodes it has, and three for each edge: one end, the other, how many ties it stands for. */
export interface Bare {
  readonly size: number;
  readonly edges: Int32Array;
}

/** Its edges in one order, whatever the order they were read in, and which community each node is in. */
export interface Found {
  readonly edges: Int32Array;
  /** the largest is 0; of equal ones that which has the node of the lowest number; -1: no ties */
  readonly place: Int32Array;
}

/** Finds communities (Louvain, seeded: the same network gives the same ones). */
export function communitiesOf(bare: Bare): Found {
  const edges = inOrder(bare);
  const graph = new UndirectedGraph();
  for (let at = 0; at < edges.length; at += 3) {
    const [from = 0, to = 0, weight = 1] = [edges[at], edges[at + 1], edges[at + 2]];
    graph.mergeEdge(from, to, { weight });
  }
  const found: Record<string, number> =
    graph.size === 0 ? {} : louvain(graph, { rng: seeded(), getEdgeWeight: 'weight' });
  const members = new Map<number, number[]>();
  for (let node = 0; node < bare.size; node += 1) {
    const community = found[node];
    if (community === undefined) continue;
    const known = members.get(community);
    if (known) known.push(node);
    else members.set(community, [node]);
  }
  const place = new Int32Array(bare.size).fill(-1);
  const ordered = [...members.values()].toSorted((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
  for (const [at, some] of ordered.entries()) for (const node of some) place[node] = at;
  return { edges, place };
}

/** By the lower end, then the higher. */
function inOrder({ size, edges }: Bare): Int32Array {
  const key = (at: number) => (edges[at] ?? 0) * size + (edges[at + 1] ?? 0);
  const starts = Array.from({ length: edges.length / 3 }, (_, at) => 3 * at).sort((a, b) => key(a) - key(b));
  const sorted = new Int32Array(edges.length);
  for (const [at, start] of starts.entries()) sorted.set(edges.subarray(start, start + 3), 3 * at);
  return sorted;
}

/** Numbers from 0 up to 1, the same at every call (mulberry32). */
export function seeded(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
