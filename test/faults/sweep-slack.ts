import { setTimeout as pause } from 'node:timers/promises';
import { cast } from '#cast/index.ts';
import type { SlackPerson } from '../support/slack/index.ts';
import { slackCast } from '../support/stage/slack.ts';
import { mishaps, type Posted, type Side, untilEnded, withoutIds } from './sweep-side.ts';

const forOthers = /^(?:chat\.(?:postMessage|update)|conversations\.(?:open|history))$/;
const payloads = { types: undefined, presses: 'block_actions', fills: 'view_submission' } as const;

/** Slack with the cast in two workspaces. */
export async function slackSide(now: () => number): Promise<Side> {
  const spaces = cast.spaces.map(({ tenant }) => tenant);
  const { slack, teams, person, hands } = await slackCast(spaces, { now, ackDeadlineMs: 60_000 });
  const people = new Map<string, { readonly name: string; readonly one: SlackPerson }>();
  for (const [space] of teams)
    for (const { account, tenants } of cast.people) {
      if (!tenants.includes(space)) continue;
      const one = person(account, space);
      // One person, whichever of their accounts is written to.
      people.set(one.id, { one, name: account });
    }
  const placeOf = (id: string): string => {
    const channel = slack.channel(id);
    if (channel?.kind === 'public' || channel?.kind === 'private') return `#${channel.name}`;
    const members = [...(channel?.members ?? [])].map((member) => people.get(member)?.name ?? member);
    return members.sort().join(', ');
  };

  // im:history is the one history scope that Weft asks for, and nothing can be opened with who has gone.
  const isReadable: Side['isReadable'] = ({ kind, account = '', conversation }, effect) => {
    if (kind !== 'person' || effect === 'open') return false;
    return conversation !== undefined || people.get(account)?.one.deleted !== true;
  };

  function messages(): Posted[] {
    const sent = slack.calls.filter(({ method }) => method === 'chat.postMessage');
    return slack.posted
      .filter(({ via }) => via === 'chat.postMessage')
      .map(({ channel, metadata }) => {
        const key = keyIn(metadata);
        const drawn = sent.find(({ args }) => keyIn(args.metadata) === key)?.args.blocks;
        return { kind: 'message', key, place: placeOf(channel), words: withoutIds(drawn) };
      });
  }

  const uploads = () => slack.posted.filter(({ via }) => via === 'files.completeUploadExternal');
  const isCalendar = ({ name }: { readonly name: string }) => name.endsWith('.ics');

  /** Files carry no metadata: of a picture only its channel says whose it is. */
  function pictures(): Posted[] {
    return uploads()
      .filter(({ files = [] }) => !files.some(isCalendar))
      .map(({ channel, text, files = [] }) => ({
        ...{ kind: 'message', key: pictureIn(channel), place: placeOf(channel) },
        words: [text, ...files.flatMap(({ title, altText }) => [title, altText])].join(' '),
      }));
  }

  /** A calendar file answers the message that it belongs to. */
  function calendars(): Posted[] {
    // What is in no thread came with an answer.
    const behind = uploads().filter(({ threadTs }) => threadTs !== undefined);
    return behind.flatMap(({ channel, threadTs, files = [] }) => {
      const key = keyIn(slack.posted.find((one) => one.channel === channel && one.ts === threadTs)?.metadata);
      return files.filter(isCalendar).map(({ bytes }) => ({
        ...{ kind: 'file' as const, key, place: placeOf(channel) },
        words: withoutIds(bytes?.toString()),
      }));
    });
  }

  /** Repeating one changes nothing, so that each counts once. */
  function corrections(): Posted[] {
    const done = slack.calls.filter(({ method, outcome }) => method === 'chat.update' && outcome === 'ok');
    const all = done.map(({ args: { channel, ts, blocks } }): Posted => {
      const key = keyIn(slack.posted.find((one) => one.channel === channel && one.ts === ts)?.metadata);
      return { kind: 'correction', key, place: placeOf(String(channel)), words: withoutIds(blocks) };
    });
    return [...new Map(all.map((one) => [`${one.key} ${one.words}`, one])).values()];
  }

  return {
    hands,
    standIn: { apiUrl: slack.apiUrl, token: slack.botToken, appToken: slack.appToken },
    space: (space) => {
      const team = teams.get(space);
      return { tenant: team?.id ?? '', token: team?.botToken ?? '', bot: team?.botUserId ?? '' };
    },
    hasForm: (who, space) => slack.view(person(who, space))?.submit !== undefined,
    // A connection that is lost tells at once what it takes with it.
    acknowledged: async (gesture) =>
      await Promise.race([
        gesture.then(
          () => true,
          () => false,
        ),
        pause(60_000, false, { ref: false }),
      ]),
    async redeliver(meant, who, space) {
      const last = slack.deliveries.at(-1)?.delivery.payload;
      if (!last || last.type !== payloads[meant]) return false;
      const again = async () => {
        await slack.until(() => slack.connectionCount() > 0, 60_000);
        return await slack.redeliver();
      };
      let { acknowledged, failure } = await again();
      // On a busy machine the new connection may be lost as well: then Slack sends it over the next.
      if (failure === 'connection_lost') ({ acknowledged, failure } = await again());
      if (!acknowledged) throw new Error(`not acknowledged again: ${failure}`);
      // What the answer to a repeated submission would change in the form nobody sees any more.
      while (slack.view(person(who, space))) await slack.dismiss(person(who, space));
      return true;
    },
    posted: () => [...messages(), ...pictures(), ...calendars(), ...corrections()],
    keyOf: ({ id, shows }) => (shows === null ? id : pictureIn(shows)),
    isReadable,
    script(mishap) {
      const end = untilEnded((fault, options) => slack.fail(forOthers, fault, options), mishaps[mishap]);
      return () => {
        const met = end();
        const [key, channel] = [keyIn(met?.metadata), String(met?.channel)];
        const kind = /^[DUW]/.test(channel) ? 'person' : 'channel';
        const address = {
          kind,
          ...(channel.startsWith('D') ? { conversation: channel } : { account: channel }),
        };
        // Slack itself says of a 429 that nothing was done.
        const isUnsure = key !== undefined && mishap !== '429' && !isReadable(address, 'post');
        return { struck: met !== undefined, unsure: isUnsure ? [key] : [] };
      };
    },
    dropConnection: slack.dropSocket,
    problems: () => [...slack.violations, ...slack.pings.map((ping) => JSON.stringify(ping))],
    refuseGroups: () =>
      slack.fail(
        'conversations.open',
        { error: 'restricted_action' },
        { times: Number.POSITIVE_INFINITY, when: ({ users }) => String(users).includes(',') },
      ),
    loseNextPost: () =>
      untilEnded((fault, options) => slack.fail('chat.postMessage', fault, options), 'drop-before', {
        fits: ({ channel }) => slack.channel(String(channel))?.kind === 'public',
      }),
    closeDirect(who) {
      person(who, 'clearwater').deleted = true;
    },
    closeEdits: () =>
      untilEnded(
        (fault, options) => slack.fail('chat.update', fault, options),
        { error: 'edit_window_closed' },
        { times: Number.POSITIVE_INFINITY },
      ),
    turnAway() {
      const team = teams.get('delta');
      if (team) team.tokenError = 'account_inactive';
      return () => {
        delete team?.tokenError;
      };
    },
  };
}

const pictureIn = (channel: string) => `picture in ${channel}`;

function keyIn(metadata: unknown): string | undefined {
  const { event_payload } = (metadata ?? {}) as { event_payload?: { key?: string } };
  return event_payload?.key;
}
