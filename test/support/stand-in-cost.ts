/**
 * What a post costs the stand-in itself: `npm run bench:stand-ins -- [posts] [people]`. Another process posts
 * messages with buttons over eight connections; here only the CPU time of the stand-in's own process is counted.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'undici';
import { startDiscord } from './discord/index.ts';
import { startSlack } from './slack/index.ts';

interface Job {
  platform: 'slack' | 'discord';
  origin: string;
  authorization: string;
  people: string[];
  posts: number;
}

const words = (n: number) => `Would you like to meet somebody who knows zoning law? ${n} Nobody sees a no.`;

function slackMessage(channel: string, n: number): string {
  const button = (label: string) => ({
    type: 'button',
    text: { type: 'plain_text', text: label },
    action_id: label,
    value: String(n),
  });
  const blocks = [
    { type: 'section', text: { type: 'mrkdwn', text: words(n) } },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'You get this because you said so.' }] },
    { type: 'actions', elements: ['Yes', 'No', 'Later'].map(button) },
  ];
  const metadata = { event_type: 'weft', event_payload: { key: `k${n}` } };
  const quiet = { unfurl_links: 'false', unfurl_media: 'false' };
  const structured = { blocks: JSON.stringify(blocks), metadata: JSON.stringify(metadata) };
  return new URLSearchParams({ channel, text: words(n), ...structured, ...quiet }).toString();
}

function discordMessage(n: number): string {
  const button = (label: string) => ({ type: 2, style: 2, label, custom_id: `${label}:${n}` });
  const components = [
    { type: 10, content: words(n) },
    { type: 10, content: '-# You get this because you said so.' },
    { type: 1, components: ['Yes', 'No', 'Later'].map(button) },
  ];
  const quiet = { flags: 1 << 15, allowed_mentions: { parse: [] } };
  return JSON.stringify({ ...quiet, nonce: `k${n}`, enforce_nonce: true, components });
}

/** The process that posts. */
async function post({ platform, origin, authorization, people, posts }: Job): Promise<void> {
  const dispatcher = new Agent({ connections: 8, pipelining: 1 });
  const type = platform === 'slack' ? 'application/x-www-form-urlencoded' : 'application/json';
  const send = async (path: string, body: string): Promise<{ id?: string; ok?: boolean }> => {
    const headers = { authorization, 'content-type': type };
    const answer = await request(origin + path, { method: 'POST', dispatcher, headers, body });
    const told = (await answer.body.json()) as { id?: string; ok?: boolean };
    if (answer.statusCode !== 200 || told.ok === false) throw new Error(JSON.stringify(told));
    return told;
  };
  const dms = new Map<string, string>();
  const one = async (n: number): Promise<void> => {
    const person = people[n % people.length] ?? '';
    if (platform === 'slack') return void (await send('/api/chat.postMessage', slackMessage(person, n)));
    const open = () => send('/api/v10/users/@me/channels', JSON.stringify({ recipient_id: person }));
    const dm = dms.get(person) ?? (await open()).id ?? '';
    dms.set(person, dm);
    await send(`/api/v10/channels/${dm}/messages`, discordMessage(n));
  };
  let next = 0;
  const worker = async () => {
    while (next < posts) await one(next++);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  await dispatcher.close();
}

async function measure(platform: Job['platform'], posts: number, crowd: number): Promise<void> {
  await using stand = await (platform === 'slack' ? onSlack() : onDiscord());
  const people = Array.from({ length: crowd }, (_, n) => stand.addPerson(`P${n}`));
  const child = fork(import.meta.filename);
  const before = process.cpuUsage();
  const { origin } = new URL(stand.apiUrl);
  child.send({ platform, origin, authorization: stand.authorization, people, posts } satisfies Job);
  await once(child, 'exit');
  const { user, system } = process.cpuUsage(before);
  const each = (user + system) / 1000 / posts;
  console.log(`${platform}: ${stand.posted()} posts to ${crowd} people, ${each.toFixed(3)} ms of CPU each`);
}

async function onSlack() {
  const slack = await startSlack({ keepCalls: 1000 });
  return {
    apiUrl: slack.apiUrl,
    authorization: `Bearer ${slack.botToken}`,
    addPerson: (name: string) => slack.addPerson({ name }).id,
    posted: () => slack.posted.length,
    [Symbol.asyncDispose]: () => slack[Symbol.asyncDispose](),
  };
}

async function onDiscord() {
  const wide = { globalPerSecond: 1e9, bucket: () => ({ limit: 1e9, seconds: 1 }) };
  const discord = await startDiscord({ ...wide, keepCalls: 1000 });
  discord.addGuild({ name: 'River coalition' });
  return {
    apiUrl: discord.apiUrl,
    authorization: `Bot ${discord.token}`,
    addPerson: (name: string) => discord.addPerson({ name }).id,
    posted: () => discord.posted().length,
    [Symbol.asyncDispose]: async () => discord[Symbol.asyncDispose](),
  };
}

if (process.send) {
  process.once('message', (job) => void post(job as Job).finally(() => process.disconnect?.()));
} else {
  const [posts = 14_000, crowd = 14_000] = process.argv.slice(2).map(Number);
  await measure('slack', posts, crowd);
  await measure('discord', posts, crowd);
}
