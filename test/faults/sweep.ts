/**
 * The crash-point sweep by hand, over every flow and both platforms:
 *
 *     npm run test:faults -- sweep                         a kill at every effect, and every mishap beside it
 *     npm run test:faults -- sweep --event killed          the kills alone; given more than once, each of them
 *     npm run test:faults -- sweep --platform slack --flow "set up" --list
 *     npm run test:faults -- sweep --event killed --strategy "send, then mark"
 *
 * Beside the kills two naive workers and a naive close of a pulse are swept in the same run, unless flows or a strategy
 * are given. It ends with 1 when anything was lost, doubled, or uncertain without having been foreseen, or when something
 * naive gets away with it.
 */
import '../support/unlocked.ts';
import { parseArgs } from 'node:util';
import type { TestProject } from 'vitest/node';
import { setup, type TestServer } from '../support/postgres/global.ts';
import { isBalanced } from './ledger.ts';
import { strategies } from './naive.ts';
import { allEvents, named } from './sweep-events.ts';
import { layGround } from './sweep-ground.ts';
import { type NaiveSwept, sweepNaively } from './sweep-naive.ts';
import { type Case, sweep } from './sweep-run.ts';
import { complaints, tableOf } from './sweep-table.ts';

const { values } = parseArgs({
  options: {
    platform: { type: 'string', multiple: true },
    flow: { type: 'string', multiple: true },
    event: { type: 'string', multiple: true },
    strategy: { type: 'string' },
    list: { type: 'boolean' },
  },
});
const { flow: only } = values;
const platforms = (['slack', 'discord'] as const).filter((one) => values.platform?.includes(one) ?? true);
const strategy = strategies.find((one) => one === values.strategy);
const events = values.list ? [] : allEvents.filter((event) => values.event?.includes(named(event)) ?? true);
const unknown = (values.event ?? []).filter((name) => !allEvents.some((event) => named(event) === name));
if (unknown.length > 0)
  throw new Error(`there is no event ${unknown.join(', ')}: ${allEvents.map(named).join('; ')}`);

let server: TestServer | undefined;
const project = {
  provide: (_name: string, given: TestServer) => {
    server = given;
  },
};
// The tests' own server, with a template in it; it asks nothing else of a project.
const stop = await setup(project as unknown as TestProject);
if (server?.kind !== 'server')
  throw new Error('The sweep needs a PostgreSQL server: leave TEST_STORE unset.');

const began = performance.now();
const all: Case[] = [];
let naive: readonly NaiveSwept[] = [];
{
  await using ground = await layGround(server.url, server.template);
  const swept = platforms.map(async (platform) => {
    let count = 0;
    const settled = (one: Case) => {
      count += 1;
      if (!isBalanced(one)) console.error(`${platform}: ${complaints([one])}`);
      if (count % 100 === 0) console.error(`${platform}: ${count} cases`);
    };
    const given = { ground, platform, events, settled };
    return { platform, ...(await sweep({ ...given, ...(only && { only }), ...(strategy && { strategy }) })) };
  });
  for (const { platform, clean, cases } of await Promise.all(swept)) {
    all.push(...cases);
    const effects = clean.flatMap(({ steps }) => steps.flatMap((one) => one.effects)).length;
    console.log(`\n${platform}: ${clean.length} flows, ${effects} effects\n`);
    if (values.list)
      for (const { flow, steps } of clean)
        for (const [index, step] of steps.entries())
          console.log(`${flow.name}, step ${index}: ${step.effects.join(' · ')}`);
    else console.log(`${tableOf(cases, 'event')}\n\n${tableOf(cases, 'flow')}\n\n${complaints(cases)}`);
  }
  const isKilled = events.some(({ kind }) => kind === 'killed');
  if (isKilled && !only && !values.strategy)
    naive = await sweepNaively(ground, Object.fromEntries(platforms.map((one) => [one, strategies])));
}
await stop();
for (const { platform, strategy, cases, lost, doubled, isCaught } of naive)
  console.log(
    `naive, ${strategy}, on ${platform}: ${cases.length} cases, ${lost} lost, ${doubled} doubled${isCaught ? '' : ': NOT CAUGHT'}`,
  );
const struck = all.filter(({ struck }) => struck).length;
const bad = all.filter((one) => !isBalanced(one)).length;
console.log(`${struck} cases, ${bad} of them bad, in ${Math.round((performance.now() - began) / 1000)} s`);
process.exitCode = bad > 0 || naive.some(({ isCaught }) => !isCaught) ? 1 : 0;
