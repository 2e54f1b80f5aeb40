/**
 * Digests: what operators and weavers of a coalition of 14,000 people and two years read on a Monday, how the network does
 * and its maps, beside bare SQL that finds the same figures, items and lines (the one the test of the simulated coalition
 * is checked with); and all of it again after four years, of which nothing is shown. And the digest of that simulated
 * coalition itself, of 1,400 people.
 */
import '../support/unlocked.ts';
import { eq } from 'drizzle-orm';
import pg from 'pg';
import { readDigest } from '#digest/read.ts';
import { readersOf } from '#digest/readers.ts';
import { type Act, type Coalition, type Feature, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { countFigures } from '#network/count.ts';
import { networkOf } from '#network/graph.ts';
import { organisationsTied, peopleTied } from '#network/tied.ts';
import { type Db, openStore } from '#store/index.ts';
import { pulseKeys } from '../support/pulse-keys.ts';
import { monday, simulate } from '../support/simulated/coalition.ts';
import { operatorsExpect, weaverExpects } from '../support/simulated/digests.ts';
import { mapPlainly } from '../support/simulated/network.ts';
import { weeks as simulatedWeeks, sizes } from '../support/simulated/people.ts';
import { plainFigures } from '../support/simulated/plainly.ts';
import { fillWeeks, people } from './digest-fill.ts';
import { type Line, median, ms } from './figures.ts';
import { coalitionId } from './fill-sql.ts';
import { type Heard, hearStatements, shapeOf, touchesRows } from './hear.ts';
import { findScans } from './plans.ts';
import type { BenchServer } from './server.ts';

const weeks = 104;
/** of statements that take longer after four years, those that take so much more are named */
const grows = { times: 1.3, ms: 0.5 };

/** One thing somebody reads: by Weft's features, and by bare SQL. */
interface What {
  readonly name: string;
  weft(act: Act): Promise<unknown>;
  bare(db: Pick<Db, 'execute'>): Promise<unknown>;
}

interface Cost {
  /** the sum of its statements, from sending each to having its answer */
  readonly ms: number;
  readonly wall: number;
  readonly statements: readonly Heard[];
}

export async function digest(server: BenchServer, { turns = 5 }: { turns?: number } = {}): Promise<Line[]> {
  const now = Temporal.Now.instant().round('millisecond');
  const lines = [await smaller(await server.database('digest_smaller'), turns)];
  await using open = new AsyncDisposableStack();
  const side = async (years: number) => {
    console.error(`digest: filling ${years} years`);
    const url = await server.database(`digest_${years}`);
    await fillWeeks(url, (weeks * years) / 2, now, years);
    const store = await openStore({ url });
    open.defer(() => store.close());
    return { url, db: store.db, what: await whatIsRead(store.db, now) };
  };
  const [two, four] = [await side(2), await side(4)];
  for (const [place, { name, weft, bare }] of two.what.entries()) {
    console.error(`digest: ${name}`);
    const costs = { weft: [] as Cost[], bare: [] as Cost[], later: [] as Cost[] };
    for (let turn = 0; turn < turns; turn += 1) {
      costs.weft.push(await costOf(() => asked(two.db, now, weft)));
      costs.bare.push(await costOf(() => asked(two.db, now, ({ tx }) => bare(tx))));
      costs.later.push(await costOf(() => asked(four.db, now, four.what[place]?.weft ?? weft)));
    }
    const of = (some: readonly Cost[], value: (cost: Cost) => number) => median(some.map(value));
    const [weftMs, bareMs, laterMs] = [costs.weft, costs.bare, costs.later].map((some) =>
      of(some, (one) => one.ms),
    );
    const statements = costs.weft.at(-1)?.statements ?? [];
    const later = costs.later.at(-1)?.statements ?? [];
    const isOperators = place === 0;
    lines.push({
      ...{
        what: `${name}: time of the database, ${statements.length} statements`,
        weft: ms(weftMs ?? 0),
        baseline: ms(bareMs ?? 0),
      },
      ratio: (weftMs ?? 0) / (bareMs ?? 1),
    });
    if (isOperators)
      lines.push({
        ...{
          what: '  the same, in seconds',
          weft: ms(weftMs ?? 0),
          baseline: '',
          ratio: (weftMs ?? 0) / 1000,
        },
        ...{ goal: { most: 2 }, unit: 's' },
      });
    const [wall, bareWall] = [of(costs.weft, (one) => one.wall), of(costs.bare, (one) => one.wall)];
    lines.push({
      what: '  from beginning to end',
      weft: ms(wall),
      baseline: ms(bareWall),
      ratio: wall / bareWall,
    });
    lines.push({
      ...{ what: '  after four years, beside two', weft: ms(laterMs ?? 0), baseline: ms(weftMs ?? 0) },
      ...{ ratio: (laterMs ?? 0) / (weftMs ?? 1), goal: { most: 1.2 } },
    });
    lines.push(...(await growing(two.url, statements, four.url, later)));
    for (const { statement, tables: scanned } of await findScans(four.url, later))
      lines.push({ what: `  scans ${scanned.join(', ')}: ${brief(statement)}`, weft: '', baseline: '' });
  }
  return lines;
}

/** The operators’ digest of the coalition the test simulates, at the end of its two years; without drawing its pictures. */
async function smaller(url: string, turns: number): Promise<Line> {
  await using open = new AsyncDisposableStack();
  const store = await openStore({ url });
  open.defer(() => store.close());
  const { db } = store;
  const now = monday(simulatedWeeks);
  const simulated = simulate(7);
  await simulated.pass(db, now.epochMilliseconds);
  const features: readonly Feature[] = createFeatures({ embedded: false, platforms: ['slack'], pulseKeys });
  const coalition = await coalitionIn(db, simulated.coalitionId);
  const read = async (act: Act) => {
    const [by] = await readersOf(act, coalition.id, 'operator');
    if (!by) throw new Error('nobody reads');
    const composed = await readDigest(act, features, { coalition, reader: 'operator', by, language: 'en' });
    if (composed.sections.length < 5) throw new Error('too little stands in it');
  };
  const walls: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) walls.push((await costOf(() => asked(db, now, read))).wall);
  return {
    ...{ what: `operators’ digest of ${sizes.people} people, read and composed, in seconds` },
    ...{ weft: ms(median(walls)), baseline: '', ratio: median(walls) / 1000, goal: { most: 3 }, unit: 's' },
  };
}

async function whatIsRead(db: Db, now: Temporal.Instant): Promise<readonly What[]> {
  const features: readonly Feature[] = createFeatures({ embedded: false, platforms: ['slack'], pulseKeys });
  const coalition = await coalitionIn(db, coalitionId);
  const readers = async (reader: 'operator' | 'weaver') =>
    await asked(db, now, async (act) => await readersOf(act, coalitionId, reader));
  const [operator] = await readers('operator');
  const [weaver] = await readers('weaver');
  if (!operator || !weaver) throw new Error('nobody reads');
  const of = (days: number) => ({ coalitionId, from: now.subtract({ hours: 24 * days }), now });
  const digestOf =
    (reader: 'operator' | 'weaver', by: typeof operator): What['weft'] =>
    async (act) =>
      await readDigest(act, features, { coalition, reader, by, language: 'en' });
  return [
    {
      name: `operators’ digest of ${people} people`,
      weft: digestOf('operator', operator),
      bare: async (tx) => await operatorsExpect(tx, of(7), await plainFigures(tx, of(7))),
    },
    {
      name: 'a weaver’s digest',
      weft: digestOf('weaver', weaver),
      bare: async (tx) => await weaverExpects(tx, of(7), weaver.personId, undefined),
    },
    {
      name: 'network health, counted',
      weft: async (act) => await countFigures(act, features, coalitionId),
      bare: async (tx) => await plainFigures(tx, of(28)),
    },
    {
      name: 'the map of organisations, read and grouped',
      weft: async (act) => {
        const { nodes, edges } = await organisationsTied(act, coalitionId);
        return await networkOf(nodes, edges);
      },
      bare: async (tx) => await mapPlainly(tx, of(7), 'organisations'),
    },
    {
      name: 'the map of people, read',
      weft: async (act) => await peopleTied(act, coalitionId),
      bare: async (tx) => await mapPlainly(tx, of(7), 'people'),
    },
  ];
}

async function coalitionIn(db: Db, id: string): Promise<Coalition> {
  const [found] = await db.select().from(tables.coalition).where(eq(tables.coalition.id, id));
  if (!found) throw new Error('no coalition');
  return found;
}

const asked = async <T>(db: Db, now: Temporal.Instant, run: (act: Act) => Promise<T>): Promise<T> =>
  await db.transaction(async (tx) => await run({ tx, now }));

async function costOf(run: () => Promise<unknown>): Promise<Cost> {
  const statements: Heard[] = [];
  const stop = hearStatements((one) => void (touchesRows(one.text) && statements.push(one)));
  const began = performance.now();
  await run().finally(stop);
  const wall = performance.now() - began;
  return { wall, statements, ms: statements.reduce((sum, one) => sum + one.ms, 0) };
}

/** The statements that take longer where there is more history, each by the shortest of five times in both databases. */
async function growing(
  url: string,
  few: readonly Heard[],
  otherUrl: string,
  many: readonly Heard[],
): Promise<readonly Line[]> {
  await using open = new AsyncDisposableStack();
  const connect = async (to: string) => {
    const client = new pg.Client({ connectionString: to, options: '-c TimeZone=UTC' });
    await client.connect();
    open.defer(() => client.end());
    return client;
  };
  const [one, other] = [await connect(url), await connect(otherUrl)];
  const later = new Map(many.map((each) => [shapeOf(each.text), each]));
  const lines: Line[] = [];
  for (const [shape, statement] of new Map(few.map((each) => [shapeOf(each.text), each]))) {
    const same = later.get(shape);
    if (!same) continue;
    const [before, after] = [await shortest(one, statement), await shortest(other, same)];
    if (after > grows.times * before && after - before > grows.ms)
      lines.push({
        what: `  grows: ${brief(shape)}`,
        weft: ms(after),
        baseline: ms(before),
        ratio: after / before,
      });
  }
  return lines;
}

async function shortest(client: pg.Client, { text, values }: Heard): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const began = performance.now();
    await client.query(text, [...values]);
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

/** What it reads, as far as a line holds it. */
const brief = (statement: string) => shapeOf(statement).replaceAll('"', '').slice(0, 140);
