import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { isBalanced } from './ledger.ts';
import { strategies } from './naive.ts';
import { type Ground, layGround } from './sweep-ground.ts';
import { type Case, type Clean, type Swept, sweep } from './sweep-run.ts';
import { complaints, tableOf } from './sweep-table.ts';
import { features } from './sweep-tree.ts';

/** The share of the sweep that is run with every change: a kill after each effect of each flow, no mishaps beside it. */
const server = inject('database');
const platforms = ['slack', 'discord'] as const;
const within = 900_000; // ms; a machine that does nothing else needs a tenth of it

let ground: Ground;
let swept: readonly Swept[];

beforeAll(async () => {
  if (server.kind !== 'server')
    throw new Error('the sweep is a test of PostgreSQL: run it without TEST_STORE');
  ground = await layGround(server.url, server.template);
  const killed = [{ kind: 'killed' }] as const;
  swept = await Promise.all(platforms.map((platform) => sweep({ ground, platform, events: killed })));
}, within);

afterAll(async () => await ground?.[Symbol.asyncDispose]());

test('killed after any effect of any flow, Weft loses nothing, doubles nothing, and is unsure only of what cannot be read', () => {
  for (const [index, { cases }] of swept.entries())
    console.log(`${platforms[index]}\n${tableOf(cases, 'flow')}\n${complaints(cases)}`);
  expect(swept.flatMap(({ cases }) => cases).filter((one) => !isBalanced(one))).toEqual([]);
});

test('no effect of any step is left out', () => {
  const missing = swept.flatMap(({ clean, cases }) =>
    clean.flatMap((one) => pointsOf(one).filter(isNotIn(cases))),
  );
  expect(missing).toEqual([]);
  // The count itself is no promise, but a flow without effects would be.
  for (const { clean } of swept) for (const one of clean) expect(pointsOf(one).length).toBeGreaterThan(5);
});

test('every kind of delivery there is is sent in some flow', () => {
  const rows = swept.flatMap(({ clean }) =>
    clean.flatMap(({ steps }) => steps.flatMap(({ ledger }) => ledger.rows)),
  );
  const sent = new Set(rows.filter(({ state }) => state === 'sent').map(({ kind }) => kind));
  const kinds = features.flatMap((feature) => feature.kinds ?? []).map(({ name }) => name);
  expect(kinds.filter((name) => !sent.has(name) && !neverSent.includes(name))).toEqual([]);
});

/** Told in the bundle unless somebody chose otherwise, and taken back before its day. */
const neverSent = ['rig.later', 'intro.resting', 'organisation.left'];

test(
  'the same sweep finds what naive strategies double and lose',
  async () => {
    const only = ['posted, corrected, taken back'];
    for (const strategy of strategies) {
      const events = [{ kind: 'killed' }] as const;
      const both = platforms.map((platform) => sweep({ ground, platform, events, only, strategy }));
      for (const { cases } of await Promise.all(both)) {
        const [lost, doubled] = [cases.flatMap((one) => one.lost), cases.flatMap((one) => one.doubled)];
        const sendsFirst = strategy === 'send, then mark';
        expect(sendsFirst ? doubled.length : lost.length).toBeGreaterThan(0);
        expect(sendsFirst ? lost : doubled).toEqual([]);
      }
    }
  },
  within,
);

interface Point {
  readonly flow: string;
  readonly step: number;
  readonly after: number;
}

function pointsOf({ flow, steps }: Clean): Point[] {
  return steps.flatMap(({ effects }, step) =>
    flow.steps[step]?.kind === 'prepares'
      ? []
      : Array.from({ length: effects.length + 1 }, (_, after) => ({ flow: flow.name, step, after })),
  );
}

const isNotIn = (cases: readonly Case[]) => (point: Point) =>
  !cases.some((one) => one.flow === point.flow && one.step === point.step && one.after === point.after);
