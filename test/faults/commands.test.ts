import { expect, test, vi } from 'vitest';
import { stormOf } from './commands.ts';

// Three processes are started and killed on a machine that may be busy.
vi.setConfig({ testTimeout: 600_000 });

/** The whole of it, 10,000 commands, is run by hand: `npm run test:faults -- commands`. */
test('what is acknowledged is stored and done once, whoever is killed and however often the database stops', async () => {
  const storm = await stormOf({ commands: 400, seed: 1, killEvery: 80, stopEvery: 160 });
  expect(storm.problems).toEqual([]);
  expect(storm.falls).toEqual([]);
  expect(storm.taken).toBeGreaterThan(100);
  expect(storm.unanswered).toBeGreaterThan(0);
  expect(storm.kills).toBeGreaterThan(0);
  expect(storm.stops).toBeGreaterThan(0);
});

test('an adapter that acknowledges before it stores is caught', async () => {
  const storm = await stormOf({ commands: 240, seed: 2, killEvery: 50, stopEvery: 1_000, hasty: true });
  expect(storm.problems.join('\n')).toContain('acknowledged, and not stored');
});
