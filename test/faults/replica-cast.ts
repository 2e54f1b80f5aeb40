import { cast, type Seeded, seedCast } from '#cast/index.ts';
import { tree } from '#commands.ts';
import { tables } from '#directory/index.ts';
import { discordCommands } from '#platforms/discord/index.ts';
import { openStore } from '#store/index.ts';
import { systemClock } from '#time/index.ts';
import {
  type DiscordPerson,
  type DiscordStandIn,
  type Guild,
  startDiscord,
} from '../support/discord/index.ts';
import { type SlackPerson, type SlackStandIn, startSlack } from '../support/slack/index.ts';

/** One of the cast where it is played. */
export interface Played<Person> {
  readonly account: string;
  readonly name: string;
  /** the person's row */
  readonly id: string;
  readonly as: Person;
}

/** The cast's coalition in a database: Clearwater in a Slack workspace, the Delta on a Discord server. */
export interface PlayedCast extends AsyncDisposable {
  readonly slack: SlackStandIn;
  readonly discord: DiscordStandIn;
  readonly guild: Guild;
  readonly seeded: Seeded;
  /** those who joined and are vouched for */
  readonly onSlack: readonly Played<SlackPerson>[];
  readonly onDiscord: readonly Played<DiscordPerson>[];
  /** what a process needs to serve Slack over HTTP, or Discord, for these */
  readonly slackEnv: Readonly<Record<string, string>>;
  readonly discordEnv: Readonly<Record<string, string>>;
}

const secret = 'a secret of at least thirty-two characters';

/** A zone in which it is about noon, so that nobody's quiet hours depend on when the tests run. */
function whereItIsNoon(): string {
  const hours = 12 - systemClock.now().toZonedDateTimeISO('UTC').hour;
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`; // POSIX: west is plus
}

/**
 * Writes the coalition into the database that `url` names and opens both stand-ins with its people on them, which keep
 * so many of the last calls.
 */
export async function playCast(url: string, keepCalls = Number.POSITIVE_INFINITY): Promise<PlayedCast> {
  const slack = await startSlack({ mode: 'http', keepCalls });
  const discord = await startDiscord({ globalPerSecond: 10_000, keepCalls });
  discord.registerCommands(discordCommands(tree));
  const guild = discord.addGuild({ name: 'delta', channels: [{ name: 'introductions' }] });
  const channel = slack.addChannel({ name: 'introductions' });
  const livesIn = (tenant: cast.Tenant) => cast.people.filter((one) => one.tenants.includes(tenant));
  const isAdmin = (account: string) => account === cast.administrator;
  const slackPeople = new Map(
    livesIn('clearwater').map(({ account, name, zone }) => [
      account,
      slack.addPerson({ name, tz: zone, isAdmin: isAdmin(account) }),
    ]),
  );
  const discordPeople = new Map(
    livesIn('delta').map(({ account, name }) => [
      account,
      discord.addPerson({ name, guilds: [guild], isAdmin: isAdmin(account) }),
    ]),
  );
  const store = await openStore({ url });
  const seeded = await store.db.transaction((tx) =>
    seedCast(
      { tx, now: systemClock.now() },
      {
        spaces: {
          clearwater: {
            platform: 'slack',
            tenant: slack.teamId,
            channel: channel.id,
            account: (one) => slackPeople.get(one)?.id,
          },
          delta: {
            platform: 'discord',
            tenant: guild.id,
            channel: discord.channelsOf(guild)[0]?.id ?? '',
            account: (one) => discordPeople.get(one)?.id,
          },
        },
      },
    ),
  );
  await store.db.update(tables.person).set({ zone: whereItIsNoon() });
  await store.close();
  const joined = <Person>(people: ReadonlyMap<string, Person>): Played<Person>[] =>
    cast.people.flatMap(({ account, name }) => {
      const [as, id] = [people.get(account), seeded.people.get(account)];
      const counts = as !== undefined && id !== undefined && !cast.unvouched.includes(account);
      return counts ? [{ account, name, id, as }] : [];
    });
  const both = { DATABASE_URL: url, WEFT_SECRET: secret };
  return {
    slack,
    discord,
    guild,
    seeded,
    onSlack: joined(slackPeople),
    onDiscord: joined(discordPeople),
    slackEnv: {
      ...both,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    },
    discordEnv: { ...both, DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    async [Symbol.asyncDispose]() {
      await slack[Symbol.asyncDispose]();
      await discord[Symbol.asyncDispose]();
    },
  };
}
