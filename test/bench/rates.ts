/**
 * A mass send at the pace that platforms allow: 14,000 direct messages are due at once on each of them, and the stand-ins
 * refuse whatever comes faster than the published rates. Weft is src/main.ts with the pace it comes with, one process for
 * each platform. All the while people give commands, and it counts how long each waits for the answer itself.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { tree } from '#commands.ts';
import { discordCommands } from '#platforms/discord/index.ts';
import { openStore } from '#store/index.ts';
import { publishedRates, startDiscord } from '../support/discord/index.ts';
import { startSlack } from '../support/slack/index.ts';
import { type Line, ms, percentile } from './figures.ts';
import { fill } from './fill.ts';
import { knownKind, tellEverybody } from './kind.ts';
import { startWeft } from './program.ts';
import { ask, type BenchServer } from './server.ts';

/** Slack does not publish the limit of a workspace; src/main.ts guesses 1,000 a minute, and so does the stand-in here. */
const workspacePerMinute = 1_000;
const commandEveryMs = 500;
const commandsBefore = 60;
const hourMs = 3_600_000;

/** One platform with everybody on it. */
interface Scene {
  readonly name: string;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** how many of the messages have arrived, and how often the rates refused one */
  posted(): number;
  refused(): number;
  /** a second, in the long run, by the stand-in's own arithmetic */
  readonly permitted: number;
  /** Told where Weft listens, once it does. */
  at(address: string): void;
  /** One person gives a command; resolves with the milliseconds until they see its answer. */
  command(turn: number): Promise<number>;
}

export async function rates(
  server: BenchServer,
  { people = 14_000, seconds = 300 }: { people?: number; seconds?: number } = {},
): Promise<Line[]> {
  await using open = new AsyncDisposableStack();
  const scenes = [await onSlack(server, open, people), await onDiscord(server, open, people)];
  const lines = await Promise.all(scenes.map((scene) => play(scene, people, seconds)));
  return lines.flat();
}

async function play(scene: Scene, people: number, seconds: number): Promise<Line[]> {
  await using weft = await startWeft({ ...scene.env, DATABASE_URL: scene.url });
  scene.at(weft.address);
  const [idle, busy]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < commandsBefore; turn += 1) {
    idle.push(await scene.command(turn));
    await pause(200);
  }
  const store = await openStore({ url: scene.url });
  await tellEverybody(store, knownKind);
  await store.close();

  while (scene.posted() === 0) await pause(10);
  const began = performance.now();
  const first = scene.posted();
  const isOver = () => scene.posted() >= people || performance.now() - began > seconds * 1000;
  const commands = (async () => {
    const asked: Promise<number>[] = [];
    for (let turn = 0; !isOver(); turn += 1) {
      asked.push(scene.command(turn));
      await pause(commandEveryMs);
    }
    busy.push(...(await Promise.all(asked)));
  })();
  let told = 0;
  while (!isOver()) {
    await pause(10);
    const minutes = Math.floor((performance.now() - began) / 60_000);
    if (minutes > told) console.error(`rates: ${scene.name}, ${scene.posted()} after ${minutes} min`);
    told = minutes;
  }
  const took = (performance.now() - began) / 1000;
  const arrived = scene.posted() - first;
  const [refused, broken] = [scene.refused(), await endedBadly(scene.url)];
  await commands;
  const rate = arrived / took;
  const of = arrived + first === people ? `all ${people}` : `${arrived} of ${people}`;
  const none = { ratio: refused, goal: { most: 0 }, unit: '' };
  return [
    {
      what: `direct messages on ${scene.name}, ${of} in ${took.toFixed(0)} s`,
      ...{ weft: `${rate.toFixed(2)}/s`, baseline: `${scene.permitted.toFixed(2)}/s` },
      ...{ ratio: rate / scene.permitted, goal: { least: 0.97 } },
    },
    { what: '  refused for going too fast', weft: String(refused), baseline: '', ...none },
    { what: '  ended other than sent', weft: String(broken), baseline: '', ...none, ratio: broken },
    {
      what: `  ${busy.length} commands meanwhile, answered, p95; beside nothing else to do`,
      ...{ weft: ms(percentile(busy, 0.95)), baseline: ms(percentile(idle, 0.95)) },
      ...{ ratio: percentile(busy, 0.95) / 1000, goal: { most: 1 }, unit: 's' },
    },
  ];
}

async function endedBadly(url: string): Promise<number> {
  const [row] = await ask<{ count: number }>(
    url,
    `select count(*)::int as count from delivery where state not in ('due', 'sending', 'sent')`,
  );
  return row?.count ?? Number.NaN;
}

async function onSlack(server: BenchServer, open: AsyncDisposableStack, people: number): Promise<Scene> {
  const slack = open.use(await startSlack({ mode: 'http', keepCalls: 100 }));
  const persons = Array.from({ length: people }, (_, i) => slack.addPerson({ name: `Person ${i}` }));
  slack.enforceRates({ workspacePerMinute });
  const url = await server.database('rates_slack');
  await fill(url, {
    ...{ people, rows: 0, now: Temporal.Now.instant() },
    accounts: { slack: persons.map((one) => one.id), discord: [] },
    tenants: { slack: slack.teamId, discord: '0' },
  });
  return {
    ...{ name: 'Slack', url },
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    },
    posted: () => slack.postedBy.size,
    refused: () => slack.rateLimited.length,
    permitted: (slack.permitted({ ms: hourMs }) * 1000) / hourMs,
    at(address) {
      slack.eventsUrl = `${address}/slack/events`;
    },
    async command(turn) {
      const person = someone(persons, turn);
      const before = slack.ephemerals(person).length;
      const began = performance.now();
      await slack.command({ person, text: 'help show' });
      await slack.until(() => slack.ephemerals(person).length > before, 30_000);
      return performance.now() - began;
    },
  };
}

/** Conversations are known: how many a bot may open anew is not published, and Weft opens one in three seconds. */
async function onDiscord(server: BenchServer, open: AsyncDisposableStack, people: number): Promise<Scene> {
  const discord = open.use(await startDiscord({ ...publishedRates(), keepCalls: 100 }));
  const guild = discord.addGuild({ name: 'Server' });
  discord.registerCommands(discordCommands(tree));
  const persons = Array.from({ length: people }, (_, i) => discord.addPerson({ name: `Person ${i}` }));
  const url = await server.database('rates_discord');
  await fill(url, {
    ...{ people, rows: 0, now: Temporal.Now.instant() },
    accounts: { slack: [], discord: persons.map((one) => one.id) },
    tenants: { slack: 'T0', discord: guild.id },
  });
  const known = persons.map((person) => discord.say({ person, content: 'Hello' }).channelId);
  await ask(
    url,
    `update account set direct = known.direct
     from unnest($1::text[], $2::text[]) as known (external, direct) where account.external = known.external`,
    [persons.map((one) => one.id), known],
  );
  return {
    ...{ name: 'Discord', url },
    env: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    posted: () => discord.postedBy.size,
    refused: () => discord.rateLimited.length,
    permitted: (discord.permitted({ ms: hourMs }) * 1000) / hourMs,
    at() {},
    async command(turn) {
      const person = someone(persons, turn);
      const seen = () => discord.ephemerals(person).filter((one) => !one.thinking).length;
      const before = seen();
      const began = performance.now();
      await discord.command({ person, guild, name: 'weft', path: ['help', 'show'] });
      await discord.see(() => seen() > before, 30_000);
      return performance.now() - began;
    },
  };
}

/** Somebody else each time. */
function someone<Person>(persons: readonly Person[], turn: number): Person {
  const person = persons[(turn * 37) % persons.length];
  if (person === undefined) throw new Error('nobody is there');
  return person;
}
