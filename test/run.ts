import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * The whole test run: everything on PostgreSQL, then some stories, store and delivery once more on
 * the embedded database. Where only the database differs, they are told on one platform: the playground there, Slack on
 * PostgreSQL 15. Files as arguments: those only, on PostgreSQL. `postgres-15` as argument: the same on Debian's PostgreSQL
 * 15, the lowest version claimed, and backups with its own tools.
 */
const rooms = ['store', 'delivery', 'inbox', 'schedule', 'lead'].map((name) => `test/${name}.test.ts`);
const told = ['introductions', 'restart'];
const again = [...rooms, ...told.map((name) => `test/stories/${name}.test.ts`)];
/** What wants pg_dump and pg_restore, which Debian's has and the npm package has not. */
const dumped = ['privacy-canaries', 'restored'].map((name) => `test/${name}.test.ts`);
const given = process.argv.slice(2).filter((one) => one !== 'postgres-15');
const lowest = '/usr/lib/postgresql/15/bin';

const runs: readonly { name: string; env: Record<string, string>; files: readonly string[] }[] =
  process.argv[2] === 'postgres-15'
    ? [
        {
          name: 'PostgreSQL 15',
          env: { TEST_POSTGRES_BIN: lowest, TEST_CASTING: 'slack' },
          files: [...again, ...dumped],
        },
      ]
    : [
        { name: 'PostgreSQL 18', env: {}, files: given },
        ...(given.length > 0
          ? []
          : [
              {
                name: 'embedded database',
                env: { TEST_STORE: 'pglite', TEST_CASTING: 'playground' },
                files: again,
              },
            ]),
      ];

for (const { name, env, files } of runs) {
  if (env.TEST_POSTGRES_BIN !== undefined && !existsSync(env.TEST_POSTGRES_BIN)) {
    console.log(`skipped: ${name}, no server at ${env.TEST_POSTGRES_BIN}`);
    continue;
  }
  console.log(`\n${name}`);
  // By this Node, whatever PATH says: vitest's own first line would take the machine's.
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', ...files];
  const run = spawnSync(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env, TEST_RUN: name },
  });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
