import { expect, test, vi } from 'vitest';
import { share } from './share.ts';
import { soak } from './soak.ts';

vi.setConfig({ testTimeout: 600_000 });

const { messages, killEveryMs } = share(
  { messages: 300, killEveryMs: 1_000 },
  { messages: 1_000, killEveryMs: 2_000 },
);

/** 100,000 of them by hand: `npm run test:faults -- soak`. */
test(`${messages} messages, one call in twenty failing and a worker killed every ${killEveryMs} ms: rows and messages balance to zero`, async () => {
  const soaked = await soak({ messages, seed: 3, killEveryMs });
  expect(soaked.problems).toEqual([]);
  expect(soaked).toMatchObject({ lost: 0, doubled: 0, strays: 0, falls: [], logged: {} });
  // None of these faults is for good: everything arrives.
  expect(soaked.states).toEqual({ sent: soaked.messages });
  expect(soaked.kills).toBeGreaterThan(2);
});
