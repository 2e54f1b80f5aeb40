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
  /** only every so many-th effect of each flow, beginning with another in the next, and the first of each kind; all unless given */
  readonly share?: { readonly every: number; readonly first: number };
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
  const points = pointsOf(clean, options);
  const wanted = options.events.flatMap((event) =>
    clean
      .flatMap((one, at) => lanesOf(one, event, points[at] ?? []))
      .toSorted((a, b) => stepsOf(b) - stepsOf(a)),
  );
  return { clean, cases: await playAll(options, nursery, wanted) };
}

/** A moment in a flow: after so many effects of a step. */
interface Point {
  readonly step: number;
  readonly after: number;
}

/**
 * The moments of each flow, or a share of them; the one before the first effect of a step is one. A kill after an effect
 * and one before the next leave the same behind, because nothing that lasts lies between them: one stands for both.
 */
function pointsOf(clean: readonly Clean[], { share }: Pick<SweepOptions, 'share'>): Point[][] {
  const met = new Set<string>();
  return clean.map(({ flow, steps }, at) => {
    const all = steps.flatMap(({ effects }, step) =>
      flow.steps[step]?.kind === 'prepares'
        ? []
        : ['nothing', ...effects].map((effect, after) => ({ step, after, kind: kindOf(effect) })),
    );
    // Three has no divisor in common with powers of two, so that flows begin with each of the effects in turn.
    return all.filter(({ kind }, index) => {
      const isTaken = !share || !met.has(kind) || (index + 3 * at + share.first) % share.every === 0;
      if (isTaken) met.add(kind);
      return isTaken;
    });
  });
}

/** What an effect is, without what a commit wrote: there are as many of those as there are verbs. */
export const kindOf = (effect: string): string => effect.replace(/^(commit|write) .*/, '$1');

/** As few lanes as these moments need: in each step of one lane something happens once. */
function lanesOf(clean: Clean, event: Event, points: readonly Point[]): Wanted[] {
  const byStep = clean.steps.map((_, index) => points.filter(({ step }) => step === index));
  const most = Math.max(...byStep.map((some) => some.length));
  return Array.from({ length: most }, (_, nth) => ({
    ...{ clean, event },
    points: byStep.map((some) => some[nth]?.after),
  }));
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
