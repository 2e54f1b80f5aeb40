import { and, eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { chatWords } from '#chat/index.ts';
import { tables } from '#directory/index.ts';
import { formCell } from '#inbox/cells.ts';
import { form } from '#inbox/tables.ts';
import * as intro from '#introductions/tables.ts';
import { openJson } from '#store/index.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';

const say = chatWords.en;

/** Types a line and returns the answer. */
async function ask(stage: StageOf, who: string, line: string): Promise<string> {
  await stage.as(who).types(line);
  return (await stage.as(who).latest())?.text ?? '';
}

const id = (stage: StageOf, who: string) => stage.seeded.people.get(who) ?? '';

/** How many of the messages before somebody hold these words. */
async function count(stage: StageOf, who: string, words: string): Promise<number> {
  return (await stage.as(who).shown()).filter(({ text }) => text.includes(words)).length;
}

const inHub = async (stage: StageOf, who: string, hub: string) =>
  await stage.db
    .select()
    .from(tables.hubMember)
    .where(
      and(
        eq(tables.hubMember.hubId, stage.seeded.hubs.get(hub) ?? ''),
        eq(tables.hubMember.personId, id(stage, who)),
      ),
    );

// Discord’s own client lets nobody type what is not there; what it might still send is handed in below.
describe.each(['playground', 'slack'] as const)('typed on %s', (casting) => {
  test('a line that cannot be read is answered with what can be typed', async () => {
    await using stage = await openStage(casting);
    expect(await ask(stage, 'cara', 'gardening show')).toContain(
      'There is no “gardening”. See what you can type',
    );
    expect(await ask(stage, 'cara', 'profle show')).toContain('Did you mean “profile”?');
    expect(await ask(stage, 'cara', 'profile dance')).toContain('After “profile” comes one of: edit, show');
    const misspelt = await ask(stage, 'cara', 'find people skil:law');
    expect(misspelt).toContain('There is no “skil” here. You can give: words, skill');
    expect(misspelt).toContain('/weft find people zoning law');
    expect(await ask(stage, 'cara', 'announce River clean-up')).toContain(
      'There is no “announce”. Did you mean “action announce”?',
    );
    const joins = await ask(stage, 'cara', 'join Delta');
    expect(joins).toContain('There is no “join” by itself. You can type:');
    expect(joins).toMatch(/\/weft coalition join\s.*\/weft hub join/);
    expect(await ask(stage, 'jonas', 'weft pulse open weekly')).toContain(
      '/weft pulse open takes nothing behind it. Type it alone.',
    );
    for (const line of ['help pulse', 'help open pulse'])
      expect(await ask(stage, 'cara', line)).toContain('This is what pulse can do.');
    // What is wrong is said with the words that stand above the field.
    expect(await ask(stage, 'cara', 'action list which:sometimes')).toContain('Which ones? Choose one of: ');
    expect(await ask(stage, 'cara', 'action show Rivr')).toContain('Action: Nothing found for “Rivr”.');
    expect(await ask(stage, 'cara', 'share offer a van until:someday')).toContain('Until when: Not a date');
    expect(await ask(stage, 'cara', `intro ask ${'water '.repeat(7_000)}`)).toContain('Too long: 42');
    expect(await stage.db.select().from(intro.ask)).toEqual([]);
    await stage.as('cara').types('action show');
    expect((await stage.as('cara').form())?.title).toBe('All about one action');
    expect(await ask(stage, 'cara', `/WEFT  Hub   JOIN hub:"Delta"`)).toContain('You are in Delta now.');
    expect(stage.problems()).toEqual([]);
  });
});

describe.each(castings)('on %s', (casting) => {
  test('whoever has not joined, or left, is told how to join, whatever they type', async () => {
    await using stage = await openStage(casting);
    await stage.as('rosa').types('coalition leave');
    await stage.as('rosa').fills({ keep: false });
    const open = ['help show', 'privacy notice', 'coalition about', 'coalition join', 'coalition setup'];
    for (const { topic, verb, example } of stage.app.tree.commands) {
      if (open.includes(`${topic} ${verb}`)) continue;
      for (const who of ['finn', 'rosa'])
        expect(await stage.crafts(who, { kind: 'typed', text: example })).toContain('/weft coalition join');
    }
    expect(await ask(stage, 'finn', 'organisation list')).toContain('You have not joined yet.');
    expect(await ask(stage, 'rosa', 'hub list')).toContain('You have not joined yet.');
    expect(stage.problems()).toEqual([]);
  });

  test('whoever nobody vouched for, or who lacks the role, is told who can help', async () => {
    await using stage = await openStage(casting);
    for (const { may, example } of stage.app.tree.commands) {
      const line = { kind: 'typed', text: example } as const;
      if (may === 'vouched')
        expect(await stage.crafts('milo', line)).toContain('Nobody has vouched for you yet.');
      if (may === 'representative')
        expect(await stage.crafts('rosa', line)).toContain('Only a representative');
      if (may === 'weaver' || may === 'principal' || may === 'operator') {
        const refused = await stage.crafts('rosa', line);
        expect(refused).toContain(`Only ${may}s can do this.`);
        expect(refused).toContain('/weft role list');
      }
    }
    expect(await ask(stage, 'milo', 'hub add Elsewhere')).toContain('Nobody has vouched for you yet.');
    expect(await ask(stage, 'rosa', 'status show')).toContain('Only operators can do this.');
    expect(stage.problems()).toEqual([]);
  });

  test('a button whose matter is gone says so, and somebody else’s does nothing', async () => {
    await using stage = await openStage(casting);
    const dante = stage.as('dante');
    await dante.types('coalition join');
    await dante.fills({ name: 'Dante', organisation: 'Faith on the Banks' });
    await dante.fills({});
    await dante.fills({});
    await dante.types('coalition leave');
    await dante.fills({ keep: false });
    await stage.as('pearl').presses('I vouch for them');
    expect((await stage.as('pearl').shown()).map(({ text }) => text).join('\n')).toContain(say.stale);

    await stage.as('ana').types('intro make one:"Ben Okafor" two:"Cara Lindqvist"');
    await stage.as('ana').fills({});
    const [side] = await stage.db
      .select()
      .from(intro.side)
      .where(eq(intro.side.personId, id(stage, 'cara')));
    const yes = { kind: 'press', press: 'intro.accept', subject: side?.id ?? '' } as const;
    expect(side?.answer).toBeNull();
    for (const who of ['ben', 'dov', 'jonas']) expect(await stage.crafts(who, yes)).toContain(say.notYours);
    expect(await stage.crafts('finn', yes)).not.toContain('Cara');
    const [after] = await stage.db
      .select()
      .from(intro.side)
      .where(eq(intro.side.id, side?.id ?? ''));
    expect(after?.answer).toBeNull();
    const nowhere = { ...yes, subject: crypto.randomUUID() };
    expect(await stage.crafts('cara', nowhere)).toContain(say.stale);
    expect(await stage.crafts('cara', { kind: 'press', press: 'intro.nonsense' })).toContain(say.stale);
    expect(stage.problems()).toEqual([]);
  });

  test('a form sent twice counts once, and nobody sends somebody else’s', async () => {
    await using stage = await openStage(casting);
    const ben = stage.as('ben');
    await ben.types('organisation add Riverkeepers');
    await ben.fills({ kind: 'formal' });
    const [open] = await stage.db.select().from(form);
    const submit = { kind: 'submit', form: open?.id ?? '', given: {} } as const;
    expect(await stage.crafts('cara', submit)).toContain(say.formGone);
    expect(await stage.crafts('ben', { ...submit, form: crypto.randomUUID() })).toContain(say.formGone);
    expect(await stage.crafts('ben', { ...submit, form: 'no form' })).toContain(say.formGone);
    await ben.fills({});
    expect(await stage.crafts('ben', submit)).toContain(say.formUsed);
    expect(await stage.crafts('ben', { kind: 'resume', form: submit.form })).toContain(say.formUsed);
    const added = eq(tables.organisation.name, 'Riverkeepers');
    expect(await stage.db.select().from(tables.organisation).where(added)).toHaveLength(1);
    expect(stage.problems()).toEqual([]);
  });

  test('what a platform delivers twice is done once', async () => {
    await using stage = await openStage(casting);
    const [hands] = stage.hands.values();
    const rosa = stage.as('rosa');
    await rosa.types('intro ask someone who knows zoning law');
    await hands?.again();
    await rosa.types('hub add Plains');
    await rosa.fills({ kind: 'chapter' });
    await hands?.again();
    await rosa.types('coalition link');
    await hands?.again();
    await rosa.types('organisation list');
    await stage.settle();
    expect(await stage.db.select().from(intro.ask)).toHaveLength(1);
    expect(await stage.db.select().from(tables.code)).toHaveLength(1);
    expect(await stage.db.select().from(tables.hub)).toHaveLength(4);
    expect(await count(stage, 'rosa', 'Your code is')).toBe(1);
    expect(stage.problems()).toEqual([]);
  });

  test('an answer that comes too late waits in the person’s home', async () => {
    await using stage = await openStage(casting);
    const [hands] = stage.hands.values();
    stage.holds();
    await stage.as('rosa').types('hub join Delta');
    hands?.expire();
    await stage.carriesOn();
    expect(await inHub(stage, 'rosa', 'Delta')).toHaveLength(1);
    expect(await stage.as('rosa').sees()).not.toContain('You are in Delta now.');
    const home = await ask(stage, 'rosa', 'home show');
    expect(home).toContain('An answer that came too late to be shown');
    expect(home).toContain('You are in Delta now.');
    expect(await ask(stage, 'rosa', 'home show')).toContain('Nothing waits for you.');
    expect(stage.problems()).toEqual([]);
  });

  test('while the database is away everyone is told that nothing was saved, and later it works', async () => {
    await using stage = await openStage(casting);
    const rosa = stage.as('rosa');
    await rosa.types('profile notifications');
    stage.goesDown(true);
    await rosa.types('hub join Delta');
    expect(await count(stage, 'rosa', say.notSaved)).toBe(1);
    await rosa.presses('Change one');
    await expect.poll(async () => await count(stage, 'rosa', say.notSaved)).toBe(2);
    stage.goesDown(false);
    expect(await inHub(stage, 'rosa', 'Delta')).toEqual([]);
    expect(await ask(stage, 'rosa', 'hub join Delta')).toContain('You are in Delta now.');

    await rosa.types('hub add Plains');
    stage.goesDown(true);
    await rosa.fills({ kind: 'chapter', places: 'Nebraska' });
    expect(`${(await rosa.form())?.text} ${await rosa.sees()}`).toContain(say.notSaved);
    stage.goesDown(false);
    if (casting === 'discord') await rosa.types('hub add Plains');
    await rosa.fills({ kind: 'chapter', places: 'Nebraska' });
    expect((await rosa.latest())?.text).toContain('Plains is open.');
    // It is logged each time, and nothing else is.
    const logged = stage
      .problems()
      .filter((one) => !/^(?:not taken in|not stored|discord could not hand on) /.test(one));
    expect(logged).toEqual([]);
    expect(stage.problems().length).toBeGreaterThanOrEqual(3);
  });

  test('what is far too long is refused with its length, and everything typed is kept', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    await cara.types('profile edit');
    const [open] = await stage.db.select().from(form);
    const given = { name: 'Cara', offers: '😀'.repeat(4_000), needs: 'x'.repeat(40_000), place: 'Dubuque' };
    const told = await stage.crafts('cara', { kind: 'submit', form: open?.id ?? '', given });
    expect(told).toContain('Too long: 4000 characters, and 500 fit.');
    expect(told).toContain('Too long: 40000 characters, and 500 fit.');
    const [kept] = await stage.db.select().from(form);
    const values = kept?.values && openJson(formCell('values', kept.id), kept.values);
    expect(values).toMatchObject({ place: 'Dubuque', needs: given.needs });
    const [person] = await stage.db
      .select()
      .from(tables.person)
      .where(eq(tables.person.id, id(stage, 'cara')));
    expect(person?.needs).toBe('someone who knows zoning law');
    const { rows } = await stage.db.execute(sql`select 1 from inbox where state <> 'done'`);
    expect(rows).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });
});
