/**
 * Hot queries: what people, the tick and the worker ask of a database with 10,000 deliveries and of one with 1,000,000,
 * as often inbox rows, and the same 14,000 people; the same flows over the real app, alternating. Each statement is
 * compared with itself, as the code waits for it. And no plan at 1,000,000 may scan a large table from end to end.
 */
import { type Line, median, ms } from './figures.ts';
import { fill } from './fill.ts';
import { type Flows, openFlows } from './flows.ts';
import { type Heard, hearStatements, shapeOf, touchesRows } from './hear.ts';
import { findScans } from './plans.ts';
import type { BenchServer } from './server.ts';

const few = 10_000;
const people = 14_000;
const warmUp = 5;
const least = 10; // turns of a flow, however long one takes
const patience = 20_000; // ms for each flow, after that

type Times = Map<string, { flow: string; ms: number[]; rows: number; last: Heard }>;
interface Side {
  readonly url: string;
  readonly flows: Flows;
  readonly times: Times;
}

export async function hot(
  server: BenchServer,
  { rows = 1_000_000, turns = 100 }: { rows?: number; turns?: number } = {},
): Promise<Line[]> {
  const at = Temporal.Now.instant().round('millisecond');
  await using open = new AsyncDisposableStack();
  const fillOne = async (count: number): Promise<Side> => {
    console.error(`hot: filling ${count} rows`);
    const url = await server.database(`hot_${count}`);
    const flows = open.use(await openFlows(url, await fill(url, { people, rows: count, now: at }), at));
    return { url, flows, times: new Map() };
  };
  const [small, large] = [await fillOne(few), await fillOne(rows)];
  let scans = 0;
  for (const [index, flow] of small.flows.hot.entries()) {
    console.error(`hot: ${flow.name}`);
    const before = performance.now();
    let last: readonly Heard[] = [];
    for (let turn = -warmUp; turn < turns; turn += 1) {
      if (turn >= least && performance.now() - before > patience) break;
      // Whoever goes first in one turn goes second in the next.
      for (const side of turn % 2 === 0 ? [small, large] : [large, small]) {
        const heard = await listenTo(side, index, turn + warmUp);
        if (turn >= 0) for (const one of heard) note(side.times, flow.name, one);
        if (side === large) last = heard;
      }
    }
    scans += (await findScans(large.url, last, flow)).length;
  }
  return linesOf(compare(small.times, large.times), rows, scans);
}

async function listenTo({ flows }: Side, index: number, turn: number): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  const stop = hearStatements((one) => heard.push(one));
  await flows.hot[index]?.run(turn).finally(stop);
  return heard.filter((one) => touchesRows(one.text));
}

function note(times: Times, flow: string, last: Heard): void {
  const key = `${flow}: ${shapeOf(last.text)}`;
  const before = times.get(key);
  if (before) {
    before.ms.push(last.ms);
    before.rows += last.rows;
  } else times.set(key, { flow, ms: [last.ms], rows: last.rows, last });
}

interface Compared {
  readonly flow: string;
  readonly statement: string;
  readonly small: number;
  readonly large: number;
  readonly ratio: number;
  /** how many rows it answers or changes in each, where that grows with what there is */
  readonly grows: string | undefined;
}

function compare(small: Times, large: Times): Compared[] {
  return [...large].flatMap(([key, { flow, ms: times, rows, last }]) => {
    const before = small.get(key);
    if (!before || times.length < least || before.ms.length < least) return [];
    const [a, b] = [median(before.ms), median(times)];
    const [few, many] = [before.rows / before.ms.length, rows / times.length];
    const grows = many > few * 1.5 + 0.5 ? `${few.toFixed(0)} → ${many.toFixed(0)} rows` : undefined;
    return [{ flow, statement: shapeOf(last.text), small: a, large: b, ratio: b / a, grows }];
  });
}

const most = 1.2;

function linesOf(compared: readonly Compared[], rows: number, scans: number): Line[] {
  const worst = compared.toSorted((a, b) => b.ratio - a.ratio);
  const over = worst.filter((one) => one.ratio > most);
  const shown = over.length > 0 ? over : worst.slice(0, 3);
  return [
    {
      what: `hot queries: ${compared.length} statements at ${rows} and at ${few} rows, median of their ratios`,
      weft: ms(median(compared.map((one) => one.large))),
      baseline: ms(median(compared.map((one) => one.small))),
      ratio: median(compared.map((one) => one.ratio)),
    },
    {
      what: `hot queries: statements above ${most} ×`,
      weft: String(over.length),
      baseline: `of ${compared.length}`,
      ratio: over.length,
      goal: { most: 0 },
      unit: 'statements',
    },
    ...shown.map((one) => ({
      what: `  ${one.flow}: ${brief(one.statement)}${one.grows ? ` (${one.grows})` : ''}`,
      weft: ms(one.large),
      baseline: ms(one.small),
      ratio: one.ratio,
      goal: { most },
    })),
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
