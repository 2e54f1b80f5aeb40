/**
 * Ten announcements into fifty servers at once: each is written in one transaction, and all of their posts go out at the
 * pace that Discord allows. The stand-in refuses whatever comes faster than the published rates; Weft is src/main.ts.
 */
import '../support/unlocked.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { action } from '#actions/tables.ts';
import { tree } from '#commands.ts';
import { tables } from '#directory/index.ts';
import { discordCommands } from '#platforms/discord/index.ts';
import { newId, openStore } from '#store/index.ts';
import { publishedRates, startDiscord } from '../support/discord/index.ts';
import type { Line } from './figures.ts';
import { startWeft } from './program.ts';
import { ask, type BenchServer } from './server.ts';

const servers = 50;
const announcements = 10;
const posts = servers * announcements;
const longestMs = 120_000;
/** After its start Weft asks about every channel, once a day: those questions are over then. */
const settled = { seconds: 20 };
const hourMs = 3_600_000;

export async function announce(server: BenchServer): Promise<Line[]> {
  await using discord = await startDiscord({ ...publishedRates(), keepCalls: 100 });
  discord.registerCommands(discordCommands(tree));
  const places = Array.from({ length: servers }, (_, i) => {
    const guild = discord.addGuild({ name: `Server ${i}`, channels: [{ name: 'actions' }] });
    return { tenant: guild.id, channel: discord.channelsOf(guild)[0]?.id ?? '' };
  });
  const url = await server.database('announce');
  await announced(url, places);
  await using _weft = await startWeft({
    ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl, DATABASE_URL: url },
  });
  while (discord.postedBy.size === 0) await pause(5);
  const began = performance.now();
  const first = discord.postedBy.size;
  while (discord.postedBy.size < posts && performance.now() - began < longestMs) await pause(5);
  const took = (performance.now() - began) / 1000;
  const rate = (discord.postedBy.size - first) / took;
  const permitted = (discord.permitted({ ms: hourMs }) * 1000) / hourMs;
  const [row] = await ask<{ most: number; least: number }>(
    url,
    `select max(transactions)::int as most, min(rows)::int as least from (
      select count(distinct xmin::text) as transactions, count(*) as rows from action_copy group by action_id) each`,
  );
  const refused = discord.rateLimited.length;
  return [
    {
      what: `${announcements} announcements into ${servers} servers, ${discord.postedBy.size} posts in ${took.toFixed(1)} s`,
      ...{ weft: `${rate.toFixed(2)}/s`, baseline: `${permitted.toFixed(2)}/s` },
      ...{ ratio: rate / permitted, goal: { least: 0.97 } },
    },
    {
      what: `  transactions for the ${row?.least ?? 0} rows of one announcement`,
      ...{
        weft: String(row?.most),
        baseline: '1',
        ratio: row?.most ?? Number.NaN,
        goal: { most: 1 },
        unit: '',
      },
    },
    {
      what: '  refused for going too fast',
      ...{ weft: String(refused), baseline: '', ratio: refused, goal: { most: 0 }, unit: '' },
    },
  ];
}

/** Actions whose minute to undo has just ended, in a coalition with a channel for actions in each of these servers. */
async function announced(
  url: string,
  places: readonly { readonly tenant: string; readonly channel: string }[],
): Promise<void> {
  const store = await openStore({ url });
  const now = Temporal.Now.instant();
  const coalitionId = newId(now);
  const spaces = places.map((place) => ({ id: newId(now), ...place }));
  await store.db.transaction(async (tx) => {
    await tx.insert(tables.coalition).values({ id: coalitionId, name: 'Fifty', createdAt: now });
    await tx.insert(tables.space).values(
      spaces.map(({ id, tenant }) => ({
        id,
        platform: 'discord' as const,
        tenant,
        name: tenant,
        seenAt: now,
      })),
    );
    await tx
      .insert(tables.binding)
      .values(spaces.map(({ id: spaceId }) => ({ spaceId, coalitionId, vouches: true, boundAt: now })));
    await tx
      .insert(tables.spaceChannel)
      .values(spaces.map(({ id: spaceId, channel }) => ({ spaceId, coalitionId, use: 'actions', channel })));
    await tx.insert(action).values(
      Array.from({ length: announcements }, (_, i) => ({
        ...{ id: newId(now), coalitionId, state: 'posting' as const, title: `Action ${i}`, what: 'Come.' },
        ...{ startsAt: now.add({ hours: 72 }), zone: 'UTC', tactic: 'rally' as const },
        ...{ audience: 'coalition' as const, draftedAt: now, postsAt: now.add(settled) },
      })),
    );
  });
  await store.close();
}
