/**
 * Hot queries: what people, the tick and the worker ask of a database with 10,000 deliveries and of one with 1,000,000,
 * as often inbox rows, and the same 14,000 people. The same flows run over the real app on both; each statement that they
 * sent is then explained and carried out again in both, in turns and rolled back, so that what else the machine does
 * matters little: the shortest time that the database needed for it, planning included, is its time. And no plan at
 * 1,000,000 may scan a large table from end to end.
 */
import pg from 'pg';
import { type Line, median, ms } from './figures.ts';
import { fill } from './fill.ts';
import { type Flows, openFlows } from './flows.ts';
import { type Heard, hearStatements, shapeOf, touchesRows } from './hear.ts';
import { findScans } from './plans.ts';
import type { BenchServer } from './server.ts';

const few = 10_000;
const people = 14_000;
const most = 1.2;
/** What a statement's time differs by from one time to the next: less than this more is not told one by one. */
const tellsFrom = 0.1; // ms

interface Side {
  readonly url: string;
  readonly flows: Flows;
  readonly client: pg.Client;
}

export async function hot(
  server: BenchServer,
  { rows = 1_000_000, turns = 3, times = 9 }: { rows?: number; turns?: number; times?: number } = {},
): Promise<Line[]> {
  const at = Temporal.Now.instant().round('millisecond');
  await using open = new AsyncDisposableStack();
  const fillOne = async (count: number): Promise<Side> => {
    console.error(`hot: filling ${count} rows`);
    const url = await server.database(`hot_${count}`);
    const flows = open.use(await openFlows(url, await fill(url, { people, rows: count, now: at }), at));
    const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' });
    await client.connect();
    open.defer(() => client.end());
    return { url, flows, client };
  };
  const [small, large] = [await fillOne(few), await fillOne(rows)];
  const compared: Compared[] = [];
  const unrepeated = new Set<string>();
  let scans = 0;
  for (const [index, flow] of small.flows.hot.entries()) {
    console.error(`hot: ${flow.name}`);
    await listenTo(small, index, 0);
    await listenTo(large, index, 0);
    const last = flow.everybody ? 1 : turns;
    for (let turn = 1; turn <= last; turn += 1) {
      const before = await listenTo(small, index, turn);
      const heard = await listenTo(large, index, turn);
      for (const [shape, statement] of heard) {
        const same = before.get(shape);
        const one = same && (await compare(flow.name, shape, [small, same], [large, statement], times));
        if (one) compared.push(one);
        else unrepeated.add(`${flow.name}: ${shape}`);
      }
      if (turn === last) scans += (await findScans(large.url, heard.values(), flow)).length;
    }
  }
  return linesOf(each(compared), rows, { scans, unrepeated: unrepeated.size });
}

/** What a flow asks, the last of each shape. */
async function listenTo({ flows }: Side, index: number, turn: number): Promise<Map<string, Heard>> {
  const heard = new Map<string, Heard>();
  const stop = hearStatements((one) => void (touchesRows(one.text) && heard.set(shapeOf(one.text), one)));
  await flows.hot[index]?.run(turn).finally(stop);
  return heard;
}

/** One statement in both databases: the shortest times, and how many pages and rows it touched. */
interface Compared {
  readonly flow: string;
  readonly shape: string;
  readonly small: Cost;
  readonly large: Cost;
}
interface Cost {
  readonly ms: number;
  readonly pages: number;
  readonly rows: number;
}

async function compare(
  flow: string,
  shape: string,
  [{ client: one }, first]: readonly [Side, Heard],
  [{ client: other }, second]: readonly [Side, Heard],
  times: number,
): Promise<Compared | undefined> {
  const [before, after]: [Cost[], Cost[]] = [[], []];
  for (let time = 0; time < times; time += 1) {
    const [a, b] = [await costOf(one, first), await costOf(other, second)];
    if (!a || !b) return undefined;
    before.push(a);
    after.push(b);
  }
  return { flow, shape, small: shortest(before), large: shortest(after) };
}

/** Nothing for an insert that cannot be repeated, as its row is there. */
async function costOf(client: pg.Client, { text, values }: Heard): Promise<Cost | undefined> {
  await client.query('begin');
  try {
    const explain = `explain (analyze, buffers, format json) ${text}`;
    const { rows } = await client.query<{ 'QUERY PLAN': readonly Explained[] }>(explain, [...values]);
    const explained = rows[0]?.['QUERY PLAN'][0];
    if (!explained) throw new Error(`not explained: ${text}`);
    const { Plan: plan } = explained;
    return {
      ms: explained['Planning Time'] + explained['Execution Time'],
      pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
      rows: rowsIn(plan),
    };
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '23505') return undefined;
    throw error;
  } finally {
    await client.query('rollback');
  }
}

interface Explained {
  readonly 'Planning Time': number;
  readonly 'Execution Time': number;
  readonly Plan: Node;
}
interface Node {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Node[];
}

/** How many rows the leaves of a plan found. */
function rowsIn({ Plans: parts, 'Actual Rows': rows, 'Actual Loops': loops }: Node): number {
  return parts ? parts.reduce((sum, part) => sum + rowsIn(part), 0) : rows * loops;
}

function shortest(costs: readonly Cost[]): Cost {
  return costs.reduce((a, b) => (b.ms < a.ms ? b : a));
}

/** Each statement of each flow once, with the medians of its turns. */
function each(compared: readonly Compared[]): Compared[] {
  const same = Map.groupBy(compared, ({ flow, shape }) => `${flow}: ${shape}`);
  return [...same.values()].flatMap((turns) => {
    const [{ flow, shape } = { flow: '', shape: '' }] = turns;
    const of = (side: 'small' | 'large'): Cost => ({
      ms: median(turns.map((turn) => turn[side].ms)),
      pages: median(turns.map((turn) => turn[side].pages)),
      rows: median(turns.map((turn) => turn[side].rows)),
    });
    return { flow, shape, small: of('small'), large: of('large') };
  });
}

const ratioOf = ({ small, large }: Compared) => large.ms / small.ms;
const moreOf = ({ small, large }: Compared) => large.ms - small.ms;

function linesOf(
  compared: readonly Compared[],
  rows: number,
  { scans, unrepeated }: { scans: number; unrepeated: number },
): Line[] {
  const over = compared.filter((one) => ratioOf(one) > most);
  const told = over.filter((one) => moreOf(one) >= tellsFrom).toSorted((a, b) => moreOf(b) - moreOf(a));
  const sum = (side: 'small' | 'large') => compared.reduce((total, one) => total + one[side].ms, 0);
  return [
    {
      what: `hot queries: ${compared.length} statements at ${rows} and at ${few} rows, median of their ratios`,
      weft: ms(median(compared.map((one) => one.large.ms))),
      baseline: ms(median(compared.map((one) => one.small.ms))),
      ratio: median(compared.map(ratioOf)),
    },
    {
      what: 'hot queries: all of them together',
      weft: ms(sum('large')),
      baseline: ms(sum('small')),
      ratio: sum('large') / sum('small'),
    },
    {
      what: `hot queries: statements above ${most} ×`,
      weft: String(over.length),
      baseline: `of ${compared.length}`,
      ratio: over.length,
      goal: { most: 0 },
      unit: 'statements',
    },
    {
      what: `  of them by ${tellsFrom} ms or more`,
      weft: String(told.length),
      baseline: `of ${compared.length}`,
      ratio: told.length,
      unit: 'statements',
    },
    ...told.map((one) => ({
      what: `  ${one.flow}: ${brief(one.shape)} (pages ${one.small.pages} → ${one.large.pages}, rows ${one.small.rows} → ${one.large.rows})`,
      weft: ms(one.large.ms),
      baseline: ms(one.small.ms),
      ratio: ratioOf(one),
      goal: { most },
    })),
    {
      what: '  statements that could not be repeated, and are not compared',
      weft: String(unrepeated),
      baseline: '',
    },
    {
      what: 'hot queries: plans that scan a large table from end to end',
      weft: String(scans),
      baseline: '',
      ratio: scans,
      goal: { most: 0 },
      unit: 'plans',
    },
  ];
}

/** The verb, the table and the condition, as far as a line holds them. */
function brief(statement: string): string {
  const plain = statement.replaceAll('"', '');
  const verb = plain.split(' ')[0] ?? '';
  const table = /\b(?:from|into|update) (\w+)/.exec(plain)?.[1] ?? '';
  const where = / where (.*)/.exec(plain)?.[1] ?? '';
  const said = `${verb} ${table}${where ? ` where ${where}` : ''}`.replaceAll(`${table}.`, '');
  return said.length <= 90 ? said : `${said.slice(0, 89)}…`;
}
