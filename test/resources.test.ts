import { and, eq, type SQL, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as actions from '#actions/tables.ts';
import { chatWords, plainText } from '#chat/index.ts';
import { joined, tables } from '#directory/index.ts';
import { shareButtons } from '#resources/buttons.ts';
import { resources, tellOffers } from '#resources/index.ts';
import { everything, telling } from '#resources/match.ts';
import { answer, listing, resource, thanks } from '#resources/tables.ts';
import { words } from '#resources/words.ts';
import { anyOf, type Db, fits, newId, searched } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, buttonsIn, openDesk, wire } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';

const stage = (db: Db, at: ManualClock = manualClock(begins), prefix = '') =>
  openDesk(db, resources, { at, prefix });

const script = {
  kind: 'toolkit',
  title: 'Door-knocking script',
  link: 'https://example.org/doors',
  good: 'training ten people to knock on doors',
  language: 'English',
};

const days = (count: number) => ({ hours: 24 * count });

/** Somebody’s consent to be found. */
const findable = async (db: Db, personId: string, by: string) =>
  await db
    .update(tables.consent)
    .set({ answer: by })
    .where(and(eq(tables.consent.personId, personId), eq(tables.consent.kind, 'found')));

test('a resource is shared once: the same link again, however it is written, shows the first', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const shared = await play.type('ben', 'share add', script);
  expect(shared.text).toContain('Shared: Door-knocking script.');
  expect(shared.text).toContain('made by Delta Legal Aid');
  await findable(db, play.personId('ben'), 'members');
  const again = await play.type('cara', 'share add', {
    ...script,
    title: 'Mine',
    link: ' https://EXAMPLE.org:443/doors ',
  });
  expect(again.text).toContain('Already here: Ben Okafor shared this link as Door-knocking script.');
  expect(Object.keys(again.buttons)).toEqual(['Thanks for Door-knocking script']);
  await findable(db, play.personId('ben'), 'nobody');
  expect((await play.type('cara', 'share add', { ...script, title: 'Mine' })).text).toContain(
    'Already here: a member shared this link',
  );
  expect(await db.select().from(resource)).toHaveLength(1);
});

test('only links that begin with https:// are taken, and a title has an end', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  for (const link of [
    'javascript:alert(1)',
    'http://example.org',
    'https://a:b@example.org',
    'https://localhost',
    'x',
  ])
    expect((await play.type('ben', 'share add', { ...script, link })).invalid).toEqual({
      link: chatWords.en.notLink,
    });
  expect(
    (await play.type('ben', 'share add', { ...script, title: 'x'.repeat(4000) })).invalid?.title,
  ).toContain('Too long: 4000');
  expect(await db.select().from(resource)).toEqual([]);
});

test('the maker is one’s listed organisation, else oneself if members may know, else nobody, unless one says', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const makerOf = async (who: string, link: string, typed = {}) => {
    await play.type(who, 'share add', { ...script, link: `https://example.org/${link}` }, typed);
    const [row] = await db
      .select()
      .from(resource)
      .where(eq(resource.link, `https://example.org/${link}`));
    return row?.maker;
  };
  expect(await makerOf('ben', 'a')).toBe('Delta Legal Aid');
  expect(await makerOf('ben', 'b', { maker: 'Somebody else' })).toBe('Somebody else');
  await db
    .update(tables.organisation)
    .set({ listed: false })
    .where(eq(tables.organisation.name, 'Delta Legal Aid'));
  await findable(db, play.personId('ben'), 'members');
  expect(await makerOf('ben', 'c')).toBe('Ben Okafor');
  await findable(db, play.personId('ben'), 'weavers');
  expect(await makerOf('ben', 'd')).toBe('');
});

test('twenty resources a week and ten open listings are as many as fit, for each person', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const at = manualClock(begins);
  const play = await stage(db, at);
  const share = (who: string, index: number) =>
    play.type(who, 'share add', { ...script, link: `https://example.org/${who}/${index}` });
  for (let index = 0; index < 20; index++) expect((await share('ben', index)).refused).toBeUndefined();
  expect(await share('ben', 20)).toMatchObject({ refused: true });
  expect((await share('cara', 20)).refused).toBeUndefined();
  const need = (who: string, index: number) => play.type(who, 'share need', {}, { words: `chairs ${index}` });
  for (let index = 0; index < 10; index++) expect((await need('ben', index)).refused).toBeUndefined();
  const full = await need('ben', 10);
  expect(full).toMatchObject({ refused: true });
  expect(Object.keys(full.buttons)).toHaveLength(10);
  expect((await play.press('ben', full.buttons['End “chairs 3”'])).text).toContain('no longer listed');
  expect((await need('ben', 10)).refused).toBeUndefined();
  expect(await need('ben', 11)).toMatchObject({ refused: true });
  at.set(begins.add(days(8)));
  expect((await share('ben', 21)).refused).toBeUndefined();
});

test('a search finds any of the words by their stems, what fits best first, and keeps to kind and language', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('ben', 'share add', script);
  await play.type('cara', 'share add', {
    kind: 'recording',
    title: 'Talking at doors',
    link: 'https://example.org/b',
    good: 'listening',
    language: 'Spanish',
  });
  const find = async (typed: object) => (await play.type('dov', 'find resources', {}, typed as never)).text;
  const doors = await find({ words: 'trainings for knocking on a door' });
  expect(doors).toContain('2 resources fit.');
  expect(doors.indexOf('Door-knocking script')).toBeLessThan(doors.indexOf('Talking at doors'));
  expect(await find({ words: 'doors', language: 'spanish' })).toContain('One resource fits.');
  expect(await find({ words: 'doors', kind: 'toolkit' })).not.toContain('Talking at doors');
  expect(await find({ words: 'submarines' })).toContain('No resource fits “submarines”. Try another word.');
  expect(await find({ words: `'); drop table resource; -- & | ! <-> :*` })).toContain('No resource fits');
  expect(await find({ kind: 'template' })).toContain('No resource fits.');
  expect(await find({})).toContain('2 resources, shared by members.');
});

test('without anything shared, a search says what to do first', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  const nothing = await play.type('dov', 'find resources');
  expect(nothing.text).toContain('Nothing has been shared yet.');
  expect(nothing.text).toContain('/weft share add');
});

test('thanks are counted and told once for each person, and nobody thanks themselves', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('ben', 'share add', script);
  const seen = await play.type('cara', 'find resources');
  const button = seen.buttons['Thanks for Door-knocking script'];
  expect((await play.press('cara', button, { words: 'It worked.' })).text).toContain('hears of it');
  expect(await play.press('cara', button)).toMatchObject({ refused: true });
  expect(await play.type('ben', 'share thanks', {}, { resource: 'door' })).toMatchObject({ refused: true });
  await findable(db, play.personId('dov'), 'nobody');
  expect((await play.type('dov', 'share thanks', {}, { resource: 'Door-knocking script' })).text).toContain(
    'Thanked.',
  );
  const told = await play.told('share.thanks');
  expect(told.map((row) => row.personId)).toEqual([play.personId('ben'), play.personId('ben')]);
  const [words, nameless] = told
    .map((row) => JSON.stringify(row.effect))
    .toSorted((a, b) => b.length - a.length);
  expect(words).toContain('It worked.');
  expect(nameless).toContain('A member');
  expect((await play.type('dov', 'find resources')).text).toContain('2 people say thanks');
});

test('what is offered meets what is needed, both sides hear of it, and words that say nothing match nobody', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await findable(db, play.personId('cara'), 'nobody');
  await play.type(
    'ben',
    'share need',
    {},
    { words: 'We need forty folding chairs on Saturday', place: 'Memphis' },
  );
  await play.type('dov', 'share need', {}, { words: 'We need help on Saturday, a choir' });
  const offer = await play.type('cara', 'share offer', {}, { words: 'Folding chairs, free on Saturday' });
  expect(offer.text).toContain('Somebody needs it:');
  expect(offer.text).toContain('forty folding chairs');
  expect(offer.text).toContain('Memphis');
  expect(offer.text).not.toContain('choir');
  const told = await play.told('share.match');
  expect(told.map((row) => row.personId)).toEqual([play.personId('ben')]);
  expect(told[0]).toMatchObject({ unasked: true });
  expect(JSON.stringify(told[0]?.effect)).toContain('A member');
  const need = await play.type('elena', 'share need', {}, { words: 'chairs' });
  expect(need.text).toContain('Somebody offers it:');
  expect(new Set((await play.told('share.match')).map((row) => row.personId))).toEqual(
    new Set([play.personId('ben'), play.personId('cara')]),
  );
});

test('what others need is found beside what they offer, and what actions need too', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('ben', 'share offer', {}, { words: 'a van with twelve seats' });
  await play.type('elena', 'share need', {}, { words: 'a van for the choir' });
  await announced(db, play, 'farid', ['a van', '8 stewards']);
  const vans = await play.type('dov', 'find resources', {}, { words: 'van' });
  const at = ['Offers that fit', '“a van with twelve seats”', 'Needs that fit', '“a van for the choir”'];
  const places = [...at, 'Actions that need it', '“a van”: River clean-up'].map((one) =>
    vans.text.indexOf(one),
  );
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(vans.text).not.toContain('stewards');
  const everything = await play.type('dov', 'find resources');
  for (const part of ['Offers', '“a van with twelve seats”', 'Needs', '“a van for the choir”'])
    expect(everything.text).toContain(part);
  expect(
    (await play.press('dov', vans.buttons['Answer “a van for the choir”'], { address: 'x' })).text,
  ).toContain('Sent.');
  // Neither one's own, nor beside a search for a kind alone.
  expect((await play.type('elena', 'find resources')).text).not.toContain('choir” · until');
  expect(everything.text).toContain('choir” · until');
  expect((await play.type('dov', 'find resources', {}, { kind: 'toolkit' })).text).not.toContain('van');
});

/** An action of somebody that is to come, posted in the space of Clearwater unless it is said otherwise. */
async function announced(
  db: Db,
  play: Awaited<ReturnType<typeof stage>>,
  by: string,
  needs: readonly string[],
  more: Partial<typeof actions.action.$inferInsert> = {},
) {
  const [one] = await db
    .insert(actions.action)
    .values({
      ...{
        id: newId(begins),
        coalitionId: play.coalitionId,
        announcerId: play.personId(by),
        state: 'posted',
      },
      ...{ title: 'River clean-up', what: 'Pick up what floats.', zone: 'America/Chicago' },
      ...{ startsAt: begins.add(days(3)), tactic: 'care', audience: 'coalition', draftedAt: begins },
      ...more,
    })
    .returning();
  if (!one) throw new Error('no action');
  const about = { coalitionId: play.coalitionId, actionId: one.id };
  const [space] = await db.select().from(tables.space).where(eq(tables.space.tenant, 'clearwater'));
  await db.insert(actions.actionCopy).values({ ...about, spaceId: space?.id ?? '' });
  await db
    .insert(actions.actionNeed)
    .values(needs.map((words, place) => ({ ...about, id: newId(begins), place, words })));
  return one;
}

test('whoever offers what a posted action needs hears of it once, and as long as it is needed', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const at = manualClock(begins);
  const play = await stage(db, at);
  for (const who of ['ben', 'cara', 'dov', 'elena', 'farid'])
    await play.type(who, 'share offer', {}, { words: `my van, says ${who}` });
  // Of two offers that fit as well, the one that was listed first is told.
  at.set(begins.add({ minutes: 1 }));
  await play.type('ben', 'share offer', {}, { words: 'a trailer' });
  await play.type('kim', 'share need', {}, { words: 'a van' });
  const blocks = async (by: string, whom: string) =>
    await db.insert(tables.block).values({
      ...{ id: crypto.randomUUID(), coalitionId: play.coalitionId, since: begins },
      ...{ personId: play.personId(by), blockedPersonId: play.personId(whom) },
    });
  await blocks('cara', 'farid');
  await blocks('farid', 'dov');
  await db
    .insert(actions.tacticMute)
    .values({ personId: play.personId('elena'), tactic: 'care', coalitionId: play.coalitionId });
  const told = async () =>
    (await play.told('share.match')).filter(({ effect }) =>
      JSON.stringify(effect).includes('River clean-up'),
    );
  const one = await announced(db, play, 'farid', ['a van', 'vans and trailers', '8 stewards']);
  const post = () => db.transaction(async (tx) => await tellOffers({ tx, now: begins }, one));
  await post();
  // Not who announced it, who blocked them or is blocked, who muted the tactic, or who needs the same.
  const [row, ...more] = await told();
  expect([row?.personId, more]).toEqual([play.personId('ben'), []]);
  expect(row).toMatchObject({ unasked: true });
  expect(JSON.stringify(row?.effect)).toContain('says ben');
  await post();
  expect(await told()).toHaveLength(1);

  const [kind] = resources.kinds?.filter(({ name }) => name === 'share.match') ?? [];
  const isWanted = async () =>
    await db.transaction(async (tx) => row && (await kind?.wanted?.({ tx, now: begins }, row)));
  const change = async (state: 'posted' | 'cancelled', takenAt: Temporal.Instant | null) => {
    await db.update(actions.action).set({ state });
    await db.update(actions.actionNeed).set({ takenAt });
    return await isWanted();
  };
  expect(await change('posted', null)).toBe(true);
  expect(await change('cancelled', null)).toBe(false);
  expect(await change('posted', begins)).toBe(false);
  expect(await change('posted', null)).toBe(true);
  await db.update(listing).set({ endedAt: begins });
  expect(await isWanted()).toBe(false);
});

test('of an action that goes elsewhere, or needs what nobody offers, nobody hears; of the others five for each need', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const who = ['ben', 'cara', 'dov', 'elena', 'farid', 'iris', 'kim'];
  for (const one of who) await play.type(one, 'share offer', {}, { words: 'a van' });
  const told = async (needs: readonly string[], where?: 'nowhere') => {
    const one = await announced(db, play, 'leo', needs);
    if (where) await db.delete(actions.actionCopy).where(eq(actions.actionCopy.actionId, one.id));
    const before = (await play.told('share.match')).length;
    await db.transaction(async (tx) => await tellOffers({ tx, now: begins }, one));
    return (await play.told('share.match')).length - before;
  };
  expect(await told(['a van'])).toBe(5);
  expect(await told(['a van', 'vans'])).toBe(who.length);
  expect(await told(['a van'], 'nowhere')).toBe(0);
  expect(await told(['8 stewards', '12', 'help on Saturday'])).toBe(0);
  expect(await told(['12'])).toBe(0);
});

test('at most five people are told of one listing, and one person once', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  await play.type('ben', 'share need', {}, { words: 'a van' });
  await play.type('ben', 'share need', {}, { words: 'the van again' });
  await play.type('dov', 'share offer', {}, { words: 'a van' });
  expect(await play.told('share.match')).toHaveLength(1);
  for (const who of ['elena', 'farid', 'iris', 'kim', 'leo', 'mina'])
    await play.type(who, 'share need', {}, { words: 'a van' });
  await play.type('cara', 'share offer', {}, { words: 'van' });
  const [van] = await database.db.select().from(listing).where(eq(listing.words, 'van'));
  const told = (await play.told('share.match'))
    .filter((row) => row.subject === van?.id)
    .map((row) => row.personId);
  expect(told).toHaveLength(5);
  expect(new Set(told).size).toBe(5);
});

test('whoever blocked somebody hears nothing of them, who sees what everybody sees', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const block = async (by: string, row: object) =>
    await db.insert(tables.block).values({
      ...{ id: crypto.randomUUID(), coalitionId: play.coalitionId, since: begins },
      ...{ personId: play.personId(by), ...row },
    });
  await block('ben', { blockedPersonId: play.personId('cara') });
  await block('dov', { blockedOrganisationId: play.organisations.get('Upriver Farmers Union') });
  await block('cara', { blockedPersonId: play.personId('elena') });
  for (const who of ['ben', 'dov', 'elena', 'farid'])
    await play.type(who, 'share need', {}, { words: `folding chairs for ${who}` });
  const answers = async (who: string) => {
    const offer = await play.type(who, 'share offer', {}, { words: 'folding chairs' });
    const shown = Object.keys(offer.buttons).filter((label) => label.startsWith('Answer'));
    const button = offer.buttons['Answer “folding chairs for ben”'];
    const said = [
      (await play.press(who, button, { address: `${who}@example.org` })).text,
      (await play.press(who, button, { address: `${who}@example.org` })).text,
    ];
    return { shown, said };
  };
  const [blocked, other] = [await answers('cara'), await answers('kim')];
  // Nothing differs but that Cara does not see whom she blocked herself.
  expect(blocked.shown).toEqual(other.shown.filter((label) => !label.includes('elena')));
  expect(other.shown).toHaveLength(4);
  expect(blocked.said).toEqual(other.said);
  const offers = await db.select().from(listing).where(eq(listing.kind, 'offer'));
  const told = async (kind: string, who: string) =>
    (await play.told(kind)).filter((row) => row.personId === play.personId(who)).length;
  expect(offers).toHaveLength(2);
  expect([await told('share.match', 'ben'), await told('share.match', 'dov')]).toEqual([1, 1]);
  expect([await told('share.match', 'elena'), await told('share.match', 'farid')]).toEqual([1, 2]);
  expect(JSON.stringify(await play.told('share.answer'))).not.toContain('cara@example.org');
  expect(await told('share.answer', 'ben')).toBe(1);
  const waits = await play.context('ben', async (context) => await resources.waits?.(joined(context)));
  expect(waits?.map((one) => plainText(one.text)).join()).toContain('has 1 answer.');
});

test('an answer goes once, to whoever listed it alone, and not from themselves', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('ben', 'share offer', {}, { words: 'a church hall' });
  const found = await play.type('cara', 'find resources', {}, { words: 'hall' });
  const button = found.buttons['Answer “a church hall”'];
  expect((await play.press('cara', button, { address: 'cara@example.org' })).text).toContain('Sent.');
  expect(await play.press('cara', button, { address: 'again' })).toMatchObject({ refused: true });
  expect(await play.press('ben', button, { address: 'me' })).toMatchObject({ refused: true });
  expect((await play.press('dov', button, {})).invalid?.address).toBeDefined();
  const told = await play.told('share.answer');
  expect(told.map((row) => row.personId)).toEqual([play.personId('ben')]);
  expect(told[0]).toMatchObject({ unasked: false });
  expect(JSON.stringify(told[0]?.effect)).toContain('cara@example.org');
});

test('whoever answers is named, is told so before, and answers the same person once within a day', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const at = manualClock(begins);
  const play = await stage(db, at);
  for (const who of ['iris', 'ben']) await findable(db, play.personId(who), 'nobody');
  for (const words of ['a ladder', 'a long ladder', 'a short ladder'])
    await play.type('ben', 'share offer', {}, { words });
  await play.type('dov', 'share offer', {}, { words: 'a ladder' });
  const all = await db.select().from(listing);
  const answers = (words: string, by: string, address: string, of = 'ben') =>
    play.press(
      by,
      wire(
        shareButtons.answer,
        all.find((one) => one.words === words && one.personId === play.personId(of))?.id,
      ),
      { address },
    );
  const form = resources.presses[shareButtons.answer];
  const opened = await play.context('iris', async (context) =>
    form?.answers === 'form'
      ? plainText(
          (await form.open(context, { coalitionId: play.coalitionId, listing: all[0] } as never)).intro ?? [],
        )
      : '',
  );
  expect(opened).toContain('your name goes with it');
  expect((await answers('a ladder', 'iris', 'first')).text).toContain('Sent.');
  const second = await answers('a long ladder', 'iris', 'second');
  expect(second).toMatchObject({ refused: true });
  expect(second.text).toContain('You answered them today already.');
  // Somebody else answers, and she answers somebody else.
  expect((await answers('a long ladder', 'cara', 'from Cara')).text).toContain('Sent.');
  expect((await answers('a ladder', 'iris', 'to Dov', 'dov')).text).toContain('Sent.');
  at.set(begins.add(days(1)));
  expect((await answers('a short ladder', 'iris', 'third')).text).toContain('Sent.');
  const told = (await play.told('share.answer')).map(({ effect }) => JSON.stringify(effect));
  for (const said of ['first', 'to Dov', 'third'])
    expect(told.find((text) => text.includes(`"${said}"`))).toContain('Iris ');
  expect(told).toHaveLength(4);
});

test('whoever wrote an answer, a listing or thanks is blocked from the message, and nothing of theirs arrives any more', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('ben', 'share add', script);
  await play.type('ben', 'share offer', {}, { words: 'a church hall' });
  const barn = await play.type('ben', 'share offer', {}, { words: 'a barn' });
  const found = (await play.type('cara', 'find resources', {}, { words: 'barn' })).buttons;
  await play.press('cara', found['Answer “a barn”'], { address: 'I know where you live.' });
  await play.type('dov', 'share thanks', {}, { resource: 'Door-knocking script', words: 'Hm.' });
  await play.type('elena', 'share need', {}, { words: 'a church hall' });
  const wanted = async () =>
    await Promise.all(
      ['share.answer', 'share.thanks', 'share.match'].map(async (name) => {
        const kind = resources.kinds?.find((one) => one.name === name);
        const [row] = await play.told(name);
        return await db.transaction(async (tx) => row && (await kind?.wanted?.({ tx, now: begins }, row)));
      }),
    );
  const block = async (name: string) => {
    const [row] = await play.told(name);
    if (row?.effect?.kind !== 'post') throw new Error('no message');
    const found = buttonsIn(row.effect.message).find(({ label }) => label === 'Block this person');
    return wire(shareButtons.block, found?.subject);
  };
  expect(await wanted()).toEqual([true, true, true]);
  // What was answered has ended and the address is forgotten: who wrote it can be blocked, by whoever read it alone.
  await play.press('ben', barn.buttons['End it']);
  expect((await db.select().from(answer)).map(({ address }) => address)).toEqual(['']);
  for (const name of ['share.answer', 'share.thanks'])
    await expect(play.press('kim', await block(name))).rejects.toThrow('not yours');
  for (const name of ['share.answer', 'share.thanks', 'share.match']) {
    const pressed = await play.press('ben', await block(name));
    expect(pressed.text).toContain('Blocked. You hear nothing more of them');
    expect((await play.press('ben', await block(name))).text).toBe(pressed.text);
  }
  const whom = await db
    .select()
    .from(tables.block)
    .where(eq(tables.block.personId, play.personId('ben')));
  expect(new Set(whom.map((row) => row.blockedPersonId))).toEqual(
    new Set(['cara', 'dov', 'elena'].map(play.personId)),
  );
  expect(whom).toHaveLength(3);
  expect(await wanted()).toEqual([false, false, false]);
});

test('of two who share one link, or one who answers twice, at once, one counts', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const shared = await Promise.all(['ben', 'cara'].map((who) => play.type(who, 'share add', script)));
  expect(shared.map(({ text }) => text.slice(0, 7)).toSorted()).toEqual(['Already', 'Shared:']);
  await play.type('ben', 'share offer', {}, { words: 'a hall' });
  const [hall] = await db.select().from(listing);
  const press = () =>
    play.press('cara', wire(shareButtons.answer, hall?.id), { address: 'cara@example.org' });
  const answered = await Promise.all([press(), press()]);
  expect(answered.filter(({ refused }) => refused)).toHaveLength(1);
  expect(await play.told('share.answer')).toHaveLength(1);
});

test('a listing ends after thirty days or when it is said, and by whoever listed it alone', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const at = manualClock(begins);
  const play = await stage(db, at);
  for (const until of [begins, begins.subtract({ hours: 1 }), begins.add(days(91))])
    await expect(
      play.context('ben', (context) =>
        Promise.resolve(
          resources.commands
            .find(({ verb }) => verb === 'offer')
            ?.run(context, { words: 'a hall', until } as never),
        ),
      ),
    ).rejects.toMatchObject({ errors: { until: words.en.notUntil(90) } });
  await play.type('ben', 'share offer', {}, { words: 'a hall' });
  const [row] = await db.select().from(listing);
  expect(row?.endsAt.toString()).toBe(begins.add(days(30)).toString());
  await expect(play.press('cara', wire(shareButtons.end, row?.id))).rejects.toThrow('not yours');
  await play.press(
    'cara',
    (await play.type('cara', 'find resources', {}, { words: 'hall' })).buttons['Answer “a hall”'],
    { address: 'cara@example.org' },
  );
  at.set(begins.add(days(30)));
  expect((await play.type('cara', 'find resources', {}, { words: 'hall' })).text).not.toContain('a hall”');
  const [due] = resources.dues ?? [];
  await db.transaction(
    async (tx) => await due?.carryOut({ tx, now: at.now(), random: () => 0.5 }, row?.id ?? ''),
  );
  const [ended] = await db.select().from(listing);
  expect(ended?.endedAt).not.toBeNull();
  expect((await db.select().from(answer)).map(({ address }) => address)).toEqual(['']);
  expect(await play.press('cara', wire(shareButtons.answer, row?.id), { address: 'x' })).toMatchObject({
    stale: true,
  });
});

test('another coalition’s resources and listings are not there', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const [here, there] = [await stage(db), await stage(db, manualClock(begins), 'other-')];
  await here.type('ben', 'share add', script);
  await here.type('ben', 'share offer', {}, { words: 'a hall' });
  expect((await there.type('cara', 'share add', script)).text).toContain('Shared:');
  const found = await there.type('dov', 'find resources');
  expect(found.text).not.toContain('a hall');
  const [mine] = await db.select().from(resource).where(eq(resource.coalitionId, here.coalitionId));
  const [offer] = await db.select().from(listing);
  const look = resources.lookups?.resource;
  expect(await there.context('dov', async (context) => await look?.(context, mine?.id ?? ''))).toEqual([]);
  expect((await there.type('dov', 'share need', {}, { words: 'a hall' })).text).toContain(
    'Nobody offers it yet.',
  );
  // A press goes to the coalition of its row, where somebody else has not joined.
  expect(await there.press('dov', wire(shareButtons.answer, offer?.id), { address: 'x' })).toMatchObject({
    refused: true,
  });
});

test('whoever leaves takes their listings, answers and words with them; what they shared stays without a name', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('ben', 'share add', script, { maker: 'Ben Okafor' });
  await play.type('ben', 'share offer', {}, { words: 'a hall' });
  await play.type('cara', 'share offer', {}, { words: 'a barn' });
  const barn = (await play.type('ben', 'find resources', {}, { words: 'barn' })).buttons['Answer “a barn”'];
  await play.press('ben', barn, { address: 'ben@example.org' });
  await play.type('cara', 'share add', { ...script, title: 'Barn plan', link: 'https://example.org/barn' });
  await play.type('ben', 'share thanks', {}, { resource: 'Barn plan', words: 'Lovely.' });
  const ben = await play.person('ben');
  const held = JSON.stringify(await db.transaction(async (tx) => await exportedOf(tx, ben, resources)));
  for (const own of ['Door-knocking script', 'a hall', 'ben@example.org', 'Lovely.'])
    expect(held).toContain(own);
  await db.transaction(async (tx) => await resources.left?.({ tx, now: begins }, ben));
  expect((await db.select().from(listing)).map((row) => row.words)).toEqual(['a barn']);
  expect(await db.select().from(answer)).toEqual([]);
  expect(await db.select().from(thanks)).toEqual([]);
  for (const kind of ['share.answer', 'share.thanks'])
    expect((await play.told(kind)).map((row) => row.state)).toEqual(['cancelled']);
  const kept = await db.select().from(resource).where(eq(resource.title, script.title));
  expect(kept.map((row) => row.maker)).toEqual(['']);
  await db.transaction(async (tx) => await resources.deletes?.({ tx, now: begins }, ben));
  expect((await db.select().from(resource)).map((row) => row.title)).toEqual(['Barn plan']);
});

test('the words by which listings meet are a subset of what was written, whatever was written', () => {
  const { ignored } = words.en;
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (written) => {
      const said = telling(written, ignored).split(' ').filter(Boolean);
      expect(said.every((word) => written.toLowerCase().includes(word))).toBe(true);
      expect(said.some((word) => ignored.has(word) || /^\p{N}+$/u.test(word))).toBe(false);
      expect(telling(said.join(' '), ignored)).toBe(said.join(' '));
    }),
  );
  expect(telling('We need 40 folding chairs on Saturday', ignored)).toBe('folding chairs');
  expect(telling('We need 40 folding chairs on Saturday', new Set())).toContain('saturday');
});

test('two texts fit when a third of the words of one stand in the other, in either order', async () => {
  await using database = await testDatabase();
  const { ignored } = words.en;
  const meet = async (one: string, other: string) => {
    const { rows } = await database.db.execute<{ fit: boolean }>(
      sql`select ${fits(sql`${other}::text`, telling(one, ignored))} as fit`,
    );
    return rows[0]?.fit === true;
  };
  const long = 'A church hall with kitchen, chairs, parking, ramp, stage and piano';
  for (const [one, other, expected] of [
    ['a van', 'We are looking for somebody who lends us a van with twelve seats', true],
    ['church halls', long, true],
    ['a van, trailer, boat', 'vans', true],
    ['van trailer boat ladder', `kitchen chairs parking ramp van`, false],
    ['van trailer boat', 'kitchen chairs van', true],
    ['choir on Saturday', 'chairs on Saturday', false],
    ['', long, false],
    [`'); select 1; -- & | !`, long, false],
  ] as const) {
    expect({ one, other, fit: await meet(one, other) }).toEqual({ one, other, fit: expected });
    if (telling(other, ignored) !== '' && one !== '')
      expect({ other, one, fit: await meet(telling(other, ignored), telling(one, ignored)) }).toEqual({
        ...{ other, one },
        fit: expected,
      });
  }
});

test('searches are answered from their indexes', async () => {
  await using database = await testDatabase();
  const plan = async (query: SQL) =>
    await database.db.transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`);
      return JSON.stringify((await tx.execute(sql`explain ${query}`)).rows);
    });
  const wanted = anyOf('doors');
  expect(await plan(sql`select 1 from ${resource} where ${everything} @@ ${wanted}`)).toContain(
    'resource_words',
  );
  const words = searched(listing.words);
  expect(await plan(sql`select 1 from ${listing} where ${words} @@ ${wanted}`)).toContain('listing_words');
  expect(await plan(sql`select 1 from ${listing} where ${fits(listing.words, 'doors')}`)).toContain(
    'listing_words',
  );
  // The control: another expression than the index's has none.
  const other = sql`to_tsvector('simple', ${listing.words})`;
  expect(await plan(sql`select 1 from ${listing} where ${other} @@ ${wanted}`)).not.toContain(
    'listing_words',
  );
});
