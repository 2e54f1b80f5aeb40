import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Bare, communitiesOf, type Found } from './communities.ts';
import { limits } from './limits.ts';

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

/** How many ties lines stand for. */
export const tiesIn = (edges: readonly Edge[]): number => edges.reduce((sum, { ties }) => sum + ties, 0);

/** Who is tied to whom, and what that shows. */
export interface Network {
  /** the largest community first, in it whoever has most ties; those without any are last */
  readonly nodes: readonly (Node & { readonly community: number; readonly ties: number })[];
  readonly edges: readonly Edge[];
  /** how many are in each community of two or more; of equal ones that whose first name comes first */
  readonly communities: readonly number[];
  readonly isolates: number;
  /** ids of two who alone join two communities: if one of them leaves, these lose each other */
  readonly bridges: readonly (readonly [string, string])[];
}

/**
 * Finds communities among nodes: the same names and ties give the same ones, whatever their ids. Of many nodes in a thread
 * of its own; and what is done here is done in parts, between which others are answered.
 */
export async function networkOf(nodes: readonly Node[], edges: readonly Edge[]): Promise<Network> {
  const ids = nodes.toSorted(byName).map(({ id }) => id);
  const at = new Map(ids.map((id, number) => [id, number]));
  const inOrder: Node[] = [];
  for (const node of nodes) inOrder[at.get(node.id) ?? 0] = node;
  await setImmediate();
  const bare = { size: ids.length, edges: numbered(at, edges) };
  const found = bare.size > limits.foundHere ? await foundApart(bare) : communitiesOf(bare);
  const shown = shownOf(inOrder, found);
  await setImmediate();
  const known = edgesOf(ids, found.edges);
  await setImmediate();
  return { ...shown, edges: known, bridges: bridgesOf(ids, found) };
}

/** Ids are made by chance: they decide only between two of one name. */
const byName = (a: Node, b: Node) => order(a.label, b.label) || order(a.id, b.id);
const order = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

/** While they are looked for, others are answered; the thread ends with its answer. */
function foundApart(bare: Bare): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: bare });
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('no communities were found')));
  return promise;
}

/** The edges between nodes that are there, by the places of their ids, the lower one first. */
function numbered(places: ReadonlyMap<string, number>, edges: readonly Edge[]): Int32Array {
  const kept = new Int32Array(3 * edges.length);
  let length = 0;
  for (const { from, to, ties } of edges) {
    const [a, b] = [places.get(from), places.get(to)];
    if (a === undefined || b === undefined || a === b) continue;
    kept[length] = Math.min(a, b);
    kept[length + 1] = Math.max(a, b);
    kept[length + 2] = ties;
    length += 3;
  }
  return kept.slice(0, length);
}

function edgesOf(ids: readonly string[], edges: Int32Array): readonly Edge[] {
  return Array.from({ length: edges.length / 3 }, (_, at) => ({
    from: ids[edges[3 * at] ?? 0] ?? '',
    to: ids[edges[3 * at + 1] ?? 0] ?? '',
    ties: edges[3 * at + 2] ?? 0,
  }));
}

/** The nodes as they are shown, and how many are in each community, and in none. */
function shownOf(inOrder: readonly Node[], { edges, place }: Found) {
  const ties = new Int32Array(inOrder.length);
  for (let at = 0; at < edges.length; at += 1) {
    const end = edges[at] ?? 0;
    if (at % 3 < 2) ties[end] = (ties[end] ?? 0) + 1;
  }
  const members: Network['nodes'][number][][] = [];
  const alone: Network['nodes'][number][] = [];
  for (const [at, { id, label }] of inOrder.entries()) {
    const community = place[at] ?? -1;
    const node = { id, label, community, ties: ties[at] ?? 0 };
    const known = community < 0 ? alone : members[community];
    if (known) known.push(node);
    else members[community] = [node];
  }
  // Of equal ones the order of names, in which they stand already, is kept.
  for (const some of [...members, alone]) some.sort((a, b) => b.ties - a.ties);
  return {
    nodes: [...members.flat(), ...alone],
    communities: members.map(({ length }) => length),
    isolates: alone.length,
  };
}

/** The edges that alone join two communities, of which there are as many as nodes at most. */
function bridgesOf(ids: readonly string[], { edges, place }: Found): Network['bridges'] {
  const between = new Map<number, number>();
  for (let at = 0; at < edges.length; at += 3) {
    const [one = -1, other = -1] = [place[edges[at] ?? 0], place[edges[at + 1] ?? 0]];
    if (one === other) continue;
    const key = Math.min(one, other) * ids.length + Math.max(one, other);
    between.set(key, between.has(key) ? -1 : at);
  }
  return [...between.values()].flatMap((at) =>
    at < 0 ? [] : [[ids[edges[at] ?? 0] ?? '', ids[edges[at + 1] ?? 0] ?? ''] as const],
  );
}
