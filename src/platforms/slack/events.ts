import type { ReceiverEvent } from '@slack/bolt';
import type { Deed, Incoming, Reaction, Register, Sender, SpaceEvent } from '#chat/index.ts';
import type { Clients } from './client.ts';
import type { Floor } from './floor.ts';
import { nameOf } from './log.ts';
import { outcomeOf } from './outcome.ts';
import { type SlackPerson, senderOf } from './people.ts';
import type { Reply } from './reply.ts';
import { steady } from './take.ts';

/** An event of the Events API, as far as Weft reads it; docs.slack.dev/apis/events-api. */
interface EventBody {
  readonly event_id: string;
  readonly team_id: string;
  /** seconds since 1970 */
  readonly event_time?: number;
  readonly authorizations?: readonly { readonly team_id?: string | null }[];
  readonly event: {
    readonly type: string;
    readonly user?: string | SlackPerson;
    readonly tab?: string;
    readonly tokens?: { readonly bot?: readonly string[] };
  };
}

/** An event that is stored, and what is to be done once it is acknowledged. */
interface Taken {
  readonly reaction: Reaction;
  after(): Promise<void>;
}

/** Says whether a payload is an event: those are acknowledged by us, after storing; Bolt would do it before. */
export function isEvent({ body }: ReceiverEvent): boolean {
  return body.type === 'event_callback';
}

/** Stores an event and then acknowledges it; rejects, unacknowledged, when it could not be stored: Slack sends it again. */
export async function receiveEvent(
  floor: Floor & { readonly register: Register; readonly clients: Clients },
  received: ReceiverEvent,
): Promise<void> {
  const began = performance.now();
  const body = received.body as unknown as EventBody;
  const taken = await store(floor, body);
  await steady(floor, async () => {
    await received.ack();
    if (taken) floor.intake().acknowledged?.('slack', taken.reaction, performance.now() - began);
  })();
  await taken?.after();
}

async function store(
  floor: Floor & { readonly register: Register },
  { event, ...body }: EventBody,
): Promise<Taken | undefined> {
  const tenant = body.authorizations?.[0]?.team_id ?? body.team_id;
  const person = typeof event.user === 'object' ? event.user : undefined;
  // To the end of its second.
  const at =
    body.event_time && Temporal.Instant.fromEpochMilliseconds(body.event_time * 1000 + 999).toString();
  const happened = (what: SpaceEvent) =>
    person &&
    take(
      floor,
      { key: body.event_id, tenant },
      { kind: 'event', event: what, ...(at && { at }) },
      senderOf(tenant, person),
    );
  switch (event.type) {
    case 'app_home_opened': {
      if (event.tab !== 'home' || typeof event.user !== 'string') return undefined;
      const sender = await floor.people.sender({ tenant, account: event.user });
      return await take(floor, { key: body.event_id, tenant }, { kind: 'typed', text: 'home show' }, sender);
    }
    case 'team_join':
      return await happened('joined space');
    case 'user_change':
      return person?.deleted === true ? await happened('left space') : undefined;
    case 'app_uninstalled':
      return await leave(floor, tenant);
    case 'tokens_revoked':
      return event.tokens?.bot?.length ? await leave(floor, tenant) : undefined;
    default:
      return undefined;
  }
}

/**
 * Weft was removed from a workspace; unless it has been added again since, as a token that works shows: Slack repeats
 * for an hour what it could not deliver.
 */
async function leave(floor: Floor & { readonly register: Register }, tenant: string): Promise<undefined> {
  if (await works(floor, tenant)) return;
  await floor.register.gone(tenant);
  floor.clients.forget(tenant);
}

async function works({ clients }: Floor, tenant: string): Promise<boolean> {
  const client = await clients.of(tenant, 'answers');
  if (!client) return false;
  try {
    await client.auth.test();
    return true;
  } catch (error) {
    const outcome = outcomeOf(error, 'channel');
    if (outcome.kind === 'refused') return false;
    throw error; // not known now: unacknowledged, it comes again
  }
}

/** Takes an event in. */
async function take(
  floor: Floor,
  { key, tenant }: { key: string; tenant: string },
  deed: Deed,
  sender: Sender,
): Promise<Taken | undefined> {
  if (sender.bot) return undefined;
  const reply: Reply = { kind: 'home', tenant, account: sender.account };
  const incoming: Incoming = { key, platform: 'slack', tenant, sender, reply, ...deed };
  const reaction = await floor.intake().take(incoming);
  const after = async () => {
    try {
      if (reaction.kind === 'later') await reaction.finish();
      if (reaction.kind === 'answer') await floor.answer(reply, reaction.answer);
    } catch (error) {
      floor.log.error('not finished', { platform: 'slack', tenant, error: nameOf(error) });
    }
  };
  return { reaction, after };
}
