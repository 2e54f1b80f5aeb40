import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { isBalanced } from './ledger.ts';
import type { Strategy } from './naive.ts';
import { share } from './share.ts';
import { type Ground, layGround } from './sweep-ground.ts';
import { sweepNaively } from './sweep-naive.ts';
import { kindOf, type Swept, sweep } from './sweep-run.ts';
import { complaints, tableOf } from './sweep-table.ts';
import { features } from './sweep-tree.ts';

/**
 * The share of the sweep that is run with every change: a kill at every sixteenth effect of some flows and at the first
 * effect of each kind, at others on Discord than on Slack, with no mishaps beside it; of every flow with TEST_FAULTS=1.
 * The whole of it: `npm run test:faults -- sweep`.
 */
const server = inject('database');
const every = 16;
const first = { slack: 0, discord: 8 } as const;
const some = {
  slack: ['introduced, and asked whether they met'],
  discord: ['posted, corrected, taken back', 'joined and vouched for'],
};
const only = share(some, undefined);
const platforms = ['slack', 'discord'] as const;
const within = 900_000; // ms; a machine that does nothing else needs a tenth of it

let ground: Ground;
let swept: readonly Swept[];

beforeAll(async () => {
  if (server.kind !== 'server')
    throw new Error('the sweep is a test of PostgreSQL: run it without TEST_STORE');
  ground = await layGround(server.url, server.template);
  const killed = [{ kind: 'killed' }] as const;
  swept = await Promise.all(
    platforms.map((platform) =>
      sweep({
        ...{ ground, platform, events: killed, share: { every, first: first[platform] } },
        ...(only && { only: only[platform] }),
      }),
    ),
  );
}, within);

afterAll(async () => await ground?.[Symbol.asyncDispose](), within);

test(`killed after every sixteenth effect of ${only ? 'some flows' : 'every flow'}, Weft loses nothing, doubles nothing, and is unsure only of what cannot be read`, () => {
  for (const [index, { cases }] of swept.entries())
    console.log(`${platforms[index]}\n${tableOf(cases, 'flow')}\n${complaints(cases)}`);
  expect(swept.flatMap(({ cases }) => cases).filter((one) => !isBalanced(one))).toEqual([]);
});

test('there is a kill at every sixteenth effect of each flow, and after each kind of effect', () => {
  for (const { clean, cases } of swept) {
    for (const { flow, steps } of clean) {
      const isPlayed = (_: unknown, step: number) => flow.steps[step]?.kind !== 'prepares';
      const points = steps.filter(isPlayed).flatMap(({ effects }) => ['nothing', ...effects]);
      const met = cases.filter((one) => one.flow === flow.name);
      expect(met.length).toBeGreaterThanOrEqual(Math.floor(points.length / every));
    }
    const all = clean.flatMap(({ steps }) => steps.flatMap(({ effects }) => effects.map(kindOf)));
    expect([...new Set(cases.map(({ effect }) => kindOf(effect)))]).toEqual(
      expect.arrayContaining([...new Set(all)]),
    );
  }
});

if (!only)
  test('every kind of delivery there is is sent in some flow', () => {
    const rows = swept.flatMap(({ clean }) =>
      clean.flatMap(({ steps }) => steps.flatMap(({ ledger }) => ledger.rows)),
    );
    const sent = new Set(rows.filter(({ state }) => state === 'sent').map(({ kind }) => kind));
    const kinds = features.flatMap((feature) => feature.kinds ?? []).map(({ name }) => name);
    expect(kinds.filter((name) => !sent.has(name) && !neverSent.includes(name))).toEqual([]);
  });

/** Told in the bundle unless somebody chose otherwise, and taken back before its day. */
const neverSent = ['rig.later', 'intro.resting'];

test(
  'the same sweep finds what naive strategies double and lose',
  async () => {
    const discord: readonly Strategy[] = ['mark, then send', 'destroy, then count'];
    // The last of them is naive about a pulse, which is not among some flows.
    const naive = await sweepNaively(ground, {
      slack: ['send, then mark'],
      discord: share(discord.slice(0, 1), discord),
    });
    expect(naive.length).toBe(share(2, 3));
    expect(naive.filter(({ isCaught }) => !isCaught)).toEqual([]);
  },
  within,
);
