import pg from 'pg';
import { type Heard, shapeOf } from './hear.ts';

/** One statement and the large tables it would read from end to end. */
export interface Scan {
  readonly statement: string;
  readonly tables: readonly string[];
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
}

/** From so many rows on a table is large here. */
const large = 5_000;

/** Tables that grow with what happens, without end but for what is forgotten. */
const history = [
  ...['delivery', 'inbox', 'form', 'audit', 'pace', 'broadcast', 'action', 'action_part', 'result'],
  ...[
    'amplification_request',
    'amplification_asked',
    'listing',
    'resource',
    'pulse_sealed',
    'pulse_released',
  ],
];

/**
 * The statements, one of each shape, whose plan has a sequential scan of a large table; where a whole coalition is read
 * as it must be (`everybody`), of a large table of what happened.
 */
export async function findScans(
  url: string,
  statements: Iterable<Heard>,
  { everybody = false }: { everybody?: boolean } = {},
): Promise<Scan[]> {
  const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and reltuples >= $1 and relnamespace = 'public'::regnamespace`,
      [large],
    );
    const wanted = rows.map((row) => row.name).filter((name) => !everybody || history.includes(name));
    const byShape = new Map([...statements].map((one) => [shapeOf(one.text), one]));
    const scans: Scan[] = [];
    for (const [statement, { text, values }] of byShape) {
      const explained = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
        `explain (format json) ${text}`,
        [...values],
      );
      const scanned = new Set(scannedIn(explained.rows[0]?.['QUERY PLAN'][0]?.Plan));
      const tables = wanted.filter((name) => scanned.has(name));
      if (tables.length > 0) scans.push({ statement, tables });
    }
    return scans;
  } finally {
    await client.end();
  }
}

function scannedIn(node: Node | undefined): string[] {
  if (!node) return [];
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scannedIn)];
}
