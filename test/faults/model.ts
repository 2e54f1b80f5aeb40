/**
 * Histories of what people and platforms do, told twice: once in order, and once as platforms deliver: repeated, in
 * another order, at the same moment to two replicas, some of it carried out only after a process has ended. Both end
 * in the same state, row for row.
 *
 *     node test/faults/model.ts            1,000 histories, by hand
 *
 * What is promised to be equal: whatever comes in again, under its key, at any later time and any number of times,
 * changes nothing; and what neither reads nor writes what another writes (see `depend`) may come before or after it.
 * What one person does keeps its order, and so does what two people do to the same thing: there the order is what they
 * meant. Equal are all rows but for their moments and ids, and the effects that arrived.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type Chance, seeded } from '../support/wire/index.ts';
import { type ActName, depend, type History, histories, type Step } from './model-history.ts';
import { readState, type State } from './model-state.ts';
import { openWorld, type World } from './model-world.ts';
import { startFaultyServer } from './server.ts';

export interface Told {
  readonly histories: number;
  readonly steps: number;
  readonly repeats: number;
  /** steps that came at the same moment as another, on either replica, and those carried out after an end */
  readonly together: number;
  readonly resumed: number;
}

export interface Telling {
  readonly runs: number;
  readonly seed: number;
  /** what is done in them; anything, unless given */
  readonly acts?: readonly ActName[];
  /** the controls: what comes again comes under another key, as if there were none; no event says when it happened */
  readonly keyless?: boolean;
  readonly timeless?: boolean;
}

const mostActs = 8;

/** Tells so many histories both ways. Throws with the smallest one that differs, and how. */
export async function tellAll(telling: Telling): Promise<Told> {
  const { runs, seed, acts } = telling;
  // Nothing here is about a crash of the server.
  await using server = await startFaultyServer({
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  });
  await using world = await openWorld(server.url);
  const counts = { histories: 0, steps: 0, repeats: 0, together: 0, resumed: 0 };
  const differs = fc.asyncProperty(histories(mostActs, acts), async (history) => {
    counts.histories += 1;
    counts.steps += history.steps.length;
    const straight = await tellStraight(world, history);
    const delivered = await tellDelivered(world, history, counts, telling);
    const difference = compare(straight, delivered);
    if (difference) throw new Error(difference);
  });
  await fc.assert(differs, { numRuns: runs, seed, endOnFailure: !!(telling.keyless || telling.timeless) });
  return counts;
}

async function tellStraight(world: World, { steps }: History): Promise<State> {
  await world.begin();
  for (const step of steps) await world.take(step);
  return await end(world);
}

async function tellDelivered(
  world: World,
  { steps, seed }: History,
  counts: { repeats: number; together: number; resumed: number },
  { keyless = false, timeless = false }: Telling,
): Promise<State> {
  const chance = seeded(seed);
  const isAtOnce = chance() < 1 / 3;
  await world.begin();
  const order = reorder(steps, chance);
  const past: Step[] = [];
  const of = (step: Step) => ({ ...(!timeless && { at: steps.indexOf(step) }), app: chance() < 0.5 ? 0 : 1 });
  const again = async (step: Step) => {
    counts.repeats += 1;
    await world.take(step, {
      ...of(step),
      ...(keyless && { key: `${step.key} ${counts.repeats}` }),
    });
  };
  while (order.length > 0) {
    const group = isAtOnce ? takeGroup(order) : order.splice(0, 1);
    if (group.length > 1) counts.together += group.length;
    await Promise.all(
      group.flatMap((step) => {
        // A process may end after it has stored a step that nothing else waits for.
        const dies = chance() < 0.2 && !order.some((later) => depend(step, later));
        if (dies) counts.resumed += 1;
        const first = world.take(step, { ...of(step), dies });
        return isAtOnce && !dies && !keyless && chance() < 0.3 ? [first, again(step)] : [first];
      }),
    );
    past.push(...group);
    while (chance() < 0.35) {
      const step = past[Math.floor(chance() * past.length)];
      if (step) await again(step);
    }
  }
  for (const app of world.apps) await app.resume();
  return await end(world);
}

/** The weaver looks at the queue, so that it is made from what is there now; then all that is due is carried out. */
async function end(world: World): Promise<State> {
  const looks: Step = {
    key: 'end',
    who: 'ana',
    space: 'clearwater',
    reads: [],
    writes: [],
    deed: () => ({ kind: 'typed', text: 'intro queue' }),
  };
  await world.take(looks);
  await world.settle();
  if (world.problems.length > 0) throw new Error(world.problems.join('\n'));
  return await readState(world);
}

/** The steps in an order by chance in which those that depend on one another keep theirs. */
function reorder(steps: readonly Step[], chance: Chance): Step[] {
  const waiting = [...steps];
  const order: Step[] = [];
  while (waiting.length > 0) {
    const free = waiting.filter((step, n) => !waiting.slice(0, n).some((before) => depend(before, step)));
    const next = free[Math.floor(chance() * free.length)];
    if (!next) throw new Error('nothing can come next');
    waiting.splice(waiting.indexOf(next), 1);
    order.push(next);
  }
  return order;
}

/** Takes the first up to four steps that have nothing to do with one another. */
function takeGroup(order: Step[]): Step[] {
  const group: Step[] = [];
  while (group.length < 4) {
    const [next] = order;
    if (!next || group.some((step) => depend(step, next))) break;
    group.push(next);
    order.shift();
  }
  return group;
}

function compare(straight: State, delivered: State): string | undefined {
  if (isDeepStrictEqual(straight, delivered)) return undefined;
  const lines: string[] = [];
  for (const table of Object.keys(straight)) {
    const [one, other] = [straight[table] ?? [], delivered[table] ?? []];
    if (isDeepStrictEqual(one, other)) continue;
    const only = (a: readonly string[], b: readonly string[]) => {
      const rest = [...b];
      return a.filter((line) => {
        const found = rest.indexOf(line);
        if (found !== -1) rest.splice(found, 1);
        return found === -1;
      });
    };
    lines.push(
      table,
      ...only(one, other).map((row) => `- ${row}`),
      ...only(other, one).map((row) => `+ ${row}`),
    );
  }
  return `in order (-) and as delivered (+):\n${lines.join('\n')}`;
}

if (import.meta.main) {
  const began = performance.now();
  const runs = Number(process.argv[2] ?? 1_000);
  const seed = Number(process.argv[3] ?? 1);
  const told = await tellAll({ runs, seed });
  console.log({ seed, ...told, seconds: Math.round((performance.now() - began) / 1000) });
}
