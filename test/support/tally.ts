import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Writes how many tests passed, failed and were skipped, and the names of the skipped, to the file TEST_TALLY names. */
export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const ended = (state: string) => tests.filter((test) => test.result().state === state);
    const skipped = ended('skipped').map((test) => `${test.module.relativeModuleId}: ${test.fullName}`);
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const line = {
      run: process.env.TEST_RUN ?? 'tests',
      passed: ended('passed').length,
      failed: ended('failed').length + broken + errors.length,
      skipped,
    };
    for (const name of skipped) console.log(`skipped: ${name}`);
    if (process.env.TEST_TALLY) appendFileSync(process.env.TEST_TALLY, `${JSON.stringify(line)}\n`);
  }
}
