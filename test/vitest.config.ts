import { defineConfig } from 'vitest/config';
import Tally from './support/tally.ts';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // It kills processes beside a PostgreSQL server.
    exclude: process.env.TEST_STORE === 'pglite' ? ['test/faults/sweep.test.ts'] : [],
    setupFiles: ['test/support/unlocked.ts'],
    globalSetup: ['test/support/postgres/global.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // As the program itself is started.
    execArgv: ['--import', './src/guard.mjs'],
    // One more than the cores of a small machine: some tests wait, for a moment to pass or for a database.
    maxWorkers: 3,
    reporters: ['default', new Tally()],
  },
});
