import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import * as rows from '#safety/tables.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';
import { announces, directTo, postTo, pressed } from './announcing.ts';
import { answerTo, messagesTo, named } from './introducing.ts';

/** Types a line and returns the answer. */
async function ask(stage: StageOf, who: string, line: string): Promise<string> {
  await stage.as(who).types(line);
  return await answerTo(stage, who);
}

/** Types a command whose form is then filled in, and returns the answer. */
async function fillsIn(
  stage: StageOf,
  who: string,
  line: string,
  values: Readonly<Record<string, string>>,
): Promise<string> {
  await stage.as(who).types(line);
  await stage.as(who).fills(values);
  return await answerTo(stage, who);
}

const suspends = (stage: StageOf, who: string, whom: string, verb = 'suspend') =>
  fillsIn(stage, who, `safety ${verb}`, {
    person: stage.account(whom),
    reason: 'Threats after the meeting.',
  });

describe.each(named(castings))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('a concern is read by few, is taken, and whom it is about sees nothing of it', async () => {
    await using stage = await openStage(casting);
    const [ben, priya, jonas] = [stage.as('ben'), stage.as('priya'), stage.as('jonas')];
    const before = (await jonas.shown()).length;
    await ben.types('safety raise');
    expect((await ben.form())?.intro ?? '').toContain('Priya Nair (operator)');
    await ben.fills({ words: 'He follows me home.', about: 'Jonas Weber (operator)' });
    expect(await answerTo(stage, 'ben')).toContain('Your concern is with Priya Nair (operator)');

    const [told] = await directTo(stage, 'priya', 'Somebody raised a concern.');
    expect(told).toContain('You are the only one who can read it.');
    expect(told).not.toContain('follows me');
    await priya.presses('Read it');
    expect(await answerTo(stage, 'priya')).toContain('He follows me home.');
    expect(await answerTo(stage, 'priya')).toContain('Ben Okafor raised this');
    await priya.presses('I take this');
    expect(await directTo(stage, 'ben', 'has read your concern')).toEqual([
      expect.stringContaining('Priya Nair has read your concern and sees to it.'),
    ]);
    await priya.presses('Close it');
    expect(await directTo(stage, 'ben', 'closed your concern')).toHaveLength(1);

    // Of what came in, of forms and of messages nothing holds the words any more, and the concern’s own row has them
    // sealed; a stand-in for a platform is none of it.
    const { rows: tables } = await stage.db.execute<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'public'
        and table_type = 'BASE TABLE' and table_name not like 'playground%'`,
    );
    const holding: string[] = [];
    for (const { name } of tables) {
      const found = await stage.db.execute(
        sql`select 1 from ${sql.identifier(name)} t where t::text like '%follows me home%' limit 1`,
      );
      if (found.rows.length > 0) holding.push(name);
    }
    expect(holding).toEqual([]);
    const [kept] = await stage.db.select({ words: rows.concern.words }).from(rows.concern);
    expect(kept?.words).toMatch(/^s1\./);

    // Jonas is an operator, and reads all that operators can read.
    expect((await jonas.shown()).length).toBe(before);
    for (const line of ['home show', 'status show', 'digest preview', 'coalition about'])
      expect(await ask(stage, 'jonas', line)).not.toMatch(/concern has|A concern|follows me/);
    await jonas.presses('Who did what');
    expect(await jonas.sees()).not.toMatch(/follows me|raised a concern/);
    const [row] = await stage.db.select().from(rows.concern);
    for (const button of ['read', 'take', 'close'] as const)
      expect(await stage.crafts('jonas', pressed(`safety.${button}`, row?.id ?? ''))).not.toContain('Ben');
    expect(stage.problems()).toEqual([]);
  });

  test('somebody suspended is told why and can do little, is found nowhere and hears nothing, until restored', async () => {
    await using stage = await openStage(casting);
    expect(await ask(stage, 'ana', 'find people zoning law')).toContain('Ben Okafor');
    expect(await suspends(stage, 'jonas', 'ben')).toContain('Ben Okafor is suspended');
    const [why] = await directTo(stage, 'ben', 'You are suspended');
    expect(why).toContain('Jonas Weber did it');
    expect(why).toContain('Threats after the meeting.');
    expect(why).toContain('turn to Priya Nair');
    expect(await directTo(stage, 'mara', 'suspended Ben Okafor')).toHaveLength(1);

    for (const line of ['home show', 'find people barn', 'action list', 'intro mine', 'profile edit'])
      expect(await ask(stage, 'ben', line)).toContain('You are suspended here');
    expect(await ask(stage, 'ana', 'find people zoning law')).not.toContain('Ben Okafor');
    await stage.as('ana').types('intro queue');
    expect(await answerTo(stage, 'ana')).not.toContain('Ben Okafor');
    await stage.as('jonas').types(`role grant person:"${stage.account('ben')}" role:weaver`);
    await stage.settle();
    expect(await directTo(stage, 'ben', 'You are now a weaver')).toEqual([]);
    const refused = (await stage.db.select().from(delivery)).filter(({ code }) => code === 'suspended');
    expect(refused.map(({ kind }) => kind)).toEqual(['role.granted']);
    // They can still say that something is wrong.
    expect(
      await fillsIn(stage, 'ben', 'safety raise', {
        words: 'It was not me.',
        about: 'Jonas Weber (operator)',
      }),
    ).toContain('Priya Nair (operator)');

    expect(await ask(stage, 'priya', 'safety restore person:"Ben Okafor"')).toContain(
      'Ben Okafor is here again.',
    );
    expect(await directTo(stage, 'ben', 'Priya Nair restored you')).toHaveLength(1);
    expect(await ask(stage, 'ben', 'find people barn')).toContain('Cara Lindqvist');
    expect(await ask(stage, 'ana', 'find people zoning law')).toContain('Ben Okafor');
    expect(stage.problems()).toEqual([]);
  });

  test('somebody removed cannot come back with the same account, until an operator lifts the bar', async () => {
    await using stage = await openStage(casting);
    expect(await suspends(stage, 'jonas', 'ben', 'remove')).toContain('Ben Okafor is removed');
    expect(await directTo(stage, 'ben', 'You are removed from this coalition')).toHaveLength(1);
    await stage.pass({ hours: 1 });
    expect(await ask(stage, 'ben', 'home show')).toContain('You have not joined yet.');
    expect(await ask(stage, 'ben', 'coalition join')).toContain('This account cannot join Clearwater');
    expect(await ask(stage, 'priya', 'safety restore person:"Removed on"')).toContain('The bar is lifted');
    await stage.as('ben').types('coalition join');
    expect(await stage.as('ben').form()).toBeDefined();
    expect(stage.problems()).toEqual([]);
  });

  test('a post that operators hide says why in its channel and is in no list, and can be shown again', async () => {
    await using stage = await openStage(casting);
    const id = await announces(stage, 'ben');
    expect(await ask(stage, 'cara', 'action list')).toContain('River clean-up');
    expect(await stage.crafts('cara', pressed('safety.hide', id))).toContain('Only operators');
    await stage.as('jonas').types('action show River clean-up');
    await stage.as('jonas').presses('Hide');
    await stage.as('jonas').fills({ reason: 'It names somebody’s home.' });
    expect(await answerTo(stage, 'jonas')).toContain('“River clean-up” is hidden.');
    const post = await postTo(stage, 'cara');
    expect(post).toContain('Hidden by the operators.');
    expect(post).toContain('It names somebody’s home.');
    expect(post).not.toContain('River clean-up');
    expect(await directTo(stage, 'ben', 'Jonas Weber hid your “River clean-up”')).toHaveLength(1);
    expect(await directTo(stage, 'mara', 'Jonas Weber hid “River clean-up”')).toHaveLength(1);

    expect(await ask(stage, 'cara', 'action list')).not.toContain('River clean-up');
    for (const press of ['in', 'details', 'share'] as const)
      expect(await stage.crafts('cara', pressed(`action.${press}`, id))).not.toContain('River clean-up');
    // Its announcer and operators still see it, and why.
    expect(await stage.crafts('ben', pressed('action.details', id))).toContain('It names somebody’s home.');

    expect(await ask(stage, 'priya', 'safety restore person:"River clean-up"')).toContain('is shown again');
    expect(await postTo(stage, 'cara')).toContain('We take plastic out of the shallows.');
    expect(await ask(stage, 'cara', 'action list')).toContain('River clean-up');
    expect((await messagesTo(stage, 'ben', 'direct')).at(-1)?.text).toContain(
      'shows your “River clean-up” again',
    );
    expect(stage.problems()).toEqual([]);
  });

  test('what somebody shared can be hidden too, and operators read who did what', async () => {
    await using stage = await openStage(casting);
    await ask(stage, 'cara', 'share offer my neighbour’s phone number');
    expect(await ask(stage, 'ben', 'find resources phone')).toContain('neighbour');
    await stage.as('jonas').types('find resources phone');
    await stage.as('jonas').presses('Hide: my neighbour’s phone number');
    await stage.as('jonas').fills({ reason: 'Not yours to share.' });
    expect(await ask(stage, 'ben', 'find resources phone')).not.toContain('neighbour');
    expect(await directTo(stage, 'cara', 'Not yours to share.')).toHaveLength(1);
    await stage.as('mara').types('coalition about');
    await stage.as('mara').presses('Who did what');
    expect(await answerTo(stage, 'mara')).toContain('Jonas Weber hid an offer or a need.');
    expect(await ask(stage, 'ben', 'coalition about')).toContain('works together here');
    expect((await stage.as('ben').latest())?.buttons ?? []).not.toContain('Who did what');
    expect(stage.problems()).toEqual([]);
  });
});
