import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { writeCalendar } from '#calendars/index.ts';
import { type Attempt, type Effect, file, type Log, literal, message, type Platform } from '#chat/index.ts';
import {
  forgetPlaces,
  forgetRemoved,
  type Kind,
  tell,
  unname,
  unsay,
  withdrawUnwanted,
} from '#delivery/index.ts';
import { broadcast, delivery, pace } from '#delivery/tables.ts';
import { createDiscord } from '#platforms/discord/index.ts';
import { perform as onPlayground } from '#platforms/playground/perform.ts';
import { createSlack, slackManifest } from '#platforms/slack/index.ts';
import { systemClock } from '#time/index.ts';
import { plainKind, stage } from './support/delivery.ts';
import { startDiscord } from './support/discord/index.ts';
import { startSlack } from './support/slack/index.ts';

const quiet: Log = { info() {}, warn() {}, error() {} };
const removal: Kind = {
  ...plainKind,
  name: 'test.removal',
  lane: 3,
  keepFor: { days: 7 },
  sent: forgetRemoved,
  failed: forgetRemoved,
};

/** A coalition in which Ana gets messages, and then deletes what is kept of her. */
async function openRoom(given: Parameters<typeof stage>[0] = {}) {
  const room = await stage({ kinds: [plainKind, removal], ...given });
  const [ana = '', ben = ''] = room.people;
  const act = <Result>(work: Parameters<typeof room.db.transaction<Result>>[0]) => room.db.transaction(work);
  const now = () => room.clock.now();
  return {
    ...room,
    ...{ ana, ben },
    erases: () =>
      act(async (tx) => await unsay({ tx, now: now() }, removal, { id: ana, coalitionId: room.coalitionId })),
    says: (occurrence: string, words: string, to = ana) =>
      room.say(words, { occurrence, to: { kind: 'person', personId: to } }),
    did: () =>
      room.platform.arrived.map(({ attempt: { effect } }) =>
        'posted' in effect ? `${effect.kind} ${effect.posted}` : effect.kind,
      ),
  };
}

test('what stands with somebody is taken away, what waits for them is not sent, and no row says where it stood', async () => {
  await using room = await openRoom();
  await room.says('1', 'First.');
  await room.says('2', 'To Ben.', room.ben);
  await room.worker.drain();
  const edited = await room.act.tx.select().from(delivery).limit(1);
  await room.say('', {
    to: { kind: 'delivered', deliveryId: edited[0]?.id ?? '' },
    message: message(literal('Changed.')),
  });
  await room.worker.drain();
  await room.says('3', 'Waits.');
  expect(await room.erases()).toBe(1);
  await room.worker.drain();
  expect(room.did()).toEqual(['post', 'post', 'edit m1', 'remove m1']);
  const rows = await room.rows();
  expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent', 'cancelled', 'sent']);
  const [first, bens, edit, , taken] = rows;
  for (const row of [first, taken])
    expect(row).toMatchObject({ effect: null, address: null, conversation: null, posted: null });
  expect(edit?.effect).toBeNull();
  expect(bens).toMatchObject({ posted: 'm2', effect: { kind: 'post' } });
  // Erased once more, as after a restore, nothing is taken away twice.
  expect(await room.erases()).toBe(0);
});

test('what is under way arrives first and is then taken away', async () => {
  await using room = await openRoom();
  room.platform.script('arrives and hangs');
  await room.says('1', 'Under way.');
  const working = room.worker.drain();
  await expect.poll(() => room.did()).toEqual(['post']);
  expect(await room.erases()).toBe(1);
  expect(room.did()).toEqual(['post']);
  room.platform.release();
  await working;
  await expect
    .poll(
      async () => {
        await room.worker.drain();
        return room.did();
      },
      { timeout: 5000 },
    )
    .toEqual(['post', 'remove m1']);
  // Of what never arrived nothing is taken away, and its text goes too.
  await room.says('2', 'Refused.');
  room.platform.script({ kind: 'unclear', code: 'timeout' });
  room.platform.readable = false;
  await room.worker.drain();
  await room.erases();
  await expect
    .poll(
      async () => {
        await room.worker.drain();
        return (await room.rows()).every(({ effect, endedAt }) => effect === null && endedAt !== null);
      },
      { timeout: 5000 },
    )
    .toBe(true);
  expect(room.did()).toEqual(['post', 'remove m1']);
});

test('what nobody knew of is looked for again, and taken away where it is found', async () => {
  await using room = await openRoom();
  const { platform } = room;
  platform.readable = false;
  platform.script('arrives unclear', 'lost unclear');
  await room.says('1', 'Arrived.');
  await room.says('2', 'Lost.');
  for (let times = 0; times < 20; times += 1) await room.worker.drain();
  expect(await room.states()).toEqual(['uncertain', 'uncertain']);
  platform.readable = true;
  expect(await room.erases()).toBe(2);
  await expect
    .poll(
      async () => {
        await room.worker.drain();
        return await room.states();
      },
      { timeout: 8000 },
    )
    .toEqual(['sent', 'cancelled', 'sent', 'cancelled']);
  expect(room.did()).toEqual(['post', 'remove m1']);
  expect((await room.rows()).map(({ effect }) => effect)).toEqual([null, null, null, null]);
});

test('a removal is the last word: no later change brings a message back, and a lost answer only repeats it', async () => {
  await using room = await openRoom();
  const id = await room.says('1', 'Stands.');
  await room.worker.drain();
  await room.erases();
  await room.say('', {
    ...{ occurrence: 'later', to: { kind: 'delivered', deliveryId: id ?? '' } },
    message: message(literal('Back again.')),
  });
  room.platform.script('arrives unclear');
  await room.worker.drain();
  await room.worker.drain();
  expect(room.did()).toEqual(['post', 'remove m1', 'remove m1']);

  // The control: without a removal the change goes out.
  const other = await room.says('2', 'Stands too.', room.ben);
  await room.worker.drain();
  await room.say('', {
    ...{ occurrence: 'later', to: { kind: 'delivered', deliveryId: other ?? '' } },
    message: message(literal('Changed.')),
  });
  await room.worker.drain();
  expect(room.did().at(-1)).toMatch(/^edit /);
});

test('what is taken away waits at a gate of its own, and holds up nobody else', async () => {
  await using room = await openRoom({
    pace: {
      playground: { conversation: { every: 60_000, burst: 20 }, removal: { every: 60_000, burst: 3 } },
    },
  });
  for (let at = 0; at < 5; at += 1) await room.says(String(at), `Message ${at}.`);
  await room.worker.drain();
  await room.erases();
  await room.says('after', 'To Ben.', room.ben);
  await room.worker.drain();
  const done = room.did();
  expect(done.filter((one) => one.startsWith('remove'))).toHaveLength(3);
  expect(done.filter((one) => one === 'post')).toHaveLength(6);
  const waiting = (await room.rows()).filter(({ state }) => state === 'due');
  expect(waiting.map(({ gate }) => gate)).toEqual(Array(2).fill('playground T1  removal'));
});

test('a name leaves what others were told: ended texts go, and in what waits other words stand in its place', async () => {
  await using room = await openRoom();
  const { clock, coalitionId } = room;
  const own = '0192f3a0-0000-7000-8000-0000000000aa';
  await room.say('Ana joined.', { subject: own, to: { kind: 'person', personId: room.ben } });
  await room.says('2', 'Bananas are here.', room.ben);
  await room.worker.drain();
  const later = { dueAt: clock.now().add({ hours: 1 }), expiresAt: clock.now().add({ hours: 2 }) };
  const wait = (occurrence: string, ...parts: readonly string[]) =>
    room.say('', {
      ...{ occurrence, ...later, to: { kind: 'person', personId: room.ben } },
      message: message(parts.flatMap((part) => literal(part))),
    });
  await wait('3', 'Meet ', 'Ana', ' on Saturday.');
  await wait('4', 'The Ana river rose.');
  await room.say('', {
    ...{ subject: own, occurrence: '5', ...later, to: { kind: 'person', personId: room.ben } },
    message: message(literal('Ana, River Science, asks Bananas and Ana.')),
  });
  await room.db.transaction((tx) =>
    unname(
      { tx, now: clock.now() },
      { ...{ coalitionId, name: 'Ana', instead: 'somebody who left' }, own: [own], isShared: false },
    ),
  );
  const texts = (await room.rows()).map(({ effect }) =>
    effect ? effect.message.text.map((part) => ('words' in part ? part.words : '')).join('') : undefined,
  );
  expect(texts).toEqual([
    undefined,
    'Bananas are here.',
    'Meet somebody who left on Saturday.',
    'The Ana river rose.',
    'somebody who left, River Science, asks Bananas and somebody who left.',
  ]);
  // A name that means something in a pattern means only itself.
  await room.db.transaction((tx) =>
    unname(
      { tx, now: clock.now() },
      { coalitionId, name: 'A.*a', instead: 'x', own: [own], isShared: false },
    ),
  );
  expect((await room.rows()).map(({ effect }) => effect === null)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(await room.db.select().from(broadcast)).toEqual([]);
});

test('what is no longer wanted is withdrawn at once, also from a bundle, and the rest stays', async () => {
  let wanted: readonly string[] = ['1', '2', '3'];
  const asked: Kind = {
    ...plainKind,
    name: 'test.asked',
    wanted: async (_act, { occurrence }) => wanted.includes(occurrence),
  };
  await using room = await openRoom({ kinds: [plainKind, removal, asked] });
  const { clock, ana, coalitionId } = room;
  const later = { dueAt: clock.now().add({ hours: 1 }), expiresAt: clock.now().add({ hours: 9 }) };
  const say = (occurrence: string, kind: Kind) =>
    room.say('Words.', { occurrence, ...later, to: { kind: 'person', personId: ana } }, kind);
  for (const one of ['1', '2', '3']) await say(one, asked);
  await say('0', plainKind);
  await room.db.update(delivery).set({ state: 'bundled' }).where(eq(delivery.occurrence, '3'));
  const withdrawn = (where = coalitionId) =>
    room.db.transaction((tx) =>
      withdrawUnwanted({ tx, now: clock.now() }, { id: ana, coalitionId: where }, [plainKind, asked]),
    );
  expect(await withdrawn()).toBe(0);
  wanted = ['1'];
  expect(await withdrawn(randomUUID())).toBe(0);
  expect(await withdrawn()).toBe(2);
  expect(await room.states()).toEqual(['due', 'cancelled', 'cancelled', 'due']);
  // Wanted again, what was withdrawn stays so.
  wanted = ['1', '2', '3'];
  clock.advance({ hours: 2 });
  await room.worker.drain();
  expect(room.did()).toEqual(['post', 'post']);
});

test('gates whose keys are accounts are forgotten, and no others', async () => {
  await using room = await openRoom({ pace: { playground: { conversation: { every: 1, burst: 1 } } } });
  await room.says('1', 'One.');
  await room.says('2', 'Two.', room.ben);
  await room.worker.drain();
  const keys = async () => (await room.db.select().from(pace)).map(({ key }) => key);
  const account = room.ana.slice(-6);
  expect(await keys()).toContain(`playground T1 ${account}`);
  await room.db.transaction((tx) =>
    forgetPlaces({ tx, now: room.clock.now() }, [{ platform: 'playground', tenant: 'T1', ids: [account] }]),
  );
  expect(await keys()).not.toContain(`playground T1 ${account}`);
  expect(await keys()).toContain(`playground T1 ${room.ben.slice(-6)}`);
});

const attempt = (address: Attempt['address'], effect: Effect): Attempt => ({
  ...{ key: randomUUID(), address, effect, attempt: 0 },
});

/** Says something to a person and takes it away; what they see in between and after. */
async function sayAndRemove(
  platform: Platform,
  person: { readonly tenant: string; readonly account: string },
  more: Partial<Extract<Effect, { kind: 'post' }>> = {},
) {
  const to = { kind: 'person', ...person, reach: 'direct' } as const;
  const post = { kind: 'post', message: message(literal('For Ada alone.')), ...more } as const;
  const sent = await platform.perform(attempt(to, post));
  if (sent.kind !== 'sent') throw new Error(sent.code);
  const from = { kind: 'channel', tenant: person.tenant, channel: sent.conversation } as const;
  const remove = () => platform.perform(attempt(from, { kind: 'remove', posted: sent.posted, files: true }));
  return { sent, remove };
}

const twoFiles = message(
  literal('Everything.'),
  file({ name: 'weft.md', type: 'text/markdown', text: '# Ada' }),
  file({ name: 'weft.json', type: 'application/json', text: '{}' }),
);

async function onSlack() {
  const scopes = slackManifest({ topics: [] }).oauth_config.scopes.bot;
  const slack = await startSlack({ team: { scopes } });
  const { botToken, appToken, apiUrl } = slack;
  const platform = createSlack({
    mode: { mode: 'socket', botToken, appToken, apiUrl },
    register: { present: async () => {}, gone: async () => {}, token: async () => botToken },
    ...{ draw: async () => new Uint8Array(), write: writeCalendar, log: quiet, clock: systemClock },
  });
  await platform.start({ take: async () => ({ kind: 'repeat' }), look: async () => [] });
  const ada = slack.addPerson({ name: 'Ada' });
  return {
    ...{ slack, platform, ada, person: { tenant: slack.teamId, account: ada.id } },
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await slack[Symbol.asyncDispose]();
      expect(slack.violations).toEqual([]);
    },
  };
}

test('Slack: a direct message goes, with the files in its thread, and again is no failure', async () => {
  await using here = await onSlack();
  const { slack, platform, ada, person } = here;
  const { remove } = await sayAndRemove(platform, person, { message: twoFiles });
  const standing = () => slack.dm(ada);
  expect(standing().length).toBeGreaterThan(0);
  expect(slack.files().filter(({ deleted }) => deleted !== true)).toHaveLength(2);
  slack.fail('chat.delete', { error: 'ratelimited' });
  expect(await remove()).toMatchObject({ kind: 'later', scope: 'conversation' });
  expect(await remove()).toMatchObject({ kind: 'sent' });
  expect(standing()).toEqual([]);
  expect(slack.files().filter(({ deleted }) => deleted !== true)).toEqual([]);
  expect(await remove()).toMatchObject({ kind: 'sent' });
  slack.fail('chat.delete', { error: 'internal_error' });
  const plain = await sayAndRemove(platform, person);
  expect(await plain.remove()).toMatchObject({ kind: 'unclear' });
  expect(
    await platform.readBack(
      attempt(
        { kind: 'channel', tenant: person.tenant, channel: 'D1' },
        { kind: 'remove', posted: '1.2', files: false },
      ),
    ),
  ).toMatchObject({ kind: 'later' });
  expect(standing()).toHaveLength(1);
  expect(await plain.remove()).toMatchObject({ kind: 'sent' });
  expect(standing()).toEqual([]);
});

async function onDiscord() {
  const discord = await startDiscord();
  const guild = discord.addGuild({ name: 'River coalition' });
  const ada = discord.addPerson({ name: 'Ada', guilds: [guild] });
  const platform = createDiscord({
    ...{
      token: discord.token,
      apiUrl: discord.apiUrl,
      clock: systemClock,
      tree: { commands: [] },
      log: quiet,
    },
    ...{ draw: async () => new Uint8Array(), write: writeCalendar },
    register: { present: async () => {}, gone: async () => {}, token: async () => undefined },
  });
  await platform.start({ take: async () => ({ kind: 'repeat' }), look: async () => [] });
  return {
    ...{ discord, guild, ada, platform },
    async stop() {
      await platform.stop();
      await discord[Symbol.asyncDispose]();
    },
  };
}

test('Discord: a direct message goes with its files, and again is no failure', async () => {
  const { discord, guild, ada, platform, stop } = await onDiscord();
  try {
    const standing = () => discord.dm(ada);
    const { remove } = await sayAndRemove(
      platform,
      { tenant: guild.id, account: ada.id },
      { message: twoFiles },
    );
    expect(standing()[0]?.files).toHaveLength(2);
    discord.fail('DELETE /channels/{channel_id}/messages/{message_id}', { status: 500 });
    expect((await remove()).kind).toBe('unclear');
    expect(standing()).toHaveLength(1);
    expect(await remove()).toMatchObject({ kind: 'sent' });
    expect(standing()).toEqual([]);
    expect(await remove()).toMatchObject({ kind: 'sent' });
    expect(discord.violations).toEqual([]);
  } finally {
    await stop();
  }
});

test('where a message stood is forgotten in its own coalition alone', async () => {
  await using room = await openRoom();
  const id = (await room.says('1', 'One.')) ?? '';
  await room.worker.drain();
  const forgets = async (coalitionId: string) => {
    await room.db.transaction((tx) =>
      forgetRemoved({ tx, now: room.clock.now() }, { id, edits: null, coalitionId }),
    );
    return (await room.rows()).map(({ posted }) => posted !== null);
  };
  expect(await forgets(randomUUID())).toEqual([true]);
  expect(await forgets(room.coalitionId)).toEqual([false]);
});

test('an effect of no known kind is refused everywhere, and ends so', async () => {
  const effect = { kind: 'somebody who left', message: message(literal('Words.')) } as unknown as Effect;
  const known = { kind: 'post', message: message(literal('Words.')) } as const;
  const bug = { kind: 'refused', why: 'bug' };
  await using here = await onSlack();
  const person = { kind: 'person', ...here.person, reach: 'direct' } as const;
  expect(await here.platform.perform(attempt(person, effect))).toMatchObject(bug);
  expect(await here.platform.perform(attempt(person, known))).toMatchObject({ kind: 'sent' });
  expect(here.slack.dm(here.ada)).toHaveLength(1);

  await using room = await openRoom();
  const spaces = [{ tenant: 'T1', name: 'One', channels: [{ id: 'C1', name: 'all' }] }];
  const world = { name: 'River', zone: 'UTC', spaces, people: [], story: [] };
  const inside = { ...{ db: room.db, clock: room.clock }, world };
  const channel = { kind: 'channel', tenant: 'T1', channel: 'C1' } as const;
  expect(await onPlayground(inside, attempt(channel, effect))).toMatchObject(bug);
  expect(await onPlayground(inside, attempt(channel, known))).toMatchObject({ kind: 'sent' });

  const discord = await onDiscord();
  try {
    const ada = { ...person, tenant: discord.guild.id, account: discord.ada.id };
    expect(await discord.platform.perform(attempt(ada, effect))).toMatchObject(bug);
    expect(await discord.platform.perform(attempt(ada, known))).toMatchObject({ kind: 'sent' });
    expect(discord.discord.dm(discord.ada)).toHaveLength(1);
  } finally {
    await discord.stop();
  }
});

test('a removal that has not the right form is refused, and told twice it is one', async () => {
  await using room = await openRoom();
  const id = (await room.says('1', 'One.')) ?? '';
  const telling = {
    ...{ coalitionId: room.coalitionId, subject: id, message: message([]) },
    to: { kind: 'removed', deliveryId: id, files: false },
  } as const;
  const twice = await room.db.transaction(async (tx) => {
    const act = { tx, now: room.clock.now() };
    return [await tell(act, removal, telling), await tell(act, removal, telling)];
  });
  expect(twice.map((one) => one === undefined)).toEqual([false, true]);
  await using here = await onSlack();
  const wrong = attempt(
    { kind: 'person', ...here.person, reach: 'direct' },
    { kind: 'remove', posted: '1.2', files: false },
  );
  expect(await here.platform.perform(wrong)).toMatchObject({ kind: 'refused', why: 'bug' });
});
