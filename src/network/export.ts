import { stringify } from 'csv-stringify/sync';
import type { Network } from './graph.ts';

/** Rows of two names and a number, for a spreadsheet: what a spreadsheet would take for a formula is words in it. */
export function writeCsv(network: Network): string {
  const name = namesOf(network);
  const rows = network.edges.map(({ from, to, ties }) => [name(from), name(to), ties]);
  return stringify(rows, { header: true, columns: ['from', 'to', 'ties'], escape_formulas: true, bom: true });
}

/** The same for kumu.io, which joins elements and connections by their names (docs.kumu.io/guides/import/blueprints). */
export function writeKumu(network: Network): string {
  const name = namesOf(network);
  const elements = network.nodes.map(({ id, community, ties }) => ({
    ...{ label: name(id), ties },
    group: community < 0 ? 'not connected yet' : `group ${community + 1}`,
  }));
  const connections = network.edges.map(({ from, to, ties }) => ({
    ...{ from: name(from), to: name(to), strength: ties, direction: 'undirected' },
  }));
  return JSON.stringify({ elements, connections }, undefined, 2);
}

/** Names by which each is told from every other: the second one of a name is “Ana Reyes (2)”. No id leaves the house. */
function namesOf({ nodes }: Network): (id: string) => string {
  const taken = new Set(nodes.map(({ label }) => label));
  const used = new Set<string>();
  const names = new Map<string, string>();
  for (const { id, label } of nodes) {
    let name = label;
    for (let nth = 2; used.has(name) || (name !== label && taken.has(name)); nth += 1)
      name = `${label} (${nth})`;
    used.add(name);
    names.set(id, name);
  }
  return (id) => names.get(id) ?? '';
}
