import { UndirectedGraph } from 'graphology';
import louvainModule from 'graphology-communities-louvain';

// CommonJS: what is imported is the function itself, whatever its types say under nodenext.
const louvain = louvainModule as unknown as typeof louvainModule.default;

/** Something on the map: a person or an organisation. */
export interface Node {
  readonly id: string;
  readonly label: string;
}

/** How many ties join two of them. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly ties: number;
}

/** Who is tied to whom, and what that shows. */
export interface Network {
  /** the largest community first, in it whoever has most ties; those without any are last */
  readonly nodes: readonly (Node & { readonly community: number; readonly ties: number })[];
  readonly edges: readonly Edge[];
  /** how many are in each community of two or more */
  readonly communities: readonly number[];
  readonly isolates: number;
  /** ids of two who alone join two communities: if one of them leaves, these lose each other */
  readonly bridges: readonly (readonly [string, string])[];
}

/** Finds communities among nodes (Louvain, seeded: the same network gives the same communities). */
export function networkOf(nodes: readonly Node[], edges: readonly Edge[]): Network {
  const graph = new UndirectedGraph();
  const known = nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id } of known) graph.addNode(id);
  for (const { from, to, ties } of sorted(edges)) {
    if (from !== to && graph.hasNode(from) && graph.hasNode(to)) graph.mergeEdge(from, to, { weight: ties });
  }
  const found: Record<string, number> =
    graph.size === 0 ? {} : louvain(graph, { rng: seeded(), getEdgeWeight: 'weight' });
  const members = Map.groupBy(
    known.filter(({ id }) => graph.degree(id) > 0),
    ({ id }) => found[id] ?? -1,
  );
  const ordered = [...members.values()].toSorted(
    (a, b) => b.length - a.length || ((a[0]?.id ?? '') < (b[0]?.id ?? '') ? -1 : 1),
  );
  const place = new Map(ordered.flatMap((some, at) => some.map(({ id }) => [id, at] as const)));
  const shown = known.map((node) => ({
    ...node,
    community: place.get(node.id) ?? -1,
    ties: graph.degree(node.id),
  }));
  const inOrder = shown.toSorted(
    (a, b) =>
      (a.community < 0 ? Infinity : a.community) - (b.community < 0 ? Infinity : b.community) ||
      b.ties - a.ties ||
      a.label.localeCompare(b.label) ||
      (a.id < b.id ? -1 : 1),
  );
  const kept = graph.mapEdges((_edge, { weight }, from, to): Edge => ({ from, to, ties: weight }));
  return {
    nodes: inOrder,
    edges: kept,
    communities: ordered.map(({ length }) => length),
    isolates: shown.filter(({ community }) => community < 0).length,
    bridges: bridgesOf(kept, place),
  };
}

/** The edges that alone join two communities. */
function bridgesOf(edges: readonly Edge[], place: ReadonlyMap<string, number>): Network['bridges'] {
  const between = Map.groupBy(
    edges.filter(({ from, to }) => place.get(from) !== place.get(to)),
    ({ from, to }) => [place.get(from) ?? -1, place.get(to) ?? -1].toSorted((a, b) => a - b).join(' '),
  );
  return [...between.values()].flatMap((some) => {
    const [only] = some;
    return only && some.length === 1 ? [[only.from, only.to] as const] : [];
  });
}

const sorted = (edges: readonly Edge[]) => edges.toSorted((a, b) => (a.from + a.to < b.from + b.to ? -1 : 1));

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
