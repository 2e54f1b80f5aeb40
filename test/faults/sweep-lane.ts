import { setTimeout as pause } from 'node:timers/promises';
import type { Flow, Step } from './flows-steps.ts';
import { isUnderWay } from './ledger.ts';
import type { Strategy } from './naive.ts';
import type { Victim } from './sweep-process.ts';
import type { Scene } from './sweep-scene.ts';
import type { Mishap } from './sweep-side.ts';

/** What happens to a lane at the effect at which it stands. */
export type Event =
  | { readonly kind: 'killed' }
  /** and a request of whoever takes over meets a mishap */
  | { readonly kind: 'killed, then'; readonly mishap: Mishap }
  /** and so is whoever takes over, after so many effects of its own */
  | { readonly kind: 'killed again'; readonly after: number }
  /** it lives on, and its next request meets a mishap */
  | { readonly kind: 'mishap'; readonly mishap: Mishap }
  | { readonly kind: 'connection lost' }
  | { readonly kind: 'database connections ended' };

/** One coalition in which a flow is played, from process to process. */
export interface Lane {
  readonly id: string;
  readonly flow: Flow;
  readonly scene: Scene;
  readonly event: Event;
  readonly strategy: Strategy | undefined;
  /** the rows that stay uncertain, by what happened to them and not by what Weft says */
  readonly foreseen: Set<string>;
  victim: Victim;
  /** Runs a statement in its database, over the connection of the process that carries it. */
  sql<Row>(statement: string): Promise<Row[]>;
  /** the step under way: the gesture, all that follows from it, and what had come in before */
  underWay: UnderWay | undefined;
}

interface UnderWay {
  readonly gesture: Promise<void>;
  readonly whole: Promise<readonly string[]>;
  readonly cameIn: number;
  /** another process finishes it */
  isOver: boolean;
}

const patience = 60_000; // ms, until a lane that does not come to rest is given up

/** Connects a lane to the process that carries it from now on. */
export async function connect(lane: Lane, victim: Victim): Promise<void> {
  const { id, strategy, scene } = lane;
  lane.victim = victim;
  const given = { ...scene.given, strategy };
  await victim.ask(id, { kind: 'open', given, now: scene.clock.now().toString() });
}

/** Disconnects a lane that does not stand: nothing of it is left in the process. */
export async function disconnect({ id, victim }: Lane): Promise<void> {
  await victim.ask(id, { kind: 'close' });
}

/**
 * Plays one step until all that follows from it is done, or until the lane stands after so many effects. Returns the
 * effects, or 'stands'.
 */
export async function play(lane: Lane, index: number, after?: number): Promise<readonly string[] | 'stands'> {
  const { flow, scene, id, victim } = lane;
  const step = flow.steps[index];
  if (!step) throw new Error(`${flow.name} has no step ${index}`);
  if (step.kind === 'prepares') {
    await step.run(lane);
    return [];
  }
  if (step.back !== undefined && !(await isBefore(scene, step)))
    for (let before = index - step.back; before < index; before += 1) await play(lane, before);
  if (step.kind === 'passes') scene.clock.set(later(scene, step.time));
  const cameIn = await countIn(lane);
  await victim.ask(id, { kind: 'arm', after });
  const stands = victim.stands(id).then(() => 'stands' as const);
  const begun = gesture(scene, step);
  const mine: UnderWay = { gesture: begun, whole: finish(), cameIn, isOver: false };
  lane.underWay = mine;
  // Whoever waits for it may not do so yet when it is known that nothing comes of it.
  mine.whole.catch(() => {});
  return await Promise.race([stands, mine.whole]);

  async function finish(): Promise<readonly string[]> {
    const isTaken = await begun.then(
      () => true,
      () => false,
    );
    if (mine.isOver) return [];
    if (!isTaken) await repeat(lane, index);
    await rest(lane);
    return (await victim.ask(id, { kind: 'effects' })) as readonly string[];
  }
}

/** The process of a lane is about to be killed: what it has under way is another's from now on. */
export function giveUp({ underWay }: Lane): void {
  if (underWay) underWay.isOver = true;
}

/** Finishes a step in the middle of which the process was killed. */
export async function takeOver(lane: Lane, index: number): Promise<void> {
  await lane.victim.ask(lane.id, { kind: 'resume' });
  await repeat(lane, index);
  await rest(lane);
}

/** Lets a lane that stands live on, and finishes the step. */
export async function goOn(lane: Lane, index: number): Promise<void> {
  await lane.victim.ask(lane.id, { kind: 'thaw' });
  try {
    await lane.underWay?.whole;
  } catch {
    await repeat(lane, index);
    await rest(lane);
  }
  const step = lane.flow.steps[index];
  if (step?.kind === 'passes' || (await countIn(lane)) > (lane.underWay?.cameIn ?? 0)) return;
  // They were told that it is not saved: they do it again.
  await play(lane, index);
}

/** What the platform does when a gesture was not acknowledged: it sends it again. */
async function repeat({ flow, scene, underWay }: Lane, index: number): Promise<void> {
  const step = flow.steps[index];
  if (!step || !underWay || step.kind === 'passes' || step.kind === 'prepares') return;
  if (await scene.acknowledged(underWay.gesture)) return;
  // Where it had not even been sent, because it was still being filled in, it is done once more.
  if (!(await scene.redeliver(step.kind, step.who, step.space))) await gesture(scene, step);
}

async function countIn({ sql }: Lane): Promise<number> {
  const [row] = await sql<{ count: number }>('select count(*)::int as count from inbox');
  return row?.count ?? 0;
}

/** Carries out everything that is due and can be, until nothing is left that only time keeps back. */
async function rest(lane: Lane): Promise<void> {
  const { scene, victim, id } = lane;
  const until = performance.now() + patience;
  for (;;) {
    const now = scene.clock.now().toString();
    await victim.ask(id, { kind: 'settle', now });
    const [row] = await lane.sql<{ received: number; under_way: number }>(`
      select (select count(*) from inbox where state = 'received')::int as received,
        (select count(*) from delivery where ${isUnderWay(scene.clock.now())})::int as under_way`);
    if (!row?.received && !row?.under_way) return;
    if (performance.now() > until) throw new Error(`${id} does not come to rest: ${JSON.stringify(row)}`);
    if (row.received) await victim.ask(id, { kind: 'resume' });
    await pause(30);
  }
}

async function gesture({ hands }: Scene, step: Step): Promise<void> {
  switch (step.kind) {
    case 'types':
      return await hands.type(step.who, step.space, step.line);
    case 'presses':
      return await hands.press(step.who, step.space, step.label);
    case 'fills':
      return await hands.fill(step.who, step.space, step.values);
    case 'passes':
    case 'prepares':
  }
}

/** Whether a step can be played, if need be after its dialogue was begun anew. */
export async function isReady({ flow, scene }: Lane, index: number): Promise<boolean> {
  const step = flow.steps[index];
  return step?.back !== undefined || step === undefined || (await isBefore(scene, step));
}

/** Whether what a step needs is before the person. */
async function isBefore(scene: Scene, step: Step): Promise<boolean> {
  if (step.kind === 'fills') return scene.hasForm(step.who, step.space);
  if (step.kind !== 'presses') return true;
  const shown = await scene.hands.sees(step.who, step.space);
  return shown.some(({ buttons }) => buttons.includes(step.label));
}

function later({ clock }: Scene, time: Temporal.DurationLike): Temporal.Instant {
  const ms = Temporal.Duration.from(time).total({ unit: 'milliseconds', relativeTo: '2027-01-01[UTC]' });
  return clock.now().add({ milliseconds: Math.round(ms) });
}
