import { AsyncLocalStorage } from 'node:async_hooks';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Address, literal, message, type Outcome } from '#chat/index.ts';
import { type Gate, pass } from '#delivery/gate.ts';
import { brokenSpaces, type Delivery, tellMany } from '#delivery/index.ts';
import { learn, slowDown } from '#delivery/learn.ts';
import { close, conversationKey, enter } from '#delivery/pace.ts';
import { record } from '#delivery/record.ts';
import { delivery } from '#delivery/tables.ts';
import { createWaker } from '#delivery/waker.ts';
import { each, plainKind, stage } from './support/delivery.ts';

const fresh = (every: number, burst: number): Gate => ({
  ...{ key: 'k', wide: true, now: 0, rate: { every, burst }, perRequest: false, freeIn: -1e9, moved: false },
});

/** Sends as many as want to go, moment by moment, and says when each went. */
function sendAll(gate: Gate, moments: readonly number[], ahead: number): number[] {
  const went: number[] = [];
  let last = 0;
  for (const now of moments) {
    gate.freeIn -= now - last;
    last = now;
    for (;;) {
      const slot = pass([gate], ahead, 1);
      if (slot.kind === 'blocked') break;
      went.push(now + slot.at);
    }
  }
  return went;
}

test('no time holds more sends than the rate and its burst allow, whatever is reserved ahead', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(
      moments,
      fc.integer({ min: 5, max: 900 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: 250 }),
      (unsorted, every, burst, ahead) => {
        const went = sendAll(
          fresh(every, burst),
          unsorted.toSorted((a, b) => a - b),
          ahead,
        );
        for (const [from, first] of went.entries()) {
          for (let to = from; to < went.length; to += 1) {
            const time = (went[to] ?? 0) - first;
            expect(to - from + 1).toBeLessThanOrEqual(burst + time / every + 1e-6);
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('a gate that is looked at often enough lets through all that it may', () => {
  const moments = Array.from({ length: 100 }, (_, n) => n * 100);
  const went = sendAll(fresh(20.6, 1), moments, 150);
  const seconds = ((went.at(-1) ?? 0) - (went[0] ?? 0)) / 1000;
  expect((went.length - 1) / seconds).toBeCloseTo(1000 / 20.6, 3);
});

test('an effect of several requests takes several places at the gate that counts them', () => {
  const gate = { ...fresh(100, 1), perRequest: true };
  expect(pass([gate], 0, 5)).toEqual({ kind: 'go', at: 0 });
  expect(pass([gate], 1000, 1)).toMatchObject({ kind: 'go', at: 500 });
});

const to = (channel: string) =>
  ({
    platform: 'playground',
    verb: 'perform',
    requests: 1,
    address: { kind: 'channel', tenant: 'T1', channel },
  }) as const;

test('two workers that reserve at one gate never get the same slot', async () => {
  await using on = await stage();
  const rates = { playground: { tenant: { every: 100, burst: 1 } } };
  const reserve = () => on.db.transaction((tx) => enter(tx, [to('a'), to('b')], rates, 10_000));
  const both = await Promise.all([reserve(), reserve()]);
  const at = both.flatMap(({ slots }) => slots.map((slot) => Math.round(slot.at / 100)));
  expect(new Set(at).size).toBe(4);
});

test('going too fast spaces a gate wider for everybody, and it comes back to what is configured', async () => {
  await using on = await stage();
  const rates = { playground: { conversation: { every: 1_000, burst: 1 } } };
  const gap = async (channel: string) => {
    const one = await on.db.transaction((tx) => enter(tx, [to(channel), to(channel)], rates, 1e6));
    return (one.slots[1]?.at ?? 0) - (one.slots[0]?.at ?? 0);
  };
  expect(await gap('C')).toBeCloseTo(1_000, 0);
  const slow = () =>
    on.db.transaction((tx) => slowDown(tx, 'playground T1 C', rates.playground.conversation));
  const later = (time: string) =>
    on.db.execute(sql`update pace set learnt_at = learnt_at - ${time}::interval where learnt_at is not null`);
  // What was under way together is one lesson.
  for (let call = 0; call < 5; call += 1) await slow();
  expect((await gap('C')) / 1_250).toBeCloseTo(1, 1);
  await later('16 seconds');
  await slow();
  expect((await gap('C')) / 1_560).toBeCloseTo(1, 1);
  await later('10 minutes');
  expect((await gap('C')) / 1_280).toBeCloseTo(1, 1);
  // A lesson long ago makes the next one no harder.
  for (let month = 0; month < 12; month += 1) {
    await later('30 days');
    await slow();
  }
  expect((await gap('C')) / 1_250).toBeCloseTo(1, 1);
  await on.db.execute(sql`update pace set learnt_at = learnt_at - interval '1 day'`);
  expect((await gap('C')) / 1_000).toBeCloseTo(1, 1);
});

test('what headers say of a conversation is kept: a slower rate, and an allowance that is used up', async () => {
  await using on = await stage();
  const known = { every: 1_000, burst: 4 };
  const teach = (left: number, windowMs?: number) =>
    on.db.transaction((tx) =>
      learn(
        tx,
        'playground T1 C',
        { limit: 2, left, resetMs: 8_000, ...(windowMs !== undefined && { windowMs }) },
        known,
      ),
    );
  const kept = async () =>
    (
      await on.db.execute<{ every: number | null; closed: number }>(
        sql`select every, extract(epoch from free_at - clock_timestamp())::float8 as closed from pace`,
      )
    ).rows[0];
  await teach(1);
  expect(await kept()).toBeUndefined();
  await teach(1, 10_000);
  expect(await kept()).toMatchObject({ every: 5_000 });
  await teach(0);
  expect((await kept())?.closed).toBeGreaterThan(6);
});

test('a 429 of a conversation is no fault of the row, and nothing else waits', async () => {
  await using on = await stage({ backoffMs: 3_600_000 });
  on.platform.script({ kind: 'later', code: '429', seconds: 1, scope: 'conversation', limit: 'ours' });
  const tellTo = (channel: string) =>
    on.say(channel, { occurrence: channel, to: { kind: 'channel', spaceId: on.spaceId, channel } });
  await tellTo('C1');
  await tellTo('C2');
  await on.worker.drain();
  expect(on.seen()).toEqual(['C2']);
  expect((await on.rows())[0]).toMatchObject({ state: 'due', attempts: 0 });
  await on.db.execute(
    sql`update pace set free_at = clock_timestamp(); update delivery set not_before = null`,
  );
  await on.worker.drain();
  expect(on.seen()).toEqual(['C2', 'C1']);
});

test('a started worker keeps to the pace by itself, without waiting for its tick', async () => {
  await using on = await stage({ pace: { playground: { tenant: { every: 40, burst: 1 } } } });
  const all = Array.from({ length: 60 }, (_, n) => ({
    coalitionId: on.coalitionId,
    subject: on.subject,
    occurrence: String(n),
    to: { kind: 'channel', spaceId: on.spaceId, channel: `C${n}` } as const,
    message: message(literal(`number ${n}`)),
  }));
  await on.db.transaction((tx) => tellMany({ tx, now: on.clock.now() }, plainKind, all));
  const at: number[] = [];
  on.platform.before = () => void at.push(performance.now());
  await on.worker.start();
  while ((await on.states()).some((state) => state !== 'sent')) await new Promise((go) => setTimeout(go, 50));
  await on.worker.stop();
  // Never faster than the pace over all; how much slower is the machine's affair.
  expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThan(59 * 40 - 260);
  expect(on.platform.arrived).toHaveLength(60);
});

test('rows wait at the gate of the bot, of a space or of openings, and the urgent one goes first when it opens', async () => {
  const urgent = { ...plainKind, name: 'test.urgent', lane: 1 } as const;
  const waits = async (rows: readonly Delivery[]) => new Set(rows.map((row) => row.gate));
  for (const gate of ['bot', 'tenant', 'opening'] as const) {
    await using on = await stage({
      kinds: [plainKind, urgent],
      pace: { playground: { [gate]: { every: 3_600_000, burst: 1 } } },
      manner: each(async (_act, row) => ({
        kind: 'go',
        platform: 'playground',
        address: { kind: 'person', tenant: 'T1', account: row.occurrence, reach: 'direct' },
      })),
    });
    for (let n = 0; n < 5; n += 1) await on.say(`number ${n}`, { occurrence: String(n) });
    await on.worker.drain();
    await on.say('urgent', { occurrence: 'u' }, urgent);
    await on.worker.drain();
    const key = { bot: 'playground', tenant: 'playground T1', opening: 'playground  opening' }[gate];
    expect(await waits((await on.rows()).filter((row) => row.state === 'due'))).toEqual(new Set([key]));
    await on.db.execute(sql`update pace set free_at = clock_timestamp()`);
    await on.worker.drain();
    expect(on.seen()).toEqual(['number 0', 'urgent']);
  }
});

test('what a dead worker left is read back in turns of the bot’s, and nothing of a space or conversation is used up', async () => {
  const counted: string[] = [];
  await using on = await stage({
    pace: {
      playground: {
        bot: { every: 60, burst: 1 },
        tenant: { every: 3_600_000, burst: 1 },
        requests: (_address, _effect, verb) => {
          counted.push(verb);
          return 2;
        },
      },
    },
  });
  const count = 12;
  for (let n = 0; n < count; n += 1) await on.say(`number ${n}`, { occurrence: String(n) });
  const address = { kind: 'person', tenant: 'T1', account: 'ana', reach: 'direct' } as const;
  const gone = sql`clock_timestamp() - interval '1 minute'`;
  await on.db.update(delivery).set({
    ...{ state: 'sending', platform: 'playground', tenant: 'T1', address },
    ...{ leaseOwner: on.subject, leaseUntil: gone as unknown as Temporal.Instant },
  });
  const at: number[] = [];
  const { readBack } = on.platform;
  on.platform.readBack = async (attempt) => {
    at.push(performance.now());
    await readBack(attempt);
    return { kind: 'sent', conversation: 'D', posted: attempt.key };
  };
  await on.worker.start();
  while ((await on.states()).some((state) => state !== 'sent')) await new Promise((go) => setTimeout(go, 50));
  await on.worker.stop();
  expect(on.platform.readBacks).toHaveLength(count);
  expect(new Set(counted)).toEqual(new Set(['readBack']));
  // Two requests each; without a gate all of them are asked at once.
  expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThan((count - 1) * 120 - 260);
  const { rows } = await on.db.execute<{ key: string }>(sql`select key from pace`);
  expect(rows).toEqual([{ key: 'playground' }]);
});

const paced = { playground: { conversation: { every: 1_000, burst: 1 } } };

/** Records in one transaction that these conversations, in this order, want a pause. */
async function pauseBoth(on: Awaited<ReturnType<typeof stage>>, channels: readonly string[]): Promise<void> {
  const outcome: Outcome = { kind: 'later', code: '429', seconds: 1, scope: 'conversation', limit: 'ours' };
  const rows = await on.rows();
  const ended = channels.flatMap((channel) => {
    const row = rows.find((one) => one.channel === channel);
    const attempt = row?.address && { key: row.id, address: row.address, effect: row.effect, attempt: 0 };
    if (!row || !attempt?.effect || attempt.effect.kind === 'edit') return [];
    const call = { verb: 'perform', row, owner: on.subject, platform: on.platform } as const;
    const whole = { ...call, attempt: { ...attempt, effect: attempt.effect }, from: 0, until: 0 };
    return [{ call: whole, outcome }];
  });
  expect(ended).toHaveLength(channels.length);
  const kinds = new Map([[plainKind.name, plainKind]]);
  const given = { leaseMs: 8_000, callMs: 1, breakMs: 1, width: 1, watch: {}, settleMs: 0, backoffMs: 0 };
  const none = { landed: undefined, turnedAway: undefined, broken: undefined, pace: {} };
  const shop = { ...on.options, ...given, ...none, kinds, platforms: new Map(), wakeIn() {}, lookIn() {} };
  await on.db.transaction((tx) => record(shop, { tx, now: on.clock.now() }, ended));
}

test.skipIf(process.env.TEST_STORE === 'pglite')(
  'gates that close together are locked in one order, so that no two workers wait for each other',
  async () => {
    await using on = await stage();
    const [first, last] = ['C1', 'C2'];
    const keys: string[] = [];
    for (const channel of [first, last]) {
      const address: Address = { kind: 'channel', tenant: 'T1', channel };
      keys.push(conversationKey('playground', address));
      await on.say(channel, { occurrence: channel, to: { kind: 'channel', spaceId: on.spaceId, channel } });
      const leased = {
        state: 'sending',
        platform: 'playground',
        tenant: 'T1',
        leaseOwner: on.subject,
      } as const;
      await on.db
        .update(delivery)
        .set({ ...leased, address })
        .where(sql`channel = ${channel}`);
    }
    await on.db.transaction((tx) => enter(tx, [to(first), to(last)], paced, 1e6));

    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const lockOf = (key = '') => sql`select 1 from pace where key = ${key} for update`;
    // Another worker, which has the first and is about to take the last.
    const other = on.db.transaction(async (tx) => {
      await tx.execute(lockOf(keys[0]));
      begun.resolve();
      await goOn.promise;
      await tx.execute(lockOf(keys[1]));
    });
    await begun.promise;
    const ours = pauseBoth(on, [last, first]);
    const waits = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while ((await on.db.execute(waits)).rows.length === 0);
    goOn.resolve();
    expect(await Promise.allSettled([other, ours])).toMatchObject([
      { status: 'fulfilled' },
      { status: 'fulfilled' },
    ]);
  },
);

test('an earlier wake-up does not take the place of a later one, and none runs inside a transaction', async () => {
  const inside = new AsyncLocalStorage<boolean>();
  const woken: (boolean | undefined)[] = [];
  const all = Promise.withResolvers<void>();
  const { wakeIn } = createWaker(() => {
    woken.push(inside.getStore());
    if (woken.length === 2) all.resolve();
  });
  inside.run(true, () => {
    wakeIn(200);
    wakeIn(50);
  });
  // The waker's own timer keeps no process alive.
  const alive = setInterval(() => {}, 1_000);
  await all.promise;
  clearInterval(alive);
  expect(woken).toEqual([undefined, undefined]);
});

test('what closes a gate for a moment does not hide that a breaker is open', async () => {
  await using on = await stage();
  const gate = { key: 'playground T1', wide: true };
  await on.db.transaction((tx) => close(tx, gate, 600, 'token_revoked'));
  await on.db.transaction((tx) => close(tx, gate, 5, null));
  expect(await brokenSpaces(on.db)).toMatchObject([{ tenant: 'T1', code: 'token_revoked' }]);
});
