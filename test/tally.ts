import { readFileSync } from 'node:fs';

/** Adds up the tallies that `test/support/tally.ts` wrote, names what was skipped, and ends with one plain line. */
interface Line {
  run: string;
  passed: number;
  failed: number;
  skipped: string[];
}

const lines = readFileSync(process.argv[2] ?? '', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line): Line => JSON.parse(line));
for (const { run, passed, failed, skipped } of lines) {
  console.log(`${run}: ${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  for (const name of skipped) console.log(`  skipped: ${name}`);
}
const sum = (count: (line: Line) => number) => lines.reduce((total, line) => total + count(line), 0);
console.log(
  `${sum((line) => line.passed)} passed, ${sum((line) => line.failed)} failed, ${sum((line) => line.skipped.length)} skipped`,
);
