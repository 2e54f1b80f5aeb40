import { eq } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { playgroundMessages } from '#platforms/playground/tables.ts';
import { deletion } from '#privacy/tables.ts';
import { dump } from '../support/dump.ts';
import { type Casting, castings, openStage, type StageOf } from '../support/stage/index.ts';
import { platformOf, standIns } from './converging.ts';
import { mixed, named } from './introducing.ts';

// The bytes of files are read where the platforms have them.
vi.mock('../support/slack/index.ts', { spy: true });
vi.mock('../support/discord/index.ts', { spy: true });

/** The files somebody was sent, by name, as the platform has them now. */
async function filesOf(
  stage: StageOf,
  casting: Casting,
  who: string,
): Promise<Readonly<Record<string, string>>> {
  const platform = platformOf(casting, 'clearwater');
  if (platform === 'playground') {
    const all = await stage.db.select().from(playgroundMessages).orderBy(playgroundMessages.id);
    return Object.fromEntries(
      all
        .filter(({ conversation }) => conversation.includes(who))
        .flatMap(({ message }) => message.blocks)
        .flatMap((block) => (block.kind === 'file' ? [[block.name, block.text]] : [])),
    );
  }
  const { slack, discord } = await standIns();
  const one = { id: stage.account(who) };
  type OnDiscord = Parameters<typeof discord.ephemerals>[0];
  const files =
    platform === 'slack'
      ? slack.files().map(({ name, bytes, deleted }) => ({ name, bytes: deleted ? undefined : bytes }))
      : [...discord.ephemerals(one as OnDiscord), ...discord.dm(one as OnDiscord)].flatMap(({ files }) =>
          files.map(({ filename, bytes }) => ({ name: filename, bytes })),
        );
  return Object.fromEntries(
    files.flatMap(({ name, bytes }) => (bytes ? [[name, new TextDecoder().decode(bytes)]] : [])),
  );
}

describe.each(named([...castings, ...mixed]))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('anyone reads what is kept and in whose place they type, with all of it as a file', async () => {
    await using stage = await openStage(casting);
    const rosa = stage.as('rosa');
    await rosa.types('privacy notice');
    const notice = await rosa.latest();
    expect(notice?.where).toBe('private');
    expect(notice?.text).toContain('Weft keeps what you write about yourself');
    const place = {
      slack: 'You type in the Slack workspace',
      discord: 'You type in the Discord server',
      playground: 'You type in the playground',
    } as const;
    expect(notice?.text).toContain(place[platformOf(casting, 'clearwater')]);
    const whole = (await filesOf(stage, casting, 'rosa'))['what-weft-keeps.md'] ?? '';
    expect(whole).toContain('# What Weft keeps in Clearwater');
    expect(whole.match(/^- Who sees it: /gm)?.length).toBeGreaterThan(20);
    expect(whole.match(/^- When you delete: /gm)?.length).toBe(whole.match(/^## /gm)?.length);
    expect(stage.problems()).toEqual([]);
  });

  test('what one agrees to is shown as it is, and changed at once', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    await cara.types('privacy consents');
    expect((await cara.form())?.values).toMatchObject({ found: 'members', suggested: 'yes' });
    await cara.fills({ suggested: false, found: 'nobody' });
    expect((await cara.latest())?.text).toContain(
      'Changed, from now on: who may find you, suggestions for introductions.',
    );
    await cara.types('privacy consents');
    expect((await cara.form())?.values).toMatchObject({ found: 'nobody', suggested: 'no' });
    await cara.fills({});
    expect((await cara.latest())?.text).toContain('Nothing was changed.');
    expect(stage.problems()).toEqual([]);
  });

  test('everything that is kept of somebody comes to them as two files, and nothing of anybody else', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    await cara.types('privacy export');
    await stage.settle();
    const files = await filesOf(stage, casting, 'cara');
    expect(Object.keys(files).toSorted()).toEqual(['weft.json', 'weft.md']);
    const whole = JSON.parse(files['weft.json'] ?? '') as { kept: { what: string; rows: object[] }[] };
    expect(JSON.stringify(whole)).toContain('a barn for meetings');
    expect(files['weft.md']).toContain('a barn for meetings');
    const others = (await stage.db.select().from(tables.person)).filter(
      ({ name }) => !name.startsWith('Cara'),
    );
    for (const text of Object.values(files)) {
      for (const { offers } of others) if (offers !== '') expect(text).not.toContain(offers);
    }
    // The row keeps nothing of it once it is there.
    const kept = await stage.db.select().from(delivery).where(eq(delivery.kind, 'privacy.export'));
    expect(kept.map(({ state, effect }) => ({ state, effect }))).toEqual(
      kept.map(() => ({ state: 'sent', effect: null })),
    );
    expect(stage.problems()).toEqual([]);
  });

  test('whoever deletes is gone: here, in what waits, and from their direct messages', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    const [before] = await stage.db
      .select()
      .from(tables.person)
      .where(eq(tables.person.name, 'Cara Lindqvist'));
    await stage.as('jonas').types(`role grant person:${stage.account('cara')} role:driver`);
    await cara.types('privacy consents');
    await cara.fills({ reach: 'direct' });
    await stage.as('jonas').types(`role revoke person:${stage.account('cara')} role:driver`);
    await cara.types('privacy export');
    await stage.settle();
    const direct = async () => (await cara.shown()).filter(({ where }) => where === 'direct');
    expect((await direct()).length).toBeGreaterThan(0);

    await cara.types('privacy delete');
    expect((await cara.form())?.intro).toContain('You are about to delete everything');
    await cara.fills({ sure: 'yes' });
    expect((await cara.form())?.text).toContain('Write “delete” to go on');
    expect(await stage.db.select().from(deletion)).toEqual([]);
    await cara.fills({ sure: ' Delete ' });
    expect((await cara.latest())?.text).toContain('Deleted. Nothing Weft keeps says who you were any more');
    await stage.settle();
    expect((await direct()).map(({ text }) => text)).toEqual([]);
    expect(
      Object.keys(await filesOf(stage, casting, 'cara')).filter((name) => name.startsWith('weft')),
    ).toEqual([]);

    const rows = (await dump(stage.db)).filter(({ table }) => table !== 'playground_message');
    expect(rows.filter(({ text }) => text.includes('Cara Lindqvist'))).toEqual([]);
    expect(rows.filter(({ text }) => text.includes('barn for meetings'))).toEqual([]);
    const own = rows.filter(({ text }) => text.includes(before?.id ?? 'nobody')).map(({ table }) => table);
    expect(
      own.filter((table) => !['privacy_deletion', 'person', 'delivery', 'audit', 'inbox'].includes(table)),
    ).toEqual([]);
    // What was taken back says no more where it stood.
    const removals = await stage.db.select().from(delivery).where(eq(delivery.kind, 'privacy.unsay'));
    expect(removals.length).toBeGreaterThan(0);
    for (const { state, posted, conversation, address } of removals)
      expect({ state, posted, conversation, address }).toEqual({
        ...{ state: 'sent', posted: null, conversation: null, address: null },
      });

    // They come back as somebody new.
    await cara.types('coalition join');
    await cara.fills({ name: 'Cara again' });
    await cara.fills({});
    await cara.fills({});
    expect((await cara.latest())?.text).toContain('You are in Clearwater.');
    expect(stage.problems()).toEqual([]);
  });

  test('the last operator is told what to do first', async () => {
    await using stage = await openStage(casting);
    const operators = await stage.db.select().from(tables.role).where(eq(tables.role.role, 'operator'));
    for (const { id, personId } of operators)
      if (personId !== stage.seeded.people.get('jonas'))
        await stage.db.delete(tables.role).where(eq(tables.role.id, id));
    await stage.as('jonas').types('privacy delete');
    expect((await stage.as('jonas').latest())?.text).toContain('You are the only operator');
    expect(await stage.db.select().from(deletion)).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });
});
