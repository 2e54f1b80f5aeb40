import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { Invalid, plainText } from '#chat/index.ts';
import { type Feature, tables } from '#directory/index.ts';
import { createOrganisations, organisationButtons } from '#organisations/index.ts';
import type { Db } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk, wire } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';

const organisations: Feature = createOrganisations(() => [organisations]);
const clock = () => manualClock(begins);
const stage = (db: Db, at: ManualClock = clock(), prefix = '') => openDesk(db, organisations, { at, prefix });

const { organisation, person, representative } = tables;

/** Makes somebody belong to no organisation. */
const loose = async (db: Db, personId: string) =>
  await db.update(person).set({ organisationId: null }).where(eq(person.id, personId));

const named = async (db: Db, coalitionId: string, name: string) => {
  const [row] = await db
    .select()
    .from(organisation)
    .where(and(eq(organisation.coalitionId, coalitionId), eq(organisation.name, name)));
  if (!row) throw new Error(`no organisation called ${name}`);
  return row;
};

const speakers = async (db: Db, organisationId: string) =>
  (await db.select().from(representative).where(eq(representative.organisationId, organisationId))).map(
    (row) => row.personId,
  );

test('whoever adds an organisation and has none becomes its first representative and member', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await loose(db, play.personId('sam'));
  const answer = await play.type(
    'sam',
    'organisation add',
    { kind: 'informal', place: 'Ames' },
    { name: 'Ames Anglers' },
    'delta',
  );
  expect(answer.text).toContain('Ames Anglers is in the coalition now.');
  expect(answer.text).toContain('You represent Ames Anglers');
  const made = await named(db, play.coalitionId, 'Ames Anglers');
  expect(made).toMatchObject({ kind: 'informal', place: 'Ames', listed: true, leftAt: null });
  expect(await speakers(db, made.id)).toEqual([play.personId('sam')]);
  expect((await play.person('sam')).organisationId).toBe(made.id);
  expect(await play.audited()).toEqual(['organisation.added', 'organisation.representative']);
});

test('whoever belongs to another organisation adds one that nobody represents, unless they say it is theirs', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const before = (await play.person('rosa')).organisationId;
  const answer = await play.type('rosa', 'organisation add', { name: 'River Choir', kind: 'informal' });
  expect(answer.text).toContain('Nobody represents it yet');
  expect(await speakers(db, (await named(db, play.coalitionId, 'River Choir')).id)).toEqual([]);
  await play.type('rosa', 'organisation add', { name: 'River Band', kind: 'informal', mine: 'yes' });
  expect(await speakers(db, (await named(db, play.coalitionId, 'River Band')).id)).toEqual([
    play.personId('rosa'),
  ]);
  expect((await play.person('rosa')).organisationId).toBe(before);
});

test('a pasted list adds each once, and names what it skipped, in any case', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await loose(db, play.personId('rosa'));
  const several = '- Alpha Friends\n\n  beta   friends \nALPHA friends\ndelta LEGAL aid\n<@everyone> & *Co*';
  const answer = await play.type('rosa', 'organisation add', {
    several,
    kind: 'formal',
    listed: 'no',
    issues: 'rivers',
  });
  expect(answer.text).toContain('3 organisations are in the coalition now.');
  expect(answer.text).toContain('Added: Alpha Friends, beta friends, and <@everyone> & *Co*.');
  expect(answer.text).toContain('written twice: delta LEGAL aid and ALPHA friends.');
  expect(await named(db, play.coalitionId, 'beta friends')).toMatchObject({
    listed: false,
    issues: 'rivers',
  });
  expect(
    await db
      .select()
      .from(representative)
      .where(eq(representative.personId, play.personId('rosa'))),
  ).toEqual([]);
  const again = await play.type('rosa', 'organisation add', { several, kind: 'formal' });
  expect(again.text).toContain('Nothing was added');
});

test('a list of more than 200 lines, a name too long and no name at all come back at their field and add nothing', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  const count = async () => (await database.db.select().from(organisation)).length;
  const add = async (several: string) =>
    await play.type('rosa', 'organisation add', { several, kind: 'formal' });
  const before = await count();
  const lines = Array.from({ length: 201 }, (_, index) => `G${index}`);
  expect((await add(lines.join('\n'))).invalid?.several).toContain('At most 200 lines');
  expect((await add(`Fine\n${'x'.repeat(101)}`)).invalid?.several).toContain('longer than 100');
  expect((await add(' \n- \n')).invalid?.name).toContain('Give a name');
  expect(await count()).toBe(before);
  await add(lines.slice(1).join('\n'));
  expect(await count()).toBe(before + 200);
});

test('who is not vouched for cannot add an organisation or ask to represent one', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  const milo = await play.type(
    'milo',
    'organisation add',
    { name: 'Mine', kind: 'formal' },
    {},
    'clearwater',
  );
  const there = milo.text.includes('not joined') ? 'delta' : 'clearwater';
  const answer = await play.type('milo', 'organisation add', { name: 'Mine', kind: 'formal' }, {}, there);
  expect(answer).toMatchObject({ refused: true });
  expect(answer.text).toContain('Nobody has vouched for you yet');
  const asked = await play.press(
    'milo',
    wire(organisationButtons.represent, play.organisations.get('Tenants Together')),
    {},
    there,
  );
  expect(asked).toMatchObject({ refused: true });
});

test('a representative edits theirs; a name that is taken comes back at its field and keeps the transaction', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  expect(
    (await play.type('ben', 'organisation edit', { name: 'bayou fishers COOPERATIVE' })).invalid?.name,
  ).toContain('another organisation');
  // The form keeps what was typed in this very transaction, so it must still work.
  const after = await play.context('ben', async (context) => {
    const edit = organisations.commands.find((one) => one.verb === 'edit');
    const taken = edit?.run(context, { name: 'Headwaters Fund' } as never);
    await expect(taken).rejects.toBeInstanceOf(Invalid);
    return await context.tx.select().from(organisation);
  });
  expect(after.length).toBeGreaterThan(0);
  const answer = await play.type('ben', 'organisation edit', {
    name: 'Delta Law',
    about: 'Free advice',
    listed: 'no',
  });
  expect(answer.text).toContain('Delta Law is changed.');
  // What the form opened with and was not touched stays.
  expect(await named(db, play.coalitionId, 'Delta Law')).toMatchObject({
    about: 'Free advice',
    issues: 'zoning law, permits',
    listed: false,
  });
  expect(await play.audited()).toEqual(['organisation.edited']);
  expect(await play.type('noor', 'organisation edit', { name: 'Mine now' }, {}, 'delta')).toMatchObject({
    refused: true,
  });
});

test('who represents several is asked which one, and a right that ended since is checked when the form is sent', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const fund = play.organisations.get('Headwaters Fund');
  const aid = play.organisations.get('Delta Legal Aid');
  await play.type('ben', 'organisation add', { name: 'Second Aid', kind: 'informal', mine: 'yes' });
  const asked = await play.type('ben', 'organisation edit');
  expect(asked).toMatchObject({ refused: true });
  expect(Object.keys(asked.buttons)).toEqual(['Delta Legal Aid', 'Second Aid']);
  expect((await play.press('ben', asked.buttons['Second Aid'], { place: 'Ames' })).text).toContain(
    'Second Aid is changed.',
  );
  expect(
    (await play.type('ben', 'organisation edit', { place: 'Tulsa' }, { organisation: 'second' })).text,
  ).toContain('Second Aid');
  expect(await named(db, play.coalitionId, 'Second Aid')).toMatchObject({ place: 'Tulsa' });
  expect(await play.press('ben', wire(organisationButtons.edit, fund), { name: 'Mine' })).toMatchObject({
    refused: true,
  });
  await db
    .delete(representative)
    .where(
      and(eq(representative.personId, play.personId('ben')), eq(representative.organisationId, aid ?? '')),
    );
  expect(await play.press('ben', asked.buttons['Delta Legal Aid'], { place: 'Ames' })).toMatchObject({
    refused: true,
  });
});

test('signing shows the purpose first, counts once, and is to be done anew after the purpose changed', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = play.organisations.get('Delta Legal Aid') ?? '';
  await db.update(organisation).set({ signedAt: null }).where(eq(organisation.id, id));
  const shown = await play.type('ben', 'organisation sign');
  expect(shown.text).toContain('Every household along the river drinks safe water by 2030.');
  expect((await named(db, play.coalitionId, 'Delta Legal Aid')).signedAt).toBe(null);
  await expect(play.press('cara', shown.buttons['Sign it'])).rejects.toThrow('not yours');
  expect((await play.press('ben', shown.buttons['Sign it'])).text).toContain('has signed the purpose');
  expect(await play.press('ben', shown.buttons['Sign it'])).toMatchObject({ stale: true });
  expect((await play.type('ben', 'organisation sign')).text).toContain('signed the purpose already');
  play.at.advance({ hours: 1 });
  const purposeChangedAt = play.at.now();
  await db
    .update(tables.coalition)
    .set({ purpose: 'Safe water by 2028.', purposeChangedAt })
    .where(eq(tables.coalition.id, play.coalitionId));
  play.at.advance({ hours: 1 });
  const anew = await play.type('ben', 'organisation sign');
  expect(anew.text).toContain('changed since Delta Legal Aid signed it');
  expect(anew.text).toContain('Safe water by 2028.');
  await play.press('ben', anew.buttons['Sign it']);
  expect((await named(db, play.coalitionId, 'Delta Legal Aid')).signedAt).toEqual(play.at.now());
  expect((await play.audited()).filter((act) => act === 'organisation.signed')).toHaveLength(2);
});

test('nobody signs words they have not read: a purpose that changed after it was shown is not signed', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = play.organisations.get('Delta Legal Aid') ?? '';
  await db.update(organisation).set({ signedAt: null }).where(eq(organisation.id, id));
  const shown = await play.type('ben', 'organisation sign');
  play.at.advance({ minutes: 1 });
  await db
    .update(tables.coalition)
    .set({ purpose: 'Something else.', purposeChangedAt: play.at.now() })
    .where(eq(tables.coalition.id, play.coalitionId));
  play.at.advance({ minutes: 1 });
  const answer = await play.press('ben', shown.buttons['Sign it']);
  expect(answer).toMatchObject({ refused: true });
  expect(answer.text).toContain('changed after it was shown');
  expect((await named(db, play.coalitionId, 'Delta Legal Aid')).signedAt).toBe(null);
});

test('an organisation that leaves has no representative, and its people stay without it and are told', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const unsure = await play.type('ben', 'organisation leave', { sure: 'yes' });
  expect(unsure.invalid?.sure).toContain('Write “leave”');
  const gone = await named(db, play.coalitionId, 'Delta Legal Aid');
  const members = await db
    .select()
    .from(person)
    .where(eq(person.organisationId, play.organisations.get('Delta Legal Aid') ?? ''));
  expect((await play.type('ben', 'organisation leave', { sure: ' Leave ' })).text).toContain(
    'Delta Legal Aid has left the coalition',
  );
  expect(await db.$count(organisation, eq(organisation.id, gone.id))).toBe(0);
  expect(await speakers(db, gone.id)).toEqual([]);
  for (const member of members) {
    const [now] = await db.select().from(person).where(eq(person.id, member.id));
    expect(now).toMatchObject({ organisationId: null, leftAt: null });
  }
  expect((await play.told('organisation.left')).map((row) => row.personId).sort()).toEqual(
    members
      .map((one) => one.id)
      .filter((id) => id !== play.personId('ben'))
      .sort(),
  );
  expect((await play.type('cara', 'organisation list', { words: 'legal' })).text).toContain(
    'No organisation here',
  );
  expect(await play.press('ben', wire(organisationButtons.leave, gone.id), { sure: 'leave' })).toMatchObject({
    stale: true,
  });
});

test('an organisation that left comes back as a new one, of which nothing was kept', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  await play.type('ben', 'organisation leave', { sure: 'leave' });
  play.at.advance({ hours: 1 });
  const answer = await play.type('ben', 'organisation add', { name: 'DELTA legal aid', kind: 'formal' });
  expect(answer.text).toContain('DELTA legal aid is in the coalition now.');
  const back = await named(db, play.coalitionId, 'DELTA legal aid');
  expect(back).toMatchObject({ about: '', issues: '', signedAt: null });
  expect(back.id).not.toBe(play.organisations.get('Delta Legal Aid'));
  expect(await speakers(db, back.id)).toEqual([play.personId('ben')]);
});

test('an organisation without a representative gets one that an operator confirms, and not the asker', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = play.organisations.get('River Science Collective') ?? '';
  await db.delete(representative).where(eq(representative.organisationId, id));
  expect(await play.remarks('jonas')).toEqual([expect.stringContaining('River Science Collective')]);
  const list = await play.type('jonas', 'organisation list', { words: 'river science' });
  expect(list.text).toContain('nobody represents it');
  expect((await play.press('jonas', list.buttons['Represent River Science Collective'])).text).toContain(
    'The operators have been told',
  );
  expect(await play.press('jonas', list.buttons['Represent River Science Collective'])).toMatchObject({
    refused: true,
  });
  const told = await play.told('organisation.asked');
  expect(told.map((row) => row.personId).sort()).toEqual(
    [play.personId('jonas'), play.personId('priya')].sort(),
  );
  const confirm = wire(organisationButtons.confirm, told[0]?.subject);
  expect((await play.press('jonas', confirm)).text).toContain('another operator');
  expect((await play.press('ana', confirm)).text).toContain('Only an operator');
  expect(await speakers(db, id)).toEqual([]);
  expect((await play.press('priya', confirm)).text).toContain(
    'Jonas Weber represents River Science Collective now',
  );
  expect(await speakers(db, id)).toEqual([play.personId('jonas')]);
  expect(await play.press('priya', confirm)).toMatchObject({ stale: true });
  expect((await play.told('organisation.speaks')).map((row) => row.personId)).toEqual([
    play.personId('jonas'),
  ]);
  expect(await play.remarks('jonas')).toEqual([]);
});

test('the only operator there is may confirm themselves', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = play.organisations.get('River Science Collective') ?? '';
  await db.delete(representative).where(eq(representative.organisationId, id));
  await db
    .delete(tables.role)
    .where(and(eq(tables.role.role, 'operator'), eq(tables.role.personId, play.personId('priya'))));
  await play.press('jonas', wire(organisationButtons.represent, id));
  const [told] = await play.told('organisation.asked');
  await play.press('jonas', wire(organisationButtons.confirm, told?.subject));
  expect(await speakers(db, id)).toEqual([play.personId('jonas')]);
});

test('where there is a representative, they confirm others and operators do not', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = play.organisations.get('Delta Legal Aid') ?? '';
  await play.press('noor', wire(organisationButtons.represent, id), {}, 'delta');
  const told = await play.told('organisation.asked');
  expect(told.map((row) => row.personId)).toEqual([play.personId('ben')]);
  const confirm = wire(organisationButtons.confirm, told[0]?.subject);
  expect((await play.press('priya', confirm)).text).toContain('its representatives confirm others');
  const waiting = await play.context('ben', async (context) => {
    const { person: who, coalition } = context;
    return who && coalition ? await organisations.waits?.({ ...context, person: who, coalition }) : [];
  });
  expect(waiting?.map((one) => plainText(one.text))).toEqual([
    'Noor Rahman asks to represent Delta Legal Aid.',
  ]);
  await play.press('ben', confirm);
  expect(await speakers(db, id)).toEqual(
    expect.arrayContaining([play.personId('ben'), play.personId('noor')]),
  );
});

test('a no to a claim is told to the asker, who may ask again after a week', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  const ask = wire(organisationButtons.represent, play.organisations.get('Delta Legal Aid'));
  await play.press('noor', ask, {}, 'delta');
  const [told] = await play.told('organisation.asked');
  await play.press('ben', wire(organisationButtons.decline, told?.subject));
  expect((await play.told('organisation.speaks')).map((row) => row.personId)).toEqual([
    play.personId('noor'),
  ]);
  play.at.advance({ days: 6 });
  expect(await play.press('noor', ask, {}, 'delta')).toMatchObject({ refused: true });
  play.at.advance({ days: 2 });
  expect((await play.press('noor', ask, {}, 'delta')).text).toContain('have been told');
  expect(await play.told('organisation.asked')).toHaveLength(2);
});

test('who belongs elsewhere cannot ask to represent an organisation', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  const answer = await play.press(
    'rosa',
    wire(organisationButtons.represent, play.organisations.get('Delta Legal Aid')),
  );
  expect(answer.text).toContain('You belong to another organisation');
});

test('a representative adds one of its own people and ends another, and both hear of it', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = play.organisations.get('Delta Legal Aid') ?? '';
  const change = wire(organisationButtons.speakers, id);
  expect((await play.press('ben', change, { add: 'Rosa Delgado' })).invalid?.add).toContain('do not belong');
  expect((await play.press('ben', change, { add: 'Noor Rahman' })).text).toContain(
    'Noor Rahman represents Delta Legal Aid now.',
  );
  expect(await speakers(db, id)).toHaveLength(2);
  expect((await play.press('noor', change, { end: 'Ben Okafor' }, 'delta')).text).toContain(
    'Ben Okafor no longer represents',
  );
  expect(await speakers(db, id)).toEqual([play.personId('noor')]);
  // Told within one millisecond, they have no order.
  expect((await play.told('organisation.speaks')).map((row) => row.personId).toSorted()).toEqual(
    [play.personId('noor'), play.personId('ben')].toSorted(),
  );
  expect(await play.press('ben', change, { add: 'Ana Reyes' })).toMatchObject({ refused: true });
  expect(await play.audited()).toEqual(['organisation.representative', 'organisation.representative.ended']);
});

test('the list shows ten and a count, hides what is unlisted, and names only representatives who may be found', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const id = play.organisations.get('Headwaters Fund') ?? '';
  await db.update(organisation).set({ listed: false }).where(eq(organisation.id, id));
  const answer = await play.type('rosa', 'organisation list');
  expect(answer.text).toContain('There are 11 organisations.');
  expect(answer.text).toContain('And 1 more.');
  expect(answer.text.split('\n').filter((line) => line.startsWith('•'))).toHaveLength(10);
  expect(answer.text.split('\n')[1]).toContain('Upriver Farmers Union'); // her own comes first
  expect(answer.text).toContain('represented by Cara Lindqvist');
  expect((await play.type('rosa', 'organisation list', { words: 'headwaters' })).text).toContain(
    'No organisation here',
  );
  expect((await play.type('leo', 'organisation list', { words: 'headwaters' })).text).toContain('not listed');
  await db
    .update(tables.consent)
    .set({ answer: 'nobody' })
    .where(and(eq(tables.consent.personId, play.personId('cara')), eq(tables.consent.kind, 'found')));
  const hidden = await play.type('rosa', 'organisation list', { words: 'upriver' });
  expect(hidden.text).not.toContain('Cara');
  expect(hidden.text).toContain('has a representative');
});

test('words in the list are words: signs of a pattern find nothing by themselves', async () => {
  await using database = await testDatabase();
  const play = await stage(database.db);
  expect((await play.type('rosa', 'organisation list', { words: '%' })).text).toContain(
    'No organisation here',
  );
  expect((await play.type('rosa', 'organisation list', { words: 'PIPES schools' })).text).toContain(
    'Mothers for Clean Taps',
  );
});

test('an organisation of another coalition cannot be reached: not by look-up, option, button or claim', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const at = clock();
  const play = await stage(db, at);
  const others = await stage(db, at, 'x-');
  const theirs = others.organisations.get('Delta Legal Aid') ?? '';
  const typed = await play.type('ben', 'organisation edit', { name: 'Taken over' }, { organisation: theirs });
  expect(typed.invalid?.organisation).toContain('cannot be chosen');
  for (const verb of ['edit', 'speakers', 'sign', 'leave', 'represent'] as const) {
    expect(await play.press('ben', wire(organisationButtons[verb], theirs), { sure: 'yes' })).toMatchObject({
      refused: true,
    });
  }
  await others.press('noor', wire(organisationButtons.represent, theirs), {}, 'delta');
  const [asked] = await others.told('organisation.asked');
  for (const verb of ['confirm', 'decline'] as const) {
    expect(await play.press('ben', wire(organisationButtons[verb], asked?.subject))).toMatchObject({
      refused: true,
    });
  }
  expect(await named(db, others.coalitionId, 'Delta Legal Aid')).toMatchObject({ leftAt: null });
  // The control: their own representative reaches it, and the same name in two coalitions is no duplicate.
  expect((await others.press('ben', wire(organisationButtons.confirm, asked?.subject))).text).toContain(
    'Noor Rahman represents',
  );
  expect((await play.type('rosa', 'organisation list', { words: 'legal' })).text).toContain(
    'There is one organisation.',
  );
});

test('who leaves ends their representing and asking, and what is held of them can be read', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const play = await stage(db);
  const ben = await play.person('ben');
  const held = await db.transaction((tx) => exportedOf(tx, ben, organisations));
  expect(held['For whom you may speak']).toMatchObject([{ organisation: 'Delta Legal Aid' }]);
  expect(await play.remarks('jonas')).toEqual([]);
  await db.transaction(async (tx) => await organisations.left?.({ tx, now: play.at.now() }, ben));
  expect(await speakers(db, play.organisations.get('Delta Legal Aid') ?? '')).toEqual([]);
  expect(await play.remarks('jonas')).toEqual([
    expect.stringContaining('1 organisation has nobody to speak for it: Delta Legal Aid.'),
  ]);
});
