import { setTimeout as pause } from 'node:timers/promises';
import { cast } from '#cast/index.ts';
import { nonceOf } from '#platforms/discord/identity.ts';
import { discordCommands } from '#platforms/discord/index.ts';
import { type Channel, permission } from '../support/discord/index.ts';
import { discordCast } from '../support/stage/discord.ts';
import { mishaps, type Posted, type Side, untilEnded, withoutIds } from './sweep-side.ts';
import { tree } from './sweep-tree.ts';

const forOthers =
  /^(?:POST|PATCH|PUT) \/(?:channels|users)\/|^(?:POST|PATCH|GET) \/guilds\/\d+\/scheduled-events|^GET \/(?:channels\/\d+\/messages|guilds\/\d+\/threads)/;

const edited = 'PATCH /channels/{channel_id}/messages/{message_id}';

/** Discord with the cast in two servers. */
export async function discordSide(nowMs: () => number): Promise<Side> {
  const spaces = cast.spaces.map(({ tenant }) => tenant);
  const { discord, guilds, person, hands } = await discordCast(spaces, tree, { nowMs, ackMs: 20_000 });
  discord.registerCommands(discordCommands(tree));
  const names = new Map(cast.people.map(({ account }) => [person(account).id, account]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const placeOf = (channel: Channel | undefined): string => {
    if (channel?.personId) return nameOf(channel.personId);
    if (!channel?.thread) return `#${channel?.name}`;
    const members = [...channel.thread.members].filter((id) => id !== discord.botId).map(nameOf);
    return `${channel.name.replace(/ · \w+$/, '')}: ${members.sort().join(', ')}`;
  };

  function messages(): Posted[] {
    const sent = discord.calls.filter(({ method, body }) => method === 'POST' && 'nonce' in body);
    return discord.posted().map(({ channelId, nonce }) => ({
      ...{ kind: 'message', key: String(nonce), place: placeOf(discord.channel(channelId)) },
      words: withoutIds(sent.find(({ body }) => body.nonce === nonce)?.body.components),
    }));
  }

  /** Repeating one changes nothing, so that each counts once. */
  function corrections(): Posted[] {
    const done = discord.calls.filter((call) => call.route === edited && call.status === 200);
    const all = done.map(({ path, body }): Posted => {
      const [, , channelId = '', , id] = path.split('/');
      const key = String(discord.posted().find((one) => one.id === id)?.nonce);
      const place = placeOf(discord.channel(channelId));
      return { kind: 'correction', key, place, words: withoutIds(body.components) };
    });
    return [...new Map(all.map((one) => [`${one.key} ${one.words}`, one])).values()];
  }

  /** The calendar files in messages, as whoever opens one reads it. */
  function files(): Posted[] {
    return discord.posted().flatMap(({ channelId, nonce, files }) =>
      files
        .filter(({ filename }) => filename.endsWith('.ics'))
        .map(({ bytes }) => ({
          ...{ kind: 'file' as const, key: String(nonce), place: placeOf(discord.channel(channelId)) },
          words: withoutIds(bytes.toString()),
        })),
    );
  }

  /** Planned events as they were made, and each change once. */
  function events(): Posted[] {
    const serverOf = (path: string) => [...guilds.values()].find(({ id }) => id === path.split('/')[2])?.name;
    const on = (method: string) =>
      discord.calls.filter(
        (call) => call.method === method && call.route.includes('/scheduled-events') && call.status === 200,
      );
    // The last line of one is a code by which it is found again.
    const wordsOf = (body: unknown) => withoutIds(body).replace(/Weft · \w+/, '');
    const said = (kind: 'event' | 'correction', { path, body }: (typeof discord.calls)[number]): Posted => ({
      ...{ kind, key: undefined, place: `events of ${serverOf(path)}`, words: wordsOf(body) },
    });
    const changes = on('PATCH').map((call) => ({ id: call.path, one: said('correction', call) }));
    const once = new Map(changes.map(({ id, one }) => [`${id} ${one.words}`, one]));
    return [...on('POST').map((call) => said('event', call)), ...once.values()];
  }

  const threads = (): Posted[] =>
    [...guilds.values()].flatMap((guild) =>
      discord.threads(guild).map(({ id }) => {
        return { kind: 'conversation', key: undefined, place: placeOf(discord.channel(id)), words: '' };
      }),
    );

  return {
    hands,
    standIn: { apiUrl: discord.apiUrl, token: discord.token, appToken: '' },
    space: (space) => ({ tenant: guilds.get(space)?.id ?? '' }),
    hasForm: (who) => discord.modal(person(who)) !== undefined,
    // Discord goes on waiting, for seconds: what had not come when the process went does not come.
    acknowledged: async (gesture) =>
      await Promise.race([
        gesture.then(
          () => true,
          () => false,
        ),
        pause(20, false, { ref: false }),
      ]),
    async redeliver() {
      const heard = discord.calls.length;
      discord.redeliver();
      // One that comes too late to be answered is answered all the same, and refused by Discord.
      const isAnswer = ({ route }: { route: string }) => route.includes('/callback');
      await discord.see(() => discord.calls.slice(heard).some(isAnswer), 60_000);
      return true;
    },
    posted: () => [...messages(), ...files(), ...events(), ...corrections(), ...threads()],
    keyOf: ({ id }) => nonceOf(id),
    isReadable: () => true,
    script(mishap) {
      const end = untilEnded((fault, options) => discord.fail(forOthers, fault, options), mishaps[mishap]);
      return () => ({ struck: end() !== undefined, unsure: [] });
    },
    dropConnection: () => discord.dropGateway(),
    problems: () => [...discord.violations, ...discord.pings],
    refuseGroups() {
      for (const guild of guilds.values()) guild.botPermissions &= ~permission.createPrivateThreads;
    },
    // Here Weft would know: it reads back what it posted.
    loseNextPost: () => () => {},
    closeDirect(who) {
      person(who).closedDms = true;
    },
    closeEdits: () =>
      untilEnded(
        (fault, options) => discord.fail(edited, fault, options),
        { error: 30046 },
        { times: Number.POSITIVE_INFINITY },
      ),
    turnAway: () =>
      untilEnded(
        (fault, options) => discord.fail('POST /users/@me/channels', fault, options),
        { error: 40003 },
        { times: Number.POSITIVE_INFINITY },
      ),
  };
}
