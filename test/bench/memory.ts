/**
 * Resident memory: Weft with 14,000 members in its database, both platforms connected, after some hundred commands, beside
 * a process that loads bolt, discord.js and pg, connects them and does nothing. Fresh processes each round, in turns.
 */
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { startSlack } from '../support/slack/index.ts';
import { giver, sink, standIn } from './ack-doors.ts';
import { type Line, median, megabytes } from './figures.ts';
import { fill } from './fill.ts';
import { type Program, residentOf, start, startWeft } from './program.ts';
import type { BenchServer } from './server.ts';

const people = 14_000;
const commands = 300; // on each platform
const settleMs = 15_000;

export async function memory(server: BenchServer, { rounds = 3 }: { rounds?: number } = {}): Promise<Line[]> {
  await using open = new AsyncDisposableStack();
  const slack = open.use(await startSlack({ mode: 'http', keepCalls: 100 }));
  const accounts = Array.from({ length: 200 }, (_, i) => slack.addPerson({ name: `Person ${i}` }).id);
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
  const bare: number[] = [];
  const weft: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    console.error(`memory: round ${round + 1} of ${rounds}`);
    {
      await using idle = start('test/bench/bare-loaded.mjs', env);
      await idle.printed(/connected/);
      bare.push(await settled(idle));
    }
    {
      await using busy = await startWeft(env);
      const give = giver({ agent, slack, accounts, address: busy.address, answers: answers.url });
      for (let i = 0; i < commands; i += 1) {
        await give();
        await discord.knock();
      }
      weft.push(await settled(busy));
    }
  }
  const [a, b] = [median(weft), median(bare)];
  return [
    {
      what: `memory with ${people} members, after ${2 * commands} commands`,
      ...{ weft: megabytes(a), baseline: megabytes(b), ratio: a / b, goal: { most: 1.4 } },
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
