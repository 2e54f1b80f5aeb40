import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { cast } from '#cast/index.ts';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { heldOfSpace } from '#onboarding/held-of.ts';
import { castings, openStage } from '../support/stage/index.ts';

// Of one platform that is none of Weft's own: there an export is a direct message, and what is taken back is seen.
describe.each([castings[1] ?? 'playground'])('on %s', (casting) => {
  test('a space is taken out: what is its own is sent first, those who leave find nothing of Weft, and the others go on', async () => {
    await using stage = await openStage(casting);
    const leaving = cast.people.find(
      ({ account, tenants }) => tenants.join() === 'delta' && !cast.newcomers.includes(account),
    );
    if (!leaving) throw new Error('nobody is only in Delta');
    const [jonas, one] = [stage.as('jonas'), stage.as(leaving.account, 'delta')];
    await jonas.types(`role grant person:${stage.account('cara')} role:operator`);
    const [space] = await stage.db
      .select()
      .from(tables.space)
      .where(eq(tables.space.name, 'Delta kitchen table'));
    if (!space) throw new Error('no such space');
    await one.types('privacy consents');
    await one.fills({ reach: 'direct' });
    await one.types('privacy export');
    await stage.settle();
    const direct = async () => (await one.shown()).filter(({ where }) => where === 'direct');

    await jonas.types('coalition settings');
    await jonas.fills({});
    await jonas.fills({});
    await jonas.presses('Take Delta kitchen table out');
    expect((await jonas.latest())?.text).toContain('can leave with all of its own');
    await jonas.presses('Send me what is its own');
    await stage.settle();
    expect(await jonas.sees()).toContain('as its own, to read and as JSON');
    await jonas.presses('Take it out');
    expect((await jonas.form())?.intro).toContain('this cannot be undone');
    await jonas.fills({ sure: 'take out' });
    expect(await jonas.sees()).toContain('Delta kitchen table is taken out on');
    // Another operator keeps it; Jonas does it again, and nobody does.
    const priya = stage.as('priya');
    await stage.pass({ hours: 20 });
    await priya.types('status show');
    expect((await priya.latest())?.text).toContain('Delta kitchen table is taken out on');
    await priya.presses('Keep it');
    expect((await priya.latest())?.text).toContain('Delta kitchen table stays');
    await jonas.types('coalition settings');
    await jonas.fills({});
    await jonas.fills({});
    await jonas.presses('Take Delta kitchen table out');
    await jonas.presses('Take it out');
    await jonas.fills({ sure: 'take out' });
    await stage.pass({ hours: 73 });
    expect((await direct()).map(({ text }) => text)).toEqual([]);
    await one.types('home show');
    expect((await one.latest())?.text).toContain('coalition');
    await stage.pass({ hours: 2 });

    expect(await heldOfSpace({ tx: stage.db }, space, true)).toEqual({});
    const told = await stage.db.select().from(delivery).where(eq(delivery.kind, 'coalition.space'));
    expect(new Set(told.map(({ state }) => state))).toEqual(new Set(['sent']));
    await jonas.types('coalition about');
    expect((await jonas.latest())?.text).not.toContain('Delta kitchen table');
    expect(stage.problems()).toEqual([]);
  });
});
