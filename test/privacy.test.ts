import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { and, eq, inArray, isNotNull, like, ne, or } from 'drizzle-orm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { plain } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { inboxTables } from '#inbox/index.ts';
import { keptBlock, suggestion } from '#introductions/tables.ts';
import { createPrivacy, erasePerson, heldOf, keptBy, replayDeletions, whoseRows } from '#privacy/index.ts';
import { deletion } from '#privacy/tables.ts';
import { createSchedule } from '#schedule/index.ts';
import { readDeletions, writeDeletion } from '../src/privacy/deletions.ts';
import { writeDownDue } from '../src/privacy/write-down.ts';
import { answerTo, idOf, messagesTo, offers } from './stories/introducing.ts';
import { onlyAgreed, opens } from './stories/pulsing.ts';
import { dump } from './support/dump.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { openStage, type StageOf } from './support/stage/index.ts';

/** Somebody changes what they agree to, as they would. */
async function agrees(stage: StageOf, who: string, given: Readonly<Record<string, string | boolean>>) {
  await stage.as(who).types('privacy consents');
  await stage.as(who).fills(given);
}

/** From noon in Chicago to the evening, when what is not urgent waits for the morning. */
const untilNight = { hours: 10 };
const untilNoon = { hours: 14 };

/** How many of these a person got. */
const got = (stage: StageOf, who: string, kind: string) =>
  stage.db.$count(
    delivery,
    and(eq(delivery.personId, idOf(stage, who)), like(delivery.kind, kind), eq(delivery.state, 'sent')),
  );
const waiting = (stage: StageOf, who: string, kind: string) =>
  stage.db.$count(
    delivery,
    and(
      eq(delivery.personId, idOf(stage, who)),
      like(delivery.kind, kind),
      inArray(delivery.state, ['due', 'bundled', 'sending']),
    ),
  );

/** What is written while a consent stands, and waits for the morning: by consent, for whom, and how it comes about. */
const written = {
  suggested: {
    kind: 'intro.offer',
    who: 'cara',
    withdrawal: { suggested: false },
    write: async (stage: StageOf) => await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']),
  },
  amplify: {
    kind: 'amplify.ask',
    who: 'cara',
    withdrawal: { amplify: false },
    async write(stage: StageOf) {
      await agrees(stage, 'cara', { amplify: true });
      const elena = stage.as('elena');
      await elena.types('amplify request');
      await elena.fills({
        link: 'https://river.example/hearing',
        tactic: 'meeting',
        ask: 'Come.',
        urgent: 'no',
      });
      await elena.fills({ first: 'The hearing is on Thursday.', second: '', third: '', languages: '' });
      await elena.fills({ ends: 'in 5 days', hours: '' });
      await elena.presses('Post it');
      await stage.pass({ minutes: 2 });
    },
  },
  pulse: {
    kind: 'pulse.open',
    who: 'cara',
    withdrawal: { pulse: false },
    async write(stage: StageOf) {
      await onlyAgreed(stage, [...stage.seeded.people.keys()]);
      await opens(stage);
    },
  },
} as const;

describe.each(Object.entries(written))(
  '%s',
  { timeout: 60_000 },
  (_consent, { kind, who, withdrawal, write }) => {
    test.each(['withdrawn', 'kept'] as const)('%s between writing and sending', async (what) => {
      await using stage = await openStage('playground');
      await stage.pass(untilNight);
      await write(stage);
      expect(await waiting(stage, who, kind)).toBe(1);
      if (what === 'withdrawn') {
        await agrees(stage, who, withdrawal);
        // At once: nothing of it waits any more.
        expect(await waiting(stage, who, kind)).toBe(0);
      }
      await stage.pass(untilNoon);
      expect(await got(stage, who, kind)).toBe(what === 'withdrawn' ? 0 : 1);
      expect(stage.problems()).toEqual([]);
    });
  },
);

test.each(['withdrawn', 'kept'] as const)(
  'how to be reached, %s between writing and sending: nobody on Discord is written to who did not ask for it',
  { timeout: 60_000 },
  async (what) => {
    await using stage = await openStage('discord');
    await agrees(stage, 'cara', { reach: 'direct' });
    await stage.pass(untilNight);
    await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
    expect(await waiting(stage, 'cara', 'intro.offer')).toBe(1);
    if (what === 'withdrawn') await agrees(stage, 'cara', { reach: 'nothing' });
    await stage.pass(untilNoon);
    expect(await messagesTo(stage, 'cara', 'direct')).toHaveLength(what === 'withdrawn' ? 0 : 1);
    expect(stage.problems()).toEqual([]);
  },
);

test('who may find somebody is what they said last, and a suggestion ends with the consent to it', async () => {
  await using stage = await openStage('playground');
  const findsCara = async () => {
    await stage.as('ben').types('find people barn');
    return (await answerTo(stage, 'ben')).includes('Cara Lindqvist');
  };
  await stage.as('ana').types('intro queue');
  const suggested = () =>
    stage.db.$count(suggestion, inArray(suggestion.firstId, [idOf(stage, 'cara')])).then(async (first) => {
      const second = await stage.db.$count(suggestion, eq(suggestion.secondId, idOf(stage, 'cara')));
      return first + second;
    });
  expect(await findsCara()).toBe(true);
  expect(await suggested()).toBeGreaterThan(0);
  await agrees(stage, 'cara', { found: 'nobody' });
  expect(await findsCara()).toBe(false);
  expect(await suggested()).toBeGreaterThan(0);
  await agrees(stage, 'cara', { suggested: false });
  expect(await suggested()).toBe(0);
});

test.each(['deletes', 'hides', 'stays'] as const)(
  'what waits in the name of somebody who %s names them only if it may',
  { timeout: 60_000 },
  async (what) => {
    await using stage = await openStage('playground');
    await stage.pass(untilNight);
    await written.amplify.write(stage);
    const lead = async () => {
      const [row] = await stage.db
        .select()
        .from(delivery)
        .where(and(eq(delivery.personId, idOf(stage, 'cara')), eq(delivery.kind, 'amplify.ask')));
      return row?.effect ? plain(row.effect.message).split('\n')[0] : undefined;
    };
    expect(await lead()).toContain('Elena Cruz, Mothers for Clean Taps, asks you');
    if (what === 'hides') await agrees(stage, 'elena', { found: 'weavers' });
    if (what === 'deletes') await deletes(stage, 'elena', true);
    await stage.pass(untilNoon);
    const [asked] = await messagesTo(stage, 'cara', 'direct');
    const names = { deletes: 'somebody who left', hides: 'a member', stays: 'Elena Cruz' };
    expect(asked?.text).toContain(`${names[what]}, Mothers for Clean Taps, asks you`);
  },
);

test.each(['post', 'buttons', 'Elena Cruz'])(
  'whoever is called %s takes nothing from what others are told by deleting or hiding',
  { timeout: 60_000 },
  async (name) => {
    await using stage = await openStage('playground');
    await stage.db
      .update(tables.person)
      .set({ name })
      .where(eq(tables.person.id, idOf(stage, 'rosa')));
    await stage.pass(untilNight);
    await written.amplify.write(stage);
    const effects = () =>
      stage.db
        .select({ id: delivery.id, effect: delivery.effect })
        .from(delivery)
        .where(and(ne(delivery.kind, 'privacy.unsay'), isNotNull(delivery.effect)))
        .orderBy(delivery.position);
    const isRosas = or(eq(delivery.personId, idOf(stage, 'rosa')), eq(delivery.subject, idOf(stage, 'rosa')));
    const rosas = await stage.db.select({ id: delivery.id }).from(delivery).where(isRosas);
    const others = async () => (await effects()).filter((row) => rosas.every(({ id }) => id !== row.id));
    const before = await others();
    expect(before.length).toBeGreaterThan(0);
    await agrees(stage, 'rosa', { found: 'members' });
    await agrees(stage, 'rosa', { found: 'nobody' });
    expect(await others()).toEqual(before);
    await deletes(stage, 'rosa');
    expect(await others()).toEqual(before);
    await stage.pass(untilNoon);
    expect(await got(stage, 'cara', 'amplify.ask')).toBe(1);
    expect((await messagesTo(stage, 'cara', 'direct'))[0]?.text).toContain(
      'Elena Cruz, Mothers for Clean Taps',
    );
    expect(stage.problems()).toEqual([]);
  },
);

/** Somebody deletes everything, as they would. */
async function deletes(stage: StageOf, who: string, keep = false) {
  await stage.as(who).types('privacy delete');
  await stage.as(who).fills({ keep, sure: 'delete' });
  expect(await answerTo(stage, who)).toContain('Deleted.');
}

async function comesBack(stage: StageOf, who: string, name: string): Promise<string> {
  await stage.as(who).types('coalition join');
  await stage.as(who).fills({ name });
  await stage.as(who).fills({});
  await stage.as(who).fills({ suggested: true, found: 'members' });
  const [row] = await stage.db.select().from(tables.person).where(eq(tables.person.name, name));
  if (!row) throw new Error(`${who} did not come back`);
  return row.id;
}

test.each([
  ['who blocked', 'cara', 'Cara again', 'Ben Okafor'],
  ['who was blocked', 'ben', 'Ben again', 'Cara Lindqvist'],
  ['who blocked an organisation', 'cara', 'Cara again', 'Ben Okafor'],
  ['nobody', 'cara', 'Cara again', 'Ben Okafor'],
] as const)(
  'a block stays when they delete and come back: %s',
  { timeout: 60_000 },
  async (which, who, again, other) => {
    await using stage = await openStage('playground');
    const isBlocked = which !== 'nobody';
    if (isBlocked) {
      const whom = which === 'who blocked an organisation' ? 'organisation:"Delta Legal Aid"' : 'Ben Okafor';
      await stage.as('cara').types(`intro block ${whom}`);
      expect(await stage.db.select().from(tables.block)).not.toEqual([]);
    }
    await deletes(stage, who);
    expect((await stage.db.$count(keptBlock)) > 0).toBe(isBlocked);
    await comesBack(stage, who, again);
    const left = (await stage.db.select().from(tables.block)).filter(
      ({ personId, blockedPersonId }) =>
        personId === idOf(stage, who) || blockedPersonId === idOf(stage, who),
    );
    expect(left).toEqual([]);
    // It is one like any other again, and remembered no longer.
    expect((await stage.db.select().from(tables.block)).length > 0).toBe(isBlocked);
    expect(await stage.db.$count(keptBlock)).toBe(0);
    // For the weaver it looks as ever; nobody is told, and it lapses.
    await offers(stage, 'ana', [again, other]);
    expect(await answerTo(stage, 'ana')).toContain('Offered to');
    await stage.pass({ hours: 1 });
    const offered = await stage.db.select().from(delivery).where(eq(delivery.kind, 'intro.offer'));
    expect(offered).toHaveLength(isBlocked ? 0 : 2);
    expect(stage.problems()).toEqual([]);
  },
);

/** A folder that goes with the test. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'weft-deletions-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a deletion is a line in a file that can be read again; half a line is none', async () => {
  const path = join(folder(), 'deeper', 'deletions');
  expect(await readDeletions(path)).toEqual([]);
  const one = {
    at: Temporal.Instant.from('2027-05-12T17:00:00Z'),
    personId: '0192f3a0-0000-7000-8000-000000000001',
    keep: true,
  };
  await writeDeletion(path, one);
  await writeDeletion(path, { ...one, keep: false });
  expect(readFileSync(path, 'utf8')).toBe(
    `2027-05-12T17:00:00Z ${one.personId} keep\n2027-05-12T17:00:00Z ${one.personId} all\n`,
  );
  expect(await readDeletions(path)).toEqual([one, { ...one, keep: false }]);
  writeFileSync(path, `${readFileSync(path, 'utf8')}2027-05-12T17:00:00Z 0192f3`);
  await writeDeletion(path, one);
  // What a crash cut off spoils no line after it.
  expect((await readDeletions(path)).length).toBe(3);
  for (const at of ['2027-13-45T99:00:00Z', 'Z', '2027-05-12Z'])
    writeFileSync(path, `${readFileSync(path, 'utf8')}${at} ${one.personId} keep\n`);
  await writeDeletion(path, one);
  expect(await readDeletions(path)).toEqual([one, { ...one, keep: false }, one, one]);
});

test('what was deleted is written down by due work, tried again until it is, and once', async () => {
  await using stage = await openStage('playground');
  const at = folder();
  await deletes(stage, 'rosa', true);
  const id = idOf(stage, 'rosa');
  const tick = (path: string) =>
    createSchedule({
      ...{ store: stage.database.store, clock: stage.clock, random: () => 0.5 },
      ...{ log: { info() {}, warn() {}, error() {} }, dues: [writeDownDue(path)] },
    }).tick();
  const rows = () => stage.db.select().from(deletion);
  expect(await rows()).toMatchObject([{ personId: id, keep: true, writtenAt: null }]);
  writeFileSync(join(at, 'no-folder'), '');
  await tick(join(at, 'no-folder', 'deletions'));
  expect(await rows()).toMatchObject([{ writtenAt: null }]);
  stage.clock.advance({ hours: 2 });
  await tick(join(at, 'deletions'));
  expect(await rows()).toMatchObject([{ writtenAt: stage.clock.now() }]);
  await tick(join(at, 'deletions'));
  const [moment] = await rows();
  expect(readFileSync(join(at, 'deletions'), 'utf8')).toBe(`${moment?.at} ${id} keep\n`);
});

test('whoever is named in the file and is there again, as after a restore, is deleted again, the last operator too', async () => {
  await using stage = await openStage('playground');
  const path = join(folder(), 'deletions');
  const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys });
  const [at, gone, kept] = [stage.clock.now(), idOf(stage, 'jonas'), idOf(stage, 'rosa')];
  await stage.db.delete(tables.role).where(eq(tables.role.role, 'weaver'));
  const replay = () => replayDeletions(stage.db, { path, now: stage.clock.now(), features });
  // Without the file nobody goes: this is what a restore brings back.
  expect(await replay()).toBe(0);
  const name = async (id: string) =>
    (await stage.db.select().from(tables.person).where(eq(tables.person.id, id)))[0]?.name;
  expect(await name(gone)).not.toBe('');
  const canary = (await name(gone)) ?? '';
  await writeDeletion(path, { at, personId: gone, keep: false });
  await writeDeletion(path, { at, personId: '0192f3a0-0000-7000-8000-00000000dead', keep: false });
  expect(await replay()).toBe(1);
  expect(await replay()).toBe(0);
  expect(await name(kept)).not.toBe('');
  expect(await stage.db.select().from(deletion)).toMatchObject([{ personId: gone, writtenAt: at }]);
  const rows = (await dump(stage.db)).filter(({ table }) => !table.startsWith('playground'));
  expect(rows.filter(({ text }) => text.includes(canary)).map(({ table }) => table)).toEqual([]);
});

test('after deleting nothing is held of somebody, and before it much is', async () => {
  await using stage = await openStage('playground');
  await stage.as('cara').types('share offer');
  await stage.as('cara').fills({ words: 'A canary in a cage', place: 'Canary Row' });
  await stage.as('ben').types('action list');
  const kept = keptBy(createFeatures({ embedded: true, platforms: ['playground'], pulseKeys }));
  const [person] = await stage.db
    .select()
    .from(tables.person)
    .where(eq(tables.person.id, idOf(stage, 'cara')));
  if (!person) throw new Error('nobody');
  const act = { tx: stage.db, now: stage.clock.now() };
  const whose = await whoseRows(act, person, kept);
  expect(await heldOf(act, whose, kept)).toBeGreaterThan(10);
  await deletes(stage, 'cara');
  await stage.settle();
  expect(await heldOf(act, whose, kept)).toBe(0);
});

test('whoever is suspended can still take and delete what is kept of them, and do nothing else', async () => {
  await using stage = await openStage('playground');
  const cara = stage.as('cara');
  const isCara = eq(tables.person.id, idOf(stage, 'cara'));
  await stage.db.update(tables.person).set({ suspendedAt: stage.clock.now() }).where(isCara);
  await cara.types('home show');
  expect(await answerTo(stage, 'cara')).toContain('suspended');
  await cara.types('privacy consents');
  expect(await cara.form()).toBeUndefined();
  await cara.types('privacy export');
  expect((await messagesTo(stage, 'cara', 'direct')).at(-1)?.text).toContain('everything Weft keeps of you');
  await deletes(stage, 'cara');
  expect(await stage.db.select().from(tables.person).where(isCara)).toMatchObject([{ name: '' }]);
});

test('what came from somebody and was not done yet is done with them: nothing takes it up any more', async () => {
  await using stage = await openStage('playground');
  const { inbox } = inboxTables;
  const [account] = await stage.db
    .select({ external: tables.account.external, tenant: tables.space.tenant })
    .from(tables.account)
    .innerJoin(tables.space, eq(tables.space.id, tables.account.spaceId))
    .where(eq(tables.account.personId, idOf(stage, 'cara')));
  const row = { platform: 'playground', state: 'received', receivedAt: stage.clock.now() } as const;
  const sender = { account: '', name: '' };
  for (const [key, one] of [
    ['of-cara', account?.external ?? ''],
    ['of-another', 'somebody-else'],
  ] as const)
    await stage.db.insert(inbox).values({
      ...{ ...row, key, tenant: account?.tenant ?? '', account: one },
      payload: { kind: 'typed', platform: 'playground', key, tenant: '', sender, text: '' } as never,
    });
  await deletes(stage, 'cara');
  const left = await stage.db.select().from(inbox).where(like(inbox.key, 'of-%')).orderBy(inbox.key);
  expect(left.map(({ key, state, payload }) => [key, state, payload === null])).toEqual([
    ['of-another', 'received', false],
    ['of-cara', 'done', true],
  ]);
});

test('whoever is about to leave is told what leaving does not delete, and what does', async () => {
  await using stage = await openStage('playground');
  await stage.as('cara').types('coalition leave');
  expect((await stage.as('cara').form())?.intro).toContain('/weft privacy delete');
  await stage.as('cara').fills({ keep: false });
  await stage.as('cara').types('privacy delete');
  expect(await stage.as('cara').form()).toBeUndefined();
});

test('what is kept comes at once to whoever asks, whatever they chose for other messages', async () => {
  await using stage = await openStage('playground');
  const cara = stage.as('cara');
  await cara.types('profile notifications');
  await cara.presses('Change one');
  await cara.fills({ kind: 'what is kept of you, when you ask for it', manner: 'never' });
  // Nobody chooses how it comes; what was once chosen counts no more.
  expect(await cara.form()).toBeDefined();
  const one = {
    personId: idOf(stage, 'cara'),
    coalitionId: stage.seeded.coalitionId,
    kind: 'privacy.export',
  };
  await stage.db.insert(tables.notification).values({ ...one, manner: 'never' });
  await cara.types('privacy export');
  const direct = await cara.latest();
  expect(direct).toMatchObject({ where: 'direct' });
  expect([direct?.buttons.includes('Why this?'), direct?.buttons.includes('Less of this')]).toEqual([
    true,
    false,
  ]);
});

test('what is kept comes as the answer where no direct message would come, or others could read it', async () => {
  await using stage = await openStage('discord');
  const cara = stage.as('cara');
  const { account, consent } = tables;
  const personId = idOf(stage, 'cara');
  const reach = async (answer?: 'direct' | 'thread') => {
    const isReach = and(eq(consent.personId, personId), eq(consent.kind, 'reach'));
    await stage.db.delete(consent).where(isReach);
    const { coalitionId } = stage.seeded;
    const one = { personId, coalitionId, kind: 'reach', decidedAt: stage.clock.now() } as const;
    if (answer) await stage.db.insert(consent).values({ ...one, answer });
  };
  const comes = async () => {
    await stage.pass({ minutes: 2 });
    await cara.types('privacy export');
    await stage.settle();
    return (await cara.latest())?.where;
  };
  for (const [said, where] of [
    [undefined, 'private'],
    ['thread', 'private'],
    ['direct', 'direct'],
  ] as const) {
    await reach(said);
    expect([said, await comes()]).toEqual([said, where]);
  }
  await stage.db.update(account).set({ closedAt: stage.clock.now() }).where(eq(account.personId, personId));
  expect(await comes()).toBe('private');
  expect((await cara.latest())?.text).toContain('Save it now');
});

test('nobody is erased by half: what fails leaves everything as it was', async () => {
  await using stage = await openStage('playground');
  const broken = {
    ...createPrivacy({ features: () => [], deletions: undefined }),
    left: async () => {
      throw new Error('broken');
    },
  };
  const [person] = await stage.db
    .select()
    .from(tables.person)
    .where(eq(tables.person.id, idOf(stage, 'cara')));
  if (!person) throw new Error('nobody');
  const erase = stage.db.transaction((tx) =>
    erasePerson({ tx, now: stage.clock.now() }, person, { keep: false, features: [broken] }),
  );
  await expect(erase).rejects.toThrow('broken');
  expect(await stage.db.select().from(tables.person).where(eq(tables.person.id, person.id))).toEqual([
    person,
  ]);
  expect(await stage.db.select().from(deletion)).toEqual([]);
});
