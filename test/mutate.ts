// `npm run mutate -- rights pulse`: changes the code of these areas, all without a name, in each small way Stryker knows
// and runs the area's tests. What none of them notices is listed (docs/mutation.md).
import { spawnSync } from 'node:child_process';
import { areas } from './mutate-areas.ts';

const [names, more] = [process.argv.slice(2), [] as string[]];
const from = names.findIndex((one) => one.startsWith('--'));
if (from >= 0) more.push(...names.splice(from));
for (const name of names.length > 0 ? names : Object.keys(areas)) {
  const { code } = areas[name] ?? {};
  if (code === undefined) throw new Error(`No area is called ${name}: ${Object.keys(areas).join(', ')}.`);
  const given = ['--mutate', code.join(','), '--incrementalFile', `coverage/mutants-${name}.json`, ...more];
  const args = [
    'node_modules/@stryker-mutator/core/bin/stryker.js',
    'run',
    'test/stryker.config.json',
    ...given,
  ];
  const { status } = spawnSync(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, MUTATE_AREA: name },
  });
  if (status !== 0) process.exit(status ?? 1);
}
