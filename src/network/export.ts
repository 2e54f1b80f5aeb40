import { setImmediate } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import type { Network } from './graph.ts';

/** So many rows are written at once; between them others are answered. */
const atOnce = 1000;

/**
 * Rows of two names and a number, for a spreadsheet. What it would take for a formula is words in it; and names stand in
 * quotation marks, so that none begins a cell of its own where semicolons part them.
 */
export async function writeCsv(network: Network): Promise<string> {
  const name = namesOf(network);
  const head = stringify([['from', 'to', 'ties']], { bom: true, quoted_string: true });
  const parts = await inParts(network.edges, (some) =>
    stringify(
      some.map(({ from, to, ties }) => [name(from), name(to), ties]),
      { escape_formulas: true, quoted_string: true },
    ),
  );
  return [head, ...parts].join('');
}

/** The same for kumu.io, which joins elements and connections by their names (docs.kumu.io/guides/import/blueprints). */
export async function writeKumu(network: Network): Promise<string> {
  const name = namesOf(network);
  const elements = await inParts(network.nodes, (some) =>
    rowsOf(
      some.map(({ id, community }) => ({
        label: name(id),
        group: community < 0 ? 'not connected yet' : `group ${community + 1}`,
      })),
    ),
  );
  const connections = await inParts(network.edges, (some) =>
    rowsOf(
      some.map(({ from, to, ties }) => ({
        ...{ from: name(from), to: name(to), strength: ties, direction: 'undirected' },
      })),
    ),
  );
  return `{"elements":[\n${elements.join(',\n')}\n],"connections":[\n${connections.join(',\n')}\n]}`;
}

/** One JSON object a line. */
const rowsOf = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join(',\n');

async function inParts<T>(
  rows: readonly T[],
  write: (some: readonly T[]) => string,
): Promise<readonly string[]> {
  const parts: string[] = [];
  for (let from = 0; from < rows.length; from += atOnce) {
    parts.push(write(rows.slice(from, from + atOnce)));
    await setImmediate();
  }
  return parts;
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
