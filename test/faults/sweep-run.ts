import { flowsOn } from './flows.ts';
import type { Flow } from './flows-steps.ts';
import { type Ledger, readLedger } from './ledger.ts';
import {
  type Case,
  type Clean,
  type Field,
  inTurns,
  openLane,
  playAll,
  problemsOf,
  stepsOf,
  type Wanted,
} from './sweep-crew.ts';
import { connect, disconnect, type Event, play } from './sweep-lane.ts';
import { createNursery, type Nursery } from './sweep-process.ts';
import { openScene } from './sweep-scene.ts';

export type { Case, Clean } from './sweep-crew.ts';

export interface SweepOptions extends Field {
  /** names of flows; all unless given */
  readonly only?: readonly string[];
  /** what happens at each effect, each in a lane of its own */
  readonly events: readonly Event[];
  /** of the effects only every second: the even ones of the first flow, the odd ones of the next; or the other half */
  readonly half?: 'one' | 'other';
}

export interface Swept {
  readonly clean: readonly Clean[];
  readonly cases: readonly Case[];
}

/** Plays every flow once as it is, and then with each event after each effect of each step. */
export async function sweep(options: SweepOptions): Promise<Swept> {
  await using nursery = createNursery(options.platform, 1);
  const clean = await playClean(options, nursery);
  // The same event side by side, so that those who wait for it wait together; then those with most before them first.
  const wanted = options.events.flatMap((event) =>
    clean
      .flatMap((one, at) => lanesOf(one, event).filter(({ after }) => isTaken(options, at, after)))
      .toSorted((a, b) => stepsOf(b) - stepsOf(a)),
  );
  return { clean, cases: await playAll(options, nursery, wanted) };
}

/**
 * One lane for each number of effects that a step of the flow can have had, 0 among them. A kill after an effect and one
 * before the next leave the same behind, because nothing that lasts lies between them: one stands for both.
 */
function lanesOf(clean: Clean, event: Event): Wanted[] {
  const most = Math.max(...clean.steps.map(({ effects }) => effects.length));
  return Array.from({ length: most + 1 }, (_, after) => ({ clean, event, after, from: 0 })).filter(
    (one) => stepsOf(one) > 0,
  );
}

function isTaken({ half }: SweepOptions, flow: number, after: number): boolean {
  return half === undefined || (flow + after) % 2 === (half === 'one' ? 0 : 1);
}

async function playClean(options: SweepOptions, nursery: Nursery): Promise<readonly Clean[]> {
  const victim = await nursery.take();
  const played = await inTurns(await flowsOf(options), 4, async (flow): Promise<Clean> => {
    await using lane = await openLane(options, flow, victim, { kind: 'killed' });
    await connect(lane, victim);
    const steps: { effects: readonly string[]; ledger: Ledger }[] = [];
    for (const index of flow.steps.keys()) {
      const effects = await play(lane, index);
      if (effects === 'stands') throw new Error('it stands although it was never told to');
      steps.push({ effects, ledger: await readLedger(lane) });
    }
    const problems = problemsOf(lane);
    if (problems.length > 0) throw new Error(`${flow.name}, undisturbed:\n${problems.join('\n')}`);
    await disconnect(lane);
    return { flow, steps };
  });
  await victim.kill();
  return played;
}

async function flowsOf({ ground, platform, only }: SweepOptions): Promise<readonly Flow[]> {
  await using scene = await openScene(ground, platform, true);
  const all = flowsOn(platform, scene.hands, (who) => who);
  const unknown = only?.filter((name) => !all.some((flow) => flow.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`there is no flow ${unknown.join(', ')}`);
  return all.filter(({ name }) => only?.includes(name) ?? true);
}
