import { writeCalendar } from '#calendars/index.ts';
import { cast } from '#cast/index.ts';
import { createRegister } from '#directory/index.ts';
import { drawPicture } from '#pictures/index.ts';
import { createSlack, slackManifest } from '#platforms/slack/index.ts';
import type { Db } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import {
  buttons,
  interactive,
  type SlackMessage,
  type SlackOptions,
  type SlackPerson,
  startSlack,
} from '../slack/index.ts';
import { type Hands, type LooseHands, readWords, type Shown } from './hands.ts';
import { quietLog } from './quiet-log.ts';
import { readMessage, readSlack, standing } from './read-slack.ts';

/** Slack, as the cast uses it: real Bolt on a stand-in with a workspace for each space that is played here. */
export async function slackHands({
  db,
  clock,
  spaces,
}: {
  db: Db;
  clock: Clock;
  spaces: readonly cast.Tenant[];
}): Promise<Hands> {
  const { slack, teams, hands } = await slackCast(spaces);
  const register = createRegister({
    db,
    clock,
    platform: 'slack',
  });
  const mode = {
    mode: 'socket',
    botToken: slack.botToken,
    appToken: slack.appToken,
    apiUrl: slack.apiUrl,
  } as const;
  const connected = () =>
    createSlack({ mode, register, draw: drawPicture, write: writeCalendar, log: quietLog, clock });
  let platform = connected();
  return {
    ...hands,
    get platform() {
      return platform;
    },
    reconnect() {
      platform = connected();
      return platform;
    },
    async ready() {
      for (const [space, team] of teams) {
        await register.present(
          [{ tenant: team.id, name: space, token: team.botToken, bot: team.botUserId }],
          false,
        );
      }
    },
  };
}

/** The cast's workspaces and people on a stand-in, and their hands, with nobody connected to it yet. */
export async function slackCast(spaces: readonly cast.Tenant[], standIn: SlackOptions = {}) {
  const scopes = slackManifest({ topics: [] }).oauth_config.scopes.bot;
  const slack = await startSlack({ ...standIn, team: { scopes, ...standIn.team } });
  const teams = new Map(
    spaces.map((space, index) => [space, index === 0 ? slack.team : slack.addTeam({ name: space, scopes })]),
  );
  const people = new Map<string, SlackPerson>();
  for (const [space, team] of teams) {
    for (const one of cast.people.filter(({ tenants }) => tenants.includes(space))) {
      const person = slack.addPerson({
        name: one.name,
        team,
        tz: one.zone,
        isAdmin: one.account === cast.administrator,
      });
      people.set(`${one.account}@${space}`, person);
    }
  }
  const channels = new Map(
    [...teams].map(([space, team]) => {
      const members = [...people].flatMap(([key, one]) => (key.endsWith(`@${space}`) ? [one] : []));
      const of = (use: cast.Use) => slack.addChannel({ name: `${space}-${use}`, team, members });
      return [space, { introductions: of('introductions'), actions: of('actions'), pulse: of('pulse') }];
    }),
  );
  const person = (who: string, space: cast.Tenant): SlackPerson => {
    const found =
      people.get(`${who}@${space}`) ?? [...people].find(([key]) => key.startsWith(`${who}@`))?.[1];
    if (!found) throw new Error(`${who} is in no workspace`);
    return found;
  };

  const messages = (one: SlackPerson): { where: Shown['where']; message: SlackMessage }[] =>
    [
      ...slack.ephemerals(one).map((message) => ({ where: 'private' as const, message })),
      ...slack.dm(one).map((message) => ({ where: 'direct' as const, message })),
      ...slack
        .groups(one)
        .flatMap((group) => slack.messages(group).map((message) => ({ where: 'group' as const, message }))),
      ...[...channels.values()]
        .flatMap((some) => Object.values(some))
        .filter((channel) => channel.members.has(one.id))
        .flatMap((channel) =>
          slack.messages(channel).map((message) => ({ where: 'channel' as const, message })),
        ),
    ]
      .filter(({ message }) => message.author === 'bot')
      .toSorted((a, b) => Number(a.message.ts) - Number(b.message.ts));

  /** A form opens a moment after the acknowledgement. */
  const formOf = async (one: SlackPerson) => {
    await slack.until(() => slack.view(one)?.submit !== undefined, 1000).catch(() => {});
    return slack.view(one);
  };

  const hands: LooseHands = {
    name: 'slack',
    tenant: (space) => teams.get(space)?.id ?? '',
    channel: (space, use = 'introductions') => channels.get(space)?.[use].id ?? '',
    account: (who, space) => person(who, space).id,
    async type(who, space, line) {
      const one = person(who, space);
      while (slack.view(one)) await slack.dismiss(one);
      acknowledged(await slack.command({ person: one, text: line }));
    },
    async press(who, space, label) {
      const one = person(who, space);
      const view = slack.view(one);
      const where =
        view && buttons(view).includes(label)
          ? view
          : messages(one).findLast(({ message }) => buttons(message).includes(label))?.message;
      if (!where) throw new Error(`${who} sees no button “${label}”`);
      const element = interactive(where.blocks).find(
        ({ element }) => (element.text as { text?: string } | undefined)?.text === label,
      )?.element;
      acknowledged(await slack.press({ person: one, where, actionId: String(element?.action_id) }));
    },
    async fill(who, space, values) {
      await formOf(person(who, space));
      const entries = Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'boolean'
          ? value
            ? 'Yes'
            : 'No'
          : typeof value === 'number'
            ? String(value)
            : value,
      ]);
      acknowledged(await slack.submit({ person: person(who, space), values: Object.fromEntries(entries) }));
    },
    async sees(who, space) {
      const one = person(who, space);
      const shown: Shown[] = messages(one).map(({ where, message }) => ({
        where,
        text: readMessage(message),
        buttons: buttons(message),
      }));
      const view = slack.view(one);
      return view
        ? [
            ...shown,
            {
              where: view.submit ? 'form' : 'private',
              text: readSlack(view.blocks),
              buttons: buttons(view),
            },
          ]
        : shown;
    },
    async form(who, space) {
      const view = await formOf(person(who, space));
      if (!view?.submit) return undefined;
      const inputs = view.blocks.filter((block) => block.type === 'input');
      return {
        title: String((view.title as { text?: string }).text),
        intro: readSlack(view.blocks.filter((block) => block.type !== 'input')),
        text: Object.values(view.errors).join('\n'),
        fields: inputs.map((block) => String(block.block_id)),
        values: Object.fromEntries(
          inputs.map((block) => {
            const states = Object.values(view.values[String(block.block_id)] ?? {});
            return [String(block.block_id), standing(states[0])];
          }),
        ),
      };
    },
    async again() {
      await slack.redeliver();
    },
    expire: () => slack.expireResponseUrls(),
    problems: () => [
      ...slack.violations,
      ...slack.pings.map((ping) => JSON.stringify(ping)),
      ...slack.links.filter((link) => !isHonest(link)).map((link) => JSON.stringify(link)),
    ],
    stop: async () => await slack[Symbol.asyncDispose](),
  };
  return { slack, teams, person, hands };
}

/** Whether a link is one that Weft drew: its words begin with the host it leads to. */
function isHonest({ url, label = '' }: { url: string; label: string | undefined }): boolean {
  const host = URL.parse(url)?.host;
  return url.startsWith('https://') && host !== undefined && readWords(label).startsWith(host);
}

function acknowledged(ack: { acknowledged: boolean; failure?: string | undefined }): void {
  if (!ack.acknowledged) throw new Error(`not acknowledged: ${ack.failure}`);
}
