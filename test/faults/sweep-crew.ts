import { flowsOn, follows } from './flows.ts';
import type { Flow } from './flows-steps.ts';
import { type Balance, balance, empty, foreseeUncertain, type Ledger, readLedger, since } from './ledger.ts';
import type { Strategy } from './naive.ts';
import type { Ground } from './sweep-ground.ts';
import {
  connect,
  disconnect,
  type Event,
  giveUp,
  goOn,
  isReady,
  type Lane,
  play,
  takeOver,
} from './sweep-lane.ts';
import type { Nursery, Victim } from './sweep-process.ts';
import { openScene, type SweptPlatform } from './sweep-scene.ts';
import type { Struck } from './sweep-side.ts';

/** What a flow does when nothing goes wrong: the effects of each step, and the books after it. */
export interface Clean {
  readonly flow: Flow;
  readonly steps: readonly { readonly effects: readonly string[]; readonly ledger: Ledger }[];
}

/** One crash, or one mishap, at one effect, and how the books stood afterwards. */
export interface Case extends Balance {
  readonly flow: string;
  readonly step: number;
  /** after how many effects of the step, and which was the last */
  readonly after: number;
  readonly effect: string;
  readonly event: Event;
  /** whether the mishap that was to follow met a request */
  readonly struck: boolean;
}

/** A lane to be: in each step something happens after so many effects, or nothing does. */
export interface Wanted {
  readonly clean: Clean;
  readonly event: Event;
  readonly points: readonly (number | undefined)[];
}

export interface Field {
  readonly ground: Ground;
  readonly platform: SweptPlatform;
  readonly strategy?: Strategy;
  /** told of each case once its books are read */
  settled?(one: Case): void;
}

type Playing = Wanted & {
  readonly lane: Lane & AsyncDisposable;
  /** as they stood after the last case */
  books: Balance;
  /** the step it is at, and whether something is to happen in it */
  index: number;
  isMeant: boolean;
  /** what is to happen does so now; never where the step had fewer effects than in the undisturbed run */
  stands: boolean;
  struck: boolean;
  over: boolean;
};

const seats = 36; // lanes in one process; each holds a connection to the database
const activeAtOnce = 4; // so that none waits longer than a lease
const waitingAtOnce = 12; // where most of the time is spent on waiting for a mishap to end

/** After how many steps nothing more can happen to a lane; 0 where nothing can happen to it at all. */
export function stepsOf({ points }: Pick<Wanted, 'points'>): number {
  return points.findLastIndex((after) => after !== undefined) + 1;
}

/** The same lane, in which nothing happens before that step. */
const from = (one: Wanted, step: number): Wanted => ({
  ...one,
  points: one.points.map((after, index) => (index < step ? undefined : after)),
});

/**
 * Plays lanes side by side in one process at a time, each until it stands; where some stand to be killed, it is killed
 * for all of them and another takes over. Resolves when every lane was played as far as anything can happen to it.
 */
export async function playAll(field: Field, nursery: Nursery, wanted: readonly Wanted[]): Promise<Case[]> {
  const waiting = [...wanted];
  const cases: Case[] = [];
  let lanes: Playing[] = [];
  let victim = await nursery.take();
  const settle = (one: Case) => {
    cases.push(one);
    field.settled?.(one);
  };
  while (lanes.length + waiting.length > 0) {
    const fresh = waiting.splice(0, seats - lanes.length);
    lanes.push(...(await inTurns(fresh, activeAtOnce, (one) => begin(field, one, victim))));
    victim = await playRound({ lanes, victim, nursery, settle, left: (one) => void waiting.push(one) });
    const over = lanes.filter((one) => one.over);
    lanes = lanes.filter((one) => !one.over);
    await inTurns(over, activeAtOnce, ({ lane }) => Promise.resolve(lane[Symbol.asyncDispose]()));
  }
  await victim.kill();
  return cases;
}

interface Round {
  readonly lanes: readonly Playing[];
  readonly victim: Victim;
  readonly nursery: Nursery;
  settle(one: Case): void;
  /** what could not be played to its end with this lane */
  left(one: Wanted): void;
}

/** Plays every lane until it stands or is over, and the step at which it stands; the process that carries them afterwards. */
async function playRound({ lanes, nursery, settle, left, ...round }: Round): Promise<Victim> {
  let { victim } = round;
  /** Does something with each of these lanes; one that breaks is over, and its case is a bad one. */
  const each = async (
    some: readonly Playing[],
    run: (one: Playing) => Promise<void>,
    width = activeAtOnce,
  ) => {
    await inTurns(some.filter(canGoOn), width, async (one) => {
      try {
        await run(one);
      } catch (error) {
        one.over = true;
        settle(caseOf(one, { ...empty, wrong: [String(error)] }));
        const rest = from(one, one.index + 1);
        if (stepsOf(rest) > 0) left(rest);
      }
    });
  };

  await each(lanes, async (one) => {
    while (!one.over && !one.stands) {
      const { lane, index } = one;
      one.isMeant = one.points[index] !== undefined;
      one.struck = false;
      await forgetResent(one);
      // What a person should have before them is uncertain, and is not there: another lane plays on from here.
      if (lane.foreseen.size > 0 && !(await isReady(lane, index))) {
        one.over = true;
        left(from(one, index));
        await disconnect(lane);
        return;
      }
      one.stands = (await play(lane, index, one.points[index])) === 'stands';
      if (!one.stands) await finish(one);
    }
  });
  const standing = lanes.filter(({ stands }) => stands);
  await each(
    standing.filter(({ event }) => !isDeadly(event)),
    async (one) => {
      one.struck = await disturb(one.lane, one.index);
    },
    waitingAtOnce,
  );
  let dead = standing.filter(({ event }) => isDeadly(event)).filter(canGoOn);
  for (let time = 1; dead.length > 0; time += 1) {
    for (const { lane } of lanes) giveUp(lane);
    await victim.kill();
    victim = await nursery.take();
    await each(lanes, ({ lane }) => connect(lane, victim));
    const again: Playing[] = [];
    await each(
      dead,
      async (one) => {
        for (const row of await foreseeUncertain(one.lane)) one.lane.foreseen.add(row);
        const came = await recover(one.lane, one.index, time);
        one.struck ||= came !== false;
        if (came === 'stands') again.push(one);
      },
      dead.every(({ event }) => event.kind === 'killed') ? activeAtOnce : waitingAtOnce,
    );
    dead = again;
  }
  await each(standing, async (one) => {
    await finish(one);
    one.stands = false;
  });
  return victim;

  /** The step is done: its case is settled, and the lane is over where nothing more can happen to it. */
  async function finish(one: Playing): Promise<void> {
    if (one.isMeant) {
      const books = await booksOf(one);
      settle(caseOf(one, since(books, one.books)));
      one.books = books;
    }
    one.index += 1;
    one.over = one.index >= stepsOf(one);
    if (one.over) await disconnect(one.lane);
  }
}

const canGoOn = ({ over }: Playing) => !over;
const isDeadly = ({ kind }: Event) => kind.startsWith('killed');

async function begin(field: Field, one: Wanted, victim: Victim): Promise<Playing> {
  const lane = await openLane(field, one.clean.flow, victim, one.event);
  await connect(lane, victim);
  return { ...one, lane, books: empty, index: 0, isMeant: false, stands: false, struck: false, over: false };
}

async function booksOf({ lane, clean, index }: Playing): Promise<Balance> {
  const { foreseen, scene } = lane;
  const step = clean.steps[index];
  if (!step) throw new Error('a lane went on beyond its end');
  const sure = { foreseen, follows, keyOf: scene.keyOf };
  const given = { lane: await readLedger(lane), clean: step.ledger, ...sure };
  const { wrong, ...books } = balance(given);
  return { ...books, wrong: [...wrong, ...problemsOf(lane)] };
}

function caseOf({ clean, stands, points, event, struck, index }: Playing, books: Balance): Case {
  const after = points[index] ?? 0;
  const effect = stands ? (clean.steps[index]?.effects[after - 1] ?? 'nothing') : 'undisturbed';
  return { flow: clean.flow.name, step: index, after, effect, event, struck, ...books };
}

/** What should never be, whatever happens: what the platform refused or passed over, what Weft calls an error. */
export function problemsOf({ scene, victim, id, event }: Lane): readonly string[] {
  const said = isDeadly(event) ? (victim.logged.get(id) ?? []) : [];
  return [...scene.problems(), ...said.filter((line) => !expected.test(line))];
}

// A busy machine loses a connection now and then; what it took with it is delivered again.
const expected = /^breaker opened|the client has no active connection/;

/** Lets something happen to a lane that lives on; whether it met anything. */
async function disturb(lane: Lane, index: number): Promise<boolean> {
  const { event, scene } = lane;
  const end = event.kind === 'mishap' ? scene.script(event.mishap) : undefined;
  if (event.kind === 'connection lost') scene.dropConnection();
  if (event.kind === 'database connections ended') await scene.dropDatabase();
  await goOn(lane, index);
  return note(lane, end?.());
}

/** Finishes what a dead process had begun, unless this one is to die as well. */
async function recover(lane: Lane, index: number, time: number): Promise<boolean | 'stands'> {
  const { event, scene, victim, id } = lane;
  const end = event.kind === 'killed, then' ? scene.script(event.mishap) : undefined;
  if (event.kind === 'killed again' && time === 1) {
    await victim.ask(id, { kind: 'arm', after: event.after });
    const stands = victim.stands(id).then(() => 'stands' as const);
    const whole = takeOver(lane, index).then(() => false);
    whole.catch(() => {});
    return await Promise.race([stands, whole]);
  }
  await takeOver(lane, index);
  return note(lane, end?.());
}

function note({ foreseen, event }: Lane, became: Struck | undefined): boolean {
  for (const row of became?.unsure ?? []) foreseen.add(row);
  return became?.struck ?? event.kind !== 'killed again';
}

/** What an operator has sent again is not uncertain any more. */
async function forgetResent({ lane, clean: { steps }, index }: Playing): Promise<void> {
  const uncertainAt = (at: number) =>
    steps[at]?.ledger.rows.filter(({ state }) => state === 'uncertain').map(({ about }) => about) ?? [];
  const after = uncertainAt(index);
  const resent = uncertainAt(index - 1).filter((about) => !after.includes(about));
  if (resent.length === 0) return;
  for (const { id, about } of (await readLedger(lane)).rows)
    if (resent.includes(about)) lane.foreseen.delete(id);
}

/** Opens a lane with nobody connected to it. */
export async function openLane(
  { ground, platform, strategy }: Field,
  { name, empty: isEmpty = false }: Flow,
  victim: Victim,
  event: Event,
): Promise<Lane & AsyncDisposable> {
  const scene = await openScene(ground, platform, isEmpty);
  const idOf = (who: string) => ground.people[platform].get(who) ?? who;
  const flow = flowsOn(platform, scene.hands, idOf).find((one) => one.name === name);
  if (!flow) throw new Error(`there is no flow ${name}`);
  const id = crypto.randomUUID();
  const lane: Lane & AsyncDisposable = {
    ...{ id, flow, scene, event, strategy, victim },
    foreseen: new Set(),
    underWay: undefined,
    sql: async <Row>(statement: string) => (await lane.victim.ask(id, { kind: 'query', statement })) as Row[],
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  };
  return lane;
}

/** Does something for each, so many at a time; what comes of them in their order. */
export async function inTurns<T, R>(
  all: readonly T[],
  width: number,
  run: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < all.length) {
      const at = next++;
      results[at] = await run(all[at] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, worker));
  return results;
}
