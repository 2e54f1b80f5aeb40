// The whole of the fault tests, by hand: `npm run test:faults` runs all of them, `npm run test:faults -- soak` one.
import { spawnSync } from 'node:child_process';

const all = ['sweep', 'commands', 'database', 'model', 'soak'] as const;

const [first, ...rest] = process.argv.slice(2);
const named = all.find((name) => name === first);
if (first !== undefined && !named) {
  console.error(`There is no "${first}": choose ${all.join(', ')}, or nothing for all of them.`);
  process.exit(1);
}
let failed = 0;
for (const name of named ? [named] : all) {
  console.log(`\n${name}`);
  const run = spawnSync(
    process.execPath,
    ['--import', './src/guard.mjs', `test/faults/${name}.ts`, ...rest],
    { stdio: 'inherit' },
  );
  if (run.status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
