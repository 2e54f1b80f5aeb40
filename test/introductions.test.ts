import { and, asc, eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type ButtonId, Invalid, type Message, type PlatformName, plain, Refusal } from '#chat/index.ts';
import type { Delivery, Kind } from '#delivery/index.ts';
import { openEffect } from '#delivery/secrets.ts';
import { delivery } from '#delivery/tables.ts';
import {
  bindSpace,
  notePresent,
  type Person,
  sayTie,
  setChannel,
  setConsent,
  tables,
  tiesOf,
} from '#directory/index.ts';
import { introductions } from '#introductions/index.ts';
import { limits } from '#introductions/limits.ts';
import * as rows from '#introductions/tables.ts';
import { moveClock } from '#playground.ts';
import { createSchedule } from '#schedule/index.ts';
import { dueFailure } from '#schedule/tables.ts';
import { newId, type Tx } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { asJoined, buttonsIn, carryOut, type From, pressed, within } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';
import { quietLog } from './support/stage/quiet-log.ts';

/** A Wednesday, 17:00 in London. */
const begins = '2027-05-12T16:00:00Z';
const platformOf: Readonly<Record<string, PlatformName>> = { hall: 'slack', porch: 'discord', barn: 'slack' };

interface Someone {
  spaces?: readonly string[];
  organisation?: string;
  offers?: string;
  needs?: string;
  vouched?: boolean;
  suggested?: 'yes' | 'no';
  weaver?: boolean;
  account?: string;
}

/** The feature over a real database: what people do goes through its commands and buttons, rights and recipients checked. */
async function openRoom() {
  const database = await testDatabase();
  const { db, store } = database;
  const clock = manualClock(begins);
  const coalitionId = newId(clock.now());
  const ids = new Map<string, string>();
  const accounts = new Map<string, { tenant: string; external: string }>();
  const act = <T>(work: (act: { tx: Tx; now: Temporal.Instant }) => Promise<T>) =>
    db.transaction((tx) => work({ tx, now: clock.now() }));

  await act(async ({ tx, now }) => {
    await tx
      .insert(tables.coalition)
      .values({ id: coalitionId, name: 'C', zone: 'Europe/London', createdAt: now });
    for (const [tenant, platform] of Object.entries(platformOf)) {
      const space = await notePresent({ tx, now }, platform, tenant, tenant);
      await bindSpace({ tx, now }, space, coalitionId);
      ids.set(tenant, space.id);
      if (platform === 'discord')
        await setChannel({ tx, now }, space, coalitionId, 'introductions', 'intros');
    }
  });
  const id = (name: string): string => ids.get(name) ?? `no ${name}`;

  async function add(name: string, given: Someone = {}): Promise<void> {
    await act(async ({ tx, now }) => {
      const { organisation } = given;
      if (organisation !== undefined && !ids.has(organisation)) {
        ids.set(organisation, newId(now));
        const row = {
          id: id(organisation),
          coalitionId,
          name: organisation,
          kind: 'informal' as const,
          addedAt: now,
        };
        await tx.insert(tables.organisation).values(row);
      }
      const personId = newId(now);
      ids.set(name, personId);
      await tx.insert(tables.person).values({
        id: personId,
        coalitionId,
        name,
        organisationId: organisation === undefined ? null : id(organisation),
        offers: given.offers ?? '',
        needs: given.needs ?? '',
        zone: 'Europe/London',
        zoneFrom: 'person',
        joinedAt: now.subtract({ hours: 24 * 300 }),
        vouchedAt: given.vouched === false ? null : now,
      });
      const person = { id: personId, coalitionId };
      await setConsent({ tx, now }, person, 'suggested', given.suggested ?? 'yes');
      await setConsent({ tx, now }, person, 'found', 'members');
      for (const tenant of given.spaces ?? ['hall']) {
        const external = given.account ?? name;
        accounts.set(name, { tenant, external });
        const platform = platformOf[tenant] ?? 'slack';
        const row = {
          id: newId(now),
          coalitionId,
          personId,
          spaceId: id(tenant),
          platform,
          external,
          addedAt: now,
        };
        await tx.insert(tables.account).values(row);
      }
      clock.advance({ milliseconds: 1 });
      if (given.weaver) {
        await tx
          .insert(tables.role)
          .values({ id: newId(now), coalitionId, personId, role: 'weaver', grantedAt: now });
      }
    });
  }

  const from = (name: string): From => {
    const { tenant, external } = accounts.get(name) ?? { tenant: 'hall', external: name };
    return { account: external, name, tenant, platform: platformOf[tenant] ?? 'slack' };
  };
  const run = (name: string, verb: string, values: object = {}): Promise<Message> =>
    within(db, clock.now(), from(name), (context) =>
      carryOut(introductions, `intro ${verb}`, context, values),
    );

  /** Presses the newest button of this kind that the person has, or the one about `subject`. */
  async function press(
    name: string,
    button: string,
    subject?: string,
    values: object = {},
  ): Promise<Message> {
    const id: ButtonId = `intro.${button}`;
    const about = subject ?? subjectIn(await told(name), id) ?? subjectIn([await run(name, 'mine')], id);
    if (about === undefined) throw new Error(`${name} has no button ${id}`);
    const wire = { press: id, subject: about };
    const answer = await pressed(
      db,
      clock.now(),
      from(name),
      introductions,
      wire,
      async (handler, context, found) => {
        await handler.open(context, found);
        return await handler.run(context, found, values as never);
      },
    );
    if (!answer) throw new Refusal([{ kind: 'words', words: 'stale' }]);
    return answer;
  }

  const outbox = () => db.select().from(delivery).orderBy(asc(delivery.position));
  async function told(name: string, kind?: string): Promise<Message[]> {
    const mine = (await outbox()).filter(
      (row) => row.personId === id(name) && (kind === undefined || row.kind === kind),
    );
    return mine.flatMap((row) => (row.effect ? [openEffect(row.id, row.effect).message] : []));
  }

  const schedule = createSchedule({
    store,
    clock,
    random: () => 0.5,
    dues: introductions.dues ?? [],
    log: quietLog,
  });
  /** Moves from due moment to due moment. */
  async function pass(time: Temporal.DurationLike): Promise<void> {
    const end = manualClock(clock.now());
    end.advance(time);
    await moveClock(
      { next: schedule.next, settle: async () => void (await schedule.tick()) },
      clock,
      end.now(),
    );
    expect(await store.db.select().from(dueFailure)).toEqual([]);
  }

  async function wanted(row: Delivery): Promise<boolean> {
    const kind = kindOf(row.kind);
    return await act(async (inner) => (await kind.wanted?.(inner, row)) ?? true);
  }

  return {
    database,
    db,
    clock,
    coalitionId,
    id,
    act,
    add,
    run,
    press,
    told,
    outbox,
    pass,
    wanted,
    person: async (name: string, tx: Tx): Promise<Person> => {
      const [row] = await tx
        .select()
        .from(tables.person)
        .where(eq(tables.person.id, id(name)));
      if (!row) throw new Error(`nobody called ${name}`);
      return row;
    },
    queue: async () => await db.select().from(rows.suggestion),
    waits: async (name: string) =>
      await asJoined(db, clock.now(), from(name), async (me) => (await introductions.waits?.(me)) ?? []),
    status: async (name: string) =>
      await asJoined(db, clock.now(), from(name), async (me) => (await introductions.status?.(me)) ?? []),
    ties: async (name: string) => await act((inner) => tiesOf(inner, id(name))),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

function kindOf(name: string): Kind {
  const kind = introductions.kinds?.find((one) => one.name === name);
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
}

function subjectIn(messages: readonly Message[], press: string): string | undefined {
  return messages.flatMap(buttonsIn).findLast((one) => one.press === press)?.subject;
}

/** A message as somebody sees it: its words, and the buttons under it without what they are about. */
function seen(message: Message): string {
  return `${plain(message)}\n${buttonsIn(message)
    .map((one) => one.label)
    .join(' · ')}`;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return plain(error.answer);
    throw error;
  }
  return 'no refusal';
}

type Room = Awaited<ReturnType<typeof openRoom>>;

/** Wanda weaves; Ana needs what Ben offers; all three are in one Slack space. */
async function openPair(given: { ana?: Someone; ben?: Someone; wanda?: Someone } = {}): Promise<Room> {
  const room = await openRoom();
  await room.add('Wanda', { weaver: true, suggested: 'no', ...given.wanda });
  await room.add('Ana', { needs: 'zoning law', ...given.ana });
  await room.add('Ben', { offers: 'zoning law', needs: 'a boat', ...given.ben });
  return room;
}

/** Offers the pair from the queue. */
async function offerPair(room: Room): Promise<void> {
  await room.press('Wanda', 'offer', subjectIn([await room.run('Wanda', 'queue')], 'intro.offer'));
}

test('a suggestion names two people and why, with what a weaver can do', async () => {
  await using room = await openPair();
  const queue = await room.run('Wanda', 'queue');
  expect(plain(queue)).toContain('Ana and Ben. Ana needs help with zoning law; Ben offers it.');
  const labels = buttonsIn(queue).map((one) => one.label);
  expect(labels).toEqual(['Offer', 'Edit the note', 'They know each other', 'Not these two', 'Later']);
  expect(await refusal(room.run('Ana', 'queue'))).toContain('Only weavers');
});

test('an ask puts candidates in the queue, with the ask on top, also of one organisation and from somebody not vouched for', async () => {
  await using room = await openPair();
  await room.add('Cara', { vouched: false, suggested: 'no', organisation: 'Tenants' });
  await room.add('Dov', { offers: 'keeping bees', organisation: 'Tenants' });
  const said = await room.run('Cara', 'ask', { need: 'someone who keeps bees' });
  expect(seen(said)).toContain('2027-05-15 16:00 UTC');
  const queue = plain(await room.run('Wanda', 'queue'));
  expect(queue.indexOf('Cara asks for “someone who keeps bees”')).toBeGreaterThan(-1);
  expect(queue.indexOf('Cara asks for')).toBeLessThan(queue.indexOf('Ana needs'));
  expect(queue).toContain('Cara and Dov');
});

test('an ask for which nobody fits is shown to weavers all the same, and at most three are open', async () => {
  await using room = await openPair();
  for (const need of ['a glass blower', 'a diver', 'a pilot']) await room.run('Ana', 'ask', { need });
  expect(plain(await room.run('Wanda', 'queue'))).toContain(
    'Ana asks for “a diver”. Nobody who offers this is free',
  );
  expect(await refusal(room.run('Ana', 'ask', { need: 'a cook' }))).toContain('3 asks open');
  await room.press('Ana', 'close-ask');
  expect(plain(await room.run('Ana', 'ask', { need: 'a cook' }))).toContain('Asked.');
});

const unfit: Readonly<Record<string, (room: Room) => Promise<unknown>>> = {
  'not consented': (room) =>
    room.act(async (act) => setConsent(act, await room.person('Ben', act.tx), 'suggested', 'no')),
  'not vouched for': (room) => change(room, 'Ben', { vouchedAt: null }),
  left: (room) => change(room, 'Ben', { leftAt: room.clock.now() }),
  snoozed: (room) => change(room, 'Ben', { snoozedUntil: room.clock.now().add({ hours: 1 }) }),
  resting: (room) =>
    room.db.insert(rows.rest).values({
      personId: room.id('Ben'),
      coalitionId: room.coalitionId,
      unanswered: 3,
      since: room.clock.now(),
    }),
  blocked: (room) => room.run('Ben', 'block', { person: room.id('Ana') }),
  'blocked the other way': (room) => room.run('Ana', 'block', { person: room.id('Ben') }),
  tied: (room) =>
    room.act(async (act) => {
      await sayTie(act, room.coalitionId, room.id('Ana'), room.id('Ben'));
      await sayTie(act, room.coalitionId, room.id('Ben'), room.id('Ana'));
    }),
};

async function change(
  room: Room,
  name: string,
  set: Partial<typeof tables.person.$inferInsert>,
): Promise<void> {
  await room.db
    .update(tables.person)
    .set(set)
    .where(eq(tables.person.id, room.id(name)));
}

test.each(Object.keys(unfit))('nobody is suggested who is %s', async (why) => {
  await using room = await openPair();
  await room.run('Wanda', 'queue');
  expect(await room.queue()).toHaveLength(1);
  await unfit[why]?.(room);
  expect(plain(await room.run('Wanda', 'queue'))).toContain('The queue is empty');
  expect(await room.queue()).toEqual([]);
});

test('two of one organisation are offered only when a weaver makes it so', async () => {
  const here = { organisation: 'Tenants' };
  await using room = await openPair({ ana: here, ben: here });
  expect(plain(await room.run('Wanda', 'queue'))).toContain('The queue is empty');
  const made = await room.run('Wanda', 'make', {
    one: room.id('Ana'),
    two: room.id('Ben'),
    note: 'You share a floor.',
  });
  expect(plain(made)).toContain('Offered to Ana and Ben');
  expect(plain((await room.told('Ben'))[0] as Message)).toContain('Wanda: “You share a floor.”');
});

test('everybody in an organisation can be blocked at once, and a block is listed, lifted and shown to nobody else', async () => {
  await using room = await openPair({ ben: { organisation: 'Tenants' } });
  await room.run('Wanda', 'queue');
  const list = await room.run('Ana', 'block', { organisation: room.id('Tenants') });
  expect(buttonsIn(list).map((one) => one.label)).toEqual(['Lift: Tenants']);
  expect(plain(await room.run('Wanda', 'queue'))).toContain('The queue is empty');
  expect(plain(await room.run('Ben', 'block'))).toContain('You have blocked nobody');
  await expect(room.press('Ben', 'unblock', subjectIn([list], 'intro.unblock'))).rejects.toThrow('not yours');
  expect(plain(await room.press('Ana', 'unblock', subjectIn([list], 'intro.unblock')))).toContain(
    'Lifted: Tenants',
  );
  expect(plain(await room.run('Wanda', 'queue'))).toContain('Ana and Ben');
});

test('an offer asks both, each separately, in words that are about them', async () => {
  await using room = await openPair();
  await offerPair(room);
  const [toAna] = await room.told('Ana');
  const [toBen] = await room.told('Ben');
  expect(plain(toAna as Message)).toContain('May Weft introduce you to Ben?');
  expect(plain(toAna as Message)).toContain('You need help with zoning law; Ben offers it.');
  expect(plain(toBen as Message)).toContain('Ana needs help with zoning law; you offer it.');
  expect(buttonsIn(toAna as Message).map((one) => one.label)).toEqual(['Yes', 'Rather not', 'Details']);
  expect(plain(await room.press('Ana', 'details'))).toContain('Ben needs: a boat');
  await expect(room.press('Ben', 'accept', subjectIn([toAna as Message], 'intro.accept'))).rejects.toThrow(
    'not yours',
  );
  expect(await room.queue()).toEqual([]);
});

test('two are introduced only after both have said yes, where both are, with each one’s own words and the weaver if wanted', async () => {
  await using room = await openPair();
  const item = subjectIn([await room.run('Wanda', 'queue')], 'intro.note');
  const edited = await room.press('Wanda', 'note', item, { note: 'You would get on.', join: true });
  expect(plain(edited)).toContain('You would get on.');
  await room.press('Wanda', 'offer', item);
  expect(plain(await room.press('Ana', 'accept'))).toContain('Your yes is kept. If Ben says yes too');
  expect((await room.outbox()).map((row) => row.kind)).toEqual(['intro.offer', 'intro.offer']);
  expect(plain(await room.press('Ben', 'accept'))).toContain(
    'You both said yes. A conversation with Ana opens in hall',
  );
  const opened = (await room.outbox()).at(-1);
  expect(opened?.effect).toMatchObject({
    kind: 'open',
    accounts: expect.arrayContaining(['Ana', 'Ben', 'Wanda']),
    title: 'Ana and Ben',
  });
  const first = plain(opened?.effect?.message as Message);
  expect(first).toContain('Ana needs: zoning law');
  expect(first).toContain('Ben offers: zoning law');
  expect(first).toContain('Ana needs help with zoning law; Ben offers it.');
  expect(first).toContain('Wanda: “You would get on.”');
  expect(first).toContain('Wanda, a weaver, is here too.');
});

test('on Discord a private thread hangs under the channel for introductions, and who can read it is said', async () => {
  const porch = { spaces: ['porch'] };
  await using room = await openPair({ ana: porch, ben: porch, wanda: porch });
  await room.db.update(tables.spaceChannel).set({ readers: ['Moderators', 'Stewards'] });
  await offerPair(room);
  await room.press('Ana', 'accept');
  expect(plain(await room.press('Ben', 'accept'))).toContain('Moderators, Stewards');
  const opened = (await room.outbox()).at(-1);
  expect(opened).toMatchObject({ kind: 'intro.together', channel: 'intros', spaceId: room.id('porch') });
  expect(plain(opened?.effect?.message as Message)).toContain(
    'these roles can read it too: Moderators, Stewards',
  );
  expect(opened?.effect).toMatchObject({
    accounts: expect.toSatisfy((list) => [...list].sort().join() === 'Ana,Ben'),
  });
});

test('without a shared space a yes asks how one may be reached, and it is shown only once both have said yes', async () => {
  await using room = await openPair({ ana: { spaces: ['hall'] }, ben: { spaces: ['porch'] } });
  await offerPair(room);
  const [offer] = await room.told('Ana');
  expect(buttonsIn(offer as Message)[0]?.press).toBe('intro.accept-with-address');
  const blank = room.press('Ana', 'accept-with-address', undefined, { address: ' ' });
  await expect(blank).rejects.toThrow(Invalid);
  await room.press('Ana', 'accept-with-address', undefined, { address: 'ana@example.org' });
  const before = JSON.stringify([
    await room.told('Ben'),
    await room.run('Ben', 'mine'),
    await room.waits('Ben'),
  ]);
  expect(before).not.toContain('ana@example.org');
  const said = await room.press('Ben', 'accept-with-address', undefined, { address: '555 0100' });
  expect(plain(said)).toContain('comes in a message of its own');
  expect(plain((await room.told('Ana', 'intro.introduced'))[0] as Message)).toContain(
    'How to reach them: 555 0100',
  );
  expect(plain((await room.told('Ben', 'intro.introduced'))[0] as Message)).toContain(
    'How to reach them: ana@example.org',
  );
});

test('where no conversation can be opened, both are asked for an address instead', async () => {
  await using room = await openPair();
  await offerPair(room);
  await room.press('Ana', 'accept');
  await room.press('Ben', 'accept');
  const opened = (await room.outbox()).at(-1) as Delivery;
  await room.act(async (act) => await kindOf('intro.together').failed?.(act, opened));
  expect(plain((await room.told('Ana')).at(-1) as Message)).toContain('How may Ben reach you?');
  expect(plain(await room.press('Ana', 'address', undefined, { address: 'ana@example.org' }))).toContain(
    'Kept.',
  );
  expect(await room.told('Ben', 'intro.introduced')).toEqual([]);
  expect(await refusal(room.press('Ana', 'address', undefined, { address: 'again' }))).toContain(
    'answered this already',
  );
  await room.press('Ben', 'address', undefined, { address: 'ben@example.org' });
  expect(plain((await room.told('Ben', 'intro.introduced'))[0] as Message)).toContain('ana@example.org');
  expect(plain((await room.told('Ana', 'intro.introduced'))[0] as Message)).toContain('ben@example.org');
});

/** Everything that anyone but Ana sees or can press, and what could be offered: as words, without ids. */
async function everyView(room: Room): Promise<readonly string[]> {
  const attempt = async (one: string, two: string) =>
    refusal(room.run('Wanda', 'make', { one: room.id(one), two: room.id(two), note: '' }));
  const weaver = seen(await room.run('Wanda', 'queue'));
  const other = seen(await room.run('Ben', 'mine'));
  const waits = (await room.waits('Ben')).map((one) =>
    JSON.stringify([one.text, one.buttons?.map(({ label }) => label)]),
  );
  const status = (await room.status('Wanda')).map((one) => JSON.stringify(one.text));
  const queue = (await room.queue()).map((row) =>
    [row.firstId, row.secondId]
      .map((id) => nameIn(room, id))
      .sort()
      .join(),
  );
  const outbox = (await room.outbox()).map((row) => `${row.kind} ${nameIn(room, row.personId)} ${row.state}`);
  const asks = (await room.db.select().from(rows.ask)).map((row) => `${row.words} ${row.state} ${row.dueAt}`);
  const intros = (await room.db.select().from(rows.introduction)).map(
    (row) => `${row.state} ${row.lapsesAt}`,
  );
  const exported = await room.act(async ({ tx }) =>
    exportedOf(tx, await room.person('Ben', tx), introductions),
  );
  const limits = [await attempt('Ana', 'Dov'), await attempt('Ana', 'Ben'), await attempt('Ben', 'Dov')];
  return [
    weaver,
    other,
    ...waits,
    ...status,
    ...queue.sort(),
    ...outbox,
    ...asks,
    ...intros,
    JSON.stringify(exported),
    ...limits,
  ];
}

function nameIn(room: Room, id: string | null): string {
  return ['Ana', 'Ben', 'Dov', 'Wanda'].find((name) => room.id(name) === id) ?? 'nobody';
}

async function untilOffered(): Promise<Room> {
  const room = await openPair({ ana: { needs: 'zoning law, maps' } });
  await room.add('Dov', { offers: 'maps', needs: 'a boat' });
  await room.run('Ben', 'ask', { need: 'somebody who needs zoning law and has a boat' });
  await room.run('Wanda', 'make', { one: room.id('Ana'), two: room.id('Ben'), note: '' });
  return room;
}

test('a no reads like silence to everyone else, in every view, limit and count, until the offer lapses', async () => {
  await using silent = await untilOffered();
  await using declined = await untilOffered();
  await using accepted = await untilOffered();
  await declined.press('Ana', 'decline');
  await accepted.press('Ana', 'accept');
  for (const room of [silent, declined]) await room.pass({ hours: 30 });
  const before = await everyView(silent);
  expect(await everyView(declined)).toEqual(before);

  const answers = [];
  for (const room of [silent, declined]) answers.push(seen(await room.press('Ben', 'accept')));
  expect(answers[1]).toBe(answers[0]);
  expect(await everyView(declined)).toEqual(await everyView(silent));

  for (const room of [silent, declined]) await room.pass({ hours: 24 * 6 });
  expect(await everyView(declined)).toEqual(await everyView(silent));

  // The control: these views do change when something has happened that others may see.
  await accepted.pass({ hours: 30 });
  await accepted.press('Ben', 'accept');
  expect(await everyView(accepted)).not.toEqual(before);
});

test('a yes can be taken back until both have said it', async () => {
  await using room = await openPair();
  await offerPair(room);
  await room.press('Ana', 'accept');
  expect(buttonsIn(await room.run('Ana', 'mine')).map((one) => one.label)).toEqual(['Take it back']);
  await room.press('Ana', 'decline');
  expect(plain(await room.press('Ben', 'accept'))).toContain('Your yes is kept');
  expect(plain(await room.run('Ana', 'mine'))).toContain('no introductions yet');
});

test('a blocked pair can be offered and simply lapses: nobody is told, and the weaver sees what they always see', async () => {
  await using plainRoom = await openPair();
  await using room = await openPair();
  await room.run('Ben', 'block', { person: room.id('Ana') });
  const views: string[][] = [];
  for (const each of [plainRoom, room]) {
    const made = await each.run('Wanda', 'make', { one: each.id('Ana'), two: each.id('Ben'), note: '' });
    const queue = await each.run('Wanda', 'queue');
    const again = await refusal(
      each.run('Wanda', 'make', { one: each.id('Ana'), two: each.id('Ben'), note: '' }),
    );
    await each.pass({ hours: 24 * 7 });
    views.push([seen(made), seen(queue), again, seen(await each.run('Wanda', 'queue'))]);
  }
  expect(views[1]).toEqual(views[0]);
  expect(views[0]?.[1]).toContain('Ana and Ben, until');
  expect(views[0]?.[3]).toContain('0 introduced, 1 lapsed');
  expect(await room.outbox()).toEqual([]);
  expect(await plainRoom.outbox()).toHaveLength(2);
  for (const name of ['Ana', 'Ben']) {
    expect(plain(await room.run(name, 'mine'))).toContain('no introductions yet');
    expect(await room.waits(name)).toEqual([]);
  }
  expect(await room.db.select().from(rows.rest)).toEqual([]);
});

test('whoever is blocked while an offer is open sees no difference, and it lapses', async () => {
  await using room = await openPair();
  await offerPair(room);
  const mine = seen(await room.run('Ben', 'mine'));
  await room.run('Ana', 'block', { person: room.id('Ben') });
  expect(seen(await room.run('Ben', 'mine'))).toBe(mine);
  expect(plain(await room.run('Ana', 'mine'))).toContain('no introductions yet');
  expect(
    await refusal(room.press('Ana', 'accept', subjectIn(await room.told('Ana'), 'intro.accept'))),
  ).toContain('You have blocked Ben');
  expect(plain(await room.press('Ben', 'accept'))).toContain('Your yes is kept');
  await room.pass({ hours: 24 * 7 });
  expect((await room.outbox()).map((row) => row.kind)).toEqual(['intro.offer', 'intro.offer']);
});

test('the same two are not offered again within twelve weeks, also after one left and came back', async () => {
  await using room = await openPair();
  await offerPair(room);
  await room.pass({ hours: 24 * 7 });
  const kept = JSON.stringify(await room.db.select().from(rows.introduction));
  for (const name of ['Ana', 'Ben']) expect(kept).not.toContain(room.id(name));
  expect(await room.db.select().from(rows.side)).toEqual([]);

  await room.act(async (act) => {
    const ana = await room.person('Ana', act.tx);
    await introductions.left?.(act, ana);
    await introductions.deletes?.(act, ana);
    await act.tx.delete(tables.person).where(eq(tables.person.id, ana.id));
  });
  await room.add('Ana back', { needs: 'zoning law', account: 'Ana' });
  await room.add('Stranger', { needs: 'zoning law' });
  await room.pass({ hours: 24 * 30 });
  const soon = plain(await room.run('Wanda', 'queue'));
  expect(soon).not.toContain('Ana back');
  expect(soon).toContain('Stranger');
  const again = { one: room.id('Ana back'), two: room.id('Ben'), note: '' };
  expect(await refusal(room.run('Wanda', 'make', again))).toContain('in the last twelve weeks');
  const hashes = await room.db.select().from(rows.pastPair);
  expect(hashes.length).toBeGreaterThan(0);

  await room.pass({ hours: 24 * (limits.againDays - 37) });
  expect(plain(await room.run('Wanda', 'queue'))).toContain('Ana back');
  expect(await room.db.select().from(rows.pastPair)).toEqual([]);
});

test('a person has at most one open introduction and two a month', async () => {
  await using room = await openPair();
  for (const name of ['Cy', 'Di', 'Ed']) await room.add(name);
  const make = (other: string) =>
    room.run('Wanda', 'make', { one: room.id('Ana'), two: room.id(other), note: '' });
  await make('Ben');
  expect(await refusal(make('Cy'))).toContain('Not possible just now');
  await room.pass({ hours: 24 * 7 });
  await room.run('Ana', 'mine');
  await make('Cy');
  await room.pass({ hours: 24 * 7 });
  await room.run('Ana', 'mine');
  expect(await refusal(make('Di'))).toContain('Not possible just now');
  await room.pass({ hours: 24 * 17 });
  expect(plain(await make('Di'))).toContain('Offered to');
});

test('two offers to one person at the same moment: one is made', async () => {
  await using room = await openPair();
  await room.add('Cy');
  const both = await Promise.allSettled(
    ['Ben', 'Cy'].map((other) =>
      room.run('Wanda', 'make', { one: room.id('Ana'), two: room.id(other), note: '' }),
    ),
  );
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await room.db.select().from(rows.introduction)).toHaveLength(1);
});

test('an item is held by one weaver at a time, for half an hour', async () => {
  await using room = await openPair();
  await room.add('Zoe', { weaver: true, suggested: 'no' });
  const item = subjectIn([await room.run('Wanda', 'queue')], 'intro.offer');
  expect(plain(await room.run('Zoe', 'queue'))).toContain('Other weavers have everything');
  expect(await refusal(room.press('Zoe', 'offer', item))).toContain('Another weaver is looking at these two');
  room.clock.advance({ minutes: 30 });
  expect(plain(await room.run('Zoe', 'queue'))).toContain('Ana and Ben');
  expect(await refusal(room.press('Wanda', 'drop', item))).toContain('Another weaver');
  expect(plain(await room.press('Zoe', 'offer', item))).toContain('Offered to Ana and Ben');
  expect(await refusal(room.press('Wanda', 'offer', item))).toContain('stale');
});

test.each([
  ['later', 7],
  ['drop', 84],
  ['known', 364],
])('%s puts two aside for %i days, and makes no tie', async (button, days) => {
  await using room = await openPair();
  await room.press('Wanda', button, subjectIn([await room.run('Wanda', 'queue')], `intro.${button}`));
  room.clock.advance({ hours: 24 * (days - 1) });
  expect(plain(await room.run('Wanda', 'queue'))).toContain('The queue is empty');
  room.clock.advance({ hours: 24 });
  expect(plain(await room.run('Wanda', 'queue'))).toContain('Ana and Ben');
  expect(await room.ties('Ana')).toEqual([]);
});

test('the queue is made anew every day, and weavers hear of it in their digest alone', async () => {
  await using room = await openPair();
  for (const [i, skill] of ['maps', 'quilts', 'choirs'].entries()) {
    await room.add(`Needs ${i}`, { needs: skill });
    await room.add(`Offers ${i}`, { offers: skill });
  }
  await room.pass({ hours: 24 * 12 });
  expect(await room.outbox()).toEqual([]);
  const read = () =>
    room.act(async ({ tx, now }) => {
      const [coalition] = await tx.select().from(tables.coalition);
      if (!coalition) throw new Error('no coalition');
      const since = now.subtract({ hours: 24 * 7 });
      const of = { coalition, reader: 'weaver', language: 'en', zone: 'UTC', since } as const;
      const sections = await introductions.digest?.({ tx, now }, { ...of, personId: room.id('Wanda') });
      return sections?.find(({ name }) => name === 'suggestions');
    });
  const best = await read();
  expect(best?.items).toHaveLength(4);
  expect(best?.most).toBe(3);
  // The control: what another weaver holds is not told.
  await room.add('Zoe', { weaver: true, suggested: 'no' });
  await room.run('Zoe', 'queue');
  expect((await read())?.items).toHaveLength(1);
});

test('after 72 hours without an answer the asker may offer without a weaver', async () => {
  await using room = await openPair({ ana: { needs: '', suggested: 'no' } });
  const asked = await room.run('Ana', 'ask', { need: 'zoning law' });
  const ask = subjectIn([asked], 'intro.close-ask');
  expect(buttonsIn(await room.run('Ana', 'mine')).map((one) => one.label)).toEqual(['Close this ask']);
  expect(await refusal(room.press('Ana', 'alone', ask))).toContain('Weavers have this ask until');
  await room.pass({ hours: 72 });
  const [alone] = await room.told('Ana', 'intro.alone');
  expect(plain(alone as Message)).toContain('No weaver has answered your ask yet: “zoning law”');
  expect((await room.waits('Ana')).length).toBe(1);
  expect(plain(await room.press('Ana', 'alone'))).toContain('both asked now');
  expect(plain((await room.told('Ben'))[0] as Message)).toContain(
    'Ana asks for “zoning law”, and what you offer comes close.',
  );
  await room.press('Ana', 'accept');
  await room.press('Ben', 'accept');
  expect((await room.outbox()).at(-1)?.kind).toBe('intro.together');
  expect(introductions.presses['intro.alone']?.may).toBe('vouched');
});

test('a weaver’s offer answers an ask; when it lapses the ask is open again, and it ends after twelve weeks', async () => {
  await using room = await openPair({ ana: { needs: '' } });
  await room.run('Ana', 'ask', { need: 'zoning law' });
  await offerPair(room);
  await room.pass({ hours: 24 * 6 });
  expect(await room.told('Ana', 'intro.alone')).toEqual([]);
  await room.pass({ hours: 24 + 72 });
  expect(await room.told('Ana', 'intro.alone')).toHaveLength(1);
  expect((await room.db.select().from(rows.ask))[0]?.state).toBe('open');
  await room.pass({ hours: 24 * 80 });
  const need = { words: 'zoning law' };
  expect((await room.db.select().from(rows.ask))[0]).toMatchObject({ state: 'closed', ...need });
  // Its words are kept for twelve weeks more.
  await room.pass({ hours: 24 * 70 });
  expect((await room.db.select().from(rows.ask))[0]).toMatchObject(need);
  await room.pass({ hours: 24 * 10 });
  expect((await room.db.select().from(rows.ask))[0]).toMatchObject({
    state: 'closed',
    words: '',
    dueAt: null,
  });
});

test('stale buttons say what is the matter', async () => {
  await using room = await openPair();
  await offerPair(room);
  const side = subjectIn(await room.told('Ana'), 'intro.accept');
  await room.press('Ana', 'decline');
  expect(await refusal(room.press('Ana', 'accept', side))).toContain('You have answered this already');
  expect(await refusal(room.press('Ana', 'decline', side))).toContain('You have answered this already');
  const theirs = subjectIn(await room.told('Ben'), 'intro.accept');
  await change(room, 'Ana', { leftAt: room.clock.now(), name: '' });
  expect(await refusal(room.press('Ben', 'accept', theirs))).toContain('They have left the coalition');
  room.clock.advance({ hours: 24 * 7 });
  expect(await refusal(room.press('Ben', 'accept', theirs))).toContain('This offer has ended');
  await room.pass({ hours: 1 });
  expect(await refusal(room.press('Ben', 'accept', theirs))).toContain('stale');
});

/** Both have said yes. */
async function introducedPair(): Promise<Room> {
  const room = await openPair();
  await offerPair(room);
  await room.press('Ana', 'accept');
  await room.press('Ben', 'accept');
  return room;
}

test('both are asked after 7 days; a meeting is a tie, asks what came of it, and ends the questions', async () => {
  await using room = await introducedPair();
  await room.pass({ hours: 24 * 7 });
  expect((await room.told('Ana', 'intro.follow')).map(seen)).toEqual([
    expect.stringContaining('Met · Not yet · Could not · Rather not'),
  ]);
  const said = await room.press('Ana', 'met');
  expect(buttonsIn(said).map((one) => one.label)).toEqual([
    'Nothing yet',
    'An exchange',
    'An action together',
  ]);
  expect(await room.ties('Ana')).toEqual([room.id('Ben')]);
  expect(plain(await room.press('Ana', 'exchange', subjectIn([said], 'intro.exchange')))).toContain(
    'an exchange with Ben',
  );
  expect(plain(await room.run('Ana', 'mine'))).toContain('an exchange came of it');
  expect(plain(await room.run('Ben', 'mine'))).not.toContain('exchange');
  await room.pass({ hours: 24 * 21 });
  expect(await room.told('Ben', 'intro.follow')).toHaveLength(1);
  expect((await room.db.select().from(rows.introduction))[0]?.state).toBe('settled');
});

test('whoever has not met yet is asked again after 21 days, and the introduction closes a week later', async () => {
  await using room = await introducedPair();
  await room.pass({ hours: 24 * 7 });
  await room.press('Ana', 'not-yet');
  await room.press('Ben', 'could-not');
  await room.pass({ hours: 24 * 14 });
  expect(await room.told('Ana', 'intro.follow')).toHaveLength(2);
  expect(await room.told('Ben', 'intro.follow')).toHaveLength(1);
  expect(await refusal(room.press('Ben', 'met'))).toContain('answered this already');
  await room.pass({ hours: 24 * 7 });
  const closed = await room.db.select().from(rows.introduction);
  expect(closed[0]).toMatchObject({ state: 'settled', followAt: null });
  expect((await room.db.select().from(rows.side)).map((row) => row.open)).toEqual([false, false]);
});

test.each([
  ['met', 'could-not'],
  ['could-not', 'met'],
  ['met', 'rather-not'],
])('when one says %s and the other says %s there is no tie', async (first, second) => {
  await using room = await introducedPair();
  await room.pass({ hours: 24 * 7 });
  await room.press('Ana', first);
  await room.press('Ben', second);
  expect(await room.ties('Ana')).toEqual([]);
  expect(await room.ties('Ben')).toEqual([]);
});

test('nobody rests for leaving unanswered what never reached them', async () => {
  await using room = await openPair();
  for (const name of ['Cy', 'Di']) await room.add(name);
  for (const other of ['Ben', 'Cy', 'Di']) {
    await room.run('Wanda', 'make', { one: room.id('Ana'), two: room.id(other), note: '' });
    await room.db.execute(sql`update delivery set state = 'refused', code = 'closed' where state = 'due'`);
    await room.pass({ hours: 24 * 16 });
  }
  expect(await room.told('Ana', 'intro.resting')).toEqual([]);
});

test('three in a row without an answer rest a person, who is told, until they do anything here', async () => {
  await using room = await openPair();
  for (const name of ['Cy', 'Di']) await room.add(name);
  for (const other of ['Ben', 'Cy', 'Di']) {
    await room.run('Wanda', 'make', { one: room.id('Ana'), two: room.id(other), note: '' });
    await room.db.execute(sql`update delivery set state = 'sent' where state = 'due'`);
    await room.pass({ hours: 24 * 16 });
    await room.run(other, 'mine');
  }
  const [notice] = await room.told('Ana', 'intro.resting');
  expect(plain(notice as Message)).toContain('You are resting from introductions');
  await room.add('Ed', { offers: 'zoning law' });
  await room.pass({ hours: 24 * 30 });
  expect(plain(await room.run('Wanda', 'queue'))).not.toContain('Ana and Ed');
  expect(await room.wanted((await room.outbox()).at(-1) as Delivery)).toBe(true);
  expect(plain(await room.press('Ana', 'back'))).toContain('You are back');
  expect(plain(await room.run('Wanda', 'queue'))).toContain('Ana and Ed');
});

test('an answer ends the count towards resting, a no as well', async () => {
  await using room = await openPair();
  for (const name of ['Cy', 'Di']) await room.add(name);
  for (const other of ['Ben', 'Cy', 'Di']) {
    await room.run('Wanda', 'make', { one: room.id('Ana'), two: room.id(other), note: '' });
    if (other === 'Cy') await room.press('Ana', 'decline');
    await room.pass({ hours: 24 * 16 });
  }
  expect(await room.told('Ana', 'intro.resting')).toEqual([]);
});

test('an offer is not sent to anyone once consent, block, answer or presence have changed', async () => {
  await using room = await openPair();
  await offerPair(room);
  const [toAna, toBen] = (await room.outbox()) as [Delivery, Delivery];
  const both = async () => [await room.wanted(toAna), await room.wanted(toBen)];
  expect(await both()).toEqual([true, true]);
  await room.act(async (act) => setConsent(act, await room.person('Ben', act.tx), 'suggested', 'no'));
  expect(await both()).toEqual([false, false]);
  await room.act(async (act) => setConsent(act, await room.person('Ben', act.tx), 'suggested', 'yes'));
  await room.run('Ben', 'block', { person: room.id('Ana') });
  expect(await both()).toEqual([false, false]);
  await room.press('Ben', 'unblock', subjectIn([await room.run('Ben', 'block')], 'intro.unblock'));
  await room.press(nameIn(room, toAna.personId), 'accept');
  expect(await both()).toEqual([false, true]);
  await change(room, nameIn(room, toAna.personId), { leftAt: room.clock.now() });
  expect(await both()).toEqual([false, false]);
});

test('an offer that has not been sent is withdrawn when it lapses, and nothing of it is sent later', async () => {
  await using room = await openPair();
  await offerPair(room);
  await room.pass({ hours: 24 * 7 });
  expect((await room.outbox()).map((row) => row.state)).toEqual(['cancelled', 'cancelled']);
});

test('a tie that one names counts only once the other says so; “not yet” reads like no answer', async () => {
  await using room = await openPair();
  await room.run('Wanda', 'queue');
  expect(plain(await room.run('Ana', 'ties', { person: room.id('Ben') }))).toContain(
    'counts once Ben says so too',
  );
  expect(await room.ties('Ana')).toEqual([]);
  expect(plain(await room.run('Wanda', 'queue'))).toContain('The queue is empty');
  const before = seen(await room.run('Ana', 'ties'));
  const list = await room.run('Ben', 'ties');
  expect(buttonsIn(list).map((one) => one.label)).toEqual(['We know each other', 'Not yet']);
  expect((await room.waits('Ben')).length).toBe(1);
  const claim = subjectIn([list], 'intro.tie-yes');
  await room.press('Ben', 'tie-later', claim);
  expect(seen(await room.run('Ana', 'ties'))).toBe(before);
  expect(await room.waits('Ben')).toEqual([]);
  expect(plain(await room.press('Ben', 'tie-yes', claim))).toContain('You and Ana know each other');
  expect(await room.ties('Ana')).toEqual([room.id('Ben')]);
  expect(plain(await room.run('Ana', 'ties'))).toContain('You know 1 person here');
  expect(
    await refusal(room.run('Wanda', 'make', { one: room.id('Ana'), two: room.id('Ben'), note: '' })),
  ).toContain('know each other already');
});

test('whoever leaves takes their words with them: asks close, suggestions go, an open offer ends when it lapses', async () => {
  await using room = await openPair();
  await offerPair(room);
  await room.run('Ana', 'ask', { need: 'a pilot of small planes' });
  await room.act(async (act) => introductions.left?.(act, await room.person('Ana', act.tx)));
  await change(room, 'Ana', { leftAt: room.clock.now(), name: '' });
  const kept = JSON.stringify([
    await room.db.select().from(rows.ask),
    await room.db.select().from(rows.suggestion),
    await room.db.select().from(rows.introduction),
  ]);
  expect(kept).not.toContain('pilot');
  expect(kept).not.toContain('zoning');
  expect((await room.db.select().from(rows.introduction))[0]?.state).toBe('offered');
  await room.pass({ hours: 24 * 7 });
  expect((await room.db.select().from(rows.introduction))[0]?.state).toBe('lapsed');
  expect(await room.db.select().from(rows.rest)).toEqual([]);
  expect((await room.db.select().from(rows.pastPair)).length).toBeGreaterThan(0);
});

test('an export holds what a person said here and with whom, and nothing that another answered', async () => {
  await using room = await openPair();
  await offerPair(room);
  await room.run('Ana', 'ask', { need: 'a pilot' });
  await room.press('Ben', 'accept');
  const exportOf = async (name: string) =>
    JSON.stringify(
      await room.act(async ({ tx }) => exportedOf(tx, await room.person(name, tx), introductions)),
    );
  const [anas, bens] = [await exportOf('Ana'), await exportOf('Ben')];
  expect(anas).toContain('a pilot');
  expect(anas).toContain('"with":"Ben"');
  expect(anas).not.toContain('"answer":"yes","answeredAt"');
  expect(bens).toContain('"answer":"yes","answeredAt"');
  expect(bens).not.toContain('a pilot');
});

test('deleting leaves nothing of a person here but the keyed hash', async () => {
  await using room = await introducedPair();
  await room.run('Ana', 'ask', { need: 'a pilot' });
  await room.run('Ana', 'block', { person: room.id('Wanda') });
  await room.run('Ana', 'ties', { person: room.id('Wanda') });
  await room.act(async (act) => introductions.deletes?.(act, await room.person('Ana', act.tx)));
  const left = JSON.stringify([
    await room.db.select().from(rows.ask),
    await room.db.select().from(rows.suggestion),
    await room.db.select().from(rows.introduction),
    await room.db.select().from(rows.side),
    await room.db.select().from(rows.follow),
    await room.db.select().from(rows.claim),
    await room.db
      .select()
      .from(rows.turn)
      .where(and(eq(rows.turn.personId, room.id('Ana')))),
    await room.db.select().from(rows.rest),
    await room.db.select().from(tables.block),
  ]);
  expect(left).not.toContain(room.id('Ana'));
  expect(left).not.toContain('pilot');
});

test('what waits for a person can be settled where it is shown, and operators see the queue and who is missing', async () => {
  await using room = await openPair();
  await offerPair(room);
  const [offer] = await room.waits('Ana');
  expect(offer?.buttons?.map((one) => one.label)).toEqual(['Yes', 'Rather not', 'Details']);
  await room.press('Ana', 'accept', offer?.buttons?.[0]?.subject);
  expect(await room.waits('Ana')).toEqual([]);
  await room.press('Ben', 'accept');
  await room.pass({ hours: 24 * 7 });
  expect((await room.waits('Ben'))[0]?.buttons?.map((one) => one.label)[0]).toBe('Met');
  await room.run('Ana', 'ask', { need: 'a pilot' });
  await room.pass({ hours: 72 });
  await room.db.delete(tables.role);
  const remarks = (await room.status('Ana')).map((one) => JSON.stringify(one.text)).join();
  expect(remarks).toContain('Nobody is a weaver yet');
  expect(remarks).toContain('1 ask for an introduction has');
});

test('nothing that is said here shouts', async () => {
  const { words } = await import('#introductions/words.ts');
  const all = JSON.stringify(words, (_, value) => (typeof value === 'function' ? String(value) : value));
  expect(all).not.toMatch(/[\p{L}.”]!(?!=)/u);
});
