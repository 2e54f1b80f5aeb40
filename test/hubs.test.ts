import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { seedCast } from '#cast/index.ts';
import {
  type ButtonId,
  buttonWire,
  checkValues,
  type Fields,
  type Given,
  type Incoming,
  Invalid,
  type Message,
  plain,
  plainText,
  Refusal,
  readButtonWire,
} from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import {
  allow,
  type Context,
  type Feature,
  findContext,
  type LookUp,
  lookUpHubs,
  lookUpOrganisations,
  lookUpPeople,
  tables,
} from '#directory/index.ts';
import { hubButtons, hubs } from '#hubs/index.ts';
import { organisations } from '#organisations/index.ts';
import type { Db } from '#store/index.ts';
import { manualClock, zones } from '#time/index.ts';
import { testDatabase } from './support/database.ts';

const clock = () => manualClock('2027-05-12T17:00:00Z');

/** A seeded coalition whose people type and press; each answer is what they see, refusals and field errors included. */
async function stage(db: Db, at = clock(), prefix = '') {
  const where = (tenant: string) => ({
    platform: 'playground' as const,
    tenant: prefix + tenant,
    account: (account: string) => prefix + account,
    channel: 'introductions',
  });
  const seeded = await db.transaction((tx) =>
    seedCast({ tx, now: at.now() }, { spaces: { clearwater: where('clearwater'), delta: where('delta') } }),
  );
  const lookups: Record<string, LookUp> = {
    person: lookUpPeople,
    organisation: lookUpOrganisations,
    hub: lookUpHubs,
    zone: async (_context, written) => zones(written).map((id) => ({ id, label: id })),
    ...organisations.lookups,
    ...feature.lookups,
  };
  const incoming = (account: string, tenant: string): Incoming => ({
    key: '',
    platform: 'playground',
    tenant,
    sender: { account: prefix + account, name: account, administrator: false },
    reply: null,
    kind: 'typed',
    text: '',
  });
  async function acting(
    account: string,
    tenant: string,
    coalitionId: string | undefined,
    run: (context: Context) => Promise<Message>,
  ) {
    try {
      return await db.transaction(async (tx) => {
        const act = { tx, now: at.now(), random: () => 0.5 };
        return seen(await run(await findContext(act, incoming(account, prefix + tenant), coalitionId)));
      });
    } catch (error) {
      if (error instanceof Refusal) return seen(error.answer, 'refused');
      if (error instanceof Invalid)
        return { ...seen({ text: [], blocks: [] }), ...{ invalid: error.errors } };
      throw error;
    }
  }
  const fill = async (context: Context, fields: Fields, given: Given) =>
    await checkValues(fields, given, {
      language: 'en',
      moment: () => undefined,
      lookup: async (of, written) => (await lookups[of]?.(context, written)) ?? [],
    });
  return {
    ...seeded,
    at,
    personId: (account: string) => seeded.people.get(account) ?? '',
    /** Types a command, then fills in its form, if it has one, over what it opened with. */
    type: (account: string, line: string, given: Given = {}, typed: Given = {}, tenant = 'clearwater') =>
      acting(account, tenant, undefined, async (context) => {
        const command = feature.commands.find((one) => `${one.topic} ${one.verb}` === line);
        if (!command) throw new Error(`no command ${line}`);
        allow(context, command.may);
        const options = (await fill(context, pick(command.options, typed), typed)) as Given;
        const opening = command.answers === 'form' ? await command.open(context, options) : {};
        const fields = Object.assign({}, command.options, ...command.steps.map((step) => step.fields));
        return await command.run(
          context,
          await fill(context, fields, { ...typed, ...opening.values, ...given }),
        );
      }),
    /** Presses a button by its wire id, as an adapter would. */
    press: async (account: string, wire: string | undefined, given: Given = {}, tenant = 'clearwater') => {
      const read = readButtonWire(wire ?? '');
      const press = read && feature.presses[read.press];
      if (!press) throw new Error(`no button ${wire}`);
      const subject = read.subject === undefined ? undefined : await press.subject?.(db, read.subject);
      if (!subject) return { ...seen({ text: [], blocks: [] }), stale: true };
      return await acting(account, tenant, subject.coalitionId, async (context) => {
        if (subject.recipientId !== undefined && subject.recipientId !== context.person?.id)
          throw new Error('not yours');
        allow(context, press.may);
        const opening = press.answers === 'form' ? await press.open(context, subject) : {};
        const fields = Object.assign({}, ...press.steps.map((step) => step.fields));
        return await press.run(
          context,
          subject,
          await fill(context, fields, { ...opening.values, ...given }),
        );
      });
    },
    context: <T>(account: string, run: (context: Context) => Promise<T>, tenant = 'clearwater') =>
      db.transaction(async (tx) =>
        run(
          await findContext(
            { tx, now: at.now(), random: () => 0.5 },
            incoming(account, prefix + tenant),
            undefined,
          ),
        ),
      ),
    told: async (kind: string) =>
      await db
        .select()
        .from(delivery)
        .where(and(eq(delivery.coalitionId, seeded.coalitionId), eq(delivery.kind, kind))),
    audited: async () =>
      (await db.select().from(tables.audit).where(eq(tables.audit.coalitionId, seeded.coalitionId))).map(
        (row) => row.act,
      ),
    person: async (account: string) => {
      const [row] = await db
        .select()
        .from(tables.person)
        .where(eq(tables.person.id, seeded.people.get(account) ?? ''));
      if (!row) throw new Error(`nobody called ${account}`);
      return row;
    },
  };
}

interface Seen {
  readonly text: string;
  readonly buttons: Readonly<Record<string, string>>;
  readonly refused?: boolean;
  readonly stale?: boolean;
  readonly invalid?: Readonly<Record<string, string>>;
}

function seen(message: Message, refused?: 'refused'): Seen {
  const buttons = message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  return {
    text: plain(message),
    buttons: Object.fromEntries(buttons.map((one) => [one.label, buttonWire(one)])),
    ...(refused && { refused: true }),
  };
}

const pick = (fields: Fields, given: Given): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => given[name] !== undefined));
const wire = (press: ButtonId, subject: string | undefined) =>
  buttonWire({ press, ...(subject !== undefined && { subject }) });
const remarks = async (feature: Feature, play: Awaited<ReturnType<typeof stage>>, operator: string) =>
  await play.context(operator, async (context) => {
    const { person, coalition } = context;
    if (!person || !coalition) throw new Error('not joined');
    return ((await feature.status?.({ ...context, person, coalition })) ?? []).map((one) =>
      plainText(one.text),
    );
  });

const feature = hubs;
const { hub, hubMember, person, representative, role } = tables;

const named = async (db: Db, coalitionId: string, name: string) => {
  const [row] = await db
    .select()
    .from(hub)
    .where(and(eq(hub.coalitionId, coalitionId), eq(hub.name, name)));
  if (!row) throw new Error(`no hub called ${name}`);
  return row;
};
const speakers = async (db: Db, hubId: string) =>
  (await db.select().from(representative).where(eq(representative.hubId, hubId))).map((row) => row.personId);
const members = async (db: Db, hubId: string) =>
  (await db.select().from(hubMember).where(eq(hubMember.hubId, hubId))).map((row) => row.personId);
const zoneFrom = async (db: Db, personId: string, from: 'coalition' | 'hub' | 'person', zone: string) =>
  await db.update(person).set({ zone, zoneFrom: from }).where(eq(person.id, personId));

test('whoever adds a hub is its first representative and member', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const answer = await play.type(
    'rosa',
    'hub add',
    { kind: 'caucus', zone: 'Denver', places: 'Kansas' },
    { name: 'Plains' },
  );
  expect(answer.text).toContain('Plains is open. You are in it, and you represent it.');
  const made = await named(db, play.coalitionId, 'Plains');
  expect(made).toMatchObject({ kind: 'caucus', zone: 'America/Denver', places: 'Kansas', closedAt: null });
  expect(await speakers(db, made.id)).toEqual([play.personId('rosa')]);
  expect(await members(db, made.id)).toEqual([play.personId('rosa')]);
  expect(await play.audited()).toEqual(['hub.added', 'hub.representative']);
});

test('a hub’s name is its own in any case, and who is not vouched for cannot add one', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  const given = { name: 'DELTA', kind: 'chapter', zone: 'UTC' };
  expect((await play.type('rosa', 'hub add', given)).invalid?.name).toContain('already a hub called');
  const answers = [
    await play.type('paz', 'hub add', given),
    await play.type('paz', 'hub add', given, {}, 'delta'),
  ];
  expect(answers.some((one) => one.text.includes('Nobody has vouched for you yet'))).toBe(true);
  expect(answers.every((one) => one.refused)).toBe(true);
});

test('joining a hub counts once, and gives its time zone only to whoever has not said theirs', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  expect((await play.type('rosa', 'hub join', {}, { hub: 'lead' })).text).toBe('You are in Lead pipes now.');
  expect(await play.person('rosa')).toMatchObject({ zone: 'America/Chicago', zoneFrom: 'person' });
  expect((await play.type('rosa', 'hub join', {}, { hub: 'Lead pipes' })).text).toBe(
    'You are in Lead pipes already.',
  );
  await zoneFrom(db, play.personId('ben'), 'coalition', 'UTC');
  const answer = await play.type('ben', 'hub join', {}, { hub: 'Lead pipes' });
  expect(answer.text).toContain('Your times are shown for America/New_York now');
  expect(await play.person('ben')).toMatchObject({ zone: 'America/New_York', zoneFrom: 'hub' });
});

test('a zone that came from a hub goes with it: back to the hub before, then to the coalition’s', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await zoneFrom(db, play.personId('ben'), 'coalition', 'UTC');
  await play.type('ben', 'hub join', {}, { hub: 'Lead pipes' });
  play.at.advance({ hours: 1 });
  await play.type('rosa', 'hub add', { name: 'Isles', kind: 'chapter', zone: 'Pacific/Honolulu' });
  await play.type('ben', 'hub join', {}, { hub: 'Isles' });
  expect(await play.person('ben')).toMatchObject({ zone: 'Pacific/Honolulu', zoneFrom: 'hub' });
  await play.type('ben', 'hub leave', {}, { hub: 'Isles' });
  expect(await play.person('ben')).toMatchObject({ zone: 'America/New_York', zoneFrom: 'hub' });
  await play.type('ben', 'hub leave', {}, { hub: 'Lead pipes' });
  await play.type('ben', 'hub leave');
  expect(await play.person('ben')).toMatchObject({ zone: 'America/Chicago', zoneFrom: 'coalition' });
  expect(await play.type('ben', 'hub leave')).toMatchObject({ refused: true });
});

test('who is in several hubs is asked which one to leave, and leaving ends their speaking for it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('rosa', 'hub add', { name: 'Plains', kind: 'caucus', zone: 'UTC' });
  const asked = await play.type('rosa', 'hub leave');
  expect(Object.keys(asked.buttons)).toEqual(['Plains', 'Upriver']);
  const answer = await play.press('rosa', asked.buttons.Plains);
  expect(answer.text).toContain('You are no longer in Plains.');
  expect(answer.text).toContain('You no longer represent Plains either');
  expect(await speakers(db, (await named(db, play.coalitionId, 'Plains')).id)).toEqual([]);
  expect((await play.press('rosa', asked.buttons.Plains)).text).toContain('You are not in Plains');
});

test('a hub is edited by its representatives and operators, and zones that came from it follow', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('rosa', 'hub add', { name: 'Plains', kind: 'caucus', zone: 'America/Denver' });
  await zoneFrom(db, play.personId('ben'), 'coalition', 'UTC');
  await play.type('ben', 'hub join', {}, { hub: 'Plains' });
  expect(await play.type('ben', 'hub edit', { name: 'Mine' }, { hub: 'Plains' })).toMatchObject({
    refused: true,
  });
  expect((await play.type('rosa', 'hub edit', { name: 'upriver' })).invalid?.name).toContain(
    'already a hub called',
  );
  const answer = await play.type('rosa', 'hub edit', {
    name: 'High Plains',
    zone: 'Phoenix',
    add: 'Ben Okafor',
  });
  expect(answer.text).toContain('High Plains is changed.');
  const changed = await named(db, play.coalitionId, 'High Plains');
  expect(changed.zone).toBe('America/Phoenix');
  expect(await play.person('ben')).toMatchObject({ zone: 'America/Phoenix', zoneFrom: 'hub' });
  expect(await play.person('rosa')).toMatchObject({ zone: 'America/Chicago', zoneFrom: 'person' });
  expect(await speakers(db, changed.id)).toHaveLength(2);
  expect((await play.told('hub.speaks')).map((row) => row.personId)).toEqual([play.personId('ben')]);
  await play.type('priya', 'hub edit', { end: 'Ben Okafor' }, { hub: 'High Plains' });
  expect(await speakers(db, changed.id)).toEqual([play.personId('rosa')]);
});

test('only a member who is vouched for becomes a hub’s representative', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  const edit = async (add: string) => await play.type('jonas', 'hub edit', { add }, { hub: 'Upriver' });
  expect((await edit('Ben Okafor')).invalid?.add).toContain('They are not in Upriver');
  expect((await edit('Rosa Delgado')).text).toContain('Upriver is changed');
  expect((await edit('Rosa Delgado')).invalid?.add).toContain('already');
});

test('closing a hub ends its roles, representatives and membership, and tells its members in the bundle', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = play.hubs.get('Delta') ?? '';
  await play.type('jonas', 'hub edit', { add: 'Ben Okafor' }, { hub: 'Delta' });
  await db.insert(role).values({
    id: crypto.randomUUID(),
    coalitionId: play.coalitionId,
    personId: play.personId('sam'),
    role: 'weaver',
    hubId: id,
    grantedAt: play.at.now(),
  });
  const all = await db.select().from(role);
  await zoneFrom(db, play.personId('mara'), 'hub', 'America/Anchorage');
  const were = await members(db, id);
  expect(await play.press('mara', wire(hubButtons.close, id), { sure: 'yes' })).toMatchObject({
    refused: true,
  });
  expect((await play.press('ben', wire(hubButtons.close, id), { sure: 'no' })).text).toContain('stays open');
  expect((await play.press('ben', wire(hubButtons.close, id), { sure: 'yes' })).text).toContain(
    'Delta is closed.',
  );
  expect((await named(db, play.coalitionId, 'Delta')).closedAt).toEqual(play.at.now());
  expect(await speakers(db, id)).toEqual([]);
  expect(await members(db, id)).toEqual([]);
  expect((await db.select().from(role)).length).toBe(all.length - 1);
  expect(await play.person('mara')).toMatchObject({ zone: 'America/Chicago', zoneFrom: 'coalition' });
  const told = await play.told('hub.closed');
  expect(told.map((row) => row.personId).sort()).toEqual(
    were.filter((one) => one !== play.personId('ben')).sort(),
  );
  expect(hubs.kinds?.find((one) => one.name === 'hub.closed')?.chosen).toBe('bundle');
  expect(await play.press('rosa', wire(hubButtons.join, id))).toMatchObject({ stale: true });
  expect((await play.type('rosa', 'hub join', {}, { hub: 'Delta' })).invalid?.hub).toContain('Nothing found');
  expect(await play.audited()).toContain('hub.closed');
});

test('a hub that closed opens again under its name, for whoever adds it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('jonas', 'hub close', { sure: 'yes' }, { hub: 'Delta' });
  play.at.advance({ days: 1 });
  await play.type('rosa', 'hub add', { name: 'delta', kind: 'chapter', zone: 'UTC' });
  const again = await named(db, play.coalitionId, 'Delta');
  expect(again).toMatchObject({ id: play.hubs.get('Delta'), kind: 'chapter', closedAt: null });
  expect(await members(db, again.id)).toEqual([play.personId('rosa')]);
});

test('the list says which hubs one is in, has a button for each, and names only whom one may find', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('jonas', 'hub edit', { add: 'Cara Lindqvist' }, { hub: 'Upriver' });
  const answer = await play.type('rosa', 'hub list');
  expect(answer.text).toContain('There are 3 hubs.');
  expect(answer.text.split('\n')[1]).toMatch(
    /Upriver: district, Minnesota, Iowa, Nebraska · America\/Chicago · \d+ members · represented by Cara Lindqvist · you are in it/,
  );
  expect(Object.keys(answer.buttons)).toEqual(['Leave Upriver', 'Join Delta', 'Join Lead pipes']);
  expect((await play.press('rosa', answer.buttons['Join Delta'])).text).toContain('You are in Delta now.');
  await db
    .update(tables.consent)
    .set({ answer: 'weavers' })
    .where(and(eq(tables.consent.personId, play.personId('cara')), eq(tables.consent.kind, 'found')));
  const hidden = await play.type('rosa', 'hub list', { words: 'iowa' });
  expect(hidden.text).toContain('has a representative');
  expect(hidden.text).not.toContain('Cara');
  expect((await play.type('ana', 'hub list', { words: 'iowa' })).text).toContain('Cara');
});

test('the list stops at ten and counts the rest', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  for (let index = 0; index < 9; index++)
    await play.type('rosa', 'hub add', { name: `Hub ${index}`, kind: 'caucus', zone: 'UTC' });
  const answer = await play.type('rosa', 'hub list');
  expect(answer.text).toContain('There are 12 hubs.');
  expect(answer.text).toContain('And 2 more.');
  expect(answer.text.split('\n').filter((line) => line.startsWith('•'))).toHaveLength(10);
});

test('a hub of another coalition cannot be reached by name, option or button', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const at = clock();
  const play = await stage(db, at);
  const others = await stage(db, at, 'x-');
  const theirs = others.hubs.get('Delta') ?? '';
  expect((await play.type('rosa', 'hub join', {}, { hub: theirs })).invalid?.hub).toContain('Nothing found');
  expect((await play.type('jonas', 'hub close', { sure: 'yes' }, { hub: theirs })).invalid?.hub).toContain(
    'Nothing found',
  );
  for (const verb of ['join', 'leave', 'edit', 'close'] as const) {
    const answer = await play.press('jonas', wire(hubButtons[verb], theirs), { sure: 'yes' });
    expect(answer).toMatchObject({ refused: true });
  }
  expect((await named(db, others.coalitionId, 'Delta')).closedAt).toBe(null);
  expect(await members(db, theirs)).not.toContain(play.personId('jonas'));
  // The control: their own operator closes it, and ours stays open.
  await others.press('jonas', wire(hubButtons.close, theirs), { sure: 'yes' });
  expect((await named(db, others.coalitionId, 'Delta')).closedAt).not.toBe(null);
  expect((await named(db, play.coalitionId, 'Delta')).closedAt).toBe(null);
});

test('who leaves is in no hub and speaks for none, and operators see which hub has nobody to speak for it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  for (const one of ['Upriver', 'Lead pipes', 'Delta'])
    await play.type('jonas', 'hub join', {}, { hub: one });
  for (const one of ['Upriver', 'Lead pipes', 'Delta'])
    await play.type('priya', 'hub edit', { add: 'Jonas Weber' }, { hub: one });
  expect(await remarks(hubs, play, 'priya')).toEqual([]);
  const jonas = await play.person('jonas');
  const act = (tx: Db) => ({ tx, now: play.at.now() });
  const held = await db.transaction(async (tx) => await hubs.exports?.(act(tx), jonas));
  expect(held).toMatchObject({
    represents: expect.arrayContaining([expect.objectContaining({ hub: 'Delta' })]),
  });
  await db.transaction(async (tx) => await hubs.left?.(act(tx), jonas));
  expect(await db.select().from(hubMember).where(eq(hubMember.personId, jonas.id))).toEqual([]);
  expect(await remarks(hubs, play, 'priya')).toEqual([
    expect.stringContaining('3 hubs have nobody to speak for them: Delta, Lead pipes, and Upriver.'),
  ]);
});
