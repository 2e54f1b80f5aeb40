import { expect, test, vi } from 'vitest';
import { stormOf } from './commands.ts';
import { share } from './share.ts';

// Three processes are started and killed on a machine that may be busy.
vi.setConfig({ testTimeout: 600_000 });

const size = share(
  { commands: 40, killEvery: 12, stopEvery: 15 },
  { commands: 160, killEvery: 40, stopEvery: 60 },
);

/** The whole of it, 10,000 commands, is run by hand: `npm run test:faults -- commands`. */
test(`of ${size.commands} commands each that is acknowledged is stored and done once, whoever is killed and however often the database stops`, async () => {
  const storm = await stormOf({ ...size, seed: 1 });
  expect(storm.problems).toEqual([]);
  expect(storm.falls).toEqual([]);
  // A busy machine answers too late for most of them: those are not promised anything.
  expect(storm.taken).toBeGreaterThan(5);
  expect(storm.unanswered).toBeGreaterThan(0);
  expect(storm.kills).toBeGreaterThan(0);
  expect(storm.stops).toBeGreaterThan(0);
});

test('an adapter that acknowledges before it stores is caught', async () => {
  const storm = await stormOf({ ...size, seed: 2, stopEvery: 1_000, hasty: true });
  expect(storm.problems.join('\n')).toContain('acknowledged, and not stored');
});
