import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { eq, sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { cast } from '#cast/index.ts';
import { chatWords, type Intake } from '#chat/index.ts';
import { tables } from '#directory/index.ts';
import { form, inbox } from '#inbox/tables.ts';
import * as intro from '#introductions/tables.ts';
import { openStore } from '#store/index.ts';
import { door } from './support/door.ts';
import { type House, openHouse, type Replica, sums } from './support/house.ts';
import { breakable } from './support/stage/breakable.ts';

const say = chatWords.en;
/** Platforms that wait for as long as a busy machine takes. */
const patient = { slack: { ackDeadlineMs: 30_000 }, discord: { ackMs: 30_000 } } as const;
/** Several processes need a server to share. */
const onServer = test.skipIf(process.env.TEST_STORE === 'pglite');

vi.setConfig({ testTimeout: 60_000 });

const asks = async ({ db }: House) => (await db.select().from(intro.ask)).map(({ words }) => words).sort();
const rowsOf = async ({ db }: House) => await db.select().from(inbox).orderBy(inbox.receivedAt, inbox.key);

/** Does something while nothing can be written to the inbox; whether it was acknowledged before anything was. */
async function whileLocked({ db, databaseUrl }: House, gesture: () => Promise<unknown>): Promise<boolean> {
  const locker = await openStore({ url: databaseUrl ?? '' });
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = locker.db.transaction(async (tx) => {
    await tx.execute(sql`lock table inbox in share mode`);
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  let acknowledged = false;
  const doing = gesture().then(() => {
    acknowledged = true;
  });
  const waiting = async () => {
    const { rows } = await db.execute<{ count: number }>(
      sql`select count(*)::int as count from pg_locks where relation = 'inbox'::regclass and not granted`,
    );
    return rows[0]?.count;
  };
  await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
  const early = acknowledged;
  release.resolve();
  await holding;
  await doing;
  await locker.close();
  return early;
}

const called = (who: string) => cast.people.find(({ account }) => account === who)?.name;
const make = (one: string, two: string) => `intro make one:"${called(one)}" two:"${called(two)}"`;

/** Offers Ben and Cara to each other, and Omar and Grace, so that each of them has something to press. */
async function offer(house: House, weft: Replica): Promise<void> {
  for (const [one, two] of [
    ['ben', 'cara'],
    ['omar', 'grace'],
  ] as const) {
    await house.hands.slack.type('ana', 'clearwater', make(one, two));
    await house.hands.slack.fill('ana', 'clearwater', {});
  }
  await weft.settle();
}

/** What people do on both platforms, each kind once. */
function gestures({ hands, slack }: House): Readonly<Record<string, () => Promise<unknown>>> {
  const { slack: s, discord: d } = hands;
  return {
    'a command on Slack': () => s.type('mina', 'clearwater', 'intro ask one'),
    'a press on Slack': () => s.press('ben', 'clearwater', 'Yes'),
    'an opened home on Slack': () =>
      slack.event({ type: 'app_home_opened', user: s.account('mina', 'clearwater'), tab: 'home' }),
    'a form asked for on Slack': () => s.type('kim', 'clearwater', 'profile edit'),
    'a form sent on Slack': () => s.fill('kim', 'clearwater', { offers: 'tea' }),
    'a command on Discord': () => d.type('noor', 'delta', 'intro ask two'),
    'a press on Discord': () => d.press('omar', 'delta', 'Yes'),
    'a form asked for on Discord': () => d.type('hugo', 'delta', 'profile edit'),
    'a form sent on Discord': () => d.fill('hugo', 'delta', { offers: 'tea' }),
  };
}

onServer('nothing is acknowledged before it is stored, on either platform', async () => {
  await using house = await openHouse(patient);
  await using weft = await house.open({ ackMs: 30_000 });
  await offer(house, weft);
  for (const [name, gesture] of Object.entries(gestures(house))) {
    const before = (await rowsOf(house)).length;
    expect(await whileLocked(house, gesture), name).toBe(false);
    expect((await rowsOf(house)).length, name).toBe(before + 1);
    await weft.settle();
  }
});

onServer('the control: an inbox that says “later” before it has stored is caught', async () => {
  await using house = await openHouse(patient);
  const hasty = (intake: Intake): Intake => ({
    ...intake,
    async take(incoming) {
      const storing = intake.take(incoming);
      const finish = async () => {
        const reaction = await storing;
        if (reaction.kind === 'later') await reaction.finish();
      };
      return { kind: 'later', place: 'private', finish };
    },
  });
  await using weft = await house.open({ ackMs: 30_000, between: hasty });
  const { slack, discord } = house.hands;
  expect(await whileLocked(house, () => slack.type('mina', 'clearwater', 'intro ask one'))).toBe(true);
  // What is still being carried out would wait for the second lock as well.
  await weft.settle();
  expect(await whileLocked(house, () => discord.type('noor', 'delta', 'intro ask two'))).toBe(true);
});

test('what a platform delivers again, once or often, now or later, changes nothing', async () => {
  await using house = await openHouse({ ...patient, slack: { ...patient.slack, mode: 'http' } });
  await using weft = await house.open();
  await offer(house, weft);
  for (const [name, gesture] of Object.entries(gestures(house))) {
    await gesture();
    await weft.settle();
    const seen = `weft_inbox_events_total{platform="${name.includes('Discord') ? 'discord' : 'slack'}"`;
    const repeats = async () => {
      const { text } = await weft.metrics.scrape();
      const lines = text.split('\n').filter((line) => line.startsWith(seen) && line.includes('"repeat"'));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    };
    const [before, already] = [await sums(house.db), await repeats()];
    for (const retry of [1, 2, 3]) {
      if (name.includes('Discord')) house.discord.redeliver();
      // The same event_id or trigger_id, with another retry number and another time in its signature.
      else expect((await house.slack.redeliver(undefined, retry)).acknowledged, name).toBe(true);
    }
    await expect.poll(repeats, { timeout: 20_000 }).toBe(already + 3);
    await weft.settle();
    expect(await sums(house.db), name).toEqual(before);
  }
  // The control: without the keys of what came in, the same redelivery is done again.
  await house.hands.slack.type('mina', 'clearwater', 'intro ask again');
  await weft.settle();
  await house.db.delete(inbox);
  await house.slack.redeliver();
  await weft.settle();
  expect((await asks(house)).filter((words) => words === 'again')).toHaveLength(2);
});

/** Posts a signed command by hand; `lines` are the header's, in the order given, and none where there is none. */
async function post(
  { slack, hands }: House,
  given: { trigger: string; at: readonly string[]; signedAt?: string },
): Promise<number> {
  const body = new URLSearchParams({
    ...{ command: '/weft', text: 'home show', trigger_id: given.trigger, team_id: slack.teamId },
    ...{ user_id: hands.slack.account('mina', 'clearwater'), user_name: 'm', channel_id: 'C1' },
    response_url: 'http://127.0.0.1:1/',
  }).toString();
  const signedAt = given.signedAt ?? given.at[0] ?? '';
  const hash = createHmac('sha256', slack.signingSecret).update(`v0:${signedAt}:${body}`).digest('hex');
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = [
    ...['content-type', 'application/x-www-form-urlencoded', 'x-slack-signature', `v0=${hash}`],
    ...['host', '127.0.0.1', 'content-length', String(Buffer.byteLength(body))],
    ...given.at.flatMap((line) => ['x-slack-request-timestamp', line]),
  ];
  const sent = request(slack.eventsUrl ?? '', { method: 'POST', agent: false, headers }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  sent.on('error', reject);
  sent.end(body);
  return await promise;
}

test('a signature counts for five minutes before and after its time, and no second longer', async () => {
  await using house = await openHouse({ slack: { mode: 'http' } });
  const clock = { now: () => Temporal.Instant.fromEpochMilliseconds(Date.now()) };
  await using weft = await house.open({ on: ['slack'], slackClock: clock });
  const now = 1_810_000_000;
  vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 });
  try {
    let count = 0;
    const trigger = () => `trigger-${++count}`;
    for (const off of [-300, -299, 0, 299, 300])
      expect(await post(house, { trigger: trigger(), at: [String(now + off)] }), String(off)).toBe(200);
    await weft.settle();
    expect(await rowsOf(house)).toHaveLength(5);
    const before = await sums(house.db);
    for (const off of [-86_400, -301, 301, 86_400])
      expect(await post(house, { trigger: trigger(), at: [String(now + off)] }), String(off)).toBe(401);
    // A moment later the ones at the edge are over it, on one side only.
    vi.setSystemTime(now * 1000 + 1_000);
    expect(await post(house, { trigger: trigger(), at: [String(now - 300)] })).toBe(401);
    expect(await post(house, { trigger: 'trigger-1', at: [String(now + 301)] })).toBe(200);
    vi.setSystemTime(now * 1000);
    const nonsense = ['', 'soon', 'NaN', 'Infinity', '1e999', '-1', '0', `${now}x`, `${now},${now}`];
    for (const at of nonsense) expect(await post(house, { trigger: trigger(), at: [at] }), at).toBe(401);
    expect(await post(house, { trigger: trigger(), at: [], signedAt: String(now) })).toBe(401);
    const twice = [String(now), String(now + 1)];
    expect(await post(house, { trigger: trigger(), at: twice })).toBe(401);
    expect(await sums(house.db)).toEqual(before);
  } finally {
    vi.useRealTimers();
  }
});

test('a replay of the same bytes inside five minutes is taken for what it is', async () => {
  await using house = await openHouse({ slack: { mode: 'http' } });
  const clock = { now: () => Temporal.Instant.fromEpochMilliseconds(Date.now()) };
  await using weft = await house.open({ on: ['slack'], slackClock: clock });
  const at = [String(Math.floor(Date.now() / 1000))];
  const all = await Promise.all([1, 2, 3].map(() => post(house, { trigger: 'same', at })));
  expect(all).toEqual([200, 200, 200]);
  await weft.settle();
  expect(await rowsOf(house)).toHaveLength(1);
  const { text } = await weft.metrics.scrape();
  expect(text).toContain('weft_inbox_events_total{platform="slack",kind="typed",reaction="repeat"} 2');
});

test('on Discord a session that is resumed, or begun anew, delivers nothing twice', async () => {
  await using house = await openHouse(patient);
  await using weft = await house.open({ on: ['discord'], ackMs: 30_000 });
  const { discord, hands } = house;
  const counts = () => discord.gateway.counts();
  await hands.discord.type('noor', 'delta', 'intro ask one');
  await weft.settle();
  const before = await sums(house.db);
  const breaks = {
    'asked to reconnect': () => discord.reconnectOp7(),
    'an invalid session that can be resumed': () => discord.invalidSession(true),
    'an invalid session': () => discord.invalidSession(false),
    'a connection that drops': () => discord.dropGateway(),
  };
  for (const [name, happens] of Object.entries(breaks)) {
    const { resumed, identified } = counts();
    happens();
    const isBack = () => counts().resumed + counts().identified === resumed + identified + 1;
    await expect.poll(() => isBack() && counts().connected === 1, { timeout: 30_000 }).toBe(true);
    // Discord replays what it is not sure was heard: the same interaction once more.
    discord.redeliver();
    const took = async () =>
      (await weft.metrics.scrape()).text.match(/kind="command",reaction="repeat"\} (\d+)/)?.[1];
    const nth = Object.keys(breaks).indexOf(name) + 1;
    await expect.poll(took, { timeout: 20_000 }).toBe(String(nth));
    await weft.settle();
    expect(await sums(house.db), name).toEqual(before);
  }
  // What was done meanwhile arrives after the session is resumed, and is done once.
  discord.gateway.close();
  discord.dropGateway();
  const doing = hands.discord.type('hugo', 'delta', 'intro ask two');
  await expect.poll(() => counts().connected).toBe(0);
  discord.gateway.open();
  await doing;
  discord.redeliver();
  await weft.settle();
  expect(await asks(house)).toEqual(['one', 'two']);
  expect(discord.violations).toEqual([]);
});

test('what several people do ends the same in every order, however often it is delivered', async () => {
  const ends: unknown[] = [];
  for (const order of [
    [0, 1, 2, 3],
    [3, 1, 0, 2, 1, 3],
    [2, 2, 0, 3, 3, 1, 0, 1],
  ]) {
    await using house = await openHouse({ slack: { mode: 'http' } });
    await using weft = await house.open({ on: ['slack'] });
    const { slack, hands } = house;
    const address = slack.eventsUrl;
    // Nobody listens there: each is kept as it was sent, to be delivered when the test says so.
    slack.eventsUrl = 'http://127.0.0.1:1/slack/events';
    const lines = [
      ['mina', 'intro ask zoning law'],
      ['rosa', 'profile snooze in 3 weeks'],
      ['kim', 'hub join Delta'],
    ] as const;
    const sent: (() => Promise<{ acknowledged: boolean }>)[] = [];
    for (const [who, line] of lines) {
      await expect(hands.slack.type(who, 'clearwater', line)).rejects.toThrow('not acknowledged');
      const { delivery } = await slack.redeliver();
      sent.push(() => slack.redeliver(delivery, 0));
    }
    const leo = hands.slack.account('leo', 'clearwater');
    const gone = await slack.event({
      type: 'user_change',
      user: { id: leo, team_id: slack.teamId, deleted: true },
    });
    sent.push(() => slack.redeliver(gone.delivery));
    slack.eventsUrl = address;
    for (const nth of order) expect((await sent[nth]?.())?.acknowledged).toBe(true);
    await weft.settle();
    const people = await house.db.select().from(tables.person).orderBy(tables.person.name);
    const [account] = await house.db.select().from(tables.account).where(eq(tables.account.external, leo));
    ends.push({
      asked: await asks(house),
      snoozed: people.filter(({ snoozedUntil }) => snoozedUntil !== null).map(({ name }) => name),
      members: (await house.db.select().from(tables.hubMember)).length,
      left: account?.goneAt?.toString(),
      rows: (await rowsOf(house)).length,
    });
  }
  expect(ends[0]).toMatchObject({ asked: ['zoning law'], snoozed: ['Rosa Delgado'], rows: 4 });
  expect(ends.slice(1)).toEqual([ends[0], ends[0]]);
});

onServer('a form sent twice at once, to two replicas, is carried out once', async () => {
  await using house = await openHouse({ ...patient, slack: { ...patient.slack, mode: 'http' } });
  await using one = await house.open({ on: ['slack'] });
  await using two = await house.open({ on: ['slack'] });
  const { slack, hands, db } = house;
  const to = (replica: Replica) => {
    slack.eventsUrl = `${replica.url}/slack/events`;
  };
  for (const [double, who] of [
    ['pressed twice', 'cara'],
    ['delivered twice', 'leo'],
  ] as const) {
    to(one);
    await hands.slack.type('ana', 'clearwater', make(who === 'cara' ? 'ben' : 'elena', who));
    await hands.slack.form('ana', 'clearwater');
    slack.eventsUrl = 'http://127.0.0.1:1/slack/events';
    const submit = async () => {
      await expect(hands.slack.fill('ana', 'clearwater', {})).rejects.toThrow('not acknowledged');
      return (await slack.redeliver()).delivery;
    };
    const first = await submit();
    // Two presses have two triggers, and so two keys: only the form itself knows that it was used.
    const second = double === 'pressed twice' ? await submit() : first;
    if (double === 'pressed twice') expect(second.payload.trigger_id).not.toBe(first.payload.trigger_id);
    to(one);
    const here = slack.redeliver(first, 0);
    to(two);
    const there = slack.redeliver(second, 0);
    const acks = await Promise.all([here, there]);
    expect(acks.map(({ acknowledged }) => acknowledged)).toEqual([true, true]);
    const bodies = acks.map(({ body }) => JSON.stringify(body));
    if (double === 'pressed twice')
      expect(bodies.filter((body) => body.includes('Already sent'))).toHaveLength(1);
    await one.settle();
    expect(await db.select().from(intro.introduction), double).toHaveLength(1);
    await db.delete(intro.introduction);
  }
  expect((await db.select().from(form)).every(({ usedAt }) => usedAt !== null)).toBe(true);
});

onServer('on Discord two replicas that both hear everything carry it out once', async () => {
  await using house = await openHouse(patient);
  await using one = await house.open({ on: ['discord'], ackMs: 30_000 });
  await using two = await house.open({ on: ['discord'], ackMs: 30_000 });
  const { discord: d } = house.hands;
  await d.type('noor', 'delta', 'intro ask one');
  await d.type('hugo', 'delta', 'profile edit');
  await d.fill('hugo', 'delta', { offers: 'tea and biscuits' });
  await expect.poll(async () => (await rowsOf(house)).length).toBe(3);
  await one.settle();
  await two.settle();
  expect(await asks(house)).toEqual(['one']);
  const keys = (await rowsOf(house)).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

onServer('a database that goes away after storing costs nothing but time', async () => {
  await using house = await openHouse(patient);
  await using closing = new AsyncDisposableStack();
  const inner = await openStore({ url: house.databaseUrl ?? '' });
  closing.defer(() => inner.close());
  const { store, breaks } = breakable(inner);
  let goes = false;
  const between = (intake: Intake): Intake => ({
    ...intake,
    async take(incoming) {
      const reaction = await intake.take(incoming);
      if (goes) breaks(true);
      return reaction;
    },
  });
  await using weft = await house.open({ store, between });
  const { slack: s, discord: d } = house.hands;
  const at: [string, () => Promise<void>, () => Promise<string>][] = [
    [
      'slack',
      () => s.type('mina', 'clearwater', 'intro ask one'),
      async () => (await s.sees('mina', 'clearwater')).map(({ text }) => text).join('\n'),
    ],
    [
      'discord',
      () => d.type('noor', 'delta', 'intro ask two'),
      async () => (await d.sees('noor', 'delta')).map(({ text }) => text).join('\n'),
    ],
  ];
  for (const [name, gesture, sees] of at) {
    goes = true;
    await gesture();
    goes = false;
    const unfinished = () => weft.lines.filter((line) => line.includes('event not finished')).length;
    await expect.poll(unfinished, { timeout: 10_000 }).toBe(name === 'slack' ? 1 : 2);
    breaks(false);
    expect(await asks(house), name).toHaveLength(name === 'slack' ? 0 : 1);
    expect(await sees(), name).not.toContain(say.notSaved);
    await weft.app.resume();
    expect(await asks(house), name).toHaveLength(name === 'slack' ? 1 : 2);
    await expect.poll(sees, { timeout: 10_000 }).toContain('Weavers');
  }
});

onServer(
  'where the answer to a commit is lost people are told that it may not be saved, and it is done once',
  async () => {
    await using house = await openHouse({ ...patient, slack: { ...patient.slack, mode: 'http' } });
    await using way = await door(house.databaseUrl ?? '');
    const store = await openStore({ url: way.url });
    await using closing = new AsyncDisposableStack();
    closing.defer(() => store.close());
    await using weft = await house.open({ store, ackMs: 30_000 });
    const { slack, hands } = house;
    const { slack: s, discord: d } = hands;
    const told = {
      slack: async () => (await s.sees('mina', 'clearwater')).map(({ text }) => text).join('\n'),
      discord: async () => (await d.sees('noor', 'delta')).map(({ text }) => text).join('\n'),
    };
    const loses = () => way.loseAnswerTo(/insert into "inbox"/);

    // A command: it is there, nobody knows, and it is carried out by whoever looks for what was left.
    let lost = loses();
    await s.type('mina', 'clearwater', 'intro ask one');
    await lost;
    expect(await told.slack()).toContain(say.notSaved);
    expect(say.notSaved).toMatch(/^Maybe not saved/);
    expect(await rowsOf(house)).toMatchObject([{ state: 'received' }]);
    lost = loses();
    await d.type('noor', 'delta', 'intro ask two');
    await lost;
    expect(await told.discord()).toContain(say.notSaved);
    await weft.app.resume();
    expect(await asks(house)).toEqual(['one', 'two']);
    await expect.poll(told.slack, { timeout: 10_000 }).toContain('Weavers');
    await expect.poll(told.discord, { timeout: 10_000 }).toContain('Weavers');
    // Slack's own second try of the same trigger is a repeat.
    const before = await sums(house.db);
    expect((await slack.redeliver()).acknowledged).toBe(true);
    expect(await sums(house.db)).toEqual(before);

    // An event is not acknowledged then, so that Slack sends it again, and meets what it stored the first time.
    const leo = s.account('leo', 'clearwater');
    // Slack says by its own clock when somebody left, and here the house's is ahead of it.
    const before2020 = { addedAt: Temporal.Instant.from('2020-01-01T00:00:00Z') };
    await house.db.update(tables.account).set(before2020).where(eq(tables.account.external, leo));
    lost = loses();
    const gone = await slack.event({
      type: 'user_change',
      user: { id: leo, team_id: slack.teamId, deleted: true },
    });
    await lost;
    expect(gone.acknowledged).toBe(false);
    expect((await slack.redeliver(gone.delivery)).acknowledged).toBe(true);
    await weft.app.resume();
    const [account] = await house.db.select().from(tables.account).where(eq(tables.account.external, leo));
    expect(account?.goneAt).not.toBeNull();

    // A form: what was typed stays, and sending it again says that it counted.
    await s.type('ana', 'clearwater', make('ben', 'cara'));
    await s.form('ana', 'clearwater');
    lost = way.loseAnswerTo(/commit/i);
    await s.fill('ana', 'clearwater', {});
    await lost;
    expect((await s.form('ana', 'clearwater'))?.text ?? '').toContain(say.notSaved);
    await s.fill('ana', 'clearwater', {});
    const seen = (await s.sees('ana', 'clearwater')).map(({ text }) => text).join('\n');
    expect(seen).toContain('Already sent');
    expect(await house.db.select().from(intro.introduction)).toHaveLength(1);
  },
);
