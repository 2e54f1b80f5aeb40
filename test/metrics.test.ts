import { readFileSync } from 'node:fs';
import { type SQL, sql } from 'drizzle-orm';
import { Counter } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { writeCalendar } from '#calendars/index.ts';
import { cast } from '#cast/index.ts';
import type { Intake } from '#chat/index.ts';
import { delivery, pace } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { inbox } from '#inbox/tables.ts';
import { createMetrics } from '#metrics/index.ts';
import { questions } from '#metrics/look.ts';
import { drawPicture } from '#pictures/index.ts';
import { createDiscord } from '#platforms/discord/index.ts';
import { createSlack } from '#platforms/slack/index.ts';
import { dueDone, dueFailure } from '#schedule/tables.ts';
import { type Db, newId } from '#store/index.ts';
import { manualClock, systemClock } from '#time/index.ts';
import { startWeb } from '#web.ts';
import { testDatabase } from './support/database.ts';
import { startDiscord } from './support/discord/index.ts';
import { type House, openHouse } from './support/house.ts';
import { run } from './support/program.ts';
import { startSlack } from './support/slack/index.ts';
import { breakable } from './support/stage/breakable.ts';

/** The value of one line of a scrape; undefined when it is not there. */
function value(text: string, line: string): number | undefined {
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length + 1));
}

const own = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('weft_'))
    .join('\n');

/** Everything by which somebody could be told from somebody else, and everything that somebody wrote. */
async function canaries({ db, hands, seeded }: House, typed: readonly string[]): Promise<readonly string[]> {
  const accounts = await db.select().from(tables.account);
  const channels = await db.select().from(tables.spaceChannel);
  const rows = await db.select({ id: delivery.id, conversation: delivery.conversation }).from(delivery);
  const names = cast.people.flatMap(({ name, account }) => [name, ...name.split(' '), account]);
  return [
    ...accounts.flatMap((one) => [one.id, one.external, one.direct ?? '', one.thread ?? '']),
    ...channels.flatMap((one) => [one.channel, one.name ?? '']),
    ...rows.flatMap((one) => [one.id, one.conversation ?? '']),
    ...[...seeded.people.values(), ...seeded.organisations.values(), ...seeded.hubs.values()],
    ...[...seeded.organisations.keys(), ...seeded.hubs.keys(), seeded.coalitionId, cast.coalition.name],
    ...['clearwater', 'delta'].map((name) => hands.slack.channel(name as cast.Tenant)),
    ...names,
    ...typed,
  ].filter((one) => one !== '');
}

/** Which of them a text holds, as words of their own. */
function foundIn(text: string, wanted: readonly string[]): readonly string[] {
  const words = text.toLowerCase();
  return wanted.filter((one) => {
    const pattern = one.toLowerCase().replaceAll(/[^a-z0-9]/g, (sign) => `\\${sign}`);
    return new RegExp(`(?<![a-z0-9])${pattern}(?![a-z0-9])`).test(words);
  });
}

test('after a day of the cast on both platforms the metrics tell what happened, and nothing of anybody', async () => {
  await using house = await openHouse();
  await using weft = await house.open({
    parts: {
      pace: { slack: { tenant: { every: 1, burst: 9 } }, discord: { tenant: { every: 1, burst: 9 } } },
    },
  });
  const { slack, discord } = house.hands;
  const typed = ['Kanarienvogel', 'zoning law', 'reverberation'];
  await slack.type('jonas', 'clearwater', 'home show');
  await slack.type('mina', 'clearwater', 'intro ask somebody who knows Kanarienvogel and zoning law');
  await slack.type('ana', 'clearwater', 'intro make one:"Ben Okafor" two:"Cara Lindqvist"');
  await slack.fill('ana', 'clearwater', { note: 'reverberation' });
  await slack.again();
  const called = (who: string) => cast.people.find(({ account }) => account === who)?.name;
  await slack.type('ana', 'clearwater', `intro make one:"${called('omar')}" two:"${called('grace')}"`);
  await slack.fill('ana', 'clearwater', {});
  await discord.type('omar', 'delta', 'find people Kanarienvogel');
  await weft.settle();
  house.clock.advance({ hours: 1 });
  await weft.settle();
  const { text } = await weft.metrics.scrape();

  expect(value(text, 'weft_inbox_events_total{platform="slack",kind="typed",reaction="later"}')).toBe(2);
  expect(value(text, 'weft_inbox_events_total{platform="slack",kind="typed",reaction="form"}')).toBe(2);
  expect(value(text, 'weft_inbox_events_total{platform="slack",kind="submit",reaction="answer"}')).toBe(2);
  expect(value(text, 'weft_inbox_events_total{platform="slack",kind="submit",reaction="repeat"}')).toBe(1);
  expect(value(text, 'weft_inbox_events_total{platform="discord",kind="command",reaction="later"}')).toBe(1);
  expect(value(text, 'weft_acknowledgement_seconds_count{platform="slack",saved="yes"}')).toBe(7);
  expect(value(text, 'weft_acknowledgement_seconds_count{platform="discord",saved="yes"}')).toBe(1);
  const sent = (platform: string) =>
    value(text, `weft_delivery_attempts_total{platform="${platform}",verb="perform",outcome="sent"}`);
  const [{ rows: arrived }, { rows: spaces }] = [
    await house.db.execute<{ platform: string; count: number }>(
      sql`select platform, count(*)::int as count from delivery where state = 'sent' group by 1`,
    ),
    await house.db.execute<{ tenant: string }>(sql`select tenant from space`),
  ];
  expect(arrived.length).toBeGreaterThan(0);
  for (const { platform, count } of arrived) expect(sent(platform)).toBe(count);
  const { rows: offers } = await house.db.execute<{ count: number }>(
    sql`select count(*)::int as count from delivery where kind = 'intro.offer' and state = 'sent'`,
  );
  expect(value(text, 'weft_delivery_ended_total{kind="intro.offer",state="sent"}')).toBe(offers[0]?.count);
  expect(value(text, 'weft_database_up')).toBe(1);
  expect(value(text, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  for (const { tenant } of spaces) expect(text).toContain(`tenant="${tenant}"`);

  const wanted = await canaries(house, typed);
  expect(wanted.length).toBeGreaterThan(300);
  expect(foundIn(text, wanted)).toEqual([]);
  // The control: a label for each person is found, as an id, and as a name.
  const [ana] = await house.db.select().from(tables.account);
  const each = new Counter({
    ...{ name: 'weft_each_total', help: 'Each', labelNames: ['who'], registers: [weft.metrics.registry] },
  });
  each.inc({ who: ana?.external ?? '' });
  each.inc({ who: 'Cara' });
  expect(foundIn((await weft.metrics.scrape()).text, wanted)).toEqual(
    expect.arrayContaining([ana?.external, 'Cara']),
  );
});

/** A database with a coalition, a space on Slack and a metrics over it. */
async function open() {
  const database = await testDatabase();
  const { db } = database;
  const clock = manualClock('2027-05-12T17:00:00Z');
  const { store, breaks } = breakable(database.store);
  const coalitionId = newId(clock.now());
  await db.insert(tables.coalition).values({ id: coalitionId, name: 'River', createdAt: clock.now() });
  for (const tenant of ['T1', 'T2'])
    await db
      .insert(tables.space)
      .values({ id: newId(clock.now()), platform: 'slack', tenant, name: tenant, seenAt: clock.now() });
  const metrics = createMetrics({ store, clock });
  return {
    ...{ db, clock, coalitionId, metrics, store, breaks },
    scrape: async () => (await metrics.scrape()).text,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** So many rows of the outbox, made by the database. */
async function fill(
  db: Db,
  { coalitionId, count, ...row }: { coalitionId: string; count: number; [column: string]: unknown },
) {
  const columns = Object.keys(row);
  const values = columns.map((name) => sql`${row[name]}`);
  await db.execute(sql`
    insert into delivery (id, coalition_id, kind, subject, recipient, unasked, created_at, expires_at,
      ${sql.join(
        columns.map((name) => sql.identifier(name)),
        sql`, `,
      )})
    select gen_random_uuid(), ${coalitionId}, 'test.kind', gen_random_uuid(), 'person:' || n, false,
      '2027-05-01T00:00:00Z', '2028-05-01T00:00:00Z', ${sql.join(values, sql`, `)}
    from generate_series(1, ${count}::int) n`);
}

test('what waits in the outbox and the inbox is told by its state, with the age of the oldest', async () => {
  await using on = await open();
  const { db, coalitionId, clock } = on;
  const base = { coalitionId, count: 1, state: 'due', lane: 1, due_at: '2027-05-12T16:59:00Z' };
  await fill(db, { ...base, count: 3 });
  await fill(db, { ...base, gate: 'slack T1', due_at: '2027-05-12T16:50:00Z' });
  await db.insert(pace).values({ key: 'slack T1', freeAt: clock.now(), wide: true });
  await fill(db, { ...base, lane: 4, count: 2, due_at: '2027-05-13T00:00:00Z' });
  await fill(db, { ...base, lane: 2, state: 'sending' });
  await fill(db, { ...base, lane: 3, state: 'bundled' });
  await fill(db, { ...base, state: 'sent', ended_at: '2027-05-12T16:59:00Z', count: 5 });
  const received = clock.now().subtract({ seconds: 40 });
  for (const key of ['a', 'b'])
    await db.insert(inbox).values({
      platform: 'slack',
      key,
      tenant: 'T1',
      account: 'U1',
      state: 'received',
      receivedAt: received,
    });
  const text = await on.scrape();
  const rows = text.split('\n').filter((line) => /^weft_outbox_rows\{/.test(line));
  expect(rows.sort()).toEqual([
    'weft_outbox_rows{state="bundled",lane="3"} 1',
    'weft_outbox_rows{state="due",lane="1"} 4',
    'weft_outbox_rows{state="planned",lane="4"} 2',
    'weft_outbox_rows{state="sending",lane="2"} 1',
  ]);
  expect([1, 2, 3, 4].map((lane) => value(text, `weft_outbox_oldest_due_seconds{lane="${lane}"}`))).toEqual([
    600, 0, 0, 0,
  ]);
  expect(value(text, 'weft_inbox_unfinished_rows')).toBe(2);
  expect(value(text, 'weft_inbox_oldest_unfinished_seconds')).toBe(40);
  // What is gone from the database is gone from the next scrape.
  await db.delete(delivery);
  expect(await on.scrape()).not.toContain('weft_outbox_rows{');
});

test('gates of spaces, breakers and due work are told; the gate of a conversation is not', async () => {
  await using on = await open();
  const { db, clock, coalitionId } = on;
  const at = (seconds: number) =>
    sql`clock_timestamp() + ${seconds}::float8 * interval '1 second'` as unknown as Temporal.Instant;
  await db.insert(pace).values([
    { key: 'slack T1', freeAt: at(3_000), wide: true, every: 80, burst: 4 },
    { key: 'slack T2', freeAt: at(600), wide: true, code: 'token_revoked' },
    { key: 'discord', freeAt: at(-5), wide: true },
    { key: 'slack T1 U0PERSON', freeAt: at(60), wide: false },
    { key: 'slack T1 opening', freeAt: at(60), wide: true },
    // Weft never makes such a gate; if it did, it would still not be told.
    { key: 'slack T1 U0OTHER', freeAt: at(60), wide: true },
  ]);
  await db.insert(dueDone).values({ name: 'introductions.lapse', doneAt: clock.now() });
  await db.insert(dueFailure).values({
    ...{ name: 'home.bundle', rowId: newId(clock.now()), coalitionId, attempts: 8, stuck: true, code: 'x' },
    ...{ retryAt: clock.now(), firstAt: clock.now() },
  });
  const text = await on.scrape();
  const backlog = (space: string) =>
    value(text, `weft_pace_backlog_seconds{platform="slack",tenant="${space}",gate="space"}`);
  expect(backlog('T1')).toBeGreaterThan(2_900);
  expect(text).toContain('weft_pace_backlog_seconds{platform="slack",tenant="T1",gate="opening"}');
  expect(value(text, 'weft_pace_backlog_seconds{platform="discord",tenant="",gate="bot"}')).toBe(0);
  expect(value(text, 'weft_pace_spacing_seconds{platform="slack",tenant="T1",gate="space"}')).toBe(0.08);
  expect(value(text, 'weft_breaker_open{platform="slack",tenant="T2",code="token_revoked"}')).toBe(1);
  expect(text).not.toMatch(/weft_breaker_open\{[^}]*T1/);
  expect(text).not.toMatch(/U0PERSON|U0OTHER/);
  expect(value(text, 'weft_due_last_success_timestamp_seconds{due="introductions.lapse"}')).toBe(
    clock.now().epochMilliseconds / 1000,
  );
  expect(value(text, 'weft_due_stuck_rows{due="home.bundle"}')).toBe(1);
});

test.skipIf(process.env.TEST_STORE === 'pglite')(
  'a scrape reads no large table from end to end, however much has ended',
  async () => {
    await using on = await open();
    const { db, coalitionId, clock } = on;
    const ended = {
      state: 'sent',
      lane: 3,
      due_at: '2027-05-02T00:00:00Z',
      ended_at: '2027-05-02T00:00:00Z',
    };
    await fill(db, { coalitionId, count: 40_000, ...ended });
    await fill(db, { coalitionId, count: 500, state: 'due', lane: 4, due_at: '2027-05-12T00:00:00Z' });
    await db.execute(sql`insert into pace (key, free_at, wide)
      select 'slack T1 U' || n, '2027-05-01T00:00:00Z', false from generate_series(1, 20000) n`);
    await db.execute(sql`insert into inbox (platform, key, tenant, account, state, received_at)
      select 'slack', 'k' || n, 'T1', 'U1', 'done', '2027-05-12T00:00:00Z' from generate_series(1, 20000) n`);
    await db.execute(sql`analyze`);
    const plan = async (question: SQL) => {
      const { rows } = await db.execute<{ 'QUERY PLAN': string }>(sql`explain ${question}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    for (const [name, question] of Object.entries(questions(clock.now())))
      expect(await plan(question), name).not.toMatch(/Seq Scan on (delivery|pace|inbox)/);
    // The control: counting every state would.
    expect(await plan(sql`select state, count(*) from delivery group by 1`)).toMatch(/Seq Scan on delivery/);
  },
);

test('when the database is away the process still tells what it knows, and nothing that is old', async () => {
  await using on = await open();
  on.metrics.watch.inbox.came?.({ platform: 'slack', kind: 'press', reaction: 'later', ms: 12 });
  await fill(on.db, {
    ...{ coalitionId: on.coalitionId, count: 1 },
    ...{ state: 'due', lane: 1, due_at: '2027-05-12T16:59:00Z' },
  });
  expect(await on.scrape()).toContain('weft_outbox_rows{');
  on.breaks(true);
  const text = await on.scrape();
  expect(value(text, 'weft_database_up')).toBe(0);
  expect(value(text, 'weft_inbox_events_total{platform="slack",kind="press",reaction="later"}')).toBe(1);
  expect(own(text)).not.toMatch(/weft_(outbox|pace|breaker|due|inbox_unfinished|inbox_oldest)/);
  on.breaks(false);
  expect(await on.scrape()).toContain('weft_outbox_rows{');
});

test('whether this process hears Slack and each shard of Discord is told, and where it is not meant to nothing is', async () => {
  await using slack = await startSlack();
  await using discord = await startDiscord();
  discord.addGuild({ name: 'River' });
  const clock = manualClock('2027-05-12T17:00:00Z');
  const metrics = createMetrics({ store: {} as never, clock });
  const scrape = async () => (await metrics.scrape()).text;
  expect(own(await scrape())).not.toMatch(/^weft_(gateway|slack)/m);

  const given = {
    register: { present: async () => {}, gone: async () => {}, token: async () => undefined },
    log: { info() {}, warn() {}, error() {} },
    clock: systemClock,
    ...{ draw: drawPicture, write: writeCalendar },
  };
  const { botToken, appToken, apiUrl } = slack;
  const onSlack = createSlack({
    ...given,
    mode: { mode: 'socket', botToken, appToken, apiUrl },
    connected: metrics.watch.connected,
  });
  // Of two shards another process holds the second.
  const lost = new AbortController();
  const onDiscord = createDiscord({
    ...{ ...given, token: discord.token, apiUrl: discord.apiUrl, shards: 2, held: metrics.watch.held },
    lead: (names, work) => {
      const over = work(names[0] ?? '', lost.signal);
      return {
        known: Promise.resolve(true),
        stop: async () => {
          lost.abort();
          await over;
        },
      };
    },
  });
  const intake: Intake = { take: async () => ({ kind: 'repeat' }), look: async () => [] };
  await Promise.all([onSlack.start(intake), onDiscord.start(intake)]);
  const heard = async () => {
    const text = await scrape();
    return ['weft_slack_connected', 'weft_gateway_held{shard="0"}', 'weft_gateway_held{shard="1"}'].map(
      (line) => value(text, line),
    );
  };
  expect(await heard()).toEqual([1, 1, 0]);
  const becomes = (wanted: readonly number[]) =>
    vi.waitFor(async () => expect(await heard()).toEqual(wanted), { timeout: 15_000, interval: 20 });
  slack.failSocket('refuse', 1);
  slack.dropSocket();
  await becomes([0, 1, 0]);
  discord.gateway.close('refuse');
  discord.dropGateway();
  await becomes([0, 0, 0]);
  discord.gateway.open();
  await becomes([1, 1, 0]);
  await Promise.all([onSlack.stop(), onDiscord.stop()]);
  expect(await heard()).toEqual([0, 0, 0]);
});

test('metrics are shown to whoever brings the token, and to nobody where there are none', async () => {
  const asked: string[] = [];
  const scrape = async () => {
    asked.push('asked');
    return { type: 'text/plain; version=0.0.4; charset=utf-8', text: 'weft_database_up 1\n' };
  };
  const page = async (metrics: Parameters<typeof startWeb>[0]['metrics'], authorization?: string) => {
    const web = await startWeb({ host: '127.0.0.1', port: 0, ready: async () => true, metrics });
    const response = await fetch(`http://127.0.0.1:${web.port}/metrics`, {
      ...(authorization !== undefined && { headers: { authorization } }),
    });
    await web.stop();
    return response;
  };
  const token = 'sixteen-letters-or-more';
  const wrong = [undefined, '', token, `bearer ${token}`, `Bearer ${token}x`, 'Bearer ', `Basic ${token}`];
  for (const authorization of wrong)
    expect((await page({ token, scrape }, authorization)).status, authorization).toBe(401);
  expect(asked).toEqual([]);
  const right = await page({ token, scrape }, `Bearer ${token}`);
  expect([right.status, right.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  expect((await page({ token: undefined, scrape })).status).toBe(200);
  expect((await page(undefined)).status).toBe(404);
  const broken = { token: undefined, scrape: () => Promise.reject(new Error('Kanarienvogel')) };
  const failed = await page(broken);
  expect([failed.status, await failed.text()]).toEqual([500, 'Something broke. Try again in a minute.']);
});

test.skipIf(process.env.TEST_STORE === 'pglite')(
  'a program with real spaces shows its metrics to whoever has the token; a playground alone to everyone here',
  async () => {
    await using database = await testDatabase();
    await using slack = await startSlack();
    const real = {
      ...{ DATABASE_URL: database.url ?? '', WEFT_SECRET: 'a secret of at least thirty-two characters' },
      ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl },
    };
    const token = 'f3b1c0ffee5d2a77';
    const ask = async (env: Record<string, string>, headers: Record<string, string> = {}) => {
      const program = run(env);
      const [, address] = await program.printed(/"address":"([^"]+)"|playground: (http:\S+)/);
      const response = await fetch(
        `${address ?? program.output().match(/playground: (http:\S+)/)?.[1]}/metrics`,
        {
          headers,
        },
      );
      const text = await response.text();
      await program.end();
      return { status: response.status, text };
    };
    expect((await ask({ ...real, WEFT_PLAYGROUND: '1' })).status).toBe(404);
    expect((await ask({ ...real, WEFT_METRICS_TOKEN: token })).status).toBe(401);
    const shown = await ask({ ...real, WEFT_METRICS_TOKEN: token }, { authorization: `Bearer ${token}` });
    expect(value(shown.text, 'weft_database_up')).toBe(1);
    const alone = await ask({});
    expect([alone.status, value(alone.text, 'weft_database_up')]).toEqual([200, 1]);
  },
  120_000,
);

test('docs/metrics.md has every metric as it is declared', () => {
  const { registry } = createMetrics({ store: {} as never, clock: manualClock('2027-05-12T17:00:00Z') });
  // What Node and prom-client call their own is in the registry too; its types know neither labels nor this.
  const declared = registry.getMetricsAsArray() as unknown as readonly {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly labelNames: readonly string[];
  }[];
  const row = ({ name, type, labelNames, help }: (typeof declared)[number]) =>
    `| \`${name}\` | ${type} | ${labelNames.map((label) => `\`${label}\``).join(' ')} | ${help} |`;
  const wanted = declared.filter(({ name }) => name.startsWith('weft_'));
  const written = readFileSync('docs/metrics.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `weft_'));
  expect(written).toEqual(wanted.map(row));
  for (const { name, type } of wanted) {
    if (type === 'counter') expect(name).toMatch(/_total$/);
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
  }
  // Every rule of alert there asks for metrics that exist.
  const asked = readFileSync('docs/metrics.md', 'utf8').match(/\b(?:weft|nodejs|process)_[a-z0-9_]+/g) ?? [];
  const known = new Set(declared.map(({ name }) => name));
  const base = (name: string) => (known.has(name) ? name : name.replace(/_(?:bucket|count|sum)$/, ''));
  expect(asked.filter((name) => !known.has(base(name)))).toEqual([]);
});
