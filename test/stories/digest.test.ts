import { and, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import * as rows from '#digest/tables.ts';
import { tables } from '#directory/index.ts';
import { openStage, type StageOf } from '../support/stage/index.ts';
import { answerTo, idOf, messagesTo, named, offers, onPlatforms } from './introducing.ts';

/** The digests of the operators that somebody got by direct message, oldest first. */
const digestsTo = async (stage: StageOf, who: string) =>
  (await messagesTo(stage, who, 'direct')).filter(({ text }) => text.includes('since the last digest'));

/** What stands under a heading, until the next one or the end. */
const under = (text: string, heading: string, next: string) => text.split(heading)[1]?.split(next)[0] ?? '';

const platformOf = (stage: StageOf) => [...stage.hands.values()][0];

describe.each(named(onPlatforms))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('on Monday at ten operators read what to do next, each press does it, and nothing is said twice', async () => {
    await using stage = await openStage(casting);
    const jonas = stage.as('jonas');
    await stage.pass({ days: 4, hours: 21, minutes: 59 });
    expect(await digestsTo(stage, 'jonas')).toEqual([]);
    await stage.pass({ minutes: 2 });

    const [monday, ...others] = await digestsTo(stage, 'jonas');
    expect(others).toEqual([]);
    expect(await digestsTo(stage, 'priya')).toHaveLength(2);
    expect(await digestsTo(stage, 'mara')).toEqual([]);
    expect(monday?.text).toContain('4 things wait for you in Clearwater.');
    const next = under(monday?.text ?? '', 'Next\n', 'Who came and who left');
    for (const line of [
      'Milo Lopez of Headwaters Fund joined and waits for somebody to vouch for them.',
      'Nobody speaks for the hub Upriver.',
      'Only Mara Whitfield is a principal.',
    ]) {
      expect(next).toContain(line);
      expect(monday?.text.split(line)).toHaveLength(2);
    }
    const vouch = 'I vouch for them';
    expect(monday?.buttons.slice(0, 4)).toEqual([vouch, vouch, 'Add a representative', 'Name a principal']);

    await jonas.presses('Name a principal');
    await jonas.fills({ person: stage.account('dov') });
    expect(await jonas.sees()).toContain('Dov Abrams');
    const held = await stage.db
      .select()
      .from(tables.role)
      .where(and(eq(tables.role.role, 'principal'), eq(tables.role.personId, idOf(stage, 'dov'))));
    expect(held).toHaveLength(1);
    await jonas.presses('Add a representative');
    expect(await jonas.form()).toBeDefined();
    await jonas.presses(vouch);
    const waiting = (await stage.db.select().from(tables.person)).filter(({ vouchedAt }) => !vouchedAt);
    expect(waiting).toHaveLength(1);
    // What else waits still stands there.
    expect(await digestsTo(stage, 'jonas')).toEqual([monday]);

    // A week later nothing of it is said again, though the hub and one newcomer still wait.
    await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
    await stage.pass({ days: 7 });
    const [, again] = await digestsTo(stage, 'jonas');
    expect(again?.text).toContain('Introductions');
    for (const old of ['Next', 'hub Upriver', 'Milo Lopez', 'Paz Olsen', 'principal'])
      expect(again?.text).not.toContain(old);

    // What changed is said: of two operators one is left, and the other gets no digest any more.
    const before = (await digestsTo(stage, 'priya')).length;
    await jonas.types(`role revoke person:${stage.account('priya')} role:operator`);
    await stage.pass({ days: 7 });
    expect((await digestsTo(stage, 'jonas')).at(-1)?.text).toContain('operator');
    expect((await digestsTo(stage, 'jonas')).at(-1)?.buttons[0]).toBe('Name an operator');
    const after = (await digestsTo(stage, 'priya')).slice(before);
    expect(after.filter(({ text }) => !text.includes('for those who connect people'))).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });

  test('a digest with nothing to say is not sent, and its preview says so', async () => {
    await using stage = await openStage(casting);
    const jonas = stage.as('jonas');
    await stage.db.update(tables.person).set({ vouchedAt: stage.clock.now() });
    await stage.pass({ days: 5 });
    const before = await digestsTo(stage, 'jonas');
    await jonas.types('digest preview');
    expect(await answerTo(stage, 'jonas')).toContain('The operators’ digest has nothing new to say.');
    expect(await answerTo(stage, 'jonas')).toContain('An empty digest is not sent.');
    await stage.pass({ days: 7 });
    expect([before.length, (await digestsTo(stage, 'jonas')).length]).toEqual([1, 1]);
    const sent = await stage.db.select().from(rows.digest).where(eq(rows.digest.reader, 'operator'));
    expect(sent.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(stage.problems()).toEqual([]);
  });

  test('a preview is for whoever asks alone, keeps nothing, and is for operators', async () => {
    await using stage = await openStage(casting);
    await stage.as('jonas').types('digest preview');
    const shown = await stage.as('jonas').latest();
    expect(shown?.where).toBe('private');
    expect(shown?.text).toContain('The operators’ digest, as it would be sent now. Only you see this.');
    expect(shown?.text).toContain('4 things wait for you in Clearwater.');
    for (const who of ['priya', 'ana']) expect(await stage.as(who).shown()).toEqual([]);
    // It names people whom only weavers may find: each of them previews their own.
    await stage.as('jonas').types('digest preview weaver');
    expect(await answerTo(stage, 'jonas')).toContain('Only weavers read this');
    await stage.as('ana').types('digest preview');
    expect(await answerTo(stage, 'ana')).toContain('The weavers’ digest, as it would be sent now.');
    for (const line of ['digest preview operator', 'digest send', 'digest schedule']) {
      await stage.as('ana').types(line);
      expect(await answerTo(stage, 'ana')).toContain('Only operators can do this.');
    }
    expect(await stage.db.select().from(rows.shown)).toEqual([]);
    expect(await stage.db.select().from(delivery)).toEqual([]);
    await stage.pass({ days: 5 });
    expect((await digestsTo(stage, 'jonas'))[0]?.text).toContain('4 things wait for you in Clearwater.');
    expect(stage.problems()).toEqual([]);
  });

  test('a digest goes out a minute after it was confirmed, and until then it is taken back', async () => {
    await using stage = await openStage(casting);
    const jonas = stage.as('jonas');
    await jonas.types('digest send');
    expect(await answerTo(stage, 'jonas')).toContain(
      'The operators’ digest goes to 2 people: Jonas Weber and Priya Nair.',
    );
    await jonas.presses('Not now');
    expect(await answerTo(stage, 'jonas')).toContain('Not sent.');
    await jonas.types('digest send');
    await jonas.presses('Send it');
    await stage.pass({ seconds: 59 });
    expect(await digestsTo(stage, 'priya')).toEqual([]);
    await jonas.presses('Undo');
    expect(await answerTo(stage, 'jonas')).toContain('Taken back. Nobody got it.');
    await stage.pass({ minutes: 10 });
    expect(await digestsTo(stage, 'priya')).toEqual([]);

    await jonas.types('digest send');
    await jonas.presses('Send it');
    await stage.pass({ seconds: 61 });
    expect(await digestsTo(stage, 'priya')).toHaveLength(1);
    await jonas.presses('Undo');
    expect(await jonas.sees()).toContain('It is too late: it was sent.');
    expect(await digestsTo(stage, 'jonas')).toHaveLength(1);

    await jonas.types('digest send weaver');
    expect(await answerTo(stage, 'jonas')).toContain(
      'The weavers’ digest goes to 2 people: Ana Reyes and Priya Nair.',
    );
    await stage.pass({ minutes: 61 });
    await jonas.presses('Send it');
    expect(await jonas.sees()).toContain('That was asked more than an hour ago');
    await stage.pass({ minutes: 5 });
    expect(await digestsTo(stage, 'ana')).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });

  test('a digest comes on another day, in another zone, into a channel without names, or never', async () => {
    await using stage = await openStage(casting);
    const jonas = stage.as('jonas');
    const channel = platformOf(stage)?.channel('clearwater', 'actions') ?? '';
    const plan = { which: 'operator', day: '5', hour: 9 };
    await jonas.types('digest schedule');
    await jonas.fills({ ...plan, zone: 'Clearwater time' });
    expect((await jonas.form())?.text).toContain('Not a time zone. Write one like Europe/Berlin');
    await jonas.fills({ ...plan, zone: 'Europe/Berlin', channel });
    expect(await answerTo(stage, 'jonas')).toContain(
      'The operators’ digest comes on Fridays at 09:00 in Europe/Berlin, in the channel you chose.',
    );
    // Nine in Berlin on Friday is two in the morning in Chicago.
    await stage.pass({ days: 1, hours: 14, minutes: 1 });
    const [posted, ...others] = (await messagesTo(stage, 'cara', 'channel')).filter(({ text }) =>
      text.includes('since the last digest'),
    );
    expect(others).toEqual([]);
    expect(posted?.text).toContain('2 people wait for somebody to vouch for them');
    for (const name of ['Milo Lopez', 'Paz Olsen']) expect(posted?.text).not.toContain(name);
    expect(await digestsTo(stage, 'jonas')).toEqual([]);

    await jonas.types('digest schedule');
    await jonas.fills({ which: 'operator', day: 'never' });
    expect(await answerTo(stage, 'jonas')).toContain('The operators’ digest does not come by itself.');
    await stage.pass({ days: 14 });
    expect(await stage.db.select().from(rows.digest).where(eq(rows.digest.reader, 'operator'))).toHaveLength(
      1,
    );
    expect(await digestsTo(stage, 'ana')).toHaveLength(2);
    expect(stage.problems()).toEqual([]);
  });

  test('a digest whose channel is not there comes to each operator, and they read why', async () => {
    await using stage = await openStage(casting);
    const jonas = stage.as('jonas');
    const channel = platformOf(stage)?.channel('clearwater', 'actions') ?? '';
    await jonas.types('digest schedule');
    await jonas.fills({ which: 'operator', day: '5', hour: 9, channel });
    // Somebody deletes it, and nobody has noticed when the digest goes out.
    const gone = { channel: `${channel.slice(0, -4)}9999` };
    await stage.db.update(rows.plan).set(gone).where(eq(rows.plan.reader, 'operator'));
    const { spaceChannel } = tables;
    await stage.db.update(spaceChannel).set(gone).where(eq(spaceChannel.use, 'digest'));
    await stage.pass({ days: 2 });
    expect(await digestsTo(stage, 'priya')).toHaveLength(1);
    expect(await digestsTo(stage, 'jonas')).toHaveLength(1);
    await jonas.types('status show');
    expect(await answerTo(stage, 'jonas')).toContain(
      'The operators’ digest cannot go into the channel chosen for it in Clearwater hall',
    );
    // Chosen anew, it goes there.
    await jonas.types('digest schedule');
    await jonas.fills({ which: 'operator', day: '5', channel });
    await stage.pass({ days: 7 });
    await jonas.types('status show');
    expect(await answerTo(stage, 'jonas')).not.toContain('cannot go into the channel');
    expect(await digestsTo(stage, 'jonas')).toHaveLength(1);
    expect((await messagesTo(stage, 'cara', 'channel')).at(-1)?.text).toContain('since the last digest');
  });

  test('weavers read the three best and connect from there, and who is no weaver any more does not', async () => {
    await using stage = await openStage(casting);
    const ana = stage.as('ana');
    await stage.pass({ days: 5 });
    const [monday] = await digestsTo(stage, 'ana');
    const who = under(monday?.text ?? '', 'Who should meet\n', 'Groups that have not met');
    expect(who).toContain('Ben Okafor and Cara Lindqvist.');
    expect(monday?.buttons.filter((label) => label === 'Offer')).toHaveLength(3);
    await ana.presses('Offer');
    expect(await ana.sees()).toContain('Offered to Ben Okafor and Cara Lindqvist, each separately.');

    await stage.as('jonas').types(`role revoke person:${stage.account('ana')} role:weaver`);
    await stage.pass({ days: 7 });
    expect(await digestsTo(stage, 'ana')).toHaveLength(1);
    expect(stage.problems()).toEqual([]);
  });
});
