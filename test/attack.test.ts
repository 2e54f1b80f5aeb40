import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { and, eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createApp } from '#app.ts';
import { writeCalendar } from '#calendars/index.ts';
import { type Seeded, seedCast } from '#cast/index.ts';
import {
  type ButtonId,
  chatWords,
  type Deed,
  type Given,
  type Incoming,
  type PlatformName,
  plain,
  type Reaction,
  readButtonWire,
  trace,
} from '#chat/index.ts';
import { day, dayRole, hosting } from '#convergence/tables.ts';
import { delivery, pace } from '#delivery/tables.ts';
import { bindSpace, notePresent, setConsent, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { form, inbox } from '#inbox/tables.ts';
import * as intro from '#introductions/tables.ts';
import { createLog } from '#log.ts';
import { claim, signing } from '#organisations/tables.ts';
import { drawPicture } from '#pictures/index.ts';
import { createSlack } from '#platforms/slack/index.ts';
import { newId } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { startWeb } from '#web.ts';
import { testDatabase } from './support/database.ts';
import { sums as sumsOf } from './support/house.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { recordingPlatform } from './support/recording-platform.ts';
import { startSlack } from './support/slack/index.ts';
import { openStage } from './support/stage/index.ts';

/** A Wednesday, noon in Chicago. */
const begins = '2027-05-12T17:00:00Z';
const say = chatWords.en;

interface From {
  readonly account: string;
  readonly tenant?: string;
  readonly platform?: PlatformName;
  readonly administrator?: boolean;
}

/** The app over a real database and a platform in memory, and its log as it would be written; forged payloads go straight to the intake. */
async function openHouse() {
  const database = await testDatabase();
  const { db, store } = database;
  const clock = manualClock(begins);
  const platform = recordingPlatform();
  const lines: string[] = [];
  const app = createApp({
    store,
    clock,
    random: () => 0.5,
    platforms: [platform],
    features: createFeatures({ embedded: false, platforms: ['playground'], pulseKeys }),
    log: createLog('trace', (line) => void lines.push(line)),
    settleMs: 0,
  });
  await app.connect();
  const seed = async (prefix = ''): Promise<Seeded> => {
    const space = (tenant: string) => ({
      ...{ platform: 'playground' as const, tenant: prefix + tenant, channel: `${prefix}introductions` },
      account: (account: string) => prefix + account,
    });
    const spaces = { clearwater: space('clearwater'), delta: space('delta') };
    return await db.transaction((tx) => seedCast({ tx, now: clock.now() }, { spaces }));
  };

  function incomingOf(from: From, deed: Deed): Incoming {
    const key = crypto.randomUUID();
    const { account, tenant = 'clearwater', platform: name = 'playground', administrator = false } = from;
    const sender = { account, name: account, administrator };
    return { key, platform: name, tenant, sender, reply: key, ...deed };
  }
  const said = (incoming: Incoming, reaction: Reaction): string => {
    if (reaction.kind === 'form') return `form ${reaction.view.title}`;
    if (reaction.kind === 'errors') return Object.values(reaction.errors).join(' ');
    const given =
      reaction.kind === 'answer'
        ? reaction.answer
        : platform.answers.find(({ reply }) => reply === incoming.key)?.answer;
    return given ? plain(given.message) : reaction.kind;
  };
  /** Hands one thing in and carries it out; what its sender is told. */
  async function bring(from: From, deed: Deed): Promise<string> {
    // Forms are told apart by when they were opened.
    clock.set(clock.now().add({ milliseconds: 2 }));
    const incoming = incomingOf(from, deed);
    const reaction = await app.intake.take(incoming);
    if (reaction.kind === 'later') await reaction.finish();
    return said(incoming, reaction);
  }
  return {
    app,
    db,
    clock,
    platform,
    lines,
    seed,
    bring,
    /** Several at once: all are stored, and then all are carried out at the same time. */
    async atOnce(...all: readonly (readonly [From, Deed])[]): Promise<readonly string[]> {
      const stored = all.map(([from, deed]) => incomingOf(from, deed));
      const reactions = await Promise.all(stored.map((one) => app.intake.take(one)));
      await Promise.all(
        reactions.map(async (one) => (one.kind === 'later' ? await one.finish() : undefined)),
      );
      return stored.flatMap((one, at) => (reactions[at] ? [said(one, reactions[at])] : []));
    },
    types: (from: From | string, text: string) =>
      bring(typeof from === 'string' ? { account: from } : from, { kind: 'typed', text }),
    press: (from: From | string, press: ButtonId, subject?: string) =>
      bring(typeof from === 'string' ? { account: from } : from, {
        ...{ kind: 'press', press },
        ...(subject !== undefined && { subject }),
      }),
    /** The form that a person opened last. */
    async formOf(account: string): Promise<string> {
      const [open] = await db
        .select()
        .from(form)
        .where(eq(form.account, account))
        .orderBy(sql`created_at desc, id desc`);
      return open?.id ?? '';
    },
    async fill(from: From | string, given: Given): Promise<string> {
      const who = typeof from === 'string' ? { account: from } : from;
      return await bring(who, { kind: 'submit', form: await this.formOf(who.account), given });
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}
type House = Awaited<ReturnType<typeof openHouse>>;

/** A sum of every row of every table, but for what came in and the forms that were opened. */
async function sums({ db }: House): Promise<Readonly<Record<string, string>>> {
  const { inbox: _, form: __, ...others } = await sumsOf(db);
  return others;
}

const idOf = (ids: ReadonlyMap<string, string>, name: string): string => {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`there is no ${name}`);
  return id;
};

/** Makes a row behind every kind of button, none of them for Rosa; returns their ids by what they are. */
async function rowsOf(house: House, seeded: Seeded): Promise<Readonly<Record<string, string>>> {
  const { db, clock } = house;
  const { coalitionId } = seeded;
  const person = (who: string) => idOf(seeded.people, who);
  await house.types('ana', 'intro make one:"Ben Okafor" two:"Cara Lindqvist"');
  await house.fill('ana', {});
  await house.types('mina', 'intro ask someone who knows zoning law');
  await house.types('leo', 'intro ties person:"Cara Lindqvist"');
  await house.types('cara', 'intro block person:"Leo Marchetti"');
  await house.types('ana', 'intro queue');
  const code = /[A-Z0-9]{5}-[A-Z0-9]{5}/.exec(await house.types('cara', 'coalition link'))?.[0];
  expect(code).toBeDefined();
  await house.app.settle();
  const id = () => newId(clock.now());
  const whose = { coalitionId, personId: person('cara') };
  const organisationId = idOf(seeded.organisations, 'Upriver Farmers Union');
  const made = { signing: id(), representing: id(), follow: id() };
  await db.insert(signing).values({ id: made.signing, ...whose, organisationId, shownAt: clock.now() });
  await db.insert(claim).values({
    id: made.representing,
    coalitionId,
    personId: person('mina'),
    organisationId,
    askedAt: clock.now(),
  });
  const [offered] = await db.select().from(intro.introduction);
  await db.insert(intro.follow).values({
    ...{ id: made.follow, ...whose, introductionId: offered?.id ?? '', round: 1, askedAt: clock.now() },
  });
  const first = <T>(rows: readonly T[]): T => {
    if (rows[0] === undefined) throw new Error('a row is missing');
    return rows[0];
  };
  const sides = await db.select().from(intro.side);
  const sideOf = (who: string) => first(sides.filter((one) => one.personId === person(who))).id;
  const sent = first(
    await db
      .select()
      .from(delivery)
      .where(eq(delivery.personId, person('cara'))),
  );
  const unsure = first(
    await db
      .select()
      .from(delivery)
      .where(eq(delivery.personId, person('ben'))),
  );
  await db.update(delivery).set({ state: 'uncertain' }).where(eq(delivery.id, unsure.id));
  const called = await addDay(house, coalitionId, person('cara'), idOf(seeded.hubs, 'Delta'));
  return {
    ...made,
    ...called,
    introduction: offered?.id ?? '',
    side: sideOf('cara'),
    other: sideOf('ben'),
    ask: first(await db.select().from(intro.ask)).id,
    claim: first(await db.select().from(intro.claim)).id,
    block: first(await db.select().from(tables.block)).id,
    suggestion: first(await db.select().from(intro.suggestion)).id,
    code: first(await db.select().from(tables.code)).hash,
    sent: sent.id,
    unsure: unsure.id,
    unvouched: person('milo'),
    person: person('cara'),
    organisation: organisationId,
    hub: idOf(seeded.hubs, 'Delta'),
  };
}

/** A day, a place that holds it and a role of it. */
async function addDay({ db, clock }: House, coalitionId: string, personId: string, hubId: string) {
  const now = clock.now();
  const [dayId, placeId, roleId] = [newId(now), newId(now), newId(now)];
  await db.insert(day).values({
    ...{ id: dayId, coalitionId, calledById: personId, state: 'planned', name: 'River day', ask: 'Come.' },
    ...{ firstDay: '2027-06-15', lastDay: '2027-06-15', fromMinute: 720, untilMinute: 840 },
    ...{ linkKey: crypto.randomUUID(), draftedAt: now, plannedAt: now, changedAt: now, roundsFrom: now },
  });
  await db.insert(hosting).values({
    ...{ id: placeId, coalitionId, dayId, hubId, state: 'hosting', what: 'We sing.', place: 'Houma' },
    ...{ leadId: personId, hostedAt: now },
  });
  await db.insert(dayRole).values({ id: roleId, coalitionId, dayId, position: 0, name: 'first aid' });
  return { day: dayId, place: placeId, role: roleId };
}

const pressesWithRow = (house: House) =>
  [...house.app.tree.presses].filter(([, press]) => press.subject !== undefined).map(([id]) => id);

test('no button of a coalition can be pressed from another one, whatever row it is made to carry', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const far = await house.seed('far-');
  await house.db.execute(
    sql`update person set name = 'Far ' || name where coalition_id = ${far.coalitionId}`,
  );
  const rows = await rowsOf(house, near);
  // Somebody who may do everything there is, in the coalition next door.
  const boss = idOf(far.people, 'jonas');
  const here = { coalitionId: far.coalitionId, personId: boss };
  const now = house.clock.now();
  for (const role of ['weaver', 'principal'] as const)
    await house.db.insert(tables.role).values({ id: newId(now), ...here, role, grantedAt: now });
  await house.db.insert(tables.representative).values([
    { id: newId(now), ...here, since: now, organisationId: idOf(far.organisations, 'Delta Legal Aid') },
    { id: newId(now), ...here, since: now, hubId: idOf(far.hubs, 'Delta') },
  ]);
  const from = { account: 'far-jonas', tenant: 'far-clearwater', administrator: true };
  const before = await sums(house);
  let tried = 0;
  for (const press of pressesWithRow(house)) {
    for (const [what, subject] of Object.entries(rows)) {
      const told = await house.press(from, press, subject);
      const where = `${press} on ${what}: ${told}`;
      expect(
        [say.stale, say.notYours].includes(told) ||
          /You have not joined yet|not part of a coalition/.test(told),
        where,
      ).toBe(true);
      tried += 1;
    }
  }
  expect(tried).toBeGreaterThan(400);
  expect(await sums(house)).toEqual(before);
  expect(house.lines.filter((line) => line.includes('broke'))).toEqual([]);
  // The same rows do something for those they are for.
  expect(await house.press('cara', 'intro.accept', rows.side)).toContain('Your yes is kept');
  expect(await house.press('jonas', 'status.resend', rows.unsure)).not.toContain(say.stale);
  expect(await house.press('jonas', 'coalition.vouch', rows.unvouched)).toContain('vouch');
  expect(await sums(house)).not.toEqual(before);
}, 120_000);

test('no button does anything for a member whom its row is not for, nor for those without the right', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const rows = await rowsOf(house, near);
  // What every member may do to what is everybody's.
  const open = [
    ...['hub.join', 'hub.leave', 'organisation.represent'],
    ...['converge.details', 'converge.calendar', 'converge.take'],
  ];
  const before = await sums(house);
  for (const press of pressesWithRow(house).filter((one) => !open.includes(one))) {
    for (const [what, subject] of Object.entries(rows)) {
      const told = await house.press('rosa', press, subject);
      expect(told, `${press} on ${what}: ${told}`).not.toMatch(/^form |Lindqvist|Okafor|zoning/);
    }
  }
  expect(await sums(house)).toEqual(before);
  // Nobody vouches for themselves, nor while nobody vouched for them.
  expect(await house.press('milo', 'coalition.vouch', rows.unvouched)).toContain('You cannot vouch');
  expect(await house.press('paz', 'coalition.vouch', rows.unvouched)).toContain('You cannot vouch');
  expect(await sums(house)).toEqual(before);
}, 120_000);

test('what is not the id of a row is no button, and breaks nothing', async () => {
  await using house = await openHouse();
  await house.seed();
  for (const wrong of ['-'.repeat(36), 'f'.repeat(36), '', '../../etc/passwd', "' or 1=1 --"]) {
    expect(readButtonWire(`intro.accept:${wrong}`)).toBeUndefined();
    expect(await house.bring({ account: 'ben' }, { kind: 'submit', form: wrong, given: {} })).toContain(
      say.formGone,
    );
    expect(await house.bring({ account: 'ben' }, { kind: 'resume', form: wrong })).toContain(say.formGone);
  }
  expect(readButtonWire(`intro.accept:${crypto.randomUUID()}`)).toBeDefined();
  expect(house.lines).toEqual([]);
});

test('a look-up finds nothing of another coalition, by id or by name, and no name of JavaScript is one', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const far = await house.seed('far-');
  await house.db.execute(
    sql`update organisation set name = 'Far ' || name where coalition_id = ${far.coalitionId}`,
  );
  await house.db.execute(
    sql`update person set name = 'Far ' || name where coalition_id = ${far.coalitionId}`,
  );
  await house.db.execute(sql`update hub set name = 'Far ' || name where coalition_id = ${far.coalitionId}`);
  const farIds = [...far.people.values(), ...far.organisations.values(), ...far.hubs.values()];
  const asked = [
    'person',
    'organisation',
    'hub',
    'acquaintance',
    'own-organisation',
    'own-hub',
    'fellow-representative',
    'zone',
    'notification',
  ];
  const look = (who: string, of: string, written: string) =>
    house.app.intake.look({
      ...{ platform: 'playground', tenant: 'clearwater', of, written },
      sender: { account: who, name: who, administrator: true },
    });
  for (const who of ['jonas', 'cara', 'finn']) {
    for (const of of asked) {
      for (const written of [
        ...farIds.slice(0, 3),
        far.organisations.get('Delta Legal Aid') ?? '',
        far.hubs.get('Delta') ?? '',
        'Far',
        '%',
        '_',
        '\\',
        "'",
        '\0',
        '\ud800',
        'x'.repeat(40_000),
      ]) {
        const found = await look(who, of, written);
        expect(found.filter(({ id }) => farIds.includes(id))).toEqual([]);
        if (/^[%_\\]$/.test(written)) expect(of === 'zone' || found.length === 0).toBe(true);
      }
    }
    for (const of of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'nothing'])
      expect(await look(who, of, 'a')).toEqual([]);
  }
  expect(await look('cara', 'person', idOf(near.people, 'ben'))).toHaveLength(1);
  expect(await look('finn', 'person', 'Ben')).toEqual([]);
  expect(await look('milo', 'person', 'Ben')).toEqual([]);

  // Forged into forms and options they are nobody, too.
  await house.types('ana', 'intro make');
  const made = await house.fill('ana', { one: idOf(far.people, 'ben'), two: idOf(near.people, 'cara') });
  expect(made).toContain('It cannot be chosen any more.');
  for (const line of [
    `role grant person:${idOf(far.people, 'ben')} role:operator`,
    'role grant person:far-ben role:operator',
    `intro block person:${idOf(far.people, 'ben')}`,
    `intro ties person:${idOf(far.people, 'ben')}`,
    `hub join hub:${idOf(far.hubs, 'Delta')}`,
    `hub close hub:${idOf(far.hubs, 'Delta')}`,
    `profile show person:${idOf(far.people, 'ben')}`,
    `organisation edit organisation:${idOf(far.organisations, 'Delta Legal Aid')}`,
  ]) {
    const told = await house.types('jonas', line);
    expect(told, line).not.toMatch(/^form |Far /);
  }
  expect(await house.db.select().from(tables.block)).toEqual([]);
  expect(
    await house.db
      .select()
      .from(tables.role)
      .where(eq(tables.role.personId, idOf(far.people, 'ben'))),
  ).toEqual([]);
});

test('a Slack id is somebody in its own workspace only', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const far = await house.seed('far-');
  const rows = await rowsOf(house, near);
  await house.db.transaction(async (tx) => {
    const act = { tx, now: house.clock.now() };
    for (const [tenant, seeded] of [
      ['T0NEAR', near],
      ['T0FAR', far],
    ] as const) {
      const space = await notePresent(act, 'slack', tenant, tenant);
      await bindSpace(act, space, seeded.coalitionId);
      if (seeded === far) continue;
      await tx.insert(tables.account).values({
        ...{ id: newId(act.now), coalitionId: near.coalitionId, personId: idOf(near.people, 'cara') },
        ...{ spaceId: space.id, platform: 'slack', external: 'U0SAME', addedAt: act.now },
      });
    }
  });
  const as = (tenant: string) => ({ account: 'U0SAME', platform: 'slack', tenant }) as const;
  for (const tenant of ['T0FAR', 'T0NEVER', '']) {
    expect(await house.press(as(tenant), 'intro.accept', rows.side)).not.toContain('Your yes');
    expect(await house.press(as(tenant), 'intro.unblock', rows.block)).not.toContain('Leo');
    expect(await house.types(as(tenant), 'profile show')).not.toContain('Cara');
    expect(await house.types(as(tenant), 'intro mine')).not.toContain('Ben');
  }
  expect(await house.db.select().from(intro.side).where(eq(intro.side.answer, 'yes'))).toEqual([]);
  const reaction = await house.app.intake.take({
    ...{
      key: 'own',
      ...as('T0NEAR'),
      reply: 'own',
      kind: 'press',
      press: 'intro.accept',
      subject: rows.side ?? '',
    },
    sender: { account: 'U0SAME', name: 'Cara', administrator: false },
  });
  if (reaction.kind === 'later') await reaction.finish();
  expect(await house.db.select().from(intro.side).where(eq(intro.side.answer, 'yes'))).toHaveLength(1);
});

test('a form is its sender’s alone, and its right is asked again when it is sent', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  await house.types('jonas', 'role grant');
  const open = await house.formOf('jonas');
  const given = { person: 'rosa', role: 'operator' };
  for (const from of [
    { account: 'rosa' },
    { account: 'jonas', tenant: 'delta' },
    { account: 'jonas', platform: 'slack' as const },
  ])
    expect(await house.bring(from, { kind: 'submit', form: open, given })).toContain(say.formGone);
  await house.db
    .delete(tables.role)
    .where(and(eq(tables.role.personId, idOf(near.people, 'jonas')), eq(tables.role.role, 'operator')));
  expect(await house.bring({ account: 'jonas' }, { kind: 'submit', form: open, given })).toContain(
    'Only operators',
  );
  expect(
    await house.db
      .select()
      .from(tables.role)
      .where(eq(tables.role.personId, idOf(near.people, 'rosa'))),
  ).toEqual([]);
  // An operator still can, so it was the right that was missing.
  await house.types('priya', 'role grant');
  expect(await house.fill('priya', given)).toContain('operator');
  expect(
    await house.db
      .select()
      .from(tables.role)
      .where(eq(tables.role.personId, idOf(near.people, 'rosa'))),
  ).toHaveLength(1);
});

test('an administrator’s word counts only in a space that belongs to nobody', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  await house.db.transaction((tx) => notePresent({ tx, now: house.clock.now() }, 'playground', 'new', 'New'));
  const stranger = { account: 'zed', tenant: 'new' };
  const administrator = { ...stranger, administrator: true };
  expect(await house.press({ account: 'zed', administrator: true }, 'coalition.begin')).toContain(
    'already belongs',
  );
  expect(await house.press({ account: 'zed', administrator: true }, 'coalition.code')).toContain(
    'already belongs',
  );
  expect(await house.press(stranger, 'coalition.begin')).toContain('Only an administrator');
  expect(await house.types({ account: 'rosa', administrator: true }, 'coalition setup')).not.toMatch(
    /^form /,
  );
  expect(await house.types({ account: 'rosa', administrator: true }, 'status show')).toContain(
    'Only operators',
  );

  // Whoever opened the form as an administrator must still be one.
  expect(await house.press(administrator, 'coalition.code')).toMatch(/^form /);
  const code = /[A-Z0-9]{5}-[A-Z0-9]{5}/;
  const invite = code.exec(await house.types('jonas', 'coalition invite'))?.[0] ?? '';
  const link = code.exec(await house.types('cara', 'coalition link'))?.[0] ?? '';
  expect(await house.fill(stranger, { code: invite })).toContain('Only an administrator');
  for (const wrong of [link, 'AAAAA-AAAAA', '%', '', `${invite}X`])
    expect(await house.fill(administrator, { code: wrong })).not.toContain('belongs to');
  house.clock.set(house.clock.now().add({ hours: 7 * 24 + 1 }));
  expect(await house.fill(administrator, { code: invite })).not.toContain('belongs to');
  const bound = () =>
    house.db.select().from(tables.binding).where(eq(tables.binding.coalitionId, near.coalitionId));
  expect(await bound()).toHaveLength(2);
  const fresh = code.exec(await house.types('jonas', 'coalition invite'))?.[0] ?? '';
  await house.types(administrator, `coalition setup code:${fresh}`);
  expect(await bound()).toHaveLength(3);
  await house.db.transaction((tx) =>
    notePresent({ tx, now: house.clock.now() }, 'playground', 'newer', 'Newer'),
  );
  await house.types({ ...administrator, tenant: 'newer' }, `coalition setup code:${fresh}`);
  expect(await bound()).toHaveLength(3);
});

test('a link code works once, in its hour and its coalition, and never for somebody with a history', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  await house.seed('far-');
  const draw = async () =>
    /[A-Z0-9]{5}-[A-Z0-9]{5}/.exec(await house.types('cara', 'coalition link'))?.[0] ?? '';
  const [used, late] = [await draw(), await draw()];
  const hashes = async () => (await house.db.select().from(tables.code)).map(({ hash }) => hash);
  expect(await hashes()).not.toContain(used);
  expect(await house.types('rosa', `coalition join code:${used}`)).not.toContain('Cara');
  expect(
    await house.types({ account: 'far-finn', tenant: 'far-clearwater' }, `coalition join code:${used}`),
  ).not.toContain('Cara');
  for (const hash of await hashes()) {
    await house.press('rosa', 'coalition.link', hash);
    await house.press({ account: 'far-finn', tenant: 'far-clearwater' }, 'coalition.link', hash);
  }
  const accounts = () =>
    house.db
      .select()
      .from(tables.account)
      .where(eq(tables.account.personId, idOf(near.people, 'cara')));
  const before = (await accounts()).length;
  expect(await house.types('finn', `coalition join code:${used}`)).toContain('Cara');
  const [first = ''] = (await house.db.select().from(tables.code).orderBy(tables.code.expiresAt)).map(
    ({ hash }) => hash,
  );
  const all = await hashes();
  // Two strangers press at once: one of them is her.
  await house.atOnce(
    ...['finn', 'edda'].map(
      (account) => [{ account }, { kind: 'press', press: 'coalition.link', subject: first }] as const,
    ),
  );
  expect(await accounts()).toHaveLength(before + 1);
  house.clock.set(house.clock.now().add({ minutes: 61 }));
  for (const hash of all) await house.press('nobody', 'coalition.link', hash);
  expect(await house.types('nobody', `coalition join code:${late}`)).not.toContain('Cara');
  expect(await accounts()).toHaveLength(before + 1);
});

test('whoever left presses nothing any more, also after joining again', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const rows = await rowsOf(house, near);
  await house.types('cara', 'profile edit');
  const old = await house.formOf('cara');
  await house.types('cara', 'coalition leave');
  expect(await house.fill('cara', { keep: false })).toContain('left');
  const before = await sums(house);
  const presses = () =>
    Promise.all([
      house.press('cara', 'intro.accept', rows.side),
      house.press('cara', 'intro.decline', rows.side),
      house.press('cara', 'intro.unblock', rows.block),
      house.press('cara', 'home.why', rows.sent),
      house.press('cara', 'intro.met', rows.follow),
      house.press('cara', 'organisation.agree', rows.signing),
    ]);
  for (const told of await presses()) expect(told).toMatch(/have not joined|no longer leads|somebody else/);
  expect(await house.bring({ account: 'cara' }, { kind: 'submit', form: old, given: {} })).toContain(
    'not joined',
  );
  expect(await sums(house)).toEqual(before);
  await house.types('cara', 'coalition join');
  await house.fill('cara', { name: 'Cara again' });
  await house.fill('cara', {});
  expect(await house.fill('cara', {})).toContain('You are in');
  const again = await sums(house);
  for (const told of await presses()) expect(told).toMatch(/no longer leads|somebody else/);
  expect(await sums(house)).toEqual(again);
  expect(await house.types('cara', 'role list')).not.toContain('Cara again');
});

test('a role held for a hub counts for that hub only, and consent to weavers is no consent to operators', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const now = house.clock.now();
  const hubId = idOf(near.hubs, 'Delta');
  for (const role of ['weaver', 'principal', 'operator'] as const) {
    await house.db.insert(tables.role).values({
      ...{
        id: newId(now),
        coalitionId: near.coalitionId,
        personId: idOf(near.people, 'rosa'),
        role,
        hubId,
        grantedAt: now,
      },
    });
  }
  for (const line of [
    'status show',
    'role grant person:leo role:weaver',
    'coalition invite',
    'coalition settings',
  ])
    expect(await house.types('rosa', line)).toContain('Only operators');
  expect(await house.types('rosa', 'coalition purpose')).toContain('Only principals');
  expect(await house.press('rosa', 'coalition.vouch', idOf(near.people, 'milo'))).toContain(
    'You cannot vouch',
  );
  const members = await house.db.select().from(tables.hubMember).where(eq(tables.hubMember.hubId, hubId));
  const inside = members[0]?.personId ?? '';
  const outside = [...near.people.values()]
    .filter((id) => !members.some(({ personId }) => personId === id))
    .slice(0, 2);
  await house.types('rosa', 'intro make');
  const made = await house.fill('rosa', { one: outside[0] ?? '', two: outside[1] ?? '' });
  expect(await house.db.select().from(intro.introduction)).toEqual([]);
  expect(made).toContain('hub');

  await house.db.transaction(async (tx) => {
    for (const id of [inside, outside[0] ?? ''])
      await setConsent({ tx, now }, { id, coalitionId: near.coalitionId }, 'found', 'weavers');
  });
  const finds = async (who: string, personId: string) =>
    (
      await house.app.intake.look({
        ...{ platform: 'playground', tenant: 'clearwater', of: 'person', written: personId },
        sender: { account: who, name: who, administrator: false },
      })
    ).length > 0;
  expect(await finds('rosa', inside)).toBe(true);
  expect(await finds('rosa', outside[0] ?? '')).toBe(false);
  expect(await finds('jonas', inside)).toBe(false);
  expect(await finds('ana', inside)).toBe(true);
});

test('an unlisted organisation is not named by introductions', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const hidden = eq(tables.organisation.id, idOf(near.organisations, 'Delta Legal Aid'));
  const offers = async () => {
    await house.types('ana', 'intro make one:"Ben Okafor" two:"Cara Lindqvist"');
    return `${await house.fill('ana', {})} ${await house.types('cara', 'intro mine')}`;
  };
  await house.db.update(tables.organisation).set({ listed: false }).where(hidden);
  expect(await offers()).not.toContain('Delta Legal Aid');
  await house.app.settle();
  expect(JSON.stringify(house.platform.arrived)).not.toContain('Delta Legal Aid');
  await house.db.update(tables.organisation).set({ listed: true }).where(hidden);
  expect(await house.types('cara', 'intro mine')).toContain('Delta Legal Aid');
});

test('two who say yes at once are introduced once', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const rows = await rowsOf(house, near);
  const told = await house.atOnce(
    [{ account: 'cara' }, { kind: 'press', press: 'intro.accept', subject: rows.side ?? '' }],
    [{ account: 'ben' }, { kind: 'press', press: 'intro.accept', subject: rows.other ?? '' }],
    [{ account: 'ben' }, { kind: 'press', press: 'intro.accept', subject: rows.other ?? '' }],
  );
  expect(told.filter((one) => one.includes('You both said yes'))).toHaveLength(1);
  const opened = await house.db.select().from(delivery).where(eq(delivery.kind, 'intro.together'));
  expect(opened).toHaveLength(1);
  const [one] = await house.db.select().from(intro.introduction);
  expect(one?.state).toBe('introduced');
  expect(house.lines.filter((line) => line.includes('broke'))).toEqual([]);
});

test('two weavers who offer at once offer once, and nobody gets two offers', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  await house.types('ana', 'intro queue');
  const queue = await house.db.select().from(intro.suggestion);
  const ends = (item: (typeof queue)[number]) => [item.firstId, item.secondId];
  const isBeside = (a: (typeof queue)[number], b: (typeof queue)[number]) =>
    a.id !== b.id && ends(a).some((end) => ends(b).includes(end));
  const one = queue.find((item) => queue.some((other) => isBeside(item, other)));
  const beside = one && queue.find((other) => isBeside(one, other));
  expect(beside).toBeDefined();
  await house.db.update(intro.suggestion).set({ heldById: null, heldUntil: null });
  await house.atOnce(
    ...['ana', 'priya', 'ana', 'priya'].map(
      (account, at) =>
        [
          { account },
          { kind: 'press', press: 'intro.offer', subject: (at < 2 ? one?.id : beside?.id) ?? '' },
        ] as const,
    ),
  );
  expect(await house.db.select().from(intro.introduction)).toHaveLength(1);
  expect(await house.db.select().from(intro.side)).toHaveLength(2);
  expect(near.people.size).toBeGreaterThan(0);
  expect(house.lines.filter((line) => line.includes('broke'))).toEqual([]);
});

test('of two operators who take each other’s role, or both leave, at once, one stays', async () => {
  for (const how of ['revoke', 'leave'] as const) {
    await using house = await openHouse();
    const near = await house.seed();
    if (how === 'revoke') {
      const revoke = (person: string): Deed => ({
        kind: 'command',
        topic: 'role',
        verb: 'revoke',
        given: { person, role: 'operator' },
      });
      await house.atOnce([{ account: 'jonas' }, revoke('priya')], [{ account: 'priya' }, revoke('jonas')]);
    } else {
      for (const who of ['jonas', 'priya']) await house.types(who, 'coalition leave');
      const leave = async (account: string) =>
        [{ account }, { kind: 'submit', form: await house.formOf(account), given: { keep: true } }] as const;
      await house.atOnce(await leave('jonas'), await leave('priya'));
    }
    const operators = await house.db
      .select()
      .from(tables.role)
      .where(and(eq(tables.role.coalitionId, near.coalitionId), eq(tables.role.role, 'operator')));
    expect(operators).toHaveLength(1);
  }
});

test('what is done twice at once is done once: vouching, a form, joining, beginning', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const vouch = { kind: 'press', press: 'coalition.vouch', subject: idOf(near.people, 'milo') } as const;
  await house.atOnce(
    [{ account: 'jonas' }, vouch],
    [{ account: 'priya' }, vouch],
    [{ account: 'ana' }, vouch],
  );
  const vouched = eq(tables.audit.act, 'person.vouched');
  expect(await house.db.select().from(tables.audit).where(vouched)).toHaveLength(1);

  await house.types('ben', 'organisation add Riverkeepers');
  await house.fill('ben', { kind: 'formal' });
  const twice = async (from: From, given: Given) => {
    const sent = { kind: 'submit', form: await house.formOf(from.account), given } as const;
    await house.atOnce([from, sent], [from, sent]);
  };
  await twice({ account: 'ben' }, {});
  const added = eq(tables.audit.act, 'organisation.added');
  expect(await house.db.select().from(tables.audit).where(added)).toHaveLength(1);

  // Two forms of one person, both ready to be sent.
  const ready = [];
  for (const name of ['Finn', 'Finn again']) {
    await house.types('finn', 'coalition join');
    await house.fill('finn', { name });
    await house.fill('finn', {});
    ready.push(await house.formOf('finn'));
    house.clock.set(house.clock.now().add({ seconds: 1 }));
  }
  expect(new Set(ready).size).toBe(2);
  await house.atOnce(
    ...ready.map((id) => [{ account: 'finn' }, { kind: 'submit', form: id, given: {} }] as const),
  );
  expect(
    await house.db.select().from(tables.account).where(eq(tables.account.external, 'finn')),
  ).toHaveLength(1);
  expect(await house.db.select().from(tables.person).where(sql`name like 'Finn%'`)).toHaveLength(1);

  await house.db.transaction((tx) => notePresent({ tx, now: house.clock.now() }, 'playground', 'new', 'New'));
  const begin = async (account: string) => {
    const from = { account, tenant: 'new', administrator: true };
    await house.press(from, 'coalition.begin');
    await house.fill(from, { name: `C ${account}`, purpose: 'Clean water' });
    await house.fill(from, { called: account });
    return [from, { kind: 'submit', form: await house.formOf(account), given: {} }] as const;
  };
  await house.atOnce(await begin('zed'), await begin('yan'));
  expect(await house.db.select().from(tables.coalition)).toHaveLength(2);
  expect(house.lines.filter((line) => line.includes('broke'))).toEqual([]);
});

test('no text breaks anything: quotes of SQL, signs of LIKE, NUL, halves of characters, direction marks, 40 kB', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const hostile = [
    `'; drop table person; --`,
    `\\'; select pg_sleep(9); --`,
    '%_%\\%',
    'a\0b',
    '\ud83d half',
    'half \udc00',
    '\u202eevil\u2066',
    '$1 $$ {{x}} %s %n',
    '__proto__',
  ];
  for (const words of hostile) {
    for (const line of [
      `find people ${words}`,
      `find organisations ${words}`,
      `organisation list ${words}`,
      `hub list ${words}`,
      `profile show ${words}`,
      `intro block ${words}`,
      words,
      `help show ${words}`,
      `profile snooze ${words}`,
    ])
      expect(await house.types('cara', line), line).not.toContain('Something broke');
    await house.types('cara', 'profile edit');
    await house.fill('cara', { name: `Cara ${words}`, offers: words, needs: words, place: words });
    await house.fill('cara', { issues: words, spoken: words });
    expect(await house.fill('cara', {})).not.toContain('Something broke');
    const [saved] = await house.db
      .select()
      .from(tables.person)
      .where(eq(tables.person.id, idOf(near.people, 'cara')));
    expect(saved?.needs).toBe(words.replaceAll('\0', '').toWellFormed());
  }
  for (const text of [
    'x'.repeat(40_000),
    '"'.repeat(8_000),
    '“ '.repeat(4_000),
    'a:'.repeat(4_000),
    `${'a'.repeat(7_999)}:`,
  ])
    expect(await house.types('cara', `intro ask ${text}`)).not.toContain('Something broke');
  expect(await house.types('cara', '%')).toContain('There is no');
  expect(house.lines).toEqual([]);
  expect((await house.db.select().from(tables.person)).length).toBeGreaterThan(30);
}, 60_000);

test('names that every object has are no topic, verb, option or field', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  const before = await sums(house);
  for (const name of names) {
    for (const line of [
      name,
      `profile ${name}`,
      `profile show ${name}:x`,
      `help show ${name}`,
      `role grant role:${name} person:ben`,
    ])
      expect(await house.types('jonas', line)).not.toContain('Something broke');
    const deed: Deed = { kind: 'command', topic: name, verb: name, given: {} };
    expect(await house.bring({ account: 'jonas' }, deed)).toBe(say.stale);
    expect(await house.press('jonas', `${name}.${name}` as ButtonId)).toBe(say.stale);
  }
  expect(await sums(house)).toEqual(before);
  const poisoned = JSON.parse(
    '{"__proto__":{"person":"rosa","role":"operator","isAdmin":true},"constructor":"x","role":"constructor"}',
  ) as Given;
  expect(
    await house.bring(
      { account: 'jonas' },
      { kind: 'command', topic: 'role', verb: 'grant', given: poisoned },
    ),
  ).toContain('Choose one of');
  await house.types('jonas', 'role grant');
  expect(await house.fill('jonas', poisoned)).not.toContain('Something broke');
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  expect(
    await house.db
      .select()
      .from(tables.role)
      .where(eq(tables.role.personId, idOf(near.people, 'rosa'))),
  ).toEqual([]);
  expect(house.lines).toEqual([]);
});

/** What an operator with the database’s ledgers and the log could compare: all of it but who pressed when. */
async function ledger(answer: 'no' | 'block' | 'nothing' | 'yes') {
  await using house = await openHouse();
  const near = await house.seed();
  // What a coalition begins with, such as its schedule for the pulse, is there before anything else.
  await house.app.settle();
  await house.db.update(tables.consent).set({ answer: 'no' }).where(eq(tables.consent.kind, 'suggested'));
  for (const who of ['ben', 'cara', 'leo'])
    await house.db
      .update(tables.consent)
      .set({ answer: 'yes' })
      .where(and(eq(tables.consent.kind, 'suggested'), eq(tables.consent.personId, idOf(near.people, who))));
  if (answer === 'block') await house.types('cara', 'intro block person:"Ben Okafor"');
  await house.types('ana', 'intro make one:"Ben Okafor" two:"Cara Lindqvist"');
  const offered = await house.fill('ana', {});
  // Where one has blocked the other nobody is told; whoever offered sees no difference.
  const asked = await house.db.select().from(delivery).where(eq(delivery.kind, 'intro.offer'));
  expect(asked).toHaveLength(answer === 'block' ? 0 : 2);
  if (answer !== 'block') await house.app.settle();
  const sides = await house.db.select().from(intro.side);
  const of = (who: string) => sides.find(({ personId }) => personId === idOf(near.people, who))?.id ?? '';
  if (answer === 'no')
    expect(await house.press('cara', 'intro.decline', of('cara'))).toContain('Nobody is told');
  if (answer === 'yes') await house.press('cara', 'intro.accept', of('cara'));
  const seen: Record<string, unknown> = { offered };
  const look = async (when: string) => {
    for (const who of ['jonas', 'ana', 'priya'])
      for (const line of [
        'status show',
        'intro queue',
        'home show',
        'role list',
        'coalition about',
        'organisation list',
      ])
        seen[`${when} ${who} ${line}`] = await house.types(who, line);
    seen[`${when} audit`] = (await house.db.select().from(tables.audit)).map(({ act, detail }) => ({
      act,
      detail,
    }));
    seen[`${when} turns`] = (await house.db.select().from(intro.turn)).length;
    seen[`${when} log`] = house.lines.map((line) => line.replaceAll(/"(?:time|reference)":"[^"]*",?/g, ''));
    if (answer !== 'block')
      seen[`${when} deliveries`] = (await house.db.select().from(delivery))
        .map(({ kind, state, code }) => `${kind} ${state} ${code}`)
        .sort();
  };
  await look('at once');
  if (answer !== 'block') await house.press('ben', 'intro.accept', of('ben'));
  await look('after the other’s yes');
  house.clock.set(house.clock.now().add({ hours: 6 * 24 }));
  await house.app.settle();
  await look('on the last day');
  return seen;
}

test('a no, and a block, leave no trace in what operators see, in the audit log, the ledger or the log', async () => {
  const silence = await ledger('nothing');
  expect(await ledger('no')).toEqual(silence);
  expect(await ledger('yes')).not.toEqual(silence);
  const blocked = await ledger('block');
  const views = (seen: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(seen).filter(([name]) => !name.endsWith('deliveries')));
  const unsent = views(silence);
  for (const [name, value] of Object.entries(blocked)) {
    // Nobody answered there, and nothing was sent: what is left are the views and the audit log.
    if (!/ log$/.test(name)) expect({ [name]: value }).toEqual({ [name]: unsent[name] });
  }
}, 120_000);

test('on Discord, what one answers in a private thread does not change what others read there', async () => {
  await using stage = await openStage('discord');
  const cara = stage.seeded.people.get('cara') ?? '';
  await stage.db.transaction((tx) =>
    setConsent(
      { tx, now: stage.clock.now() },
      { id: cara, coalitionId: stage.seeded.coalitionId },
      'reach',
      'thread',
    ),
  );
  await stage.as('ana').types('intro make one:"Ben Okafor" two:"Cara Lindqvist"');
  await stage.as('ana').fills({});
  const thread = async () => (await stage.as('cara').shown()).filter(({ where }) => where === 'group');
  const before = await thread();
  expect(before.map(({ text }) => text).join()).toContain('Ben Okafor');
  await stage.as('cara').presses('Rather not');
  expect(await thread()).toEqual(before);
  expect(await stage.as('cara').latest()).toMatchObject({
    where: 'private',
    text: expect.stringContaining('Nobody is told'),
  });
  // Where nobody else reads, the message itself says what was answered.
  await stage.as('ben').presses('Yes');
  expect((await stage.as('ben').shown()).findLast(({ where }) => where === 'direct')?.text).toContain(
    'Your yes is kept',
  );
  expect(stage.problems()).toEqual([]);
});

test('on Discord nothing is said of a channel that is in another server, though one bot is in both', async () => {
  await using stage = await openStage('discord');
  const discord = stage.hands.get('discord');
  if (!discord) throw new Error('nobody plays Discord');
  const [tenant, channel] = [discord.tenant('clearwater'), discord.channel('delta')];
  const said = await discord.platform.ask({ kind: 'channel', tenant, channel });
  expect(said).toMatchObject({ canPost: false });
  expect(Object.keys(said).sort()).toEqual(['canPost', 'obstacle']);
  const own = { kind: 'channel', tenant: discord.tenant('delta'), channel } as const;
  expect(await discord.platform.ask(own)).toMatchObject({ canPost: true, name: 'delta-intros' });
});

test('a channel that cannot be asked about keeps no other coalition’s from being looked at', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  for (const prefix of ['far-', 'farther-', 'farthest-']) await house.seed(prefix);
  house.platform.ask = async ({ tenant }) => {
    if (tenant.startsWith('far')) throw new Error('refused');
    return { canPost: true };
  };
  await expect(house.app.settle()).rejects.toThrow('refused');
  const ours = eq(tables.spaceChannel.coalitionId, near.coalitionId);
  const looked = await house.db.select().from(tables.spaceChannel).where(ours);
  expect(looked.map(({ canPost }) => canPost)).toEqual([true, true]);
  // What failed is not asked again each time that somebody keeps house, but after ten minutes.
  await house.app.settle();
  house.clock.advance({ minutes: 11 });
  await expect(house.app.settle()).rejects.toThrow('refused');
});

test('a space that turns Weft away is not asked about its channels until its breaker closes', async () => {
  await using house = await openHouse();
  await house.seed();
  const asked: string[] = [];
  house.platform.ask = async ({ tenant }) => {
    asked.push(tenant);
    return { canPost: true };
  };
  const far = Temporal.Instant.from('2999-01-01T00:00:00Z');
  const broken = { key: 'playground clearwater', freeAt: far, wide: true, code: 'token_revoked' };
  await house.db.insert(pace).values(broken);
  await house.app.settle();
  expect(new Set(asked)).toEqual(new Set(['delta']));
  await house.db.delete(pace);
  await house.app.settle();
  expect(new Set(asked)).toEqual(new Set(['delta', 'clearwater']));
});

test('no name, word or token gets into the log, whatever goes wrong', async () => {
  await using house = await openHouse();
  const near = await house.seed();
  const canary = 'Kanarienvogel';
  const words = `${canary}\n    at ${canary} (${canary}.ts:1:1)`;
  const failing = new Error(`Failed query: ${words}\nparams: ${words}`);
  expect(trace(failing)).toMatch(/^Error at /);
  expect(trace(failing)).not.toContain(canary);
  expect(trace(new TypeError(''))).toMatch(/^TypeError at /);
  // A code is a word of a machine; whatever else stands where one is expected is left out.
  const coded = (cause: object) => trace(new Error(words, { cause: Object.assign(new Error(words), cause) }));
  expect(coded({ code: '57P01' })).toMatch(/^Error 57P01 at /);
  expect(coded({ code: 'slack_platform', data: { error: 'token_revoked' } })).toMatch(
    /^Error token_revoked /,
  );
  expect(coded({ status: 502 })).toMatch(/^Error 502 at /);
  expect(coded({ code: words, data: { error: `<p>${canary}</p>` } })).toMatch(/^Error at /);

  await house.db.execute(
    sql.raw(`
    create function boom() returns trigger as $$ begin
      if tg_op = 'UPDATE' or new.words like '%boom%' then raise exception 'no: %', new.words; end if;
      return new;
    end $$ language plpgsql;
    create trigger boom before insert or update on introduction_ask for each row execute function boom();`),
  );
  for (const line of [
    `intro ask ${words} boom`,
    `intro ask ${canary}`,
    `hub add ${canary}`,
    canary,
    `find people ${canary}`,
  ])
    await house.types('cara', line);
  await house.types('cara', 'profile edit');
  await house.fill('cara', { name: `${canary}\0`, offers: words, needs: words });
  await house.fill('cara', {});
  await house.fill('cara', {});
  house.platform.script('throws', 'lost unclear', { kind: 'refused', code: 'closed', why: 'recipient' });
  house.platform.answer = async () => {
    throw failing;
  };
  await house.types('ana', `intro make one:"Ben Okafor" two:"${canary}"`);
  await house.fill('ana', { note: words });
  await house.app.settle();
  await house.press('ana', 'intro.accept', idOf(near.people, 'cara'));
  await house.bring(
    { account: canary, tenant: 'clearwater' },
    { kind: 'typed', text: `coalition join ${canary}` },
  );
  house.clock.set(house.clock.now().add({ hours: 80 }));
  await house.app.settle();
  const events = house.lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  for (const expected of ['handler broke', 'answer not given', 'platform broke', 'due work broke'])
    expect(events).toContain(expected);
  expect(house.lines.join('')).not.toContain(canary);
  expect(house.lines.join('')).not.toContain('Cara');
  const log = createLog('trace', (line) => void house.lines.push(line));
  log.error('x', { code: 'kept', token: canary, name: canary } as object);
  expect(house.lines.at(-1)).toContain('kept');
  expect(house.lines.join('')).not.toContain(canary);
  // What was broken is not kept longer than what was not.
  const waiting = await house.db.select().from(inbox).where(eq(inbox.state, 'received'));
  expect(waiting).toEqual([]);
});

/** The web server with Slack over HTTP, an intake that writes down what it is given, and payloads signed by hand. */
async function openDoor() {
  const slack = await startSlack({ mode: 'http' });
  const taken: Incoming[] = [];
  const lines: string[] = [];
  const { botToken, signingSecret, apiUrl } = slack;
  const weft = createSlack({
    mode: { mode: 'http', botToken, signingSecret, apiUrl },
    register: { present: async () => {}, gone: async () => {}, token: async () => undefined },
    log: createLog('trace', (line) => void lines.push(line)),
    clock: { now: () => Temporal.Now.instant() },
    ...{ draw: drawPicture, write: writeCalendar },
  });
  await weft.start({
    async take(incoming) {
      taken.push(incoming);
      return { kind: 'repeat' };
    },
    look: async () => [],
  });
  let ready = async () => true;
  const web = await startWeb({ host: '127.0.0.1', port: 0, ready: () => ready(), slack: weft.listener });
  const base = `http://127.0.0.1:${web.port}`;
  const nowSeconds = () => Math.floor(Temporal.Now.instant().epochMilliseconds / 1000);
  const sign = (body: string, at: string) =>
    `v0=${createHmac('sha256', signingSecret).update(`v0:${at}:${body}`).digest('hex')}`;
  /** Sends by a connection of its own; the status, or 0 where the connection was closed or nothing came in a second. */
  async function post(
    body: string,
    headers: Record<string, string>,
    path = '/slack/events',
  ): Promise<number> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const given = { method: 'POST', agent: false, headers: { ...type, ...headers }, timeout: 1_000 };
    const { promise, resolve } = Promise.withResolvers<number>();
    const sent = request(base + path, given, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', () => resolve(0));
    sent.on('timeout', () => sent.destroy());
    sent.end(body);
    return await promise;
  }
  const signed = (body: string, at = String(nowSeconds()), type = 'application/x-www-form-urlencoded') =>
    post(body, {
      'x-slack-request-timestamp': at,
      'x-slack-signature': sign(body, at),
      'content-type': type,
    });
  return {
    ...{ taken, lines, base, post, signed, sign, nowSeconds, team: slack },
    breaks(how: () => Promise<boolean>) {
      ready = how;
    },
    async [Symbol.asyncDispose]() {
      await weft.stop();
      await web.stop();
      await slack[Symbol.asyncDispose]();
    },
  };
}

const command =
  'command=%2Fweft&text=help+show&trigger_id=1.2&team_id=T1&user_id=U1&user_name=u&channel_id=C1&response_url=http%3A%2F%2F127.0.0.1%3A1%2F';

test('over HTTP nothing gets in that Slack did not just sign', async () => {
  await using door = await openDoor();
  const now = String(door.nowSeconds());
  const good = { 'x-slack-request-timestamp': now, 'x-slack-signature': door.sign(command, now) };
  expect(await door.post(command, {})).toBe(401);
  expect(await door.post(command, { ...good, 'x-slack-signature': `v0=${'0'.repeat(64)}` })).toBe(401);
  expect(await door.post(command, { ...good, 'x-slack-signature': 'v0=' })).toBe(401);
  expect(await door.post(`${command}&user_id=U2`, good)).toBe(401);
  for (const at of [door.nowSeconds() + 600, door.nowSeconds() - 600, 'soon', '', 'Infinity', '1e999'].map(
    String,
  ))
    expect(await door.signed(command, at), at).toBeGreaterThanOrEqual(400);
  expect([0, 400, 401, 413]).toContain(await door.post('x'.repeat(6 * 1024 * 1024), good));
  expect(await door.post('ssl_check=1&payload=%7B%22type%22%3A%22block_actions%22%7D', {})).toBe(200);
  for (const path of ['/slack/elsewhere', '/slack/', '/slack/%00', '/slack/events/..%2f..', '/nowhere'])
    expect(await door.post(command, good, path), path).toBe(404);
  expect((await fetch(`${door.base}/slack/events`)).status).toBe(404);
  expect(door.taken).toEqual([]);
  expect(await door.signed(command)).toBe(200);
  expect(door.taken).toHaveLength(1);
});

test('a malformed payload that is signed ends nothing, and an error page says nothing', async () => {
  await using door = await openDoor();
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', note);
  const user = { id: 'U1', team_id: 'T1' };
  const team = { id: 'T1', domain: 'd' };
  const payloads = [
    {},
    { type: 'view_submission' },
    { type: 'view_submission', user, team, view: { callback_id: 'form' } },
    {
      type: 'view_submission',
      user,
      team,
      view: {
        callback_id: 'form',
        private_metadata: 'x',
        blocks: [],
        state: { values: { __proto__: null, a: {}, b: { c: null } } },
      },
    },
    {
      type: 'view_submission',
      user,
      team,
      trigger_id: '1',
      view: { callback_id: 'form', private_metadata: {}, blocks: null, state: { values: null } },
    },
    { type: 'block_actions', user, team, actions: [] },
    {
      type: 'block_actions',
      user,
      team,
      trigger_id: '2',
      actions: [{ type: 'button', action_id: 'intro.accept:nonsense' }],
    },
    { type: 'block_actions', user, team, trigger_id: '3', actions: [{ type: 'button' }] },
    { type: 'block_actions', actions: [{ type: 'button', action_id: 'intro.accept' }] },
    { type: 'block_suggestion', user, team, action_id: 'lookup.constructor', value: '\0' },
    { type: 'block_suggestion', user, team },
    { type: 'shortcut', user },
  ];
  const forms = payloads.map((one) => door.signed(`payload=${encodeURIComponent(JSON.stringify(one))}`));
  const bodies = [
    ...['{}', '[]', '"x"', '{"type":"event_callback"}', '{"type":"event_callback","event":null}'],
    '{"type":"event_callback","event":{"type":"app_home_opened"}}',
    '{"type":"url_verification"}',
  ].map((body) => door.signed(body, undefined, 'application/json'));
  await Promise.all([...forms, ...bodies, door.signed('payload=%7Bnot+json')]);
  expect((await fetch(`${door.base}/healthz`)).status).toBe(200);
  door.breaks(() => Promise.reject(new Error('Kanarienvogel')));
  const page = await fetch(`${door.base}/readyz`);
  expect(page.status).toBe(500);
  expect(await page.text()).toBe('Something broke. Try again in a minute.');
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
}, 60_000);

test('somebody suspended forges every button and every look-up, and gets nothing', async () => {
  await using house = await openHouse();
  const { app, db } = house;
  const { people, coalitionId } = await house.seed();
  await db
    .update(tables.person)
    .set({ suspendedAt: house.clock.now() })
    .where(eq(tables.person.id, people.get('jonas') ?? ''));
  const before = await sums(house);
  for (const [id, press] of app.tree.presses) {
    if (['anyone', 'present', 'administrator'].includes(press.may) || press.subject) continue;
    const said = await house.press('jonas', id);
    expect({ id, said }).toEqual({ id, said: expect.stringContaining('You are suspended here') });
  }
  // A button about a row: one that he could press before.
  expect(await house.press('jonas', 'role.weaver', coalitionId)).toContain('You are suspended here');
  expect(await house.press('priya', 'role.weaver', coalitionId)).toContain('form Give a role');
  for (const of of ['person', 'action', 'contact', 'kept-out', 'organisation'])
    expect(await app.intake.look({ ...looker('jonas'), of, written: '' })).toEqual([]);
  expect(await sums(house)).toEqual(before);
  // Control: the same look-ups give something to an operator who is not suspended.
  for (const of of ['person', 'contact', 'organisation'])
    expect((await app.intake.look({ ...looker('priya'), of, written: '' })).length).toBeGreaterThan(0);
});

const looker = (account: string) => ({
  ...{ platform: 'playground' as const, tenant: 'clearwater' },
  sender: { account, name: account, administrator: false },
});
