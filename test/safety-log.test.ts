import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buttonWire, plain, plainText } from '#chat/index.ts';
import { setConsent, tables, writeAudit } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { words } from '#safety/words.ts';
import { testDatabase } from './support/database.ts';
import { buttonsIn, openDesk, type Seen } from './support/desk.ts';
import { pulseKeys } from './support/pulse-keys.ts';

const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys });

/** The names of acts in a file that writes into the log: words with points between, but the names of kinds and dues. */
function actsIn(text: string): readonly string[] {
  if (!text.includes('writeAudit(')) return [];
  return [...text.matchAll(/(name: )?'([a-z]+(?:\.[a-z ]+)+)'/g)].flatMap(([, isName, act]) =>
    isName === undefined && act !== undefined ? [act] : [],
  );
}

test('everything that is written into the log can be read in words', () => {
  const written = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => actsIn(readFileSync(join('src', file), 'utf8')));
  expect(new Set(written).size).toBeGreaterThan(30);
  expect([...new Set(written)].filter((act) => !(act in words.en.acts)).toSorted()).toEqual([]);
  // Control: an act that nobody wrote words for is found.
  expect(actsIn("await writeAudit(act, { act: 'something.done to people' })")).toEqual([
    'something.done to people',
  ]);
  expect('something.done to people' in words.en.acts).toBe(false);
});

test('every line of the log is a sentence, also about those who have no name any more', () => {
  for (const [act, say] of Object.entries(words.en.acts)) {
    const detail = { role: 'weaver', what: 'an action' };
    const all = say({ by: 'Ana', subject: 'Ben', other: 'Cara', detail });
    const none = say({ by: undefined, subject: undefined, other: undefined, detail: {} });
    for (const line of [plainText(all), plainText(none)])
      expect({ act, line }).toEqual({ act, line: expect.stringMatching(/^\p{Lu}.*[^ ]\.$|^somebody.*\.$/u) });
  }
});

test('the log is read twenty lines at a time to its end, each line once, and of one coalition only', async () => {
  await using database = await testDatabase();
  const safety = features.find(({ name }) => name === 'safety');
  if (!safety) throw new Error('no safety');
  const desk = await openDesk(database.db, safety);
  const other = await openDesk(database.db, safety, { prefix: 'other-' });
  const write = (coalitionId: string, changed: string) =>
    database.db.transaction((tx) =>
      writeAudit({ tx, now: desk.at.now() }, { coalitionId, act: 'settings.changed', detail: { changed } }),
    );
  for (let i = 0; i < 45; i += 1) await write(desk.coalitionId, `number ${i} of ours`);
  await write(other.coalitionId, 'of theirs');
  const lines: string[] = [];
  const log = safety.presses['safety.log'];
  const first = await desk.context(
    'jonas',
    async (context) => await log?.run(context, { coalitionId: '' }, {}),
  );
  if (!first) throw new Error('no log');
  let page: Pick<Seen, 'text' | 'buttons'> = {
    text: plain(first),
    buttons: Object.fromEntries(buttonsIn(first).map((one) => [one.label, buttonWire(one)])),
  };
  for (;;) {
    lines.push(...page.text.split('\n').filter((line) => line.includes('changed settings')));
    const older = page.buttons.Older;
    if (older === undefined) break;
    // Somebody of another coalition cannot turn the page.
    expect((await other.press('jonas', older).catch(() => ({ refused: true }))).refused).toBe(true);
    page = await desk.press('jonas', older);
  }
  expect(lines).toHaveLength(45);
  expect(new Set(lines).size).toBe(45);
  expect(lines.join()).not.toContain('theirs');
});

test('that somebody joined, left or came with another account names only who lets members find them or holds a role', async () => {
  await using database = await testDatabase();
  const safety = features.find(({ name }) => name === 'safety');
  if (!safety) throw new Error('no safety');
  const { db } = database;
  const desk = await openDesk(db, safety);
  const { coalitionId } = desk;
  const now = desk.at.now();
  const acts = ['person.joined', 'person.left', 'account.added', 'account.linked'];
  const finds = (who: string, answer: string) =>
    db.transaction((tx) => setConsent({ tx, now }, { id: desk.personId(who), coalitionId }, 'found', answer));
  const named = async (who: string, all: readonly string[] = acts) => {
    await db.delete(tables.audit);
    const subject = desk.personId(who);
    const byThem = { coalitionId, personId: subject, subject };
    await db.transaction(async (tx) => {
      for (const act of all) await writeAudit({ tx, now }, { ...byThem, act });
    });
    const log = await desk.context('jonas', async (context) =>
      safety.presses['safety.log']?.run(context, { coalitionId: '' }, {}),
    );
    const { name } = await desk.person(who);
    return (log ? plain(log) : '').split(name).length - 1;
  };
  for (const answer of ['nobody', 'weavers']) {
    await finds('ben', answer);
    expect(await named('ben')).toBe(0);
  }
  // Controls: whoever lets members find them is named, and a holder of a role; what others did to somebody names them.
  await finds('ben', 'members');
  expect(await named('ben')).toBe(acts.length);
  await finds('priya', 'nobody');
  expect(await named('priya')).toBe(acts.length);
  await finds('ben', 'nobody');
  expect(await named('ben', ['person.suspended'])).toBe(2);
});
