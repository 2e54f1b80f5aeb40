/** What goes wrong between an app and the stand-in for Slack, and what the unmodified Bolt does then. */
import { App, type types } from '@slack/bolt';
import { WebClient, WebClientEvent } from '@slack/web-api';
import { expect, test } from 'vitest';
import { carefulOptions, inSocketMode, overHttp } from './support/slack/bolt.ts';
import {
  type Fault,
  type SlackPerson,
  type SlackStandIn,
  startSlack,
  unruly,
} from './support/slack/index.ts';

const quietly = { unfurl_links: false as const, unfurl_media: false as const };
const hello = (person: SlackPerson) => ({ channel: person.id, text: 'Hello', ...quietly });
const row = (id: string) => ({ event_type: 'weft', event_payload: { row: id } });

/** Milliseconds; short only where nothing else ends the wait, so that a slow machine sees the same. */
const timeoutFor = (fault: Fault) => (String(fault).startsWith('hang') ? 1000 : 10_000);

/** A client as Slack ships it, but for the waits between its attempts, which are minutes there. */
function stock(slack: SlackStandIn, timeout = 10_000) {
  const retryConfig = { retries: 2, minTimeout: 1, maxTimeout: 1 };
  return new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, timeout, retryConfig });
}

async function staged(options: Parameters<typeof startSlack>[0] = {}) {
  const slack = await startSlack(options);
  const ada = slack.addPerson({ name: 'Ada' });
  return { slack, ada, [Symbol.asyncDispose]: () => slack[Symbol.asyncDispose]() };
}

/** Faults, the error that a client without retries throws, and how many messages there are then. */
const fates: [Fault, string | undefined, number][] = [
  [{ error: 'fatal_error' }, 'WebAPIPlatformError', 0],
  [{ error: 'internal_error', accepted: true }, 'WebAPIPlatformError', 1],
  [{ status: 503 }, 'WebAPIHTTPError', 0],
  [{ status: 500, accepted: true }, 'WebAPIHTTPError', 1],
  [{ rateLimited: 7 }, 'WebAPIRateLimitedError', 0],
  [{ rateLimited: 7, by: 'cloudflare' }, 'WebAPIRateLimitedError', 0],
  [{ rateLimited: 'no-header' }, 'Error', 0],
  [{ rateLimited: 'no-header', by: 'cloudflare' }, 'Error', 0],
  ['drop-before', 'WebAPIRequestError', 0],
  ['drop-after', 'WebAPIRequestError', 1],
  ['close-before', 'WebAPIRequestError', 0],
  ['close-after', 'WebAPIRequestError', 1],
  ['hang-before', 'WebAPIRequestError', 0],
  ['hang-after', 'WebAPIRequestError', 1],
  // What breaks in the body is no error of the client's own, and no retry of its own follows.
  ['reset-mid-body', 'TypeError', 1],
  ['close-mid-body', 'TypeError', 1],
  ['hang-mid-body', 'TimeoutError', 1],
  ['truncated', 'WebAPIPlatformError', 1],
  ['html', 'WebAPIPlatformError', 0],
  [{ delay: 5 }, undefined, 1],
  [{ delay: 5, accepted: true }, undefined, 1],
];

test('each fault meets the call it was meant for, and says whether the work was done', async () => {
  await using scene = await staged();
  const { slack, ada } = scene;
  const attempt = async (timeout?: number) => {
    const client = new WebClient(slack.botToken, carefulOptions(slack, timeout));
    const before = slack.posted.length;
    const error = await client.chat.postMessage(hello(ada)).then(
      () => undefined,
      (one: Error) => one.name,
    );
    return [error, slack.posted.length - before];
  };
  for (const [fault, error, posted] of fates) {
    slack.fail('chat.postMessage', fault);
    expect(await attempt(timeoutFor(fault)), JSON.stringify(fault)).toEqual([error, posted]);
    expect(await attempt()).toEqual([undefined, 1]);
  }
  slack.fail('chat.postMessage', { error: 'never' }, { when: (args) => args.text === 'Other' });
  slack.fail(/^conversations/, 'drop-before');
  expect(await attempt()).toEqual([undefined, 1]);
  slack.clearFaults();
  await new WebClient(slack.botToken, carefulOptions(slack)).conversations.open({ users: ada.id });
  expect(slack.faultCounts()).toMatchObject({
    'drop-after': 1,
    '503': 1,
    '500 accepted': 1,
    'error fatal_error': 1,
  });
  expect(slack.violations).toEqual([]);
});

test('a client that repeats a post by itself posts as often as its answer is lost, a careful one once', async () => {
  for (const lost of ['drop-after', 'close-after', 'hang-after', { status: 500, accepted: true }] as const) {
    await using scene = await staged();
    const { slack, ada } = scene;
    slack.fail('chat.postMessage', lost, 2);
    await stock(slack, timeoutFor(lost)).chat.postMessage({ ...hello(ada), metadata: row('r1') });
    expect(slack.dm(ada)).toHaveLength(3);
    expect(slack.postedBy.get('r1')).toBe(3);

    slack.fail('chat.postMessage', lost);
    const careful = new WebClient(slack.botToken, carefulOptions(slack, timeoutFor(lost)));
    await expect(careful.chat.postMessage({ ...hello(ada), metadata: row('r2') })).rejects.toThrow();
    expect(slack.postedBy.get('r2')).toBe(1);
  }
});

test('a 429 holds up everything else of a stock client, and without retries it is no 429 any more', async () => {
  await using scene = await staged();
  const { slack, ada } = scene;
  slack.fail('chat.postMessage', { rateLimited: 1 });
  const client = stock(slack);
  const limited = new Promise<void>((resolve) => client.once(WebClientEvent.RATE_LIMITED, () => resolve()));
  const posting = client.chat.postMessage(hello(ada));
  await limited;
  const held = client.team.info();
  await stock(slack).auth.test();
  expect(slack.calls.map(({ method }) => method)).toEqual(['chat.postMessage', 'auth.test']);
  await Promise.all([posting, held]);
  expect(slack.dm(ada)).toHaveLength(1);

  slack.fail('chat.postMessage', { rateLimited: 0 });
  const impatient = new WebClient(slack.botToken, {
    ...carefulOptions(slack),
    rejectRateLimitedCalls: false,
  });
  const asked = impatient.chat.postMessage(hello(ada));
  await expect(asked).rejects.toMatchObject({ name: 'WebAPIRequestError' });
});

test('retries that Socket Mode sets in shared options double posts that nobody wanted repeated', async () => {
  await using scene = await staged();
  const { slack, ada } = scene;
  const clientOptions: Record<string, unknown> = { slackApiUrl: slack.apiUrl };
  const app = new App({
    token: slack.botToken,
    appToken: slack.appToken,
    socketMode: true,
    convoStore: false,
    clientOptions,
  });
  expect(clientOptions.retryConfig).toEqual({ retries: 100, factor: 1.3 });
  clientOptions.retryConfig = { retries: 100, minTimeout: 1, maxTimeout: 1 };
  slack.fail('chat.postMessage', { status: 500, accepted: true });
  await new WebClient(slack.botToken, clientOptions).chat.postMessage(hello(ada));
  expect(slack.dm(ada)).toHaveLength(2);
  await app.stop();
});

test('headers in shared options carry one workspace’s token to another, and the mix-up is seen', async () => {
  await using scene = await staged({ mode: 'http' });
  const { slack, ada } = scene;
  const other = slack.addTeam();
  const bo = slack.addPerson({ name: 'Bo', team: other });
  const shared = { ...carefulOptions(slack), headers: {} };
  const first = new WebClient(slack.botToken, shared);
  const second = new WebClient(other.botToken, shared);
  await first.chat.postMessage(hello(ada));
  await expect(second.chat.postMessage(hello(bo))).rejects.toThrow('channel_not_found');
  expect(slack.calls.map(({ token }) => token)).toEqual([slack.botToken, slack.botToken]);

  await expect(first.apps.connections.open()).rejects.toThrow('not_allowed_token_type');
  expect(slack.violations).toEqual(['apps.connections.open: not_allowed_token_type']);
});

for (const mode of ['socket', 'http'] as const) {
  const connect = mode === 'socket' ? inSocketMode : overHttp;

  test(`events that are held back come permuted, repeated or never in ${mode} mode`, async () => {
    await using scene = await staged({ mode });
    const { slack, ada } = scene;
    const seen: string[] = [];
    await using _app = await connect(slack, (app) => {
      app.message(async ({ message, context }) => {
        if (!message.subtype) seen.push(`${message.text} ${context.retryNum ?? 0}`);
      });
    });
    slack.hold();
    const said = ['1', '2', '3'].map((text) => slack.say({ person: ada, text }));
    const acks = await slack.release(([one, , three]) => [three, one, three].flatMap((held) => held ?? []));
    expect(acks.map((ack) => ack.acknowledged)).toEqual([true, true, true]);
    expect(seen).toEqual(['3 0', '1 0', '3 1']);
    expect(await said[0]).toMatchObject({ acknowledged: true });
    await slack.say({ person: ada, text: '4' });
    expect(seen.at(-1)).toBe('4 0');

    seen.length = 0;
    slack.hold();
    for (const text of ['a', 'b', 'c', 'd', 'e']) void slack.say({ person: ada, text });
    await slack.release(unruly({ seed: 7, repeats: 0.5 }));
    expect(new Set(seen.map((one) => one[0])).size).toBe(5);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen).not.toEqual(seen.toSorted());
  });

  test(`an event whose acknowledgement is lost comes again, numbered and with its reason, in ${mode} mode`, async () => {
    await using scene = await staged({ mode, eventRetriesMs: [1, 1, 1] });
    const { slack, ada } = scene;
    const seen: unknown[] = [];
    await using _app = await connect(slack, (app) => {
      app.message(async ({ context, body }) => {
        seen.push([context.retryNum ?? 0, context.retryReason ?? '', body.event_id]);
      });
    });
    slack.fail('delivery', 'hang-after');
    slack.fail('delivery events_api', 'drop-after');
    slack.fail('delivery', 'drop-before');
    const first = await slack.say({ person: ada, text: 'hello' });
    expect(first).toMatchObject({ acknowledged: false, failure: 'operation_timeout' });
    await slack.until(() => slack.deliveries.length === 4);
    const id = first?.delivery.payload.event_id;
    const timeout = mode === 'http' ? 'http_timeout' : 'timeout';
    expect(seen).toEqual([
      [0, '', id],
      [1, timeout, id],
      [3, 'connection_failed', id],
    ]);
    expect(slack.deliveries.map((one) => [one.retry, one.failure])).toEqual([
      [0, 'operation_timeout'],
      [1, 'connection_lost'],
      [2, 'connection_lost'],
      [3, undefined],
    ]);
  });

  test(`a command whose acknowledgement is lost is not sent again in ${mode} mode, though it was carried out`, async () => {
    await using scene = await staged({ mode, eventRetriesMs: [1] });
    const { slack, ada } = scene;
    let ran = 0;
    await using _app = await connect(slack, (app) => {
      app.command('/weft', async ({ ack }) => {
        ran += 1;
        await ack('Done');
      });
    });
    slack.fail('delivery', 'drop-after');
    const typed = await slack.command({ person: ada, text: 'x' });
    expect(typed).toMatchObject({ acknowledged: false, failure: 'connection_lost' });
    await slack.say({ person: ada, text: 'anything' });
    expect([ran, slack.deliveries.length, slack.ephemerals(ada).length]).toEqual([1, 2, 0]);
  });
}

test('Bolt acknowledges an event although its listener fails, so that it does not come again', async () => {
  await using scene = await staged({ mode: 'http', eventRetriesMs: [1] });
  const { slack, ada } = scene;
  await using _app = await overHttp(slack, (app) => {
    app.message(async () => {
      throw new Error('lost');
    });
    app.error(async () => undefined);
  });
  expect(await slack.say({ person: ada, text: 'hello' })).toMatchObject({ acknowledged: true });
  expect(slack.deliveries).toHaveLength(1);
});

test('an answer by response address may be lost although the person reads it', async () => {
  await using scene = await staged();
  const { slack, ada } = scene;
  const ends: string[] = [];
  await using _bolt = await inSocketMode(slack, (app) => {
    app.command('/weft', async ({ ack, respond }) => {
      await ack();
      for (const text of ['One', 'Two', 'Three'])
        ends.push(
          await respond(text).then(
            () => 'ok',
            (error: Error) => error.constructor.name,
          ),
        );
    });
  });
  slack.fail('response_url', 'drop-after');
  slack.fail('response_url', { status: 500 });
  await slack.command({ person: ada, text: 'x' });
  await expect.poll(() => ends).toEqual(['TypeError', 'RespondError', 'ok']);
  expect(slack.ephemerals(ada).map(({ text }) => text)).toEqual(['One', 'Three']);
});

test('a button can be pressed before the app has heard that its message was posted', async () => {
  await using scene = await staged();
  const { slack, ada } = scene;
  const order: string[] = [];
  await using bolt = await inSocketMode(slack, (app) => {
    app.action('go', async ({ ack }) => {
      await ack();
      order.push('pressed');
    });
  });
  const heard = Promise.withResolvers<void>();
  slack.fail('chat.postMessage', { until: heard.promise, accepted: true });
  const blocks = [
    {
      type: 'actions',
      elements: [{ type: 'button', text: { type: 'plain_text', text: 'Go' }, action_id: 'go' }],
    },
  ] as types.KnownBlock[];
  const posting = bolt.client.chat.postMessage({ ...hello(ada), blocks }).then(() => order.push('posted'));
  await slack.until(() => slack.dm(ada).length === 1);
  const [message] = slack.dm(ada);
  if (!message) throw new Error('nothing posted');
  await slack.press({ person: ada, where: message, label: 'Go' });
  heard.resolve();
  await posting;
  expect(order).toEqual(['pressed', 'posted']);
});

test('a signature of yesterday is refused, one of tomorrow and a replayed one are taken by Bolt', async () => {
  await using scene = await staged({ mode: 'http' });
  const { slack, ada } = scene;
  let ran = 0;
  await using _app = await overHttp(slack, (app) => {
    app.command('/weft', async ({ ack }) => {
      ran += 1;
      await ack();
    });
  });
  slack.skewClock(-86_400);
  expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ failure: 'http_401' });
  slack.skewClock(86_400);
  expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ acknowledged: true });
  expect(await slack.replay()).toMatchObject({ acknowledged: true });
  expect(ran).toBe(2);
});

test('a wrong clock shows in timestamps and in the Date of answers, and not in the rates', async () => {
  const start = 1_700_000_000_000;
  await using scene = await staged({ now: () => start });
  const { slack, ada } = scene;
  slack.enforceRates();
  slack.skewClock(3600);
  const answer = await fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(hello(ada)),
  });
  const later = start / 1000 + 3600;
  expect(Math.floor(Number(((await answer.json()) as { ts: string }).ts))).toBe(later);
  expect(Date.parse(answer.headers.get('date') ?? '')).toBe(later * 1000);
});

test('a socket that Slack wants closed, for whichever reason, is opened again, and nothing is heard meanwhile', async () => {
  await using scene = await staged();
  const { slack, ada } = scene;
  await using _bolt = await inSocketMode(slack, (app) => app.command('/weft', async ({ ack }) => ack()), 200);
  for (const reason of ['warning', 'refresh_requested', 'link_disabled', 'too_many_websockets'] as const) {
    const before = slack.payloadsBySocket().length;
    slack.refreshSocket(reason);
    await slack.until(() => slack.connectionCount() === 0);
    expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ failure: 'no_connection' });
    await slack.until(() => slack.payloadsBySocket().length > before && slack.connectionCount() === 1);
    expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ acknowledged: true });
  }
});

test('a socket that is refused is asked for again, one that is not answered or not greeted is waited for for ever', async () => {
  const listen = (app: App) => app.command('/weft', async ({ ack }) => ack());
  const lose = async (greeting: 'refuse' | 'hang' | 'no-hello') => {
    await using scene = await staged();
    const { slack, ada } = scene;
    await using _bolt = await inSocketMode(slack, listen, 1000);
    slack.failSocket(greeting);
    slack.dropSocket();
    if (greeting !== 'refuse') {
      // Another app like it looks after its own socket meanwhile, with more than enough pings for a timeout.
      await using watch = await startSlack();
      await using _other = await inSocketMode(watch, listen, 1000);
      await watch.until(() => watch.heartbeats() > 9, 15_000);
      expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ failure: 'no_connection' });
      slack.dropSocket();
    }
    await slack.until(() => slack.payloadsBySocket().length > 1 && slack.connectionCount() > 0, 15_000);
    expect(await slack.command({ person: ada, text: 'x' })).toMatchObject({ acknowledged: true });
  };
  await Promise.all((['refuse', 'hang', 'no-hello'] as const).map(lose));
});

test('a dead app-level token ends Socket Mode at once, a passing error is tried again', async () => {
  await using scene = await staged();
  const { slack } = scene;
  const opens = () => slack.calls.filter((call) => call.method === 'apps.connections.open').length;
  slack.fail('apps.connections.open', { error: 'invalid_auth' });
  await expect(inSocketMode(slack, undefined, 500)).rejects.toThrow('invalid_auth');
  expect(opens()).toBe(1);
  slack.fail('apps.connections.open', { error: 'internal_error' }, 2);
  // The client resolves its start with the attempt that failed; the connection comes by itself.
  const starting = inSocketMode(slack, undefined, 500);
  await slack.until(() => slack.connectionCount() === 1);
  await using _bolt = await starting;
  expect(opens()).toBe(4);
});

test('of two connections of one app, each payload is given to one', async () => {
  await using scene = await staged();
  const { slack, ada } = scene;
  const heard: string[] = [];
  const hearing = (name: string) => (app: App) =>
    app.command('/weft', async ({ ack, body }) => {
      heard.push(`${body.text} ${name}`);
      await ack();
    });
  await using _one = await inSocketMode(slack, hearing('one'));
  await using _two = await inSocketMode(slack, hearing('two'));
  for (const text of ['a', 'b', 'c', 'd']) await slack.command({ person: ada, text });
  expect(heard.map((one) => one[0])).toEqual(['a', 'b', 'c', 'd']);
  expect(slack.payloadsBySocket()).toEqual([2, 2]);
  expect(new Set(heard.map((one) => one.slice(2))).size).toBe(2);
});

test('an acknowledgement after Bolt was stopped is lost, since stopping does not wait', async () => {
  await using scene = await staged({ ackDeadlineMs: 300 });
  const { slack, ada } = scene;
  const arrived = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  const bolt = await inSocketMode(slack, (app) => {
    app.command('/weft', async ({ ack }) => {
      arrived.resolve();
      await stopped.promise;
      await ack().catch(() => undefined);
    });
    app.error(async () => undefined);
  });
  const typed = slack.command({ person: ada, text: 'x' });
  await arrived.promise;
  await bolt.app.stop();
  stopped.resolve();
  expect((await typed).acknowledged).toBe(false);
});

test('posting faster than Slack allows is answered 429, in a conversation and in a workspace', async () => {
  const clock = { ms: 1_700_000_000_000 };
  await using scene = await staged({ now: () => clock.ms });
  const { slack, ada } = scene;
  const others = ['Bo', 'Cy', 'Di', 'Eve'].map((name) => slack.addPerson({ name }));
  const client = new WebClient(slack.botToken, carefulOptions(slack));
  const post = (channel: string) => client.chat.postMessage({ ...hello(ada), channel });
  slack.enforceRates();
  const sent = await post(ada.id);
  for (const channel of [ada.id, sent.channel ?? '']) await post(channel);
  await expect(post(sent.channel ?? '')).rejects.toMatchObject({
    name: 'WebAPIRateLimitedError',
    retryAfter: 1,
  });
  expect(slack.violations).toEqual(['chat.postMessage: faster than its rate']);
  clock.ms += 1000;
  await post(ada.id);
  expect(slack.rateLimited).toEqual([`chat.postMessage ${sent.channel}`]);

  clock.ms += 60_000;
  slack.enforceRates({ workspacePerMinute: 120 });
  const [bo, cy, di, eve] = others.map(({ id }) => id);
  for (const one of [bo, cy]) await post(one ?? '');
  await expect(post(di ?? '')).rejects.toMatchObject({ retryAfter: 1 });
  clock.ms += 500;
  await post(eve ?? '');
  expect(slack.rateLimited).toHaveLength(2);
  slack.fail('chat.postMessage', { rateLimited: 9 });
  await expect(post(eve ?? '')).rejects.toMatchObject({ retryAfter: 9 });
  expect(slack.rateLimited).toHaveLength(2);
});

test('what the rates permit is what a patient client gets, to the last call', async () => {
  const clock = { ms: 1_700_000_000_000 };
  await using scene = await staged({ now: () => clock.ms });
  const { slack } = scene;
  const people = Array.from({ length: 4 }, (_, n) => slack.addPerson({ name: `P${n}` }));
  const client = new WebClient(slack.botToken, carefulOptions(slack));
  for (const rates of [true, { workspacePerMinute: 120 }] as const) {
    clock.ms += 3_600_000;
    slack.enforceRates(rates);
    const [before, ms] = [slack.posted.length, 10_000];
    for (const end = clock.ms + ms; clock.ms <= end; clock.ms += 250) {
      for (const person of people) {
        const taken = () =>
          client.chat.postMessage(hello(person)).then(
            () => true,
            () => false,
          );
        while (await taken());
      }
    }
    clock.ms -= 250;
    expect(slack.posted.length - before).toBe(slack.permitted({ ms, conversations: people.length }));
  }
  expect(slack.permitted({ ms: 60_000, method: 'users.list' })).toBe(40);
  expect(slack.permitted({ ms: 60_000 })).toBe(122);
});

test('faults by chance strike the share that was asked for, and the same calls for the same seed', async () => {
  const struck = async (seed: number) => {
    await using scene = await staged();
    const { slack, ada } = scene;
    const client = new WebClient(slack.botToken, carefulOptions(slack));
    slack.randomly({ share: 0.2, faults: ['drop-before', { status: 503 }], seed, where: 'chat.postMessage' });
    const fates: boolean[] = [];
    for (let n = 0; n < 200; n += 1)
      fates.push(
        await client.chat.postMessage(hello(ada)).then(
          () => true,
          () => false,
        ),
      );
    await client.auth.test();
    const counts = slack.faultCounts();
    const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
    expect(Object.keys(counts).toSorted()).toEqual(['503', 'drop-before']);
    expect(all).toBe(fates.filter((fate) => !fate).length);
    expect(slack.dm(ada)).toHaveLength(200 - all);
    return fates;
  };
  const [one, same, another] = [await struck(5), await struck(5), await struck(6)];
  expect(one).toEqual(same);
  expect(one).not.toEqual(another);
  expect(one.filter((fate) => !fate).length).toBeGreaterThan(20);
  expect(one.filter((fate) => !fate).length).toBeLessThan(60);
});

test('a soak keeps its last calls only, and still counts what was posted twice', async () => {
  await using scene = await staged({ keepCalls: 10 });
  const { slack, ada } = scene;
  const client = new WebClient(slack.botToken, carefulOptions(slack));
  for (let n = 0; n < 50; n += 1)
    await client.chat.postMessage({ ...hello(ada), metadata: row(n === 40 ? 'r39' : `r${n}`) });
  expect(slack.calls.length).toBeLessThan(20);
  expect(slack.postedBy.size).toBe(49);
  expect([...slack.postedBy].filter(([, times]) => times > 1)).toEqual([['r39', 2]]);
});
