import { describe, expect, test } from 'vitest';
import { listing, resource } from '#resources/tables.ts';
import { openStage } from '../support/stage/index.ts';
import { announces, directTo } from './announcing.ts';
import { answerTo, named, onPlatforms } from './introducing.ts';

const script = {
  kind: 'toolkit',
  title: 'Door-knocking script',
  link: 'https://example.org/doors',
  good: 'training ten people to knock on doors',
  language: 'English',
};

describe.each(named(onPlatforms))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('what one shares others find, and their thanks reach whoever shared it', async () => {
    await using stage = await openStage(casting);
    const [ben, grace] = [stage.as('ben'), stage.as('grace')];
    await grace.types('find resources');
    expect(await answerTo(stage, 'grace')).toContain('Nothing has been shared yet.');

    await ben.types('share add');
    expect((await ben.form())?.intro).toContain('Made by Delta Legal Aid');
    await ben.fills({ ...script, link: 'javascript:alert(1)' });
    expect((await ben.form())?.text).toContain('Not a link Weft can show.');
    await ben.fills({ link: 'https://EXAMPLE.org/doors' });
    expect(await answerTo(stage, 'ben')).toContain('Shared: Door-knocking script.');
    await stage.hands.get(typeof casting === 'string' ? casting : casting.clearwater)?.again();
    await stage.settle();
    expect(await stage.db.select().from(resource)).toHaveLength(1);

    await grace.types('find resources knocking on a door');
    const found = await answerTo(stage, 'grace');
    expect(found).toContain('One resource fits.');
    expect(found).toContain('Toolkit · English · made by Delta Legal Aid');
    expect(found).toContain('example.org/doors');
    await grace.presses('Thanks for Door-knocking script');
    await grace.fills({ words: 'Forty doors in a day. <@everyone> **yes**' });
    expect(await answerTo(stage, 'grace')).toContain('Thanked.');
    await grace.types('share thanks Door-knocking script');
    expect(await answerTo(stage, 'grace')).toContain('You said thanks for Door-knocking script before');
    await stage.as('mara').types('find resources');
    expect(await answerTo(stage, 'mara')).toContain('1 person says thanks');

    // They come with the weekly message, with the name of somebody whom members may find.
    expect(await directTo(stage, 'ben', 'thanks you')).toEqual([]);
    await stage.pass({ days: 7 });
    const [weekly] = await directTo(stage, 'ben', 'Grace Tran thanks you for Door-knocking script.');
    expect(weekly).toContain('Forty doors in a day. <@everyone> **yes**');

    await ben.presses('Remove it');
    expect(await answerTo(stage, 'ben')).toContain('Removed: Door-knocking script.');
    expect(stage.problems()).toEqual([]);
  });

  test('an offer and a need meet, one answers, and whoever listed it ends it', async () => {
    await using stage = await openStage(casting);
    const [ben, grace, hugo] = [stage.as('ben'), stage.as('grace'), stage.as('hugo')];
    await grace.types('share need forty folding chairs place:Houma');
    expect(await answerTo(stage, 'grace')).toContain('Nobody offers it yet.');
    await ben.types('share offer folding chairs and a hall until:"in 20 days"');
    const offered = await ben.latest();
    expect(offered?.text).toContain('Listed until 2027-06-01');
    expect(offered?.text).toContain('Somebody needs it:');
    expect(offered?.text).toContain('“forty folding chairs” · Houma');
    expect(offered?.text).toContain('from Grace Tran');

    await ben.presses('Answer “forty folding chairs”');
    await ben.fills({ address: 'ben@example.org' });
    expect(await answerTo(stage, 'ben')).toContain('Sent.');
    const [answer] = await directTo(stage, 'grace', 'Ben Okafor can give what you need.');
    expect(answer).toContain('ben@example.org');
    await ben.presses('Answer “forty folding chairs”');
    expect(await ben.sees()).toContain('You answered this before');
    expect(await directTo(stage, 'grace', 'ben@example.org')).toHaveLength(1);
    await grace.types('home show');
    expect(await answerTo(stage, 'grace')).toContain('“forty folding chairs” has 1 answer.');
    await stage.restart();
    await grace.presses('End it');
    expect(await answerTo(stage, 'grace')).toContain('is no longer listed');

    // Found by words as well, from a message that came before it ended by itself.
    await hugo.types('find resources hall');
    expect(await answerTo(stage, 'hugo')).toContain('1 offer fits.');
    expect(await answerTo(stage, 'hugo')).not.toContain('No resource fits');
    expect(await answerTo(stage, 'hugo')).toContain('Offers that fit');
    expect(await answerTo(stage, 'hugo')).not.toContain('Needs that fit');
    await stage.pass({ days: 21 });
    expect(await directTo(stage, 'ben', 'no longer')).toEqual([]);
    // Grace's need ended three weeks ago and is gone; Ben's offer ended yesterday.
    const [row, ...others] = await stage.db.select().from(listing);
    expect(others).toEqual([]);
    expect(row?.kind).toBe('offer');
    expect(row?.endedAt).not.toBeNull();
    await hugo.presses('Answer “folding chairs and a hall”');
    expect(await hugo.sees()).toMatch(/no longer leads anywhere/);
    await stage.pass({ days: 7 });
    expect(await stage.db.select().from(listing)).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });

  test('who needed it first is told in the weekly message, and answers from there', async () => {
    await using stage = await openStage(casting);
    const [hugo, cara] = [stage.as('hugo'), stage.as('cara')];
    await hugo.types('share need a trailer for boats');
    await cara.types('find resources trailer');
    expect(await answerTo(stage, 'cara')).toContain('Needs that fit');
    expect(await answerTo(stage, 'cara')).toContain('“a trailer for boats”');
    await cara.types('share offer a trailer');
    expect(await directTo(stage, 'hugo', 'trailer')).toEqual([]);
    await stage.pass({ days: 7 });
    const [weekly] = await directTo(stage, 'hugo', 'Cara Lindqvist offers something you may need.');
    expect(weekly).toContain('You need “a trailer for boats”.');
    await hugo.presses('Answer');
    await hugo.fills({ address: 'the landing at Houma' });
    expect(await directTo(stage, 'cara', 'the landing at Houma')).toHaveLength(1);
    expect(stage.problems()).toEqual([]);
  });

  test('who offered something before an action needed it is told in the weekly message, and looks at the action', async () => {
    await using stage = await openStage(casting);
    const dov = stage.as('dov');
    await dov.types('share offer my van, twelve seats');
    await announces(stage, 'cara', { when: 'in 20 days', needs: 'a van\n8 stewards' });
    expect(await directTo(stage, 'dov', 'River clean-up')).toEqual([]);
    await stage.pass({ days: 7 });
    const [weekly] = await directTo(stage, 'dov', 'needs something you may have.');
    expect(weekly).toContain('River clean-up');
    expect(weekly).toContain('You offer “my van, twelve seats”.');
    await dov.presses('Details of River clean-up');
    expect(await answerTo(stage, 'dov')).toContain('We take plastic out of the shallows.');
    expect(stage.problems()).toEqual([]);
  });

  test('an offer that an action needs shows the action', async () => {
    await using stage = await openStage(casting);
    const dov = stage.as('dov');
    await announces(stage, 'cara', { needs: 'a van\n8 stewards' });
    await dov.types('share offer my van, twelve seats');
    const offered = await answerTo(stage, 'dov');
    expect(offered).toContain('Actions that need it');
    expect(offered).toContain('“a van”: River clean-up');
    expect(offered).not.toContain('stewards');
    await dov.presses('Details of River clean-up');
    expect(await answerTo(stage, 'dov')).toContain('We take plastic out of the shallows.');
    expect(stage.problems()).toEqual([]);
  });

  test('who answers is named and told so before, and whoever hears from them blocks them there', async () => {
    await using stage = await openStage(casting);
    const [ben, iris] = [stage.as('ben'), stage.as('iris')];
    for (const one of ['a ladder', 'a long ladder']) await ben.types(`share offer ${one}`);
    const answers = async (one: string) => {
      await iris.types('find resources ladder');
      await iris.presses(`Answer “${one}”`);
    };
    await answers('a ladder');
    expect((await iris.form())?.intro).toContain('your name goes with it');
    await iris.fills({ address: 'I know where you live.' });
    const [told] = await directTo(stage, 'ben', 'I know where you live.');
    expect(told).toMatch(/Iris .* would like what you offer\./);
    await answers('a long ladder');
    expect(await iris.sees()).toContain('You answered them today already.');
    await ben.presses('Block this person');
    expect(await ben.sees()).toContain('Blocked. You hear nothing more of them');
    await stage.pass({ days: 1 });
    await answers('a long ladder');
    await iris.fills({ address: 'And again.' });
    expect(await answerTo(stage, 'iris')).toContain('Sent.');
    await stage.pass({ days: 1 });
    expect(await directTo(stage, 'ben', 'And again.')).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });
});
