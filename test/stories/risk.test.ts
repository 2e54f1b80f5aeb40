import { describe, expect, test } from 'vitest';
import { openStage, type StageOf } from '../support/stage/index.ts';
import { answerTo, named, onPlatforms } from './introducing.ts';

/** Types a line and returns the answer. */
async function ask(stage: StageOf, who: string, line: string): Promise<string> {
  await stage.as(who).types(line);
  return await answerTo(stage, who);
}

/** An operator takes another risk, as they would from the checklist; what they were shown before, and told after. */
async function takes(stage: StageOf, who: string, risk: string): Promise<readonly [string, string]> {
  await stage.as(who).types('coalition setup');
  await stage.as(who).presses(`Risk: ${risk}`);
  const shown = await answerTo(stage, who);
  await stage.as(who).presses('Take it');
  return [shown, await answerTo(stage, who)];
}

describe.each(named(onPlatforms))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('a high risk is shown before it is taken, hides people from members, and whom it hid hears when it ends', async () => {
    await using stage = await openStage(casting);
    const [cara, jonas, priya] = [stage.as('cara'), stage.as('jonas'), stage.as('priya')];
    await cara.types('privacy consents');
    await cara.fills({ found: 'members', reach: 'direct' });
    await priya.types('privacy consents');
    await priya.fills({ reach: 'direct' });
    expect(await ask(stage, 'ben', 'find people Cara')).toContain('Cara Lindqvist');
    await cara.types('profile notifications kind:safety.found-again manner:now');

    const [shown, taken] = await takes(stage, 'jonas', 'high');
    expect(shown).toContain('Risk from medium to high: nothing has changed yet.');
    expect(shown).toContain('People can be found by, at most: members → weavers');
    expect(taken).toContain('The risk is high from now on.');
    await stage.settle();
    expect(await priya.sees()).toContain('Jonas Weber changed the risk from medium to high.');
    expect(await ask(stage, 'ben', 'find people Cara')).not.toContain('Cara Lindqvist');
    expect(await ask(stage, 'ana', 'find people Cara')).toContain('Cara Lindqvist');
    expect(await cara.sees()).not.toContain('operators lowered the risk');

    // Whoever looks at it and does not take it changes nothing.
    await jonas.types('coalition setup');
    await jonas.presses('Risk: medium');
    await jonas.presses('Keep high');
    expect(await answerTo(stage, 'jonas')).toContain('The risk stays high. Nothing has changed.');
    await takes(stage, 'jonas', 'medium');
    await stage.settle();
    expect(await cara.sees()).toContain('can find you again: operators lowered the risk');
    expect(await ask(stage, 'ben', 'find people Cara')).toContain('Cara Lindqvist');
    expect(stage.problems()).toEqual([]);
  });
});
