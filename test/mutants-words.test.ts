import { expect, test } from 'vitest';
import { literal, message, type PlannedEvent, plain } from '#chat/index.ts';
import { renameWaiting, unname } from '#delivery/index.ts';
import { type Reword, rewordEffect } from '#delivery/reword.ts';
import { broadcast, delivery } from '#delivery/tables.ts';
import { newId } from '#store/index.ts';
import { stage } from './support/delivery.ts';

type On = Awaited<ReturnType<typeof stage>>;

const words = message(literal('hello'));

test('of a message every text is said in other words, labels as labels, and nothing else changes', () => {
  const say: Reword = { words: (text) => `w(${text})`, labels: (text) => `l(${text})` };
  const event: PlannedEvent = {
    ...{ name: 'Rally', about: 'All', where: 'Hall', state: 'planned' },
    ...{ from: '2027-03-01T12:00:00Z', until: '2027-03-01T13:00:00Z' },
  };
  const said = (before: Parameters<typeof rewordEffect>[0]) => rewordEffect(before, say);
  const post = (...blocks: Parameters<typeof rewordEffect>[0]['message']['blocks']) =>
    said({ kind: 'post', message: { text: [], blocks } }).message.blocks;
  const one = (text: string) => [{ kind: 'words' as const, words: text }];
  expect(said({ kind: 'post', message: words, follows: 'f' })).toEqual({
    ...{ kind: 'post', follows: 'f', message: { text: one('w(hello)'), blocks: [] } },
  });
  expect(said({ kind: 'edit', message: words, removes: { files: true } })).toMatchObject({
    ...{ kind: 'edit', removes: { files: true }, message: { text: one('w(hello)') } },
  });
  expect(said({ kind: 'open', accounts: ['U1'], title: 'Two', message: words })).toMatchObject({
    ...{ kind: 'open', accounts: ['U1'], title: 'w(Two)', message: { text: one('w(hello)') } },
  });
  expect(said({ kind: 'event', event, message: words })).toMatchObject({
    kind: 'event',
    event: { ...event, name: 'w(Rally)', about: 'w(All)', where: 'w(Hall)' },
    message: { text: one('w(hello)') },
  });
  const typed = { kind: 'typed', command: '/weft pulse' } as const;
  expect(post({ kind: 'paragraph', text: [...one('a'), typed] })).toEqual([
    { kind: 'paragraph', text: [...one('w(a)'), typed] },
  ]);
  expect(post({ kind: 'quote', words: 'a' })).toEqual([{ kind: 'quote', words: 'w(a)' }]);
  expect(post({ kind: 'quote', words: 'a', by: 'b' })).toEqual([
    { kind: 'quote', words: 'w(a)', by: 'w(b)' },
  ]);
  expect(post({ kind: 'facts', facts: [{ label: 'When', value: one('a') }] })).toEqual([
    { kind: 'facts', facts: [{ label: 'l(When)', value: one('w(a)') }] },
  ]);
  expect(post({ kind: 'items', items: [one('a'), one('b')] })).toEqual([
    { kind: 'items', items: [one('w(a)'), one('w(b)')] },
  ]);
  const button = { press: 'a.b', subject: 's', label: 'Go' } as const;
  expect(post({ kind: 'buttons', buttons: [button] } as never)).toEqual([
    { kind: 'buttons', buttons: [{ ...button, label: 'l(Go)' }] },
  ]);
  const trend = { kind: 'trend', title: 't', labels: ['1'], lines: [{ name: 'n', shares: [0.5] }] } as const;
  expect(post({ kind: 'picture', picture: trend, alt: 'a' })).toEqual([
    {
      ...{ kind: 'picture', alt: 'w(a)' },
      picture: { ...trend, title: 'w(t)', lines: [{ name: 'w(n)', shares: [0.5] }] },
    },
  ]);
  const map = {
    kind: 'map',
    title: 't',
    nodes: [{ label: 'n', community: 0, ties: 1 }],
    edges: [],
    alone: '',
  };
  expect(post({ kind: 'picture', picture: map, alt: 'a' } as never)).toMatchObject([
    { picture: { ...map, title: 'w(t)', nodes: [{ label: 'w(n)', community: 0, ties: 1 }] } },
  ]);
  const calendar = { uid: 'u', sequence: 0, state: 'planned', name: 'n', about: 'a', where: 'x' };
  expect(post({ kind: 'calendar', calendar } as never)).toEqual([
    { kind: 'calendar', calendar: { ...calendar, name: 'w(n)', about: 'w(a)' } },
  ]);
  const file = { kind: 'file', name: 'list.json', type: 'application/json' } as const;
  const json = JSON.stringify({ name: 'Ana', count: 3, tags: ['a'] });
  expect(post({ ...file, text: json })).toEqual([
    { ...file, text: JSON.stringify({ name: 'l(Ana)', count: 3, tags: ['l(a)'] }, undefined, 2) },
  ]);
  expect(post({ ...file, type: 'text/markdown', text: '{}' } as never)).toEqual([
    { ...file, type: 'text/markdown', text: 'l({})' },
  ]);
});

/** What a row or a mass send says after somebody's name was taken out of it; undefined where its text is gone. */
async function unnamed(
  on: On,
  name: string,
  text: string,
  more: { own?: boolean; over?: boolean; ended?: boolean; kinds?: readonly string[] } = {},
) {
  const { own = false, over = false, ended = false, kinds } = more;
  const now = on.clock.now();
  const gone = { coalitionId: on.coalitionId, name, instead: 'somebody', isShared: false };
  const whose = { ...gone, own: own ? [on.subject] : [] };
  await on.db.delete(delivery);
  await on.db.delete(broadcast);
  await on.say(text);
  if (ended) await on.db.update(delivery).set({ state: 'sent', endedAt: now });
  await on.db.insert(broadcast).values({
    ...{ id: newId(now), coalitionId: on.coalitionId, kind: 'test.all', subject: on.subject, createdAt: now },
    ...{ message: message(literal(text)), expiresAt: over ? now : now.add({ seconds: 1 }) },
  });
  await (kinds ? renameWaiting(on.act, whose, kinds) : unname(on.act, whose));
  const [[row], [send]] = [await on.rows(), await on.db.select().from(broadcast)];
  return [row?.effect?.message, send?.message].map((one) => one && plain(one));
}

test('a name goes where it is somebody’s for certain, in messages and in mass sends', async () => {
  await using on = await stage();
  const twice = (text: string | undefined) => [text, text];
  const [may, full] = ['You may. May is near.', 'Here is May Day with a boat.'];
  expect(await unnamed(on, 'May', may)).toEqual(twice(may));
  expect(await unnamed(on, 'May', 'May')).toEqual(twice('somebody'));
  expect(await unnamed(on, 'May', may, { own: true })).toEqual(twice('You may. somebody is near.'));
  expect(await unnamed(on, 'May Day', full)).toEqual(twice(full));
  expect(await unnamed(on, 'May Day', full, { own: true })).toEqual(twice('Here is somebody with a boat.'));
  // What is over loses its text whole, and only where the name is in it for certain.
  const past = { over: true, ended: true };
  expect((await unnamed(on, 'May Day', full, past)).map((text) => text ?? undefined)).toEqual(
    twice(undefined),
  );
  expect((await unnamed(on, 'May', may, { ...past, own: true })).map((text) => text ?? undefined)).toEqual(
    twice(undefined),
  );
  expect(await unnamed(on, 'May', may, past)).toEqual(twice(may));
  expect(await unnamed(on, 'May', 'Mayors meet.', { ...past, own: true })).toEqual(twice('Mayors meet.'));
});

test('signs in a name are signs, and signs alone are no name', async () => {
  await using on = await stage();
  const own = { own: true };
  const [first] = await unnamed(on, 'Ana (they)', 'Ask Ana (they) today.', own);
  expect(first).toBe('Ask somebody today.');
  expect((await unnamed(on, 'A.a', 'A.a met Aba.', own))[0]).toBe('somebody met Aba.');
  expect((await unnamed(on, 'Ana "Boat" Ruiz', 'Ask Ana "Boat" Ruiz.', own))[0]).toBe('Ask somebody.');
  expect((await unnamed(on, '🦀', 'Ask 🦀 today.', own))[0]).toBe('Ask somebody today.');
  for (const name of ['3', '.', '?!'])
    for (const ended of [false, true])
      expect((await unnamed(on, name, '3 ways. ?!', { ...own, ended }))[0]).toBe('3 ways. ?!');
  expect((await unnamed(on, '3', '3 ways.', { ...own, kinds: ['test.plain'] }))[0]).toBe('3 ways.');
});

test('of some kinds only those that wait say another name', async () => {
  await using on = await stage();
  const own = { own: true };
  const text = 'Ask Ana Ruiz.';
  const said = async (more: Parameters<typeof unnamed>[3]) => (await unnamed(on, 'Ana Ruiz', text, more))[0];
  expect(await said({ ...own, kinds: ['test.plain', 'test.other'] })).toBe('Ask somebody.');
  expect(await said({ ...own, kinds: ['test.other'] })).toBe(text);
  expect(await said({ ...own, kinds: ['test.plain'], ended: true })).toBe(text);
});
