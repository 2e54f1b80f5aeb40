import type { webApi } from '@slack/bolt';
import type { Log, Sender } from '#chat/index.ts';
import type { Clients } from './client.ts';
import { senderMs } from './limits.ts';
import { nameOf } from './log.ts';

/** A person as users.info and the events team_join and user_change carry them. */
export type SlackPerson = NonNullable<webApi.UsersInfoResponse['user']>;

/** What a payload itself says of whoever acts. */
export interface Actor {
  readonly tenant: string;
  readonly account: string;
  readonly name?: string | undefined;
  /** the workspace the account belongs to */
  readonly team?: string | undefined;
}

export interface People {
  /** Who acts, with zone and rights as far as Slack tells them within half a second; never rejects. */
  sender(actor: Actor): Promise<Sender>;
}

const keptFor = Temporal.Duration.from({ minutes: 5 });
const most = 5000;

/** Looks people up, and remembers them for five minutes. */
export function createPeople(given: {
  clients: Clients;
  clock: { now(): Temporal.Instant };
  log: Log;
}): People {
  const { clients, clock, log } = given;
  const kept = new Map<string, { asked: Temporal.Instant; found: Promise<SlackPerson | undefined> }>();

  async function look({ tenant, account }: Actor): Promise<SlackPerson | undefined> {
    const client = await clients.of(tenant, 'answers');
    return (await client?.users.info({ user: account, include_locale: true }))?.user;
  }

  function find(actor: Actor): Promise<SlackPerson | undefined> {
    const key = `${actor.tenant} ${actor.account}`;
    const before = kept.get(key);
    if (before && Temporal.Instant.compare(clock.now(), before.asked.add(keptFor)) < 0) return before.found;
    if (kept.size >= most) kept.clear();
    const found = look(actor).catch((error: unknown) => {
      kept.delete(key);
      log.warn('person not looked up', { platform: 'slack', tenant: actor.tenant, error: nameOf(error) });
      return undefined;
    });
    kept.set(key, { asked: clock.now(), found });
    return found;
  }

  return {
    async sender(actor) {
      const person = await Promise.race([find(actor), pause(senderMs)]);
      return person ? senderOf(actor.tenant, person) : bareSender(actor);
    },
  };
}

/** The sender a person object describes. */
export function senderOf(tenant: string, person: SlackPerson): Sender {
  // In an Enterprise Grid an account lives in one workspace and belongs to several.
  const isOwn = person.team_id === tenant || person.enterprise_user?.teams?.includes(tenant) === true;
  return {
    account: person.id ?? '',
    name: person.profile?.display_name || person.real_name || person.name || '',
    administrator: person.is_admin === true || person.is_owner === true,
    ...(person.locale !== undefined && { locale: person.locale }),
    ...(person.tz !== undefined && { zone: person.tz }),
    ...((person.is_bot === true || person.id === 'USLACKBOT') && { bot: true }),
    ...((person.is_stranger === true || (person.team_id !== undefined && !isOwn)) && { foreign: true }),
  };
}

function bareSender({ tenant, account, name, team }: Actor): Sender {
  return {
    account,
    name: name ?? '',
    administrator: false,
    ...(team !== undefined && team !== tenant && { foreign: true }),
  };
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => void setTimeout(() => resolve(undefined), ms).unref());
}
