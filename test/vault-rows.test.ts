import { eq, sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { changeDraft, postDraft, writeDraft } from '#actions/draft.ts';
import { editAction } from '#actions/edit.ts';
import { exactPlaceOf } from '#actions/exact-place.ts';
import { filledIn } from '#actions/form.ts';
import { createPostsDue } from '#actions/post.ts';
import { action } from '#actions/tables.ts';
import { takePart } from '#actions/take-part.ts';
import { type Incoming, literal, plain, secret, text } from '#chat/index.ts';
import { effectsOf } from '#delivery/effects.ts';
import { type Kind, renameWaiting, takeBundled, tell, tellAll, unname } from '#delivery/index.ts';
import { broadcast, delivery } from '#delivery/tables.ts';
import { createRegister, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { eventCell, formCell } from '#inbox/cells.ts';
import { form, inbox } from '#inbox/tables.ts';
import { accept } from '#introductions/accept.ts';
import { offer } from '#introductions/offer.ts';
import { side } from '#introductions/tables.ts';
import { resealAll, sealedColumns } from '#privacy/reseal.ts';
import { answerListing } from '#resources/answer.ts';
import { listing } from '#resources/tables.ts';
import { raise } from '#safety/raise.ts';
import { newId, openJson, sealJson, sealText, unlockWith } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';
import { plainKind, stage } from './support/delivery.ts';
import { asJoined, begins, personBy, seed } from './support/desk.ts';
import { dump } from './support/dump.ts';
import { exportedOf } from './support/exported.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { openStage } from './support/stage/index.ts';
import { quietLog } from './support/stage/quiet-log.ts';

const now = 'a secret of at least thirty-two characters';
const next = 'another secret of at least thirty-two characters';

/** What must not stand in any row in clear. */
const canaries = {
  place: 'Zephyr boat ramp 4417',
  first: 'zephyr-ana@example.org',
  second: 'zephyr 555 0100',
  answer: 'zephyr-cara@example.org',
  concern: 'Zephyr waits for me after every meeting.',
  token: 'xoxb-zephyr-4417',
};

const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys });
const kind: Kind = {
  ...{ name: 'test.told', lane: 3, quiet: 'ignore', unasked: false, about: { en: 'tests' } },
  keepFor: { days: 2 },
};

beforeEach(() => unlockWith([now]));

/** A coalition in which each of these was said, by the verbs that people use. */
async function filled({ db }: TestDatabase) {
  const seeded = await seed(db);
  const { coalitionId } = seeded;
  const id = (who: string) => seeded.people.get(who) ?? '';
  const as = <T>(account: string, run: Parameters<typeof asJoined<T>>[3], tenant = 'clearwater') =>
    asJoined(db, begins, { account, tenant }, run);
  const acted = await as('cara', async (context) => {
    const one = await writeDraft(context, {
      ...{ title: 'Clean-up', what: 'We clean.', when: begins.add({ hours: 24 * 4 }), place: 'Dubuque' },
      ...{ exact: canaries.place, tactic: 'care', audience: 'coalition' },
    });
    await postDraft(context, one.id);
    return one.id;
  });
  const posted = createPostsDue(async () => {});
  const at = begins.add({ minutes: 1 });
  await db.transaction((tx) => posted.carryOut({ tx, now: at, random: () => 0.5 }, acted));
  await as('ben', (context) => takePart(context, acted, 'in'));

  await as('ana', (context) =>
    offer(context, {
      ...{ firstId: id('ben'), secondId: id('hugo'), reasons: [], note: '' },
      ...{ weaverId: null, withWeaver: false, ask: undefined },
    }),
  );
  const sides = await db.select().from(side);
  const sideOf = (who: string) => sides.find(({ personId }) => personId === id(who))?.id ?? '';
  await as('ben', (context) => accept(context, sideOf('ben'), canaries.first));
  await as('hugo', (context) => accept(context, sideOf('hugo'), canaries.second), 'delta');

  const listed = newId(begins);
  await db.insert(listing).values({
    ...{ id: listed, coalitionId, personId: id('ben'), kind: 'offer', words: 'a hall', listedAt: begins },
    endsAt: begins.add({ hours: 24 * 30 }),
  });
  await as('cara', (context) => answerListing(context, listed, canaries.answer));
  await as('ben', (context) => raise(context, { words: canaries.concern, about: undefined }));
  const register = createRegister({ db, clock: manualClock(begins.toString()), platform: 'slack' });
  await register.present([{ tenant: 'T1', name: 'One', token: canaries.token, bot: 'B1' }], false);
  return { ...seeded, id, register };
}

/** The canaries that stand in clear in any row of any table, or in the JSON of it. */
async function inClear({ db }: TestDatabase): Promise<readonly string[]> {
  const rows = await dump(db);
  return Object.entries(canaries).flatMap(([name, said]) =>
    rows.filter((row) => row.text.includes(said)).map((row) => `${name} in ${row.table}`),
  );
}

/** All that is told, as it goes out. */
async function told({ db }: TestDatabase): Promise<string> {
  const rows = await db.select().from(delivery).orderBy(delivery.position);
  return [...(await effectsOf(db, rows)).values()].map(({ message }) => plain(message)).join('\n');
}

test('places, addresses, concerns and tokens stand in no row in clear, and whom they are for reads them', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId, id, register } = await filled(database);
  expect(await inClear(database)).toEqual([]);
  const all = await told(database);
  for (const said of [canaries.place, canaries.first, canaries.second, canaries.answer])
    expect(all).toContain(said);
  expect(await register.token('T1')).toBe(canaries.token);
  // The control: told as plain words it is found.
  const to = { kind: 'person', personId: id('ben') } as const;
  const message = { text: text`Come to ${canaries.place}.`, blocks: [] };
  await db.transaction((tx) =>
    tell({ tx, now: begins }, kind, { coalitionId, subject: newId(begins), to, message }),
  );
  expect(await inClear(database)).toEqual(['place in delivery']);
});

test('an export holds in clear what the person gave', async () => {
  await using database = await testDatabase();
  const { id } = await filled(database);
  const of = async (who: string) =>
    JSON.stringify(await exportedOf(database.db, await personBy(database.db, id(who)), ...features));
  const [cara, ben] = [await of('cara'), await of('ben')];
  for (const said of [canaries.place, canaries.answer]) expect(cara).toContain(said);
  for (const said of [canaries.first, canaries.concern]) expect(ben).toContain(said);
  expect(cara + ben).not.toContain('s1.');
});

test('what stands in another row, or another column, is not read', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await filled(database);
  const rows = await db.select().from(delivery);
  const [one] = rows.filter(({ effect }) => JSON.stringify(effect).includes('"secret"'));
  const effects = await effectsOf(db, one ? [one, { ...one, id: newId(begins) }] : []);
  const [own, moved] = [...effects.values()].map(({ message }) => plain(message));
  expect(own).not.toContain('Cannot be read any more');
  expect(moved).toContain('Cannot be read any more');
  const [acted] = await db.select().from(action);
  expect(acted && exactPlaceOf(acted)).toBe(canaries.place);
  expect(acted && exactPlaceOf({ ...acted, id: newId(begins) })).toContain('Cannot be read any more');
});

test('a name is taken out of what is sealed, which is sealed again', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId, people } = await seed(db);
  const subject = newId(begins);
  await db.transaction(async (tx) => {
    const act = { tx, now: begins };
    const message = { text: text`At ${secret('Odette Zephyr’s barn')}.`, blocks: [] };
    const to = { kind: 'person', personId: people.get('ben') ?? '' } as const;
    await tell(act, kind, { coalitionId, subject, to, message });
    const gone = { name: 'Odette Zephyr', instead: 'somebody', own: [subject], isShared: false };
    await renameWaiting(act, { coalitionId, ...gone });
  });
  expect(await told(database)).toBe('At somebody’s barn.');
  expect((await dump(db)).filter((row) => row.text.includes('somebody’s barn'))).toEqual([]);
});

test('a mass send keeps its secret words sealed, also when it is told again to those who came later', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId } = await seed(db);
  const subject = newId(begins);
  const audience = sql`select id, zone from person where coalition_id = ${coalitionId}`;
  const message = { text: text`At ${secret(canaries.place)}.`, blocks: [] };
  const send = () =>
    db.transaction((tx) => tellAll({ tx, now: begins }, kind, { coalitionId, subject, audience, message }));
  await send();
  await db.update(broadcast).set({ message: null });
  await send();
  expect(await db.$count(broadcast)).toBe(1);
  expect(await inClear(database)).toEqual([]);
  expect((await told(database)).split('\n')[0]).toBe(`At ${canaries.place}.`);
});

test('after a change of the secret everything is sealed anew, and the one before is not needed', async () => {
  await using database = await testDatabase();
  const { db, store } = database;
  const { register } = await filled(database);
  const before = await told(database);
  // As an earlier version left it: in clear.
  await db.update(action).set({ exactPlace: canaries.place });
  unlockWith([next, now]);
  const first = await resealAll(store, features, quietLog);
  expect(first?.anew).toBeGreaterThan(7);
  expect(first?.unreadable).toBe(0);
  expect(await resealAll(store, features, quietLog)).toEqual({ anew: 0, unreadable: 0 });
  unlockWith([next]);
  expect(await resealAll(store, features, quietLog)).toEqual({ anew: 0, unreadable: 0 });
  expect(await inClear(database)).toEqual([]);
  expect(await told(database)).toBe(before);
  expect(await register.token('T1')).toBe(canaries.token);
});

test('with the secret before missing nothing is lost: it says how much does not open, and reads again with it', async () => {
  await using database = await testDatabase();
  const { store } = database;
  const { register } = await filled(database);
  const before = await told(database);
  unlockWith([next]);
  const found = await resealAll(store, features, quietLog);
  expect(found?.anew).toBe(0);
  expect(found?.unreadable).toBeGreaterThan(7);
  expect(await register.token('T1')).toBeUndefined();
  expect(await told(database)).toContain('Cannot be read any more');
  unlockWith([next, now]);
  expect(await told(database)).toBe(before);
});

test('a token that was sealed before there was a vault is read, and sealed anew', async () => {
  await using database = await testDatabase();
  const { db, store } = database;
  const register = createRegister({ db, clock: manualClock(begins.toString()), platform: 'slack' });
  // HKDF-SHA-256 of the secret above with “installation tokens”, AES-256-GCM, “slack:T9” as additional data.
  const sealedToken = '-gvdokjjhCiDznchT7N0p-qeoAgkphjUCVG6he2we9mkEO9Ib8w';
  await db
    .insert(tables.installation)
    .values({ platform: 'slack', tenant: 'T9', sealedToken, installedAt: begins });
  expect(await register.token('T9')).toBe('xoxb-older');
  expect(await resealAll(store, features, quietLog)).toEqual({ anew: 1, unreadable: 0 });
  const [row] = await db.select().from(tables.installation).where(eq(tables.installation.tenant, 'T9'));
  expect(row?.sealedToken).toMatch(/^s1\./);
  expect(await register.token('T9')).toBe('xoxb-older');
  expect(await register.token('T8')).toBeUndefined();
});

test('what is sealed is what the list of what is kept says', () => {
  const names = sealedColumns(features).map(([, column]) => column.name);
  const json = ['answer', 'ask', 'payload', 'values'];
  expect(names.toSorted()).toEqual(['address', 'address', 'exact_place', 'words', ...json].toSorted());
  expect(sealText({ column: 'action.exact_place', row: 'x' }, '')).toBe('');
});

test('after a lost secret a changed action keeps its exact place, unless another is written', async () => {
  await using database = await testDatabase();
  const { db } = database;
  await filled(database);
  const as = <T>(run: Parameters<typeof asJoined<T>>[3]) =>
    asJoined(db, begins.add({ minutes: 2 }), { account: 'cara', tenant: 'clearwater' }, run);
  const one = async () => {
    const [row] = await db.select().from(action);
    if (!row) throw new Error('no action');
    return row;
  };
  const written = (exact: string) => ({
    ...{ title: 'Clean-up', what: 'We clean.', when: begins.add({ hours: 24 * 4 }), place: 'Dubuque' },
    ...{ exact, tactic: 'care' as const, audience: 'coalition' as const },
  });
  expect(filledIn(await one(), '', 'UTC')).toMatchObject({ exact: canaries.place });
  unlockWith([next]);
  const { id: actedId, ...row } = await one();
  const { exact } = filledIn({ id: actedId, ...row }, '', 'UTC');
  expect(exact).toBe('');
  // Nothing is news: the place that nobody can read is the one it was.
  expect(await as((context) => editAction(context, actedId, written('')))).toMatchObject({ told: 0 });
  unlockWith([now]);
  expect(exactPlaceOf(await one())).toBe(canaries.place);
  await db.update(action).set({ state: 'draft' });
  unlockWith([next]);
  await as((context) => changeDraft(context, actedId, written('')));
  unlockWith([now]);
  expect(exactPlaceOf(await one())).toBe(canaries.place);
  // What opens can be emptied, and what does not can be written anew.
  await as((context) => changeDraft(context, actedId, written('')));
  expect((await one()).exactPlace).toBe('');
  await as((context) => changeDraft(context, actedId, written('a barn')));
  unlockWith([next]);
  await as((context) => changeDraft(context, actedId, written('a mill')));
  expect(exactPlaceOf(await one())).toBe('a mill');
});

test('after a lost secret a name is taken out of what can be read, and the rest stays sealed as it is', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { coalitionId, people } = await seed(db);
  const subject = newId(begins);
  const act = (tx: Parameters<typeof unname>[0]['tx']) => ({ tx, now: begins });
  const json = JSON.stringify({ name: 'Odette Zephyr' }, undefined, 2);
  const file = { kind: 'file', name: 'weft.json', type: 'application/json', text: json } as const;
  const message = { text: text`Odette Zephyr: ${secret('Odette Zephyr’s barn')}.`, blocks: [file] };
  const to = { kind: 'person', personId: people.get('ben') ?? '' } as const;
  const audience = sql`select id, zone from person where coalition_id = ${coalitionId}`;
  await db.transaction(async (tx) => {
    await tell(act(tx), kind, { coalitionId, subject, to, message });
    await tellAll(act(tx), kind, { coalitionId, subject: newId(begins), audience, message });
  });
  const gone = { name: 'Odette Zephyr', instead: 'somebody', own: [subject], isShared: false };
  unlockWith([next]);
  await db.transaction((tx) => unname(act(tx), { coalitionId, ...gone }));
  expect(JSON.stringify(await db.select().from(delivery))).not.toContain('Odette');
  unlockWith([now]);
  const back = await db.select().from(delivery).orderBy(delivery.position);
  const told = (await effectsOf(db, back)).get(back[0]?.id ?? '')?.message;
  expect(told?.text.map((part) => ('words' in part ? part.words : ''))).toEqual([
    'somebody: ',
    'Odette Zephyr’s barn',
    '.',
  ]);
  expect(told?.blocks).toEqual([file]);
  // With the secret it is found, in the file too.
  await db.transaction((tx) => unname(act(tx), { coalitionId, ...gone }));
  const fresh = await db.select().from(delivery).orderBy(delivery.position);
  expect(JSON.stringify([...(await effectsOf(db, fresh)).values()][0])).not.toContain('Odette');
});

test('what does not open is not sent, alone, to many or in a bundle, and says why', async () => {
  await using on = await stage();
  const message = { text: text`At ${secret(canaries.place)}.`, blocks: [] };
  await on.say('one', { occurrence: 'sealed', message });
  await on.say('two', { occurrence: 'plain' });
  const bundled = (await on.say('three', { occurrence: 'bundled', message })) ?? '';
  await on.db.update(delivery).set({ state: 'bundled' }).where(eq(delivery.id, bundled));
  const audience = sql`select id, zone from person where id = ${on.people[1]}`;
  const { coalitionId, subject } = on;
  await on.db.transaction((tx) =>
    tellAll({ tx, now: on.clock.now() }, plainKind, {
      ...{ coalitionId, subject, occurrence: 'many', audience, message },
    }),
  );
  unlockWith([next]);
  const [row] = await on.db.select().from(delivery).where(eq(delivery.id, bundled));
  const take = () => on.db.transaction((tx) => takeBundled({ tx, now: on.clock.now() }, row?.personId ?? ''));
  expect(await take()).toEqual([]);
  await on.worker.drain();
  const ends = (await on.rows()).map(({ occurrence, state, code }) => [occurrence, state, code]);
  expect(ends).toEqual([
    ['sealed', 'refused', 'unreadable'],
    ['plain', 'sent', null],
    ['bundled', 'bundled', null],
    ['many', 'refused', 'unreadable'],
  ]);
  expect(on.seen()).toEqual(['two']);
  unlockWith([now]);
  expect(await take()).toHaveLength(1);
});

/** What somebody is typing, in each of its cells. */
const typed = {
  payload: { kind: 'typed', text: canaries.place } as Incoming,
  answer: { message: { text: literal(canaries.answer), blocks: [] }, place: 'private' },
  values: { exact: canaries.place },
  ask: { field: 'person', options: [{ id: '1', label: canaries.first }] },
} as const;

/** An event and a form that hold it, sealed under the secret of now or, as an earlier version did, in clear. */
async function typing({ db }: TestDatabase, how: 'sealed' | 'clear'): Promise<void> {
  const id = newId(begins.add({ seconds: how === 'clear' ? 0 : 1 }));
  const { payload, answer, values, ask } = typed;
  const event = (column: 'payload' | 'answer') => eventCell(column, 'slack', how);
  const isSealed = how === 'sealed';
  const whose = { platform: 'slack', tenant: 'T1', account: 'U1' } as const;
  await db.insert(inbox).values({
    ...{ ...whose, key: how, state: 'received', receivedAt: begins },
    payload: isSealed ? sealJson(event('payload'), payload) : payload,
    answer: isSealed ? sealJson(event('answer'), answer) : answer,
  });
  await db.insert(form).values({
    ...{ ...whose, id, sealed: false, createdAt: begins },
    source: { kind: 'command', topic: 'action', verb: 'announce' },
    values: isSealed ? sealJson(formCell('values', id), values) : values,
    ask: isSealed ? sealJson(formCell('ask', id), ask) : ask,
  });
}

/** What those rows hold, as far as it opens. */
async function typedIn({ db }: TestDatabase): Promise<readonly unknown[]> {
  const events = await db.select().from(inbox).orderBy(inbox.key);
  const forms = await db.select().from(form).orderBy(form.id);
  return [
    ...events.map(({ key, payload, answer }) => ({
      payload: payload && openJson(eventCell('payload', 'slack', key), payload),
      answer: answer && openJson(eventCell('answer', 'slack', key), answer),
    })),
    ...forms.map(({ id, values, ask }) => ({
      values: values && openJson(formCell('values', id), values),
      ask: ask && openJson(formCell('ask', id), ask),
    })),
  ];
}

test('what is being typed is sealed anew too, also what an earlier version left in clear', async () => {
  await using database = await testDatabase();
  const { store } = database;
  await typing(database, 'sealed');
  expect(await inClear(database)).toEqual([]);
  await typing(database, 'clear');
  expect((await inClear(database)).toSorted()).toEqual([
    ...['answer in inbox', 'first in form', 'place in form', 'place in inbox'],
  ]);
  unlockWith([next]);
  const { payload, answer, values, ask } = typed;
  const clear = [
    { payload, answer },
    { values, ask },
  ];
  // Without the secret before, what is in clear is sealed all the same.
  expect(await resealAll(store, features, quietLog)).toEqual({ anew: 4, unreadable: 4 });
  expect(await inClear(database)).toEqual([]);
  expect(await typedIn(database)).toEqual([clear[0], {}, clear[1], {}]);
  unlockWith([next, now]);
  expect(await resealAll(store, features, quietLog)).toEqual({ anew: 4, unreadable: 0 });
  unlockWith([next]);
  expect(await resealAll(store, features, quietLog)).toEqual({ anew: 0, unreadable: 0 });
  expect(await typedIn(database)).toEqual([clear[0], clear[0], clear[1], clear[1]]);
});

test('of more messages than one statement goes through each that holds something sealed is found', async () => {
  await using database = await testDatabase();
  const { db, store } = database;
  const { coalitionId } = await seed(db);
  const many = 2_500;
  await db.execute(sql`insert into delivery
      (id, coalition_id, kind, subject, recipient, effect, unasked, lane, due_at, expires_at, created_at)
    select lpad(to_hex(i), 32, '0')::uuid, ${coalitionId}::uuid, 'test.told', lpad(to_hex(i), 32, '0')::uuid, 'x',
      '{"kind": "post", "message": {"text": [{"words": "kind: secret"}], "blocks": []}}', false, 3, t, t, t
    from generate_series(1, ${many}::int) as i, (select ${begins.toString()}::timestamptz as t) as begins`);
  const rows = await db.select({ id: delivery.id }).from(delivery).orderBy(delivery.id).limit(many);
  const said = { text: text`At ${secret(canaries.place)}.`, blocks: [] };
  const file = { kind: 'file', name: 'weft.json', type: 'application/json', text: canaries.first } as const;
  const attached = { text: literal('Yours.'), blocks: [file] };
  const holds = [0, 999, 1_000, 2_499].map((at) => rows[at]?.id ?? '');
  for (const [at, id] of holds.entries())
    await db
      .update(delivery)
      .set({ effect: { kind: 'post', message: at % 2 === 0 ? said : attached } })
      .where(eq(delivery.id, id));
  const sent = { id: newId(begins), coalitionId, kind: 'test.told', subject: coalitionId, message: said };
  await db.insert(broadcast).values({ ...sent, expiresAt: begins, createdAt: begins });
  expect(await resealAll(store, features, quietLog)).toEqual({ anew: holds.length + 1, unreadable: 0 });
  expect(await inClear(database)).toEqual([]);
});

test('after a lost secret a form that was open is refused, a fresh one works, and everything can be deleted', async () => {
  await using on = await openStage('playground');
  const cara = on.as('cara');
  await cara.types('profile edit');
  await cara.fills({ name: 'Cara', offers: canaries.place });
  const isHers = eq(form.account, on.account('cara'));
  unlockWith([next]);
  await cara.fills({ place: 'Omaha' });
  expect(await cara.sees()).toContain('cannot be read any more');
  const keeps = async () => (await on.db.select().from(form).where(isHers)).filter((one) => one.values);
  expect(await keeps()).toHaveLength(1);
  await cara.types('privacy delete');
  await cara.fills({ sure: 'delete' });
  expect((await on.db.select().from(form)).filter(({ account, values }) => account !== '' || values)).toEqual(
    [],
  );
  const [person] = await on.db
    .select()
    .from(tables.person)
    .where(eq(tables.person.id, on.seeded.people.get('cara') ?? ''));
  expect(person?.name).toBe('');
});
