import { and, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { tables } from '#directory/index.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';

const personOf = async ({ db, seeded }: StageOf, who: string) =>
  (
    await db
      .select()
      .from(tables.person)
      .where(eq(tables.person.id, seeded.people.get(who) ?? ''))
  )[0];

/** Types a line and returns the answer. */
async function ask(stage: StageOf, who: string, line: string): Promise<string> {
  await stage.as(who).types(line);
  return (await stage.as(who).latest())?.text ?? '';
}

describe.each(castings)('on %s', (casting) => {
  test('a profile is shown to those it is meant for, and changes as a whole', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    expect(await ask(stage, 'cara', 'profile show')).toContain('Cara Lindqvist, this is how others see you.');
    expect(await ask(stage, 'ben', 'profile show Cara Lindqvist')).toContain('a barn for meetings');
    expect(await ask(stage, 'ben', 'find people barn')).toContain('Cara Lindqvist');

    await cara.types('profile edit');
    expect((await cara.form())?.values).toMatchObject({
      name: 'Cara Lindqvist',
      offers: 'a barn for meetings, farm tours',
    });
    await cara.fills({ offers: 'a barn, a bakery', organisation: 'Delta Legal Aid' });
    await cara.fills({ issues: 'nitrates' });
    expect((await cara.form())?.values).toMatchObject({ found: 'members', suggested: 'yes' });
    await cara.fills({ found: 'nobody' });
    const saved = (await cara.latest())?.text;
    expect(saved).toContain('Saved. This is how others see you.');
    expect(saved).toContain('You no longer speak for Upriver Farmers Union');
    expect(saved).toContain('Found by: Nobody');
    expect(await personOf(stage, 'cara')).toMatchObject({
      offers: 'a barn, a bakery',
      needs: 'someone who knows zoning law',
      issues: 'nitrates',
      organisationId: stage.seeded.organisations.get('Delta Legal Aid'),
    });

    // Found by nobody, by weavers, by members: nobody else learns of them.
    for (const who of ['ben', 'ana']) {
      expect(await ask(stage, who, 'find people bakery')).toContain('Nobody fits who lets you find them.');
      expect(await ask(stage, who, 'profile show Cara Lindqvist')).toContain('Nothing found for');
    }
    expect(await ask(stage, 'ben', 'find people tractors')).not.toContain('Zeke Miller');
    expect(await ask(stage, 'ana', 'find people tractors')).toContain('Zeke Miller');
    expect(await ask(stage, 'ben', 'find people zoning law')).not.toContain('Ben Okafor');
    expect(await ask(stage, 'ben', 'find organisations water testing')).toContain('River Science Collective');
    expect(await ask(stage, 'ben', 'find people')).toContain('Say whom you look for');
    expect(stage.problems()).toEqual([]);
  });

  test('a person pauses, ends the pause, and says how each kind of message comes', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    expect(await ask(stage, 'cara', 'profile snooze in 3 weeks')).toContain('Paused until');
    expect((await personOf(stage, 'cara'))?.snoozedUntil?.toString()).toContain('2027-06-02');
    expect(await ask(stage, 'cara', 'profile snooze whenever')).toContain('Not a date Weft can read.');
    expect((await personOf(stage, 'cara'))?.snoozedUntil).not.toBeNull();
    expect(await ask(stage, 'cara', 'profile snooze off')).toContain('The pause is over');
    expect((await personOf(stage, 'cara'))?.snoozedUntil).toBeNull();

    expect(await ask(stage, 'cara', 'profile notifications')).toContain('Somebody gave you a role: At once');
    await cara.presses('Change one');
    await cara.fills({ kind: 'somebody gave you a role', manner: 'never' });
    expect((await cara.latest())?.text).toContain('Never again: that is how this comes from now on.');
    await ask(stage, 'jonas', `role grant person:${stage.account('cara')} role:driver`);
    await ask(stage, 'jonas', `role grant person:${stage.account('ben')} role:driver`);
    expect(await stage.as('ben').sees()).toContain('You are now a driver');
    expect(await cara.sees()).not.toContain('You are now a driver');
    expect(await ask(stage, 'cara', 'profile show')).toContain('Roles: leads actions');
    expect(stage.problems()).toEqual([]);
  });

  test('organisations are added, alone or as a list, edited, signed for and taken out', async () => {
    await using stage = await openStage(casting);
    const ben = stage.as('ben');
    expect(await ask(stage, 'milo', 'organisation add Milo’s friends')).toContain(
      'Nobody has vouched for you yet.',
    );
    await ben.types('organisation add Riverkeepers');
    expect((await ben.form())?.values.name).toBe('Riverkeepers');
    await ben.fills({ kind: 'formal' });
    await ben.fills({ issues: 'salmon' });
    expect((await ben.latest())?.text).toContain('Riverkeepers is in the coalition now.');
    expect((await ben.latest())?.text).toContain('Nobody represents it yet.');

    const dov = stage.as('dov');
    await dov.types('organisation add');
    await dov.fills({ several: 'Alpha Group\nDelta Legal Aid\nBeta Group\nalpha group', kind: 'informal' });
    await dov.fills({});
    expect((await dov.latest())?.text).toContain('2 organisations are in the coalition now.');
    expect((await dov.latest())?.text).toContain('Skipped, because it is here already');
    expect(await stage.db.select().from(tables.organisation)).toHaveLength(15);

    expect(await ask(stage, 'rosa', 'organisation edit')).toContain('Only a representative');
    await ben.types('organisation edit');
    await ben.fills({ name: 'Tenants Together', about: 'We read permits.' });
    expect((await ben.form())?.text).toContain('is the name of another organisation here');
    expect((await ben.form())?.values.about).toBe('We read permits.');
    await ben.fills({ name: 'Delta Law' });
    expect((await ben.latest())?.text).toContain('Delta Law is changed.');
    expect(await ask(stage, 'cara', 'organisation list permits')).toContain('Delta Law: formal organisation');

    expect(await ask(stage, 'ben', 'organisation sign')).toContain('Delta Law signed the purpose already');
    await stage.pass({ minutes: 5 });
    await stage.as('mara').types('coalition purpose');
    await stage.as('mara').fills({ purpose: 'Safe water for every household by 2029.' });
    expect(await ask(stage, 'ben', 'organisation sign')).toContain('The purpose changed since');
    expect((await ben.latest())?.text).toContain('Safe water for every household by 2029.');
    await ben.presses('Sign it');
    expect((await ben.latest())?.text).toContain('Delta Law has signed the purpose.');

    // First only what is kept of it: nothing else happens.
    await ben.types('organisation leave');
    await ben.fills({ sure: 'Export' });
    expect(await ben.sees()).toContain('This is everything Weft kept of Delta Law');
    expect(await ask(stage, 'cara', 'organisation list permits')).toContain('Delta Law: formal organisation');
    await ben.types('organisation leave');
    await ben.fills({ sure: 'leave' });
    // The answer, and everything of it as a direct message.
    const said = await ben.sees();
    expect(said).toContain('Delta Law has left the coalition');
    expect(said).toContain('This is everything Weft kept of Delta Law');
    expect(await ask(stage, 'cara', 'organisation list permits')).toContain(
      'No organisation here has all of',
    );
    expect(await ask(stage, 'cara', 'find organisations Delta Law')).not.toContain('Delta Law:');
    expect((await personOf(stage, 'ben'))?.organisationId).toBeNull();
    expect(stage.problems()).toEqual([]);
  });

  test('hubs are opened, joined, left, changed and closed by those who may', async () => {
    await using stage = await openStage(casting);
    const rosa = stage.as('rosa');
    const member = async (hub: string) =>
      await stage.db
        .select()
        .from(tables.hubMember)
        .where(
          and(
            eq(tables.hubMember.hubId, stage.seeded.hubs.get(hub) ?? ''),
            eq(tables.hubMember.personId, stage.seeded.people.get('rosa') ?? ''),
          ),
        );
    expect(await ask(stage, 'rosa', 'hub list')).toContain('There are 3 hubs.');
    expect(await ask(stage, 'rosa', 'hub join Delta')).toContain('You are in Delta now.');
    expect(await member('Delta')).toHaveLength(1);
    expect(await ask(stage, 'rosa', 'hub leave Delta')).toContain('You are no longer in Delta.');
    expect(await member('Delta')).toHaveLength(0);

    // What fits several is asked for, with nothing lost.
    expect(await ask(stage, 'rosa', 'hub join e')).toContain('Which one do you mean?');
    await rosa.presses('Next');
    await rosa.fills({ hub: stage.seeded.hubs.get('Lead pipes') ?? '' });
    expect((await rosa.latest())?.text).toContain('You are in Lead pipes now.');

    await rosa.types('hub add Plains');
    expect((await rosa.form())?.values.name).toBe('Plains');
    await rosa.fills({ kind: 'chapter', places: 'Nebraska' });
    expect((await rosa.latest())?.text).toContain('Plains is open. You are in it, and you represent it.');
    await rosa.types('hub edit Plains');
    await rosa.fills({ places: 'Nebraska, Kansas' });
    expect((await rosa.latest())?.text).toContain('Plains is changed.');
    expect(await ask(stage, 'cara', 'hub list Kansas')).toContain('Plains: chapter, Nebraska, Kansas');
    expect(await ask(stage, 'cara', 'hub edit Plains')).toContain('Only a representative of this hub');
    expect(await ask(stage, 'rosa', 'hub edit Delta')).toContain('Only a representative of this hub');
    await rosa.types('hub close Plains');
    await rosa.fills({ sure: true });
    expect((await rosa.latest())?.text).toContain('Plains is closed.');
    expect(await ask(stage, 'cara', 'hub list')).toContain('There are 3 hubs.');

    await stage.as('jonas').types('hub edit Delta');
    await stage.as('jonas').fills({ places: 'Tennessee, Louisiana, Mississippi' });
    expect((await stage.as('jonas').latest())?.text).toContain('Delta is changed.');
    expect(stage.problems()).toEqual([]);
  });

  test('operators give and take roles, and one of them always remains', async () => {
    await using stage = await openStage(casting);
    const grant = (what: 'grant' | 'revoke', who: string, role: string) =>
      `role ${what} person:${stage.account(who, who === 'priya' ? 'clearwater' : undefined)} role:${role}`;
    expect(await ask(stage, 'cara', grant('grant', 'kim', 'weaver'))).toContain(
      'Only operators can do this.',
    );
    expect(await ask(stage, 'kim', 'intro queue')).toContain('Only weavers can do this.');
    expect(await ask(stage, 'jonas', grant('grant', 'kim', 'weaver'))).toContain(
      'Kim Soledad is now a weaver.',
    );
    expect(await stage.as('kim').sees()).toContain(
      'You are now a weaver (connects people): Jonas Weber gave you',
    );
    expect(await ask(stage, 'jonas', grant('grant', 'kim', 'weaver'))).toContain('already is a weaver');
    expect(await ask(stage, 'cara', 'role list')).toContain('Kim Soledad');
    expect(await ask(stage, 'kim', 'intro queue')).not.toContain('Only weavers');
    expect(await ask(stage, 'jonas', grant('revoke', 'kim', 'weaver'))).toContain('no longer a weaver.');
    expect(await ask(stage, 'kim', 'intro queue')).toContain('Only weavers can do this.');
    expect(await ask(stage, 'jonas', grant('revoke', 'kim', 'weaver'))).toContain('nothing to take back');
    expect(await ask(stage, 'jonas', grant('grant', 'finn', 'weaver'))).toContain('has not joined');

    expect(await ask(stage, 'jonas', 'status show')).not.toContain('no second operator');
    expect(await ask(stage, 'jonas', grant('revoke', 'priya', 'operator'))).toContain(
      'no longer an operator.',
    );
    expect(await ask(stage, 'jonas', grant('revoke', 'jonas', 'operator'))).toContain(
      'There would be no operator left.',
    );
    expect(await ask(stage, 'jonas', 'status show')).toContain('There is no second operator');
    expect(await ask(stage, 'priya', 'status show')).toContain('Only operators can do this.');
    const operators = await stage.db.select().from(tables.role).where(eq(tables.role.role, 'operator'));
    expect(operators.map((row) => row.personId)).toEqual([stage.seeded.people.get('jonas')]);
    expect(stage.problems()).toEqual([]);
  });

  test('everyone finds out what the coalition is and what can be typed, and home says what waits', async () => {
    await using stage = await openStage(casting);
    const outside = await ask(stage, 'finn', 'coalition about');
    expect(outside).toContain('Clearwater works together here.');
    expect(outside).toContain('Run by: 2 operators');
    expect(outside).not.toContain('Jonas Weber');
    expect(outside).toContain('Weft does not read conversations');
    expect(await ask(stage, 'cara', 'coalition about')).toContain('Jonas Weber');

    expect(await ask(stage, 'finn', 'help show')).toContain('You have not joined yet');
    const overview = await ask(stage, 'cara', 'help show');
    for (const topic of stage.app.tree.topics) expect(overview).toContain(`• ${topic} `);
    const about = await ask(stage, 'cara', 'help show organisation');
    for (const { verb, example } of stage.app.tree.verbs('organisation')) {
      expect(about).toContain(`organisation ${verb}`);
      expect(about).toContain(`/weft ${example}`);
    }
    expect(await ask(stage, 'cara', 'help show gardening')).toContain('There is no topic “gardening”.');
    expect(await ask(stage, 'cara', 'home show')).toContain('Nothing waits for you.');
    expect(await ask(stage, 'cara', '')).toContain('Nothing waits for you.');
    expect(await ask(stage, 'ana', 'home show')).toContain('waits for somebody to vouch for them');

    const jonas = stage.as('jonas');
    await jonas.types('coalition settings');
    expect((await jonas.form())?.values).toMatchObject({ name: 'Clearwater', vouches: 'yes' });
    await jonas.fills({ name: 'Clearwater Coalition', vouches: false });
    expect((await jonas.form())?.fields).toEqual(['channel', 'actions', 'pulse']);
    await jonas.fills({});
    expect((await jonas.latest())?.text).toContain('Changed: the name, whether this space vouches');
    expect(await ask(stage, 'finn', 'coalition about')).toContain(
      'Clearwater Coalition works together here.',
    );
    expect(stage.problems()).toEqual([]);
  });

  test('whoever leads actions says so, is found by it, and takes it back', async () => {
    await using stage = await openStage(casting);
    const ben = stage.as('ben');
    const leads = async () => await ask(stage, 'cara', 'find people role:driver');
    expect(await leads()).not.toContain('Ben Okafor');
    await ben.types('profile show');
    await ben.presses('I lead actions');
    expect((await ben.latest())?.text).toContain('Others see that you lead actions.');
    expect((await ben.latest())?.text).toContain('Roles: leads actions');
    expect(await leads()).toContain('Ben Okafor');
    expect(await ask(stage, 'cara', 'role list')).toContain('Driver, leads actions: Ben Okafor, Dov Abrams');

    await ben.types('profile show');
    await ben.presses('I no longer lead actions');
    expect((await ben.latest())?.text).toContain('It no longer says that you lead actions.');
    expect(await leads()).not.toContain('Ben Okafor');
    // Who is not vouched for yet does not say so of themselves; what an operator gave is the operator’s to take back.
    expect(await ask(stage, 'milo', 'profile show')).not.toContain('lead actions');
    await stage.as('milo').types('profile show');
    expect((await stage.as('milo').latest())?.buttons).not.toContain('I lead actions');
    const press = { kind: 'press', press: 'profile.leads' } as const;
    expect(await stage.crafts('milo', press)).toContain('Nobody has vouched for you yet.');
    await stage.as('jonas').types(`role grant person:${stage.account('ben')} role:driver`);
    await ben.types('profile show');
    expect((await ben.latest())?.buttons).toEqual(['Change it']);
    expect(stage.problems()).toEqual([]);
  });
});
