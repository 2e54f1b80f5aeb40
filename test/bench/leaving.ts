/**
 * Leaving: a space of 5,000 people taken out step by step, as the schedule does it; the same space deleted at once from a
 * restored backup (`npm run restored`); a coalition of 5,000 deleted from one; and one person of 14,000 who deletes
 * themselves. The baseline is the bare DELETEs of the same rows in a copy of the same database, in the same run.
 */
import '../support/unlocked.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { type Feature, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { erasePerson, replayDeletions } from '#privacy/index.ts';
import { createSchedule } from '#schedule/index.ts';
import { type Db, openStore } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { pulseKeys } from '../support/pulse-keys.ts';
import { type Line, median, ms } from './figures.ts';
import { fill } from './fill.ts';
import { coalitionId } from './fill-sql.ts';
import { ask, type BenchServer } from './server.ts';

/** Deliveries and what came in, for each person: some months of use. */
const each = 5;
const mostSteps = 1_000;
const log = { info() {}, warn() {}, error() {} };

export async function leaving(
  server: BenchServer,
  { few = 5_000, many = 14_000 }: { few?: number; many?: number } = {},
): Promise<Line[]> {
  const now = Temporal.Now.instant().round('millisecond');
  const folder = mkdtempSync(join(tmpdir(), 'weft-bench-leaving-'));
  const deletions = join(folder, 'deletions');
  const features = createFeatures({ embedded: false, platforms: [], pulseKeys, deletions });
  try {
    const filled = await filler(server, few, now);
    console.error('leaving: a space, step by step');
    const steps = await inSteps(await filled('steps'), features, now);
    const bareSpace = await bare(await filled('bare_space'), ofSpace);
    console.error('leaving: a space and a coalition, from the file of deletions');
    const replayed: Record<'space' | 'coalition', number> = { space: 0, coalition: 0 };
    for (const what of ['space', 'coalition'] as const) {
      const url = await filled(`replayed_${what}`);
      const [row] = await ask<{ id: string }>(url, `select id from space where platform = 'slack'`);
      writeFileSync(deletions, `${now} ${what === 'space' ? row?.id : coalitionId} ${what}\n`);
      replayed[what] = await replay(url, { path: deletions, now, features });
    }
    const bareCoalition = await bare(await filled('bare_coalition'), [
      ['delete from coalition where id = $1', [coalitionId]],
    ]);
    console.error('leaving: one person');
    const more = await filler(server, many, now);
    const one = await onePerson(await more('person'), features, now);
    const [slowest, took] = [Math.max(...steps.each), steps.each.reduce((sum, step) => sum + step, 0)];
    return [
      {
        what: `a space of ${few} people goes: ${steps.each.length} steps, all of them`,
        ...{ weft: ms(took), baseline: ms(bareSpace), ratio: took / bareSpace },
      },
      { what: '  one step, the median, beside that share of the baseline', ...besides(median(steps.each)) },
      { what: '  the slowest step', weft: ms(slowest), baseline: '', ratio: slowest / 1000, unit: 's' },
      {
        what: '  from the first step to the last, by the clock of the schedule',
        ...{ weft: `${Math.round(steps.lasts)} min`, baseline: '' },
      },
      {
        what: '  the same space, all at once from a restored backup',
        ...{ weft: ms(replayed.space), baseline: ms(bareSpace), ratio: replayed.space / bareSpace },
      },
      {
        what: `a coalition of ${few} people, from a restored backup`,
        ...{ weft: ms(replayed.coalition), baseline: ms(bareCoalition) },
        ratio: replayed.coalition / bareCoalition,
      },
      {
        what: `one of ${many} people deletes themselves, median of ${one.weft.length}`,
        ...{ weft: ms(median(one.weft)), baseline: ms(median(one.bare)) },
        ratio: median(one.weft) / median(one.bare),
      },
      { what: '  the slowest', weft: ms(Math.max(...one.weft)), baseline: ms(Math.max(...one.bare)) },
    ];

    function besides(value: number): Pick<Line, 'weft' | 'baseline' | 'ratio'> {
      const share = bareSpace / steps.each.length;
      return { weft: ms(value), baseline: ms(share), ratio: value / share };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Databases that hold the same: each a copy of one that was filled. */
async function filler(
  server: BenchServer,
  people: number,
  now: Temporal.Instant,
): Promise<(name: string) => Promise<string>> {
  console.error(`leaving: filling ${people} people`);
  const first = `leaving_${people}`;
  const url = await server.database(first);
  await fill(url, { people, rows: people * each, now });
  const other = new URL(url);
  other.pathname = '/postgres';
  return async (name) => {
    const copy = `${first}_${name}`;
    await ask(other.href, `create database ${copy} template ${first}`);
    await ask(url.replace(`/${first}?`, `/${copy}?`), 'vacuum (analyze)');
    return url.replace(`/${first}?`, `/${copy}?`);
  };
}

/** Takes the Slack workspace out; what each step took, and how many minutes passed by the schedule's clock. */
async function inSteps(
  url: string,
  features: readonly Feature[],
  now: Temporal.Instant,
): Promise<{ readonly each: readonly number[]; readonly lasts: number }> {
  const store = await openStore({ url });
  try {
    const clock = manualClock(now.toString());
    const dues = features.flatMap(({ dues }) => dues ?? []).filter(({ name }) => name === 'onboarding.drop');
    const schedule = createSchedule({ store, clock, random: Math.random, log, dues });
    const { space } = tables;
    const [gone] = await store.db
      .update(space)
      .set({ dropAt: now, leavingAt: now })
      .where(eq(space.platform, 'slack'))
      .returning({ id: space.id });
    if (!gone) throw new Error('there is no such space');
    const each: number[] = [];
    for (;;) {
      const [row] = await store.db.select().from(space).where(eq(space.id, gone.id));
      if (!row) break;
      const wait = row.dropAt ? clock.now().until(row.dropAt).total('milliseconds') : 0;
      if (wait > 0) clock.advance({ milliseconds: Math.ceil(wait) });
      const began = performance.now();
      await schedule.tick();
      each.push(performance.now() - began);
      if (each.length % 25 === 0) console.error(`leaving: ${each.length} steps`);
      if (each.length > mostSteps) throw new Error('the space does not go');
    }
    return { each, lasts: now.until(clock.now()).total('minutes') };
  } finally {
    await store.close();
  }
}

/** Everybody whose only account is there, with all that refers to them, and the space; by what the tables themselves say. */
const ofSpace: readonly Statement[] = [
  [
    `delete from delivery where tenant = 'T0BENCH' or space_id in (select id from space where platform = 'slack')`,
    [],
  ],
  [`delete from inbox where tenant = 'T0BENCH'`, []],
  [`delete from form where tenant = 'T0BENCH'`, []],
  [
    `delete from person where not exists (select from account where person_id = person.id and platform <> 'slack')`,
    [],
  ],
  [`delete from binding where space_id in (select id from space where platform = 'slack')`, []],
  [`delete from space where platform = 'slack'`, []],
];
type Statement = readonly [string, readonly unknown[]];

async function bare(url: string, statements: readonly Statement[]): Promise<number> {
  const began = performance.now();
  for (const [text, values] of statements) await ask(url, text, values);
  return performance.now() - began;
}

async function replay(
  url: string,
  given: {
    readonly path: string;
    readonly now: Temporal.Instant;
    readonly features: readonly Feature[];
  },
): Promise<number> {
  const store = await openStore({ url });
  try {
    const began = performance.now();
    if ((await replayDeletions(store.db, given)) !== 1) throw new Error('it was not there');
    return performance.now() - began;
  } finally {
    await store.close();
  }
}

/** Ten people one after the other: by Weft, and others of the same database by bare DELETEs. */
async function onePerson(
  url: string,
  features: readonly Feature[],
  now: Temporal.Instant,
): Promise<{ readonly weft: readonly number[]; readonly bare: readonly number[] }> {
  const store = await openStore({ url });
  const taken: { weft: number[]; bare: number[] } = { weft: [], bare: [] };
  try {
    for (let turn = 0; turn < 10; turn += 1) {
      taken.weft.push(await erased(store.db, 100 + turn, features, now));
      const [row] = await ask<{ id: string }>(url, 'select filled.person($1) as id', [200 + turn]);
      const began = performance.now();
      await ask(url, 'delete from delivery where person_id = $1', [row?.id]);
      await ask(url, 'delete from inbox where person_id = $1', [row?.id]);
      await ask(url, 'delete from person where id = $1', [row?.id]);
      taken.bare.push(performance.now() - began);
    }
  } finally {
    await store.close();
  }
  return taken;
}

async function erased(
  db: Db,
  nth: number,
  features: readonly Feature[],
  now: Temporal.Instant,
): Promise<number> {
  const name = `Person ${nth} ${String.fromCharCode(65 + (nth % 26))}son`;
  const began = performance.now();
  await db.transaction(async (tx) => {
    const [person] = await tx.select().from(tables.person).where(eq(tables.person.name, name));
    if (!person) throw new Error('nobody has that name');
    await erasePerson({ tx, now }, person, { keep: false, features });
  });
  return performance.now() - began;
}
