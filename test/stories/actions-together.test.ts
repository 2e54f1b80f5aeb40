import { and, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import * as rows from '#actions/tables.ts';
import { chatWords } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';
import { announces, directTo, drafts, postTo, pressed } from './announcing.ts';
import { answerTo, idOf, messagesTo, named } from './introducing.ts';

/** An action, as somebody reads it who asks for it. */
async function shown(stage: StageOf, who: string): Promise<string> {
  await stage.as(who).types('action show River clean-up');
  return await answerTo(stage, who);
}

async function represents(
  stage: StageOf,
  who: string,
  of: { readonly organisation?: string; readonly hub?: string },
): Promise<void> {
  const { coalitionId, organisations, hubs } = stage.seeded;
  const now = stage.clock.now();
  await stage.db.insert(tables.representative).values({
    ...{ id: newId(now), coalitionId, personId: idOf(stage, who), since: now },
    organisationId: organisations.get(of.organisation ?? '') ?? null,
    hubId: hubs.get(of.hub ?? '') ?? null,
  });
}

describe.each(named(castings))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('what an action needs is taken by one person each, given back, and only its leaders see by whom', async () => {
    await using stage = await openStage(casting);
    const [cara, ben, grace] = [stage.as('cara'), stage.as('ben'), stage.as('grace')];
    const id = await announces(stage, 'cara', { needs: '- 8 stewards\n- a van\n- A van' });
    for (const who of ['ben', 'grace']) {
      expect(await postTo(stage, who)).toContain('We need');
      expect(await postTo(stage, who)).toMatch(/8 stewards[^(]+a van(?! \(taken\))/);
    }

    await ben.presses('Details');
    await ben.presses('Take something we need');
    expect(await answerTo(stage, 'ben')).toContain('Which one do you take?');
    const choices = (await ben.latest())?.buttons ?? [];
    expect(choices).toEqual(['I take: 8 stewards', 'I take: a van']);
    await ben.presses('I take: a van');
    expect(await answerTo(stage, 'ben')).toContain(
      'You take “a van” for River clean-up, and you are in to help.',
    );
    await stage.pass({ minutes: 1 });
    for (const who of ['ben', 'grace']) {
      expect(await postTo(stage, who)).toContain('a van (taken)');
      expect(await postTo(stage, who)).toContain('1 can help');
      expect(await postTo(stage, who)).not.toContain('Ben');
    }

    // Who it is, whoever leads the action sees and nobody else.
    expect(await shown(stage, 'cara')).toContain('a van: Ben Okafor');
    expect(await shown(stage, 'ben')).toContain('You take “a van”.');
    expect(await shown(stage, 'ben')).toContain('Boat ramp 4');
    expect(await shown(stage, 'grace')).toContain('a van (taken)');
    expect(await shown(stage, 'grace')).not.toContain('Ben');
    const needs = await stage.db.select().from(rows.actionNeed).orderBy(rows.actionNeed.place);
    const [stewards, van] = needs.map((need) => need.id);
    const taken = 'Somebody has taken this already';
    expect(await stage.crafts('grace', pressed('action.take-this', van ?? ''))).toContain(taken);
    expect(await stage.crafts('grace', pressed('action.give-back', van ?? ''))).toContain(
      'You have not taken this',
    );

    // One is open: who sees it is said before it is taken.
    await grace.presses('Take something we need');
    const offered = await grace.latest();
    expect(offered?.buttons).toEqual(['I take: 8 stewards']);
    expect(offered?.text).toContain('Whoever leads the action sees your name beside it');
    expect(await shown(stage, 'cara')).not.toContain('Grace Tran');
    await grace.types('action show River clean-up');
    await grace.presses('Take something we need');
    await grace.presses('I take: 8 stewards');
    expect(await answerTo(stage, 'grace')).toContain('You take “8 stewards” for River clean-up');
    expect(await stage.crafts('iris', pressed('action.take', id))).toContain('Everything is taken already');
    expect(await shown(stage, 'cara')).toContain('8 stewards: Grace Tran');

    // Words that stay are still taken, words that go are not needed any more.
    await cara.types('action edit');
    await cara.fills({});
    expect((await cara.form())?.values.needs).toBe('8 stewards\na van');
    await cara.fills({ needs: 'a van\n2 cooks' });
    expect(await postTo(stage, 'grace')).toMatch(/a van \(taken\)[^(]+2 cooks(?! \(taken\))/);
    expect(await postTo(stage, 'grace')).not.toContain('8 stewards');
    expect(await stage.crafts('iris', pressed('action.take-this', stewards ?? ''))).toContain(
      chatWords.en.stale,
    );

    await ben.types('action show River clean-up');
    await ben.presses('Give back: a van');
    expect(await answerTo(stage, 'ben')).toContain('“a van” is open again. You are still in to help.');
    await stage.pass({ minutes: 11 });
    expect(await postTo(stage, 'grace')).not.toContain('(taken)');
    await ben.types('action show River clean-up');
    await ben.presses('Take something we need');
    await ben.presses('I take: a van');
    await stage.restart();
    await ben.types('action show River clean-up');
    await ben.presses('I can’t come after all');
    await stage.pass({ minutes: 11 });
    expect(await postTo(stage, 'grace')).not.toContain('(taken)');
    expect(await stage.db.$count(rows.actionNeed, eq(rows.actionNeed.takenById, idOf(stage, 'ben')))).toBe(0);

    await cara.types('action cancel');
    await cara.fills({ reason: '' });
    expect(await stage.crafts('iris', pressed('action.take', id))).toContain('This action is cancelled');
    expect(await stage.crafts('iris', pressed('action.take-this', van ?? ''))).toContain(
      'This action is cancelled',
    );
    expect(stage.problems()).toEqual([]);
  });

  test('organisations stand where their representatives say, in every copy, until they take it back or leave', async () => {
    await using stage = await openStage(casting);
    const [ben, hugo, pearl] = [stage.as('ben'), stage.as('hugo'), stage.as('pearl')];
    const id = await announces(stage, 'cara', { tactic: 'march' });
    for (const who of ['ben', 'grace']) expect(await postTo(stage, who)).not.toMatch(/Run by|Supported by/);

    await ben.presses('Details');
    await ben.presses('Our organisation…');
    expect((await ben.form())?.intro).toContain('You say it in the name of Delta Legal Aid');
    expect((await ben.form())?.fields).toEqual(['stance']);
    await ben.fills({ stance: 'support' });
    expect(await answerTo(stage, 'ben')).toContain('Delta Legal Aid supports River clean-up now.');
    expect(await answerTo(stage, 'ben')).toContain('Any of its representatives can change this');
    await hugo.presses('Details');
    await hugo.presses('Our organisation…');
    await hugo.fills({ stance: 'run' });
    expect(await postTo(stage, 'grace')).not.toContain('Supported by');
    await stage.pass({ minutes: 1 });
    for (const who of ['ben', 'grace']) {
      expect(await postTo(stage, who)).toMatch(/Run by[^A-Z]+Bayou Fishers Cooperative/);
      expect(await postTo(stage, who)).toMatch(/Supported by[^A-Z]+Delta Legal Aid/);
      expect(await postTo(stage, who)).not.toMatch(/Ben|Hugo/);
    }

    // Whoever speaks for several says for which.
    await represents(stage, 'pearl', { organisation: 'Tenants Together' });
    await pearl.presses('Details');
    await pearl.presses('Our organisation…');
    expect((await pearl.form())?.fields).toEqual(['organisation', 'stance']);
    await pearl.fills({ stance: 'pass on' });
    expect((await pearl.form())?.text).toContain('You represent several. Say which one you mean.');
    await pearl.fills({ organisation: 'Tenants Together', stance: 'pass on' });
    await stage.pass({ minutes: 10 });
    expect(await postTo(stage, 'ben')).toMatch(/Passed on by[^A-Z]+Tenants Together/);

    // Not for somebody else's, and not by whoever represents none.
    expect(await stage.crafts('rosa', pressed('action.stance', id))).toContain(
      'Only a representative of an organisation',
    );
    await pearl.presses('Our organisation…');
    const form = await stage.db.execute<{ id: string }>(
      'select id from form where used_at is null order by id desc limit 1',
    );
    const organisation = stage.seeded.organisations.get('Delta Legal Aid') ?? '';
    const given = { organisation, stance: 'run' };
    expect(await stage.crafts('pearl', { kind: 'submit', form: form.rows[0]?.id ?? '', given })).toContain(
      'It cannot be chosen any more',
    );
    expect(await postTo(stage, 'ben')).toMatch(/Supported by[^A-Z]+Delta Legal Aid/);

    // An unlisted one is named to nobody.
    const set = (name: string, more: Partial<typeof tables.organisation.$inferInsert>) =>
      stage.db.update(tables.organisation).set(more).where(eq(tables.organisation.name, name));
    await set('Plains Newsroom', { listed: false });
    await stage.as('dov').presses('Details');
    await stage.as('dov').presses('Our organisation…');
    await stage.as('dov').fills({ stance: 'support' });
    expect(await answerTo(stage, 'dov')).toContain('Plains Newsroom is unlisted');
    await stage.pass({ minutes: 10 });
    expect(await postTo(stage, 'grace')).not.toContain('Plains');

    await ben.types('action show River clean-up');
    await ben.presses('Our organisation…');
    expect((await ben.form())?.values.stance).toMatch(/support/i);
    await ben.fills({ stance: 'none' });
    expect(await answerTo(stage, 'ben')).toContain('Delta Legal Aid says nothing of River clean-up now.');
    await stage.pass({ minutes: 10 });
    for (const who of ['ben', 'grace']) expect(await postTo(stage, who)).not.toContain('Delta Legal Aid');

    await hugo.types('organisation leave');
    await hugo.fills({ sure: 'leave' });
    await stage.pass({ minutes: 10 });
    for (const who of ['ben', 'grace']) expect(await postTo(stage, who)).not.toContain('Bayou Fishers');
    expect(await shown(stage, 'grace')).not.toContain('Bayou Fishers');
    expect(await stage.db.$count(rows.actionStance)).toBe(1);
    expect(stage.problems()).toEqual([]);
  });

  test('who is asked to lead an action and says yes may change it; a no is a silence', async () => {
    await using stage = await openStage(casting);
    const [cara, ben, iris] = [stage.as('cara'), stage.as('ben'), stage.as('iris')];
    const id = await announces(stage, 'cara');
    expect(await stage.crafts('ben', pressed('action.organise', id))).toContain('Only whoever announced');
    expect(await stage.crafts('ben', pressed('action.edit', id))).toContain('Only whoever announced');

    await cara.presses('Details');
    await cara.presses('Ask a co-organiser');
    await cara.fills({ person: idOf(stage, 'cara') });
    expect((await cara.form())?.text).toContain('That is you');
    await cara.fills({ person: idOf(stage, 'milo') });
    expect((await cara.form())?.text).toContain('Nobody has vouched for them yet.');
    await cara.fills({ person: idOf(stage, 'ben') });
    const asked = 'Asked: Ben Okafor, to lead River clean-up with you.';
    expect(await answerTo(stage, 'cara')).toContain(asked);
    const [ask] = await messagesTo(stage, 'ben', 'direct');
    expect(ask?.text).toContain('Cara Lindqvist asks you to lead River clean-up together.');
    expect(ask?.buttons.slice(0, 2)).toEqual(['Yes, together', 'No thanks']);
    await ben.types('home show');
    expect(await answerTo(stage, 'ben')).toContain('You are asked to lead River clean-up together.');
    // Asked is not yet leading, and nobody answers for another.
    expect(await stage.crafts('ben', pressed('action.edit', id))).toContain('Only whoever announced');
    const [row] = await stage.db.select().from(rows.actionOrganiser);
    for (const press of ['action.organise-yes', 'action.organise-no'] as const)
      expect(await stage.crafts('iris', pressed(press, row?.id ?? ''))).toContain(chatWords.en.notYours);

    // A no: what Cara sees stays as it was, whatever she does.
    const before = await shown(stage, 'cara');
    await ben.presses('No thanks');
    expect(await answerTo(stage, 'ben')).toContain('You do not lead River clean-up. Nobody is told.');
    expect(await stage.db.$count(rows.actionOrganiser)).toBe(0);
    expect(await shown(stage, 'cara')).toBe(before);
    await cara.presses('Ask a co-organiser');
    await cara.fills({ person: idOf(stage, 'ben') });
    expect(await answerTo(stage, 'cara')).toContain(asked);
    expect(await directTo(stage, 'ben', 'asks you to lead')).toHaveLength(1);
    await stage.pass({ days: 1 });
    expect(await directTo(stage, 'cara', 'Ben')).toEqual([]);

    await cara.types('action show River clean-up');
    await cara.presses('Ask a co-organiser');
    await cara.fills({ person: idOf(stage, 'iris') });
    await iris.presses('Yes, together');
    expect(await answerTo(stage, 'iris')).toContain('You lead River clean-up too.');
    expect(
      await directTo(stage, 'cara', 'Iris Kowalski said yes and leads River clean-up with you.'),
    ).toHaveLength(1);
    expect(await shown(stage, 'cara')).toContain('Led together with Iris Kowalski.');
    expect(await shown(stage, 'iris')).toContain('Led together with Cara Lindqvist.');
    expect(await shown(stage, 'grace')).not.toContain('Iris');
    await iris.types('action edit');
    await iris.fills({ title: 'Bank clean-up' });
    await iris.fills({});
    expect(await postTo(stage, 'grace')).toContain('Bank clean-up');

    // Iris goes on when Cara leaves, and can be taken back as long as Cara is there.
    await cara.types('action list which:mine');
    await cara.presses('Details');
    await cara.presses('Lead it without…');
    await cara.fills({ person: idOf(stage, 'iris') });
    expect(await answerTo(stage, 'cara')).toContain('Iris Kowalski does not lead Bank clean-up');
    expect(await stage.crafts('iris', pressed('action.cancel', id))).toContain('Only whoever announced');
    expect(stage.problems()).toEqual([]);
  });
});

describe.each(named(castings))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('when whoever announced an action leaves, a co-organiser carries on, and what they took is open', async () => {
    await using stage = await openStage(casting);
    const [cara, ben] = [stage.as('cara'), stage.as('ben')];
    const id = await announces(stage, 'cara', { needs: 'a van' });
    await cara.presses('Details');
    await cara.presses('Ask a co-organiser');
    await cara.fills({ person: idOf(stage, 'ben') });
    await ben.presses('Yes, together');
    await cara.types('action show River clean-up');
    await cara.presses('Take something we need');
    await cara.presses('I take: a van');
    await stage.pass({ minutes: 1 });
    expect(await postTo(stage, 'iris')).toContain('a van (taken)');
    await cara.types('coalition leave');
    await cara.fills({ keep: false });
    await stage.pass({ minutes: 12 });
    expect(await directTo(stage, 'ben', 'You carry on with River clean-up')).toHaveLength(1);
    expect(await postTo(stage, 'iris')).toContain('Announced by Ben Okafor.');
    expect(await postTo(stage, 'iris')).not.toContain('(taken)');
    expect(await stage.crafts('ben', pressed('action.edit', id))).toBe('Change the action');
    expect(stage.problems()).toEqual([]);
  });

  test('a tactic is muted with one press, left out of lists, and heard of again', async () => {
    await using stage = await openStage(casting);
    const ben = stage.as('ben');
    await announces(stage, 'cara', { tactic: 'march' });
    await ben.presses('Details');
    await ben.presses('Less of this: marches');
    expect(await answerTo(stage, 'ben')).toContain('Left out from now on: marches.');
    await ben.types('action list');
    expect(await answerTo(stage, 'ben')).toContain('Nothing else is coming.');
    expect(await answerTo(stage, 'ben')).not.toContain('Nothing is coming yet.');
    expect(await answerTo(stage, 'ben')).toContain('1 action is left out');
    expect((await ben.latest())?.buttons).toEqual(['What you leave out']);
    expect(await answerTo(stage, 'ben')).not.toContain('River clean-up');
    await stage.as('iris').types('action list');
    expect(await answerTo(stage, 'iris')).toContain('River clean-up');
    await ben.presses('What you leave out');
    expect((await ben.form())?.values.tactics).toMatch(/march/i);
    await ben.fills({ tactics: ['picket', 'boycott'] });
    expect(await answerTo(stage, 'ben')).toContain('Left out from now on: pickets and boycotts.');
    await ben.types('action list');
    expect(await answerTo(stage, 'ben')).toContain('River clean-up');
    await ben.presses('Details');
    await ben.presses('Less of this: marches');
    await ben.presses('Hear of them again');
    expect(await answerTo(stage, 'ben')).toContain('You hear of marches again.');
    expect(await stage.db.select({ tactic: rows.tacticMute.tactic }).from(rows.tacticMute)).toHaveLength(2);
    await ben.types('action show River clean-up');
    await ben.presses('Less of this: marches');
    await ben.presses('What you leave out');
    await ben.fills({ tactics: [] });
    expect(await answerTo(stage, 'ben')).toContain('Nothing is left out.');
    expect(await stage.db.$count(rows.tacticMute)).toBe(0);
    expect(stage.problems()).toEqual([]);
  });

  test('a hub under pressure calls: its neighbours see it at once, everybody else an hour later', async () => {
    await using stage = await openStage(casting);
    const hugo = stage.as('hugo');
    await drafts(stage, 'hugo');
    expect((await hugo.latest())?.buttons).not.toContain('Our hub is under pressure');
    const [draft] = await stage.db.select().from(rows.action);
    expect(await stage.crafts('hugo', pressed('action.call', draft?.id ?? ''))).toContain(
      'Only a representative of a hub',
    );
    await hugo.presses('Drop');
    await represents(stage, 'hugo', { hub: 'Delta' });
    // Of the Delta and its neighbours only Hugo, Grace and Sam are left, all at the kitchen table.
    const { hubMember } = tables;
    const stay = ['hugo', 'grace', 'sam'].map((who) => idOf(stage, who));
    for (const { personId } of await stage.db.select().from(hubMember))
      if (!stay.includes(personId)) await stage.db.delete(hubMember).where(eq(hubMember.personId, personId));

    await drafts(stage, 'hugo');
    await hugo.presses('Our hub is under pressure');
    expect((await hugo.form())?.intro).toContain(
      'The spaces of Delta and of hubs next to it, Lead pipes and Upriver,',
    );
    expect((await hugo.form())?.fields).toEqual(['calls']);
    await hugo.fills({ calls: false });
    expect(await answerTo(stage, 'hugo')).toContain('everybody sees it at once');
    await hugo.presses('Our hub is under pressure');
    await hugo.fills({ calls: true });
    expect(await answerTo(stage, 'hugo')).toContain('Delta calls with River clean-up.');
    const [mine] = await stage.db.select().from(rows.action);
    expect(await stage.crafts('ben', pressed('action.call', mine?.id ?? ''))).toContain(
      chatWords.en.notYours,
    );
    await hugo.presses('Post it');
    await stage.pass({ minutes: 1 });
    expect(await postTo(stage, 'grace')).toContain('Delta is under pressure and calls');
    expect(await postTo(stage, 'ben')).toBe('');
    await stage.pass({ minutes: 59 });
    expect(await postTo(stage, 'ben')).toBe('');
    await stage.pass({ minutes: 1 });
    expect(await postTo(stage, 'ben')).toContain('River clean-up');
    const due = await stage.db
      .select()
      .from(delivery)
      .where(and(eq(delivery.kind, 'action.post')));
    expect(due.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(stage.problems()).toEqual([]);
  });

  test('a hub calls only through somebody who represents it as long as it is not posted', async () => {
    await using stage = await openStage(casting);
    const hugo = stage.as('hugo');
    const { representative } = tables;
    const delta = eq(representative.hubId, stage.seeded.hubs.get('Delta') ?? '');
    const calls = async (title: string) => {
      await drafts(stage, 'hugo', { title });
      await hugo.presses('Our hub is under pressure');
      await hugo.fills({ calls: true });
      expect(await answerTo(stage, 'hugo')).toContain(`Delta calls with ${title}.`);
    };
    // Before it is posted, and within the minute in which that can be undone.
    for (const [title, within] of [
      ['Before', false],
      ['Within', true],
    ] as const) {
      await represents(stage, 'hugo', { hub: 'Delta' });
      await calls(title);
      if (within) await hugo.presses('Post it');
      await stage.db.delete(representative).where(delta);
      const [draft] = await stage.db.select().from(rows.action).where(eq(rows.action.title, title));
      if (!within) await stage.crafts('hugo', pressed('action.post', draft?.id ?? ''));
      await stage.pass({ minutes: 1 });
      for (const who of ['ben', 'grace']) {
        expect(await postTo(stage, who)).toContain(title);
        expect(await postTo(stage, who)).not.toContain('under pressure');
      }
    }
    // The control: who represents it calls, until the hub is closed.
    await represents(stage, 'hugo', { hub: 'Delta' });
    await calls('Flood watch');
    await hugo.presses('Post it');
    await stage.pass({ minutes: 61 });
    expect(await postTo(stage, 'grace')).toContain('Delta is under pressure and calls');
    await stage.db
      .update(tables.hub)
      .set({ closedAt: stage.clock.now() })
      .where(eq(tables.hub.name, 'Delta'));
    await stage.as('grace').types('action show Flood watch');
    expect(await answerTo(stage, 'grace')).not.toContain('under pressure');
    expect(stage.problems()).toEqual([]);
  });
});
