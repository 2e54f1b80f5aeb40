import { defineConfig } from 'vitest/config';
import { areas } from './mutate-areas.ts';
import all from './vitest.config.ts';

/** The tests of one area of test/mutate-areas.ts, as Stryker runs them. */
export default defineConfig({
  test: { ...all.test, include: [...(areas[process.env.MUTATE_AREA ?? '']?.tests ?? [])], reporters: [] },
});
