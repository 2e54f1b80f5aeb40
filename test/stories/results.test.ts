import { describe, expect, test } from 'vitest';
import * as rows from '#actions/tables.ts';
import { result } from '#results/tables.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';
import { announces } from './announcing.ts';
import { answerTo, messagesTo, named } from './introducing.ts';

const asked = async (stage: StageOf, who: string) =>
  (await messagesTo(stage, who, 'direct')).filter(({ text }) => text.includes('How did'));

describe.each(named(castings))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('the day after, whoever led an action says what it came to, corrects it, and the next one reads the lesson', async () => {
    await using stage = await openStage(casting);
    const [cara, grace, iris] = [stage.as('cara'), stage.as('grace'), stage.as('iris')];
    await announces(stage, 'cara');
    const [action] = await stage.db.select().from(rows.action);
    await cara.types('action result');
    expect(await answerTo(stage, 'cara')).toContain('No action of yours has begun.');

    await stage.pass({ days: 4 });
    const [question, ...more] = await asked(stage, 'cara');
    expect(more).toEqual([]);
    expect(question?.text).toContain('How did River clean-up go?');
    expect(await asked(stage, 'grace')).toEqual([]);
    await cara.presses('Add the result');
    const first = { count: 'many', unit: 'people', source: 'stewards at the ramp', final: false };
    const lesson = 'Bring more gloves than you think.';
    if ((typeof casting === 'string' ? casting : casting.clearwater) === 'slack') {
      // Slack's own client takes nothing but a number here.
      await expect(cara.fills({ ...first, lesson })).rejects.toThrow('does not take many');
      await cara.fills({ ...first, lesson, count: '48' });
    } else {
      await cara.fills({ ...first, lesson });
      expect((await cara.form())?.text).toContain('Write a whole number from 0 to 10,000,000.');
      await cara.fills({ count: '48' });
    }
    await cara.fills({ credit: 'Upriver Farmers Union, Nobody' });
    expect((await cara.form())?.text).toContain('There is no organisation “Nobody” here.');
    await cara.fills({ credit: 'Upriver Farmers Union, Tenants Together' });
    const kept = await answerTo(stage, 'cara');
    expect(kept).toContain('Kept for River clean-up: 48 people, preliminary.');
    expect(kept).toContain('from stewards at the ramp');
    expect(kept).toContain('Tenants Together, Upriver Farmers Union');
    expect(kept).toContain('Bring more gloves than you think.');

    // Grace speaks for nobody who runs it; Hugo’s organisation says it does.
    await grace.types('action result');
    expect(await answerTo(stage, 'grace')).toContain('No action of yours has begun.');
    await stage.db.insert(rows.actionStance).values({
      ...{ actionId: action?.id ?? '', coalitionId: stage.seeded.coalitionId, stance: 'run' },
      organisationId: stage.seeded.organisations.get('Bayou Fishers Cooperative') ?? '',
      setAt: stage.clock.now(),
    });
    const hugo = stage.as('hugo');
    await hugo.types('action result');
    await hugo.fills({ count: '300', unit: 'People', source: 'boats counted', final: true });
    await hugo.fills({});
    expect(await answerTo(stage, 'hugo')).toContain('300 People, final');

    await stage.restart();
    await cara.presses('Correct 48 people');
    await cara.fills({ count: '52', final: true });
    expect(await answerTo(stage, 'cara')).toContain('48 people, preliminary, is now 52 people, final.');
    await cara.presses('History');
    expect(await answerTo(stage, 'cara')).toContain('48 people, preliminary · from stewards at the ramp');
    await hugo.presses('What it added up to');
    expect(await answerTo(stage, 'hugo')).toContain('52 to 300, final, 2 sources');
    expect(await stage.db.select().from(result)).toHaveLength(3);

    // Grace leads nothing, was in nothing, and reads all of it, with the way to what it adds up to.
    await grace.types('action show River clean-up');
    const shown = await answerTo(stage, 'grace');
    expect(shown).toContain('We take plastic out of the shallows.');
    expect(shown).toContain('52 people, final · from stewards at the ramp');
    expect(shown).toContain('300 People, final · from boats counted');
    expect(shown).toContain('Tenants Together, Upriver Farmers Union');
    expect(shown).toContain('Bring more gloves than you think.');
    expect(shown).not.toContain('48 people');
    await grace.presses('History');
    expect(await answerTo(stage, 'grace')).toContain('48 people, preliminary · from stewards at the ramp');
    await grace.presses('What it added up to');
    expect(await answerTo(stage, 'grace')).toContain('52 to 300, final, 2 sources');
    await expect(grace.presses('Correct 52 people')).rejects.toThrow();

    await iris.types('action announce');
    await iris.fills({
      ...{ title: 'Clean-up on the river, again', what: 'More plastic.', when: 'in 20 days', place: 'Omaha' },
    });
    await iris.fills({ tactic: 'care', audience: 'coalition' });
    expect(await answerTo(stage, 'iris')).toContain('Bring more gloves than you think.');
    expect(stage.problems()).toEqual([]);
  });
});

test('nobody is asked about an action that was cancelled', { timeout: 120_000 }, async () => {
  await using stage = await openStage('playground');
  await announces(stage, 'cara');
  await stage.as('cara').types('action cancel');
  await stage.as('cara').fills({ reason: 'Flood.' });
  await stage.pass({ days: 6 });
  expect(await asked(stage, 'cara')).toEqual([]);
  expect(stage.problems()).toEqual([]);
});
