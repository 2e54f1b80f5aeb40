/**
 * Resident memory: Weft (src/main.ts) on both platforms with 14,000 members in its database, after some hundred commands
 * and in the middle of a mass send to all of them, beside a process that only loads bolt, discord.js and pg. Fresh
 * processes each round, in turns.
 */
import '../support/unlocked.ts';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { openStore } from '#store/index.ts';
import { startSlack } from '../support/slack/index.ts';
import { giver, sink, standIn } from './ack-doors.ts';
import { type Line, median, megabytes } from './figures.ts';
import { fill } from './fill.ts';
import { knownKind, tellEverybody } from './kind.ts';
import { type Program, residentOf, start, startWeft } from './program.ts';
import { ask, type BenchServer } from './server.ts';

const people = 14_000;
const commands = 300; // on each platform
const settleMs = 15_000;

export async function memory(server: BenchServer, { rounds = 3 }: { rounds?: number } = {}): Promise<Line[]> {
  await using open = new AsyncDisposableStack();
  const slack = open.use(await startSlack({ mode: 'http', keepCalls: 100 }));
  const accounts = Array.from({ length: people }, (_, i) => slack.addPerson({ name: `Person ${i}` }).id);
  const discord = await standIn(open);
  const answers = open.use(await sink());
  const agent = new Agent({ keepAlive: true });
  open.defer(() => agent.destroy());
  const url = await server.database('memory');
  await fill(url, {
    ...{ people, rows: 10_000, now: Temporal.Now.instant() },
    accounts: { slack: accounts, discord: discord.people.map((person) => person.id) },
    tenants: { slack: slack.teamId, discord: discord.guild.id },
  });
  const env = {
    DATABASE_URL: url,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    DISCORD_TOKEN: discord.discord.token,
    DISCORD_API_URL: discord.discord.apiUrl,
  };
  const store = await openStore({ url });
  open.defer(() => store.close());
  const [bare, fresh, weft]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    console.error(`memory: round ${round + 1} of ${rounds}`);
    {
      await using idle = start('test/bench/bare-loaded.mjs', {});
      await idle.printed(/loaded/);
      bare.push(await settled(idle));
    }
    {
      await using busy = await startWeft(env);
      fresh.push(await settled(busy));
      // What an earlier round did not send is not sent in this one.
      await ask(url, `delete from delivery where state in ('due', 'sending')`);
      await ask(url, 'delete from pace where wide');
      await tellEverybody(store, knownKind);
      const give = giver({ agent, slack, accounts, address: busy.address, answers: answers.url });
      for (let i = 0; i < commands; i += 1) {
        await give();
        await discord.knock();
      }
      weft.push(await settled(busy));
    }
  }
  const [sent] = await ask<{ count: number }>(
    url,
    `select count(*)::int as count from delivery where kind = $1 and state = 'sent'`,
    [knownKind.name],
  );
  const of = `loading bolt, discord.js and pg`;
  const line = (what: string, values: readonly number[]): Line => ({
    ...{ what, weft: megabytes(median(values)), baseline: megabytes(median(bare)) },
    ratio: median(values) / median(bare),
  });
  return [
    line(`memory with ${people} members, just started, beside ${of}`, fresh),
    {
      ...line(
        `memory after ${2 * commands} commands, in a mass send (${sent?.count} sent in ${rounds} rounds)`,
        weft,
      ),
      goal: { most: 1.4 },
    },
  ];
}

/** What a process has resident once it has had time to collect its garbage: the median of five looks. */
async function settled({ pid }: Program): Promise<number> {
  await pause(settleMs);
  const looks: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    looks.push(residentOf(pid));
    await pause(1_000);
  }
  return median(looks);
}
