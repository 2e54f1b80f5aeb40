import { expect, test, vi } from 'vitest';
import { soak } from './soak.ts';

vi.setConfig({ testTimeout: 600_000 });

/** 100,000 of them by hand: `npm run test:faults -- soak`. */
test('1,000 messages, one call in twenty failing and a worker killed every other second: rows and messages balance to zero', async () => {
  const soaked = await soak({ messages: 1_000, seed: 3, killEveryMs: 2_000 });
  expect(soaked.problems).toEqual([]);
  expect(soaked).toMatchObject({ lost: 0, doubled: 0, strays: 0, falls: [], logged: {} });
  // None of these faults is for good: everything arrives.
  expect(soaked.states).toEqual({ sent: soaked.messages });
  expect(soaked.kills).toBeGreaterThan(2);
});
