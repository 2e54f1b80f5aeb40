import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { tree } from '#commands.ts';
import { discordCommands } from '#platforms/discord/index.ts';
import { startDiscord } from '../support/discord/index.ts';
import { type SlackStandIn, startSlack } from '../support/slack/index.ts';
import { fill } from './fill.ts';
import { start, startWeft } from './program.ts';
import { ask, type BenchServer } from './server.ts';

/** One side of the comparison. */
export interface Door {
  /** Gives one command; resolves with the milliseconds until it was acknowledged. */
  knock(): Promise<number>;
  /** Resolves when everything that was acknowledged has been carried out. */
  rest(): Promise<void>;
}

export interface Doors extends AsyncDisposable {
  readonly bare: Door;
  readonly weft: Door;
}

/** Of so many people, each gives a command in turn: who they are is known to Weft after the first. */
const givers = 200;
const people = 14_000;

/** Slack over HTTP: signed requests to each process, as Slack sends them, over connections that stay open. */
export async function openSlack(server: BenchServer): Promise<Doors> {
  await using open = new AsyncDisposableStack();
  const slack = open.use(await startSlack({ mode: 'http', keepCalls: 100 }));
  const accounts = Array.from({ length: givers }, (_, i) => slack.addPerson({ name: `Person ${i}` }).id);
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
  };
  const answers = open.use(await sink());
  const agent = new Agent({ keepAlive: true });
  open.defer(() => agent.destroy());

  const bare = open.use(
    start('test/bench/bare-slack.ts', { ...env, DATABASE_URL: await server.database('ack_slack_bare') }),
  );
  const [, bareAddress = ''] = await bare.printed(/listening on (\S+)/);
  const url = await server.database('ack_slack_weft');
  const tenants = { slack: slack.teamId, discord: '0' };
  await fill(url, {
    people,
    rows: 0,
    now: Temporal.Now.instant(),
    accounts: { slack: accounts, discord: [] },
    tenants,
  });
  const weft = open.use(await startWeft({ ...env, DATABASE_URL: url }));

  const knockAt = (address: string) => giver({ agent, slack, accounts, address, answers: answers.url });
  const rest = () => carriedOut(url);
  const disposing = open.move();
  return {
    bare: { knock: knockAt(bareAddress), rest: async () => {} },
    weft: { knock: knockAt(weft.address), rest },
    [Symbol.asyncDispose]: () => disposing.disposeAsync(),
  };
}

/** Gives `/weft help show` to a server, each time in the name of the next account. */
export function giver(given: {
  agent: Agent;
  slack: Pick<SlackStandIn, 'teamId' | 'appId' | 'signingSecret'>;
  accounts: readonly string[];
  address: string;
  /** where answers by response_url go */
  answers: string;
}): () => Promise<number> {
  const { agent, slack, accounts, address, answers } = given;
  let count = 0;
  return async () => {
    count += 1;
    const account = accounts[count % accounts.length] ?? '';
    const fields = {
      ...{ token: 'verification', team_id: slack.teamId, team_domain: 'space', channel_id: 'D0BENCH' },
      ...{ channel_name: 'directmessage', user_id: account, user_name: 'somebody', command: '/weft' },
      ...{ text: 'help show', api_app_id: slack.appId, is_enterprise_install: 'false' },
      ...{ response_url: `${answers}/${count}`, trigger_id: `${process.pid}.${address}.${count}` },
    };
    const body = new URLSearchParams(fields).toString();
    return await post(agent, `${address}/slack/events`, slack.signingSecret, body);
  };
}

/** Discord: each process on a stand-in of its own, from the dispatch at the gateway to the first answer. */
export async function openDiscord(server: BenchServer): Promise<Doors> {
  await using open = new AsyncDisposableStack();
  const bare = await standIn(open);
  const url = await server.database('ack_discord_bare');
  const env = ({ discord }: typeof bare) => ({
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
  });
  await open
    .use(start('test/bench/bare-discord.ts', { ...env(bare), DATABASE_URL: url }))
    .printed(/connected/);

  const other = await standIn(open);
  const weftUrl = await server.database('ack_discord_weft');
  const accounts = { slack: [], discord: other.people.map((person) => person.id) };
  const tenants = { slack: 'T0', discord: other.guild.id };
  await fill(weftUrl, { people, rows: 0, now: Temporal.Now.instant(), accounts, tenants });
  open.use(await startWeft({ ...env(other), DATABASE_URL: weftUrl }));
  const disposing = open.move();
  return {
    bare: { knock: bare.knock, rest: async () => {} },
    weft: { knock: other.knock, rest: () => carriedOut(weftUrl) },
    [Symbol.asyncDispose]: () => disposing.disposeAsync(),
  };
}

/** A Discord with people who give commands; unlimited. */
export async function standIn(open: AsyncDisposableStack) {
  const bucket = () => ({ limit: 1_000_000, seconds: 1 });
  const discord = open.use(await startDiscord({ globalPerSecond: 1_000_000, bucket, keepCalls: 100 }));
  const guild = discord.addGuild({ name: 'Server' });
  const people = Array.from({ length: givers }, (_, i) =>
    discord.addPerson({ name: `Person ${i}`, guilds: [guild] }),
  );
  discord.registerCommands(discordCommands(tree));
  let count = 0;
  const knock = async (): Promise<number> => {
    count += 1;
    const person = people[count % givers];
    if (!person) throw new Error('nobody is there');
    const began = performance.now();
    // Not acknowledged in 3 s is as slow as that, and told by the time it took.
    await discord.command({ person, guild, name: 'weft', path: ['help', 'show'] });
    return performance.now() - began;
  };
  return { discord, guild, people, knock };
}

async function carriedOut(url: string): Promise<void> {
  const open = `select count(*)::int as open from inbox where state = 'received'`;
  while (((await ask<{ open: number }>(url, open))[0]?.open ?? 0) > 0) await pause(200);
  await pause(500);
}

/** Takes the answers that Weft gives by response_url, and thinks nothing of them. */
export async function sink() {
  const server = createServer((incoming, outgoing) => {
    incoming.resume().once('end', () => outgoing.end('ok'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Posts a request signed as Slack signs; docs.slack.dev/authentication/verifying-requests-from-slack. */
async function post(agent: Agent, url: string, secret: string, body: string): Promise<number> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  };
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const began = performance.now();
  const sent = request(url, { method: 'POST', agent, headers }, (response) => {
    response.resume().once('end', () => {
      if (response.statusCode === 200) resolve(performance.now() - began);
      else reject(new Error(`answered ${response.statusCode}`));
    });
  });
  sent.once('error', reject);
  sent.end(body);
  return await promise;
}
