import { eq, isNotNull } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import {
  createTree,
  declareButtons,
  declareFor,
  type Incoming,
  type Log,
  literal,
  message,
  plain,
  type Reaction,
  Refusal,
} from '#chat/index.ts';
import { createDelivery, type Kind, tell } from '#delivery/index.ts';
import { delivery } from '#delivery/tables.ts';
import { coalition } from '#directory/tables.ts';
import { eventCell, formCell } from '#inbox/cells.ts';
import { formsOf } from '#inbox/forms.ts';
import { createInbox, forgetInbox, type InboxOptions, takeWaiting } from '#inbox/index.ts';
import { form, inbox } from '#inbox/tables.ts';
import { newId, openJson, type Tx, unlockWith } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { dump } from './support/dump.ts';
import { recordingPlatform } from './support/recording-platform.ts';

const secret = 'a secret of at least thirty-two characters';
const another = 'another secret of at least thirty-two characters';
beforeEach(() => unlockWith([secret]));

const quietLog: Log = { info() {}, warn() {}, error() {} };

interface Acting {
  readonly tx: Tx;
  readonly now: Temporal.Instant;
  readonly coalitionId: string;
}

const { command, press, handle } = declareFor<Acting, 'anyone', Tx>();
const buttons = declareButtons('note', 'write', 'add', 'seal');

const kind: Kind = {
  name: 'test.note',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'Notes' },
  keepFor: { hours: 1 },
};

/** Every note that is written changes the coalition's purpose and tells a channel. */
async function write({ tx, now, coalitionId }: Acting, words: string) {
  const [row] = await tx.select().from(coalition).where(eq(coalition.id, coalitionId)).for('update');
  await tx.update(coalition).set({ purpose: `${row?.purpose}${words};` });
  await tell({ tx, now }, kind, {
    coalitionId,
    subject: coalitionId,
    occurrence: newId(now),
    to: { kind: 'delivered', deliveryId: newId(now) },
    message: message(literal(words)),
  });
  if (words === 'refused') throw new Refusal(literal('Not that. Write something else.'));
  if (words === 'bug') throw new Error('a bug with words of a person in it');
  return message(literal(`Noted: ${words}`));
}

const fields = { words: { kind: 'text', label: { en: 'Words' }, required: true, max: 20 } } as const;
const steps = [{ title: { en: 'A note' }, fields }] as const;
const tree = createTree<Acting, 'anyone', Tx>(
  [
    command({
      topic: 'note',
      verb: 'add',
      about: { en: 'Write a note' },
      example: 'note add hello',
      may: 'anyone',
      options: { words: { kind: 'text', label: { en: 'Words' }, required: true, max: 100_000 } },
      run: async (context, { words }) => await write(context, words),
    }),
  ],
  [
    handle(buttons, {
      write: press({
        may: 'anyone',
        steps,
        run: async (context, _subject, { words }) => await write(context, words),
      }),
      add: press({
        may: 'anyone',
        answers: 'instead',
        run: async (context) => await write(context, 'pressed'),
      }),
      seal: press({
        may: 'anyone',
        steps,
        run: async (context, _subject, { words }) => await write(context, words),
      }),
    }),
  ],
);

/** An inbox over the tree above, with a person who types, presses and sends forms. */
async function stage(over: Partial<InboxOptions<Acting, 'anyone'>> = {}) {
  const database = await testDatabase();
  const { db, store } = database;
  const clock = manualClock('2027-03-01T12:00:00Z');
  const platform = recordingPlatform();
  const coalitionId = newId(clock.now());
  await db.insert(coalition).values({ id: coalitionId, name: 'River', createdAt: clock.now() });
  const logged: string[] = [];
  const note = (event: string, fields?: object) => void logged.push(`${event} ${JSON.stringify(fields)}`);
  const options: InboxOptions<Acting, 'anyone'> = {
    store,
    tree,
    clock,
    platforms: [platform],
    log: { info: note, warn: note, error: note },
    desk: (act) => ({
      db: act.tx,
      owner: (context) => ({ coalitionId: context.coalitionId }),
      context: async () => ({ ...act, coalitionId }),
      allow: async () => {},
      isRecipient: () => true,
      language: () => 'en',
      reading: () => ({ language: 'en', moment: () => undefined, written: String, lookup: async () => [] }),
    }),
    onEvent: async () => {},
    look: async () => Array.from({ length: 40 }, (_, n) => ({ id: String(n), label: String(n) })),
    ...over,
  };
  const made = createInbox(options);
  let count = 0;
  const from = (given: string | undefined, account = 'U1') => {
    count += 1;
    const key = given ?? `k${count}`;
    const sender = { account, name: 'Ana', administrator: false };
    return { key, platform: 'playground' as const, tenant: 'T1', sender, reply: { to: key } };
  };
  const { take } = made.intake;
  const type = (text: string, key?: string) => take({ ...from(key), kind: 'typed', text });
  const push = (name: keyof typeof buttons, key?: string) =>
    take({ ...from(key), kind: 'press', press: buttons[name] });
  const send = (id: string, words: string, key?: string, account?: string) =>
    take({ ...from(key, account), kind: 'submit', form: id, given: { words } });
  const purpose = async () => (await db.select().from(coalition))[0]?.purpose;
  const told = async () => (await db.select().from(delivery)).length;
  const rows = () => db.select().from(inbox).orderBy(inbox.receivedAt, inbox.key);
  return {
    ...{ database, db, store, clock, platform, coalitionId, logged, options, ...made },
    ...{ from, type, push, send, purpose, told, rows },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const said = (reaction: Reaction) =>
  reaction.kind === 'answer' ? plain(reaction.answer.message) : reaction.kind;
async function finished(reaction: Reaction) {
  if (reaction.kind !== 'later') throw new Error(`not later: ${said(reaction)}`);
  await reaction.finish();
}
function formId(reaction: Reaction) {
  if (reaction.kind !== 'form') throw new Error(`no form: ${said(reaction)}`);
  return reaction.view.form;
}

test('a command is stored before it is acknowledged, carried out once and answered; its payload is gone then', async () => {
  await using on = await stage();
  const reaction = await on.type('note add hello');
  const [row] = await on.rows();
  const incoming = row?.payload && openJson(eventCell('payload', 'playground', 'k1'), row.payload);
  expect([row?.state, incoming]).toMatchObject(['received', { text: 'note add hello' }]);
  expect(await on.purpose()).toBe('');
  await finished(reaction);
  await finished(reaction);
  expect(await on.purpose()).toBe('hello;');
  expect(on.platform.answers.map(({ reply, answer }) => [reply, plain(answer.message)])).toEqual([
    [{ to: 'k1' }, 'Noted: hello'],
  ]);
  expect(await on.rows()).toMatchObject([
    { state: 'done', payload: null, answer: null, coalitionId: on.coalitionId },
  ]);
});

test('a redelivered or replayed event changes nothing twice, also at the same moment', async () => {
  await using on = await stage();
  const all = await Promise.all([1, 2, 3].map(() => on.type('note add hello', 'same')));
  expect(all.map((one) => one.kind).sort()).toEqual(['later', 'repeat', 'repeat']);
  for (const one of all) if (one.kind === 'later') await one.finish();
  expect((await on.type('note add hello', 'same')).kind).toBe('repeat');
  expect(await on.purpose()).toBe('hello;');
  const id = formId(await on.push('write'));
  const sent = await Promise.all([1, 2].map(() => on.send(id, 'form', 'once')));
  expect(sent.map((one) => said(one)).sort()).toEqual(['Noted: form', 'repeat']);
  expect(await on.purpose()).toBe('hello;form;');
});

test('the control: without the key a redelivered event is done again', async () => {
  await using on = await stage();
  await finished(await on.type('note add hello', 'same'));
  await on.db.delete(inbox);
  await finished(await on.type('note add hello', 'same'));
  expect(await on.purpose()).toBe('hello;hello;');
});

test('a refusal is said privately and leaves nothing, now or later', async () => {
  await using on = await stage();
  await finished(await on.type('note add refused'));
  expect(on.platform.answers.map(({ answer }) => plain(answer.message))).toEqual([
    'Not that. Write something else.',
  ]);
  const id = formId(await on.push('write'));
  expect(said(await on.send(id, 'refused'))).toBe('Not that. Write something else.');
  expect(await on.purpose()).toBe('');
  expect(await on.told()).toBe(0);
  // The form was not used up: it can be sent with something else.
  expect(said(await on.send(id, 'better'))).toBe('Noted: better');
  expect(await on.told()).toBe(1);
});

test('a bug is told with a reference that is in the log, without anybody’s words, and leaves nothing', async () => {
  await using on = await stage();
  await finished(await on.type('note add bug', 'k'));
  const answer = on.platform.answers.map((one) => plain(one.answer.message)).join();
  const reference = /[0-9a-f]{8}$/.exec(answer)?.[0] ?? 'none';
  expect(on.logged.join()).toContain(reference);
  expect(on.logged.join()).not.toContain('words of a person');
  expect(await on.purpose()).toBe('');
  expect(await on.told()).toBe(0);
  expect((await on.type('note add bug', 'k')).kind).toBe('repeat');
});

test('what a person does, the mark in the inbox and what others are told commit together', async () => {
  await using on = await stage();
  await finished(await on.type('note add hello'));
  expect([await on.purpose(), await on.told(), (await on.rows())[0]?.state]).toEqual(['hello;', 1, 'done']);
  const worker = createDelivery({
    store: on.store,
    clock: on.clock,
    platforms: [on.platform],
    kinds: [kind],
    manner: async (_act, turns) => turns.map(() => ({ kind: 'refuse', code: 'nobody' })),
    log: quietLog,
  });
  await worker.drain();
  expect((await on.db.select().from(delivery))[0]?.state).toBe('cancelled');
});

test('a form sent twice meets its used-up instance, and somebody else’s form is nobody’s', async () => {
  await using on = await stage();
  const id = formId(await on.push('write'));
  expect(said(await on.send(id, 'stolen', undefined, 'U2'))).toContain('too old');
  expect(said(await on.send(id, 'one'))).toBe('Noted: one');
  expect(said(await on.send(id, 'one'))).toContain('Already sent');
  expect(said(await on.send('no form', 'one'))).toContain('too old');
  expect(await on.purpose()).toBe('one;');
  expect(await on.db.select().from(form)).toMatchObject([{ values: null, account: 'U1' }]);
});

test('an invalid field comes back with everything typed so far', async () => {
  await using on = await stage();
  const id = formId(await on.push('write'));
  const wrong = await on.send(id, 'far too long for twenty characters');
  expect(wrong).toMatchObject({ kind: 'errors', errors: { words: expect.stringContaining('Too long') } });
  const again = await on.intake.take({ ...on.from(undefined), kind: 'resume', form: id });
  expect(again).toMatchObject({
    kind: 'form',
    view: { fields: [{ value: 'far too long for twenty characters' }] },
  });
  expect(said(await on.send(id, 'short'))).toBe('Noted: short');
});

test('a line of 40,000 characters is refused clearly, and one that PostgreSQL cannot keep is kept without', async () => {
  await using on = await stage();
  expect(said(await on.type(`note add ${'x'.repeat(40_000)}`, 'long'))).toMatch(
    /^Too long: 40009 characters/,
  );
  expect((await on.type('note add short', 'long')).kind).toBe('repeat');
  await finished(await on.type('note add a\0b\uD800c'));
  expect(await on.purpose()).toBe('ab\uFFFDc;');
});

test('after a restart what was stored is carried out, by one process only', async () => {
  await using on = await stage();
  await on.type('note add hello');
  const other = createInbox(on.options);
  expect(await other.resume({ seconds: 10 })).toBe(0);
  await Promise.all([on.resume(), other.resume()]);
  expect(await on.purpose()).toBe('hello;');
  expect(on.platform.answers).toHaveLength(1);
  expect(await on.resume()).toBe(0);
});

test('an answer that comes too late waits for its person and for nobody else', async () => {
  await using on = await stage();
  on.platform.tooLate = true;
  await finished(await on.push('add'));
  const who = { platform: 'playground', account: 'U1', tenant: 'T1' } as const;
  const act = { tx: on.db, now: on.clock.now() };
  expect(await takeWaiting(act, { ...who, account: 'U2' })).toEqual([]);
  expect(await takeWaiting(act, { ...who, tenant: 'T2' })).toEqual([]);
  const taken = await takeWaiting(act, who);
  expect(taken.map(({ answer }) => [answer.place, plain(answer.message)])).toEqual([
    ['instead', 'Noted: pressed'],
  ]);
  expect(await takeWaiting(act, who)).toEqual([]);
});

test('an event of a space is tried again until it succeeds, and given up after eight tries', async () => {
  let tries = 0;
  let works = false;
  await using on = await stage({
    async onEvent({ tx }) {
      tries += 1;
      await tx.update(coalition).set({ purpose: 'half' });
      if (!works) throw new Error('a bug');
    },
  });
  const event = (key: string): Incoming => ({ ...on.from(key), kind: 'event', event: 'bot added' });
  await finished(await on.intake.take(event('one')));
  expect(await on.purpose()).toBe('');
  works = true;
  await on.resume();
  expect([tries, await on.purpose()]).toEqual([2, 'half']);
  works = false;
  await finished(await on.intake.take(event('two')));
  while ((await on.resume()) > 0);
  expect(tries).toBe(10);
  expect((await on.rows()).map((row) => [row.state, row.payload])).toEqual([
    ['done', null],
    ['done', null],
  ]);
});

test('what is sealed leaves no row that says who, what or when', async () => {
  await using on = await stage({
    sealed: (source) => source.kind === 'press' && source.press === buttons.seal,
  });
  on.clock.set('2027-03-01T12:34:56Z');
  const id = formId(await on.push('seal'));
  expect(await on.send(id, 'a secret that is far too long')).toMatchObject({ kind: 'errors' });
  expect(said(await on.send(id, 'secret'))).toBe('Noted: secret');
  expect(await on.rows()).toEqual([]);
  const [row] = await on.db.select().from(form);
  expect(row).toMatchObject({ id, account: '', tenant: '', values: null, usedAt: null });
  expect(row?.createdAt.toString()).toBe('2027-03-01T00:00:00Z');
});

test('whoever counts is told of each thing that came in, of its acknowledgement, and of nothing sealed', async () => {
  const came: string[] = [];
  const acknowledged: boolean[] = [];
  await using on = await stage({
    sealed: (source) => source.kind === 'press' && source.press === buttons.seal,
    watch: {
      came: ({ kind, reaction, ms }) => void came.push(`${kind} ${reaction} ${ms >= 0}`),
      acknowledged: ({ saved }) => void acknowledged.push(saved),
    },
  });
  const acknowledge = (reaction: Reaction | undefined) => on.intake.acknowledged?.('playground', reaction, 1);
  acknowledge(await on.type('note add hello', 'same'));
  acknowledge(await on.type('note add hello', 'same'));
  const form = await on.push('write');
  acknowledge(form);
  acknowledge(await on.send(formId(form), 'words'));
  const told = [...came];
  expect(told).toEqual(['typed later true', 'typed repeat true', 'press form true', 'submit answer true']);
  expect(acknowledged).toEqual([true, true, true, true]);
  const sealed = await on.push('seal');
  acknowledge(sealed);
  acknowledge(await on.send(formId(sealed), 'secret'));
  expect(came).toEqual(told);
  expect(acknowledged).toHaveLength(4);
  await on.store.close();
  await expect(on.type('note add hello')).rejects.toThrow();
  acknowledge(undefined);
  expect([came.at(-1), acknowledged.at(-1)]).toEqual(['typed failed true', false]);
});

test('what is sealed is not noted even when it is far too long', async () => {
  await using on = await stage({ sealed: (source) => source.kind === 'command' });
  expect(said(await on.type(`note add ${'x'.repeat(40_000)}`))).toContain('Noted');
  expect(said(await on.type('note add wrods:"x"'))).toContain('There is no');
  expect(await on.rows()).toEqual([]);
});

test('a database that is away makes the door say so', async () => {
  await using on = await stage();
  await on.store.close();
  await expect(on.type('note add hello')).rejects.toThrow();
});

test('payloads and answers are kept a day, keys a week', async () => {
  await using on = await stage({ onEvent: async () => {} });
  on.platform.tooLate = true;
  await finished(await on.push('add'));
  await on.type('note add never finished');
  formId(await on.push('write'));
  const forget = () => forgetInbox({ tx: on.db, now: on.clock.now() });
  on.clock.advance({ hours: 23 });
  await forget();
  expect(
    (await on.rows()).some((row) => row.payload !== null) && (await on.rows()).some((row) => row.answer),
  ).toBe(true);
  on.clock.advance({ hours: 2 });
  await forget();
  expect((await on.rows()).every((row) => row.payload === null && row.answer === null)).toBe(true);
  on.clock.advance({ hours: 24 });
  await forget();
  expect(await on.db.select().from(form)).toEqual([]);
  on.clock.advance({ hours: 24 * 6 });
  await forget();
  expect(await on.rows()).toEqual([]);
});

test('a look-up shows at most 25 things', async () => {
  await using on = await stage();
  const { sender } = on.from('x');
  const found = await on.intake.look({
    platform: 'playground',
    tenant: 'T1',
    sender,
    of: 'person',
    written: 'a',
  });
  expect(found).toHaveLength(25);
});

const canary = 'Zephyr 4417';
const far = `${canary}, by the old boat ramp`;
const home = { platform: 'playground', account: 'U1', tenant: 'T1' } as const;

/** An event that waits, an answer that waits, and a form half filled in, all with the canary in them. */
async function typing(on: Awaited<ReturnType<typeof stage>>) {
  on.platform.tooLate = true;
  await finished(await on.type(`note add ${canary}`, 'answered'));
  await on.db.delete(delivery);
  await on.db.update(coalition).set({ purpose: '' });
  await on.type(`note add ${canary}`, 'waits');
  const id = formId(await on.push('write', 'opened'));
  expect(await on.send(id, far, 'sent')).toMatchObject({ kind: 'errors' });
  return id;
}

/** The same rows as an earlier version left them: in clear. */
async function inClear({ db }: Awaited<ReturnType<typeof stage>>) {
  for (const { platform, key, payload, answer } of await db.select().from(inbox)) {
    const at = (column: 'payload' | 'answer') => eventCell(column, platform, key);
    const clear = {
      payload: payload && (openJson(at('payload'), payload) ?? null),
      answer: answer && (openJson(at('answer'), answer) ?? null),
    };
    await db.update(inbox).set(clear).where(eq(inbox.key, key));
  }
  for (const { id, values } of await db.select().from(form)) {
    const clear = values && (openJson(formCell('values', id), values) ?? null);
    await db.update(form).set({ values: clear }).where(eq(form.id, id));
  }
}

/** The tables in which the canary stands. */
const holding = async ({ db }: Awaited<ReturnType<typeof stage>>) =>
  (await dump(db)).filter(({ text }) => text.includes(canary)).map(({ table }) => table);

const waiting = async ({ db, clock }: Awaited<ReturnType<typeof stage>>) =>
  (await takeWaiting({ tx: db, now: clock.now() }, home)).map(({ answer }) => plain(answer.message));

test('what came in, an answer that waits and a form half filled in stand in no row in clear, and go on', async () => {
  await using on = await stage();
  const id = await typing(on);
  expect(await holding(on)).toEqual([]);
  expect(await waiting(on)).toEqual([`Noted: ${canary}`]);
  expect(await on.intake.take({ ...on.from('again'), kind: 'resume', form: id })).toMatchObject({
    view: { fields: [{ value: far }] },
  });
  on.platform.tooLate = false;
  await on.resume();
  expect(plain(on.platform.answers.at(-1)?.answer.message ?? message(literal('')))).toBe(`Noted: ${canary}`);
  expect(said(await on.send(id, 'short'))).toBe('Noted: short');
  expect(await on.purpose()).toBe(`${canary};short;`);
});

test('the control: in clear, as an earlier version left them, they are found, and are read all the same', async () => {
  await using on = await stage();
  const id = await typing(on);
  await inClear(on);
  expect((await holding(on)).toSorted()).toEqual(['form', 'inbox', 'inbox']);
  expect(await waiting(on)).toEqual([`Noted: ${canary}`]);
  expect(await on.intake.take({ ...on.from('again'), kind: 'resume', form: id })).toMatchObject({
    view: { fields: [{ value: far }] },
  });
  await on.resume();
  expect(await on.purpose()).toBe(`${canary};`);
  // What is typed from now on is sealed.
  await on.send(id, far);
  await on.db.delete(delivery);
  await on.db.update(coalition).set({ purpose: '' });
  await on.db.update(inbox).set({ answer: null });
  expect(await holding(on)).toEqual([]);
});

test('a question that a form asks is sealed too, and opens in no other column', async () => {
  await using on = await stage();
  const source = { kind: 'command', topic: 'note', verb: 'add' } as const;
  const now = on.clock.now();
  const forms = formsOf({ tx: on.db, now, sealed: () => false, coalitionId: () => on.coalitionId });
  const from = { ...on.from('asked'), kind: 'typed', text: '' } as const;
  const ask = { field: 'words', options: [{ id: '1', label: canary }] };
  const { id } = await forms.open(from, source, { words: canary }, ask);
  expect(await holding(on)).toEqual([]);
  expect(await forms.read(from, id)).toMatchObject({ values: { words: canary }, ask });
  await forms.keep(id, 1, { words: far }, ask);
  expect(await holding(on)).toEqual([]);
  expect(await forms.read(from, id)).toMatchObject({ step: 1, values: { words: far }, ask });
  await on.db.update(form).set({ ask: form.values });
  await expect(forms.read(from, id)).rejects.toThrow(Refusal);
});

test('what was sealed for another row is not carried out, not shown and not gone on with', async () => {
  await using on = await stage();
  const id = await typing(on);
  const other = formId(await on.push('write', 'other'));
  await on.type('note add two', 'second');
  const rows = await on.rows();
  const of = (key: string) => rows.find((row) => row.key === key);
  const [payload, answer] = [of('waits')?.payload ?? null, of('answered')?.answer ?? null];
  await on.db.update(inbox).set({ payload }).where(eq(inbox.key, 'second'));
  await on.db.update(inbox).set({ answer }).where(eq(inbox.key, 'opened'));
  await on.db.update(inbox).set({ answer: null }).where(eq(inbox.key, 'answered'));
  const [typed] = await on.db.select().from(form).where(eq(form.id, id));
  await on.db
    .update(form)
    .set({ values: typed?.values ?? null })
    .where(eq(form.id, other));
  expect(await waiting(on)).toEqual([]);
  expect(said(await on.send(other, 'short'))).toContain('cannot be read any more');
  await on.resume();
  // The one in its own row was.
  expect(await on.purpose()).toBe(`${canary};`);
});

test('under the secret before everything goes on; what is typed then is sealed under the new one', async () => {
  await using on = await stage();
  const id = await typing(on);
  unlockWith([another, secret]);
  expect(await waiting(on)).toEqual([`Noted: ${canary}`]);
  await on.resume();
  expect(await on.purpose()).toBe(`${canary};`);
  expect(await on.send(id, `${far}.`)).toMatchObject({ kind: 'errors' });
  unlockWith([another]);
  expect(await on.intake.take({ ...on.from('again'), kind: 'resume', form: id })).toMatchObject({
    view: { fields: [{ value: `${far}.` }] },
  });
});

test('after a lost secret a form is refused, what cannot be read is said to its sender, and the rest goes on', async () => {
  await using on = await stage();
  const id = await typing(on);
  unlockWith([another]);
  await on.type('note add fresh', 'fresh');
  const refused = said(await on.send(id, 'short'));
  expect(refused).toContain('cannot be read any more');
  expect(refused).toContain('Type the command again');
  expect(await waiting(on)).toEqual([]);
  expect(await on.resume()).toBe(2);
  expect(await on.resume()).toBe(0);
  expect(await on.purpose()).toBe('fresh;');
  expect((await on.rows()).filter((row) => row.state === 'received' || row.payload)).toEqual([]);
  expect(on.logged).toEqual(['event not readable {"platform":"playground"}']);
  expect(on.logged.join()).not.toContain(canary);
  expect((await waiting(on)).toSorted()).toEqual([
    'Not done: what you sent cannot be read any more, because Weft’s secret was changed. Do it again.',
    'Noted: fresh',
  ]);
  // The answer that does not open stays, for as long as it would have waited.
  expect(await on.db.$count(inbox, isNotNull(inbox.answer))).toBe(1);
  unlockWith([secret]);
  expect(await waiting(on)).toEqual([`Noted: ${canary}`]);
  expect(said(await on.send(id, 'short'))).toBe('Noted: short');
});
