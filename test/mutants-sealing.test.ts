import { beforeEach, expect, test, vi } from 'vitest';
import { type Block, type Incoming, literal, message, secret, text } from '#chat/index.ts';
import { changeSealed } from '#delivery/index.ts';
import type { Reword } from '#delivery/reword.ts';
import {
  isReadable,
  isReadableMessage,
  openMessage,
  rewordSealed,
  rewordSealedMessage,
  sealEffect,
  sealMessage,
} from '#delivery/secrets.ts';
import { tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { inbox } from '#inbox/tables.ts';
import { resealAll } from '#privacy/reseal.ts';
import { openJson, openText, openToken, sealText, textIn, unlockWith } from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { begins } from './support/desk.ts';
import { pulseKeys } from './support/pulse-keys.ts';
import { quietLog } from './support/stage/quiet-log.ts';

const now = 'a secret of at least thirty-two characters';
const next = 'another secret of at least thirty-two characters';
const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys });

beforeEach(() => unlockWith([now]));

/** Words in clear, words that are sealed, and a file that is. */
const whole = message(text`Come to ${secret('Quai 12')}.`, {
  ...{ kind: 'file', name: 'weft.md', type: 'text/markdown', text: 'Quai 12' },
} satisfies Block);
const same = (words: string) => words;
const port = (words: string) => words.replace('Quai', 'Port');
const elsewhere: Reword = { words: port, labels: port };

test('what an earlier release sealed opens, and without the secret nothing is sealed', async () => {
  const cell = { column: 'action.exact_place', row: '42' };
  // HKDF-SHA-256 of the secret above with “sealed texts”, AES-256-GCM, the cell’s names as additional data.
  expect(openText(cell, 's1.o7fC32UBCQDMo5ZEGasBi953I9j4tw0bMuWl7SNmDA9feqIHocc_vR-ouZM')).toBe(
    'Café Zürich 12',
  );
  vi.resetModules();
  const locked = await import('#store/vault.ts');
  expect(() => locked.sealText(cell, 'Quai 12')).toThrow('the vault is locked');
  expect(openToken(cell, 'no token')).toBeUndefined();
});

test('what looks like a sealed value and is none is read as it is', () => {
  for (const value of [null, 5, 'x', 'words', { sealed: 5 }, { sealed: null }, { other: 's1.x' }])
    expect([textIn(value), openJson({ column: 'form.values', row: '1' }, value)]).toEqual([
      JSON.stringify(value),
      value,
    ]);
});

test('the text of a mass send opens for its own row and column alone, and other words are put inside the seal', () => {
  const kept = sealMessage('1', whole);
  expect(JSON.stringify(kept)).not.toContain('Quai');
  expect([isReadableMessage('1', kept), isReadableMessage('2', kept)]).toEqual([true, false]);
  // The same words, sealed for a delivery with the same id, are not a mass send’s.
  const delivered = sealEffect('1', { kind: 'post', message: whole });
  expect([isReadable('1', delivered), isReadable('2', delivered)]).toEqual([true, false]);
  expect(isReadableMessage('1', delivered.message)).toBe(false);
  expect(isReadable('1', { kind: 'post', message: kept })).toBe(false);

  const changed = rewordSealedMessage('1', kept, elsewhere);
  expect(openMessage('1', changed)).toEqual(
    message(text`Come to ${secret('Port 12')}.`, {
      ...(whole.blocks[0] as object),
      text: 'Port 12',
    } as Block),
  );
  // What no other words stand for, and what does not open, stays sealed as it is.
  const none: Reword = { words: same, labels: same };
  expect(rewordSealedMessage('1', kept, none)).toEqual(kept);
  expect(rewordSealedMessage('2', kept, elsewhere)).toEqual(kept);
  expect(rewordSealed('1', delivered, none)).toEqual(delivered);
});

test('of what is sealed only what becomes something else is written anew', () => {
  const kept = sealMessage('1', whole);
  expect(changeSealed(kept, () => undefined)).toBeUndefined();
  expect(changeSealed(message(literal('Nothing here is sealed.')), () => 'x')).toBeUndefined();
  let first = true;
  const half = changeSealed(kept, () => {
    const fresh = first ? 'x' : undefined;
    first = false;
    return fresh;
  });
  expect(half).toBeDefined();
  expect(JSON.stringify(half)).toContain('s1.');
});

test('the log says how much was sealed anew and how much does not open, and nothing where that is nothing', async () => {
  await using database = await testDatabase();
  const { db, store } = database;
  const lines: [string, string, unknown][] = [];
  const log = {
    info: (event: string, fields?: object) => lines.push(['info', event, fields]),
    warn: (event: string, fields?: object) => lines.push(['warn', event, fields]),
    error: () => {},
  };
  const { installation } = tables;
  const row = (tenant: string) => ({ platform: 'slack' as const, tenant, installedAt: begins });
  const tokenOf = (tenant: string) =>
    sealText({ column: 'installation.sealed_token', row: `slack:${tenant}` }, 'xoxb');
  await db.insert(installation).values({ ...row('T1'), sealedToken: tokenOf('T1') });
  expect(await resealAll(store, features, log)).toEqual({ anew: 0, unreadable: 0 });
  expect(lines).toEqual([]);

  // One of another row, which no secret opens there.
  await db.insert(installation).values({ ...row('T2'), sealedToken: tokenOf('T1') });
  unlockWith([next, now]);
  const kept = async () => (await db.select().from(installation)).map(({ sealedToken }) => sealedToken);
  const before = await kept();
  // As long as another process is at it, nothing is done and nothing is said; nor where this one is to stop.
  const held = await store.ifFree('reseal', async () => {
    if (store.kind === 'server') expect(await resealAll(store, features, log)).toBeUndefined();
  });
  expect([held, lines, await kept()]).toEqual([true, [], before]);
  expect(await resealAll(store, features, log)).toEqual({ anew: 1, unreadable: 1 });
  expect(lines).toEqual([
    ['info', 'sealed anew', { count: 1 }],
    ['warn', 'sealed under a secret that is not here', { count: 1 }],
  ]);
  expect((await kept()).filter((one) => before.includes(one))).toEqual([before[1]]);
});

test('a token from before there was a vault that no secret here opens is counted, and stays as it is', async () => {
  await using database = await testDatabase();
  const { db, store } = database;
  const { installation } = tables;
  const sealedToken = Buffer.alloc(40, 7).toString('base64url');
  await db.insert(installation).values({ platform: 'slack', tenant: 'T1', installedAt: begins, sealedToken });
  expect(await resealAll(store, features, quietLog)).toEqual({ anew: 0, unreadable: 1 });
  expect((await db.select().from(installation)).map((one) => one.sealedToken)).toEqual([sealedToken]);
});

test('told to stop while a row is written, it leaves the others of the same statement as they are', async () => {
  await using database = await testDatabase();
  const { db, store } = database;
  const payload = { kind: 'typed', text: 'Quai 12' } as Incoming;
  const row = { platform: 'slack', tenant: 'T1', account: 'U1', state: 'received', payload } as const;
  await db.insert(inbox).values(['1', '2', '3'].map((key) => ({ ...row, key, receivedAt: begins })));
  const stop = new AbortController();
  const update = store.db.update.bind(store.db);
  vi.spyOn(store.db, 'update').mockImplementation((table) => {
    stop.abort();
    return update(table);
  });
  expect(await resealAll(store, features, quietLog, stop.signal)).toEqual({ anew: 1, unreadable: 0 });
  expect(
    (await db.select().from(inbox)).filter((one) => one.payload && 'sealed' in one.payload),
  ).toHaveLength(1);
});
