// A day's messages as they go out on strict stand-ins, by the whole app in a process of its own.
import '../support/unlocked.ts';
import { createRegister } from '#directory/index.ts';
import { openStore } from '#store/index.ts';
import { systemClock } from '#time/index.ts';
import { publishedRates, startDiscord } from '../support/discord/index.ts';
import { startSlack } from '../support/slack/index.ts';
import { fillTheWorld, type Peopled, people, plannedAt, spaces } from './converge-fill.ts';
import type { SentFigures } from './converge-send.ts';
import type { Line } from './figures.ts';
import { start } from './program.ts';
import { ask, type BenchServer } from './server.ts';

/** Slack does not publish the limit of a workspace; src/main.ts guesses 1,000 a minute, and so does the stand-in here. */
const workspacePerMinute = 1_000;
const hourMs = 3_600_000;

/** Its rounds as they go out: the announcement, a round that is told everywhere at once, and three from zone to zone. */
export async function sent(server: BenchServer): Promise<Line[]> {
  await using slack = await startSlack({ mode: 'http', keepCalls: 100, now: Date.now });
  await using discord = await startDiscord({ ...publishedRates(), keepCalls: 100 });
  slack.enforceRates({ workspacePerMinute });
  const url = await server.database('converge_sent');
  const teams = [
    slack.team,
    ...Array.from({ length: spaces / 2 - 1 }, (_, i) => slack.addTeam({ name: `Team ${i}` })),
  ];
  const onSlack: Peopled = {
    places: teams.map((team) => ({
      tenant: team.id,
      channel: slack.addChannel({ name: 'actions', team }).id,
    })),
    accounts: Array.from({ length: people / 2 }, (_, i) => {
      const team = teams[Math.floor((i * spaces) / people)];
      return slack.addPerson({ name: `Person ${i}`, ...(team && { team }) }).id;
    }),
  };
  const guilds = Array.from({ length: spaces / 2 }, (_, i) =>
    discord.addGuild({ name: `Server ${i}`, channels: [{ name: 'actions' }] }),
  );
  const members = Array.from({ length: people / 2 }, (_, i) => {
    const guild = guilds[Math.floor((i * spaces) / people)];
    return discord.addPerson({ name: `Person ${i}`, ...(guild && { guilds: [guild] }) });
  });
  const onDiscord: Peopled = {
    places: guilds.map((guild) => ({ tenant: guild.id, channel: discord.channelsOf(guild)[0]?.id ?? '' })),
    accounts: members.map(({ id }) => id),
    // Conversations are known: how many a bot may open anew is not published, and Weft opens one in three seconds.
    direct: members.map((person) => discord.say({ person, content: 'Hello' }).channelId),
  };
  await fillTheWorld(url, { slack: onSlack, discord: onDiscord });
  const store = await openStore({ url });
  const register = createRegister({ db: store.db, clock: systemClock, platform: 'slack' });
  const present = teams.map((team) => ({
    tenant: team.id,
    name: team.name,
    token: team.botToken,
    bot: team.botUserId,
  }));
  await register.present(present, false);
  await store.close();
  await using side = start(
    'test/bench/converge-send.ts',
    {
      ...{ DATABASE_URL: url, TENANT: slack.teamId, ACCOUNT: onSlack.accounts[0] ?? '' },
      ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl },
      ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    },
    ['--import', './src/guard.mjs'],
  );
  const [, told = ''] = await side.printed(/figures (\[.*\])/);
  const figures = JSON.parse(told) as SentFigures[];
  const bad = await ask<{ count: number }>(
    url,
    `select count(*)::int as count from delivery where state not in ('due', 'sending', 'sent')`,
  );
  const refused = slack.rateLimited.length + discord.rateLimited.length;
  const none = { goal: { most: 0 }, unit: '' };
  const lineOf = (what: string, some: readonly SentFigures[]): Line[] => {
    const largest = some.toSorted((a, b) => b.sent - a.sent)[0];
    if (!largest || largest.sent < 2) return [];
    const rate = ((largest.sent - 1) * 1000) / largest.ms;
    const permitted = (discord.permitted({ ms: hourMs }) * 1000) / hourMs;
    const isDiscord = largest.platform === 'discord';
    return [
      {
        what: `${what} on ${largest.platform}, ${largest.sent} messages and events in ${(largest.ms / 1000).toFixed(1)} s`,
        ...{ weft: `${rate.toFixed(1)}/s`, baseline: isDiscord ? `${permitted.toFixed(1)}/s` : '' },
        ...(isDiscord && { ratio: rate / permitted }),
      },
    ];
  };
  const on = (platform: string) => figures.filter((one) => one.platform === platform);
  const [first = plannedAt, second] = [...new Set(figures.map(({ at }) => at))];
  const of = (at: string | undefined, platform: string) => on(platform).filter((one) => one.at === at);
  const later = (platform: string) => on(platform).filter((one) => one.at !== first && one.at !== second);
  return [
    ...lineOf('announced', of(first, 'discord')),
    ...lineOf('announced', of(first, 'slack')),
    ...lineOf('a round told everywhere at once', of(second, 'discord')),
    ...lineOf('a round told everywhere at once', of(second, 'slack')),
    ...lineOf(`the largest of ${later('discord').length} wakes`, later('discord')),
    ...lineOf(`the largest of ${later('slack').length} wakes`, later('slack')),
    { what: '  refused for going too fast', weft: String(refused), baseline: '', ...none, ratio: refused },
    {
      what: '  ended other than sent',
      weft: String(bad[0]?.count),
      baseline: '',
      ...none,
      ratio: bad[0]?.count ?? 1,
    },
  ];
}
