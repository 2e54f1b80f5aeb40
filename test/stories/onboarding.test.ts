import { eq, ne } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { button, buttons, link, readLink, message as sent, text } from '#chat/index.ts';
import { consentsOf, tables } from '#directory/index.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';

const purpose = 'Every household along the river drinks safe water by 2030.';

/** What the first operator fills in, in three steps. */
async function begin(stage: StageOf): Promise<void> {
  const [hands] = stage.hands.values();
  const jonas = stage.as('jonas');
  await jonas.types('coalition setup');
  await jonas.presses('Begin a coalition');
  await jonas.fills({ name: 'Clearwater', purpose, zone: 'America/Chicago' });
  await jonas.fills({
    called: 'Jonas Weber',
    own: 'River Science Collective',
    organisations: 'Upriver Farmers Union\nDelta Legal Aid\nupriver farmers union',
  });
  await jonas.fills({
    channel: hands?.channel('clearwater') ?? '',
    actions: hands?.channel('clearwater', 'actions') ?? '',
    pulse: hands?.channel('clearwater', 'pulse') ?? '',
  });
}

/** Joins with as little as can be said. */
async function join(stage: StageOf, who: string, more: { organisation?: string; reach?: string } = {}) {
  const { organisation, reach } = more;
  await stage.as(who).types('coalition join');
  await stage.as(who).fills({ name: who, ...(organisation && { organisation }) });
  await stage.as(who).fills({ zone: 'America/Chicago' });
  await stage.as(who).fills({ ...(reach && { reach }) });
}

const peopleCalled = async ({ db }: StageOf, name: string) =>
  await db.select().from(tables.person).where(eq(tables.person.name, name));

describe.each(castings)('on %s', (casting) => {
  test('an administrator sets a coalition up step by step, and everybody else is told what to do', async () => {
    await using stage = await openStage(casting, { empty: true });
    const jonas = stage.as('jonas');

    await stage.as('finn').types('coalition setup');
    expect(await stage.as('finn').sees()).toContain(
      'Only an administrator of this space can set it up. Ask one of them to type /weft coalition setup.',
    );
    await stage.as('finn').types('coalition join');
    expect((await stage.as('finn').latest())?.text).toContain('This space is not part of a coalition yet.');
    await stage.as('finn').types('home show');
    expect((await stage.as('finn').latest())?.text).toContain('This space is not part of a coalition yet.');

    await begin(stage);
    const begun = (await jonas.latest())?.text;
    expect(begun).toContain('Clearwater is set up here, and you are its first operator.');
    expect(begun).toContain('Done: name and purpose');
    expect(begun).toContain('Done: the organisations of the coalition');
    expect(begun).toContain('To do: a second operator, from another organisation');
    expect((await stage.db.select().from(tables.coalition)).map((row) => row.purpose)).toEqual([purpose]);
    expect((await stage.db.select().from(tables.organisation)).map((row) => row.name).sort()).toEqual([
      'Delta Legal Aid',
      'River Science Collective',
      'Upriver Farmers Union',
    ]);
    expect((await stage.db.select().from(tables.role)).map((row) => row.role)).toEqual(['operator']);
    // Being in a Slack workspace vouches for a person; being in a Discord server does not.
    expect((await stage.db.select().from(tables.binding)).map((row) => row.vouches)).toEqual([
      casting !== 'discord',
    ]);

    await stage.as('finn').types('coalition setup');
    expect((await stage.as('finn').latest())?.text).toContain(
      'This space belongs to Clearwater, and its operators see to the set-up.',
    );
    await jonas.types('coalition leave');
    expect((await jonas.latest())?.text).toContain('You are the only operator, so you cannot leave');

    // The checklist resumes where it was, and its buttons open what is left.
    await join(stage, 'finn', { organisation: 'Delta Legal Aid' });
    await jonas.types('coalition setup');
    for (const use of ['introductions', 'actions', 'the pulse']) {
      const line = new RegExp(`Done: a channel for ${use} in .*, and Weft can post there`);
      expect((await jonas.latest())?.text).toMatch(line);
    }
    await jonas.presses('Name an operator');
    await jonas.fills({ person: stage.account('finn'), role: 'operator' });
    expect((await jonas.latest())?.text).toContain('finn is now an operator.');
    await jonas.types('coalition setup');
    expect((await jonas.latest())?.text).toContain('Done: a second operator, from another organisation');
    await stage.as('finn').types('coalition setup');
    expect((await stage.as('finn').latest())?.text).toContain('left to set up.');
    expect(stage.problems()).toEqual([]);
  });

  test('each channel is asked for where it is, and where Weft cannot post it says so', async () => {
    await using stage = await openStage(casting);
    const [hands] = stage.hands.values();
    const jonas = stage.as('jonas');
    await stage.db.delete(tables.spaceChannel).where(ne(tables.spaceChannel.use, 'introductions'));
    await jonas.types('coalition setup');
    expect((await jonas.latest())?.text).toMatch(/To do: a channel for actions in .*/);
    expect((await jonas.latest())?.text).toMatch(/To do: a channel for the pulse in .*/);

    await jonas.types('coalition settings');
    await jonas.fills({});
    expect((await jonas.form())?.fields).toEqual(['channel', 'actions', 'pulse']);
    const introductions = hands?.channel('clearwater') ?? '';
    await jonas.fills({ actions: introductions, pulse: introductions });
    expect((await jonas.latest())?.text).toContain(
      'Changed: the channel for actions, the channel for the pulse.',
    );
    // Weft looks by itself whether it can post there: one channel may be all of them.
    await jonas.types('coalition setup');
    for (const use of ['actions', 'the pulse']) {
      const line = new RegExp(`Done: a channel for ${use} in .*, and Weft can post there`);
      expect((await jonas.latest())?.text).toMatch(line);
    }

    await stage.db.update(tables.spaceChannel).set({ canPost: false, obstacle: 'It was archived.' });
    await jonas.types('status show');
    const status = (await jonas.latest())?.text;
    expect(status).toMatch(/Weft cannot post in the channel for introductions of .*\. It was archived\./);
    expect(status).toMatch(/Weft cannot post in the channel for actions of .*\. It was archived\./);
    expect(status).toMatch(/Weft cannot post in the channel for the pulse of .*\. It was archived\./);
    expect(stage.problems()).toEqual([]);
  });

  test('what is posted in a channel is seen by its people, and its buttons can be pressed there', async () => {
    await using stage = await openStage(casting);
    const [hands] = stage.hands.values();
    const tenant = hands?.tenant('clearwater') ?? '';
    const href = readLink('https://example.org/a_b?c=1') ?? '';
    await hands?.platform.perform({
      key: crypto.randomUUID(),
      attempt: 0,
      address: { kind: 'channel', tenant, channel: hands.channel('clearwater', 'actions') },
      effect: {
        kind: 'post',
        message: sent(text`Read ${link(href)}.`, buttons(button('coalition.checklist', 'Look again'))),
      },
    });
    const ben = stage.as('ben');
    const post = (await ben.shown()).find(({ where }) => where === 'channel');
    expect(post).toEqual({ where: 'channel', text: `Read ${href}.`, buttons: ['Look again'] });
    await ben.presses('Look again');
    // Whoever may not is told so privately, and the post stays as it is for everybody.
    expect(await ben.sees()).toContain('Only operators can do this.');
    expect(await ben.shown()).toContainEqual(post);
    // Somebody who is only in the other space does not see it.
    expect((await stage.as('pearl').shown()).filter(({ where }) => where === 'channel')).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });

  test('a second space joins the coalition by an invite, once', async () => {
    await using stage = await openStage(casting, { empty: true });
    await begin(stage);
    const jonas = stage.as('jonas');
    const there = stage.as('jonas', 'delta');
    await jonas.types('coalition invite');
    const code = /[A-Z2-9]{5}-[A-Z2-9]{5}/.exec(await jonas.sees())?.[0] ?? '';

    await there.types('coalition setup');
    await there.presses('I have a code');
    await there.fills({ code: 'WRONG-CODES' });
    expect((await there.latest())?.text).toContain('This code does not work: an invite lasts 7 days');
    await there.types(`coalition setup code:${code.toLowerCase()}`);
    expect((await there.latest())?.text).toContain('This space belongs to Clearwater now.');
    await there.types(`coalition setup code:${code}`);
    expect((await there.latest())?.text).toContain('already belongs to Clearwater');
    expect(await stage.db.select().from(tables.binding)).toHaveLength(2);

    await there.types('coalition join');
    if (casting === 'slack') {
      // A Slack id means something in its workspace only: who joins there is somebody new, unless they bring a code.
      expect((await there.form())?.intro).toContain(purpose);
      await jonas.types('coalition link');
      const link = /[A-Z2-9]{5}-[A-Z2-9]{5}/.exec((await jonas.latest())?.text ?? '')?.[0];
      await there.types(`coalition join code:${link}`);
      await there.presses('Yes, make it mine');
    } else {
      expect((await there.latest())?.text).toContain('You are in Clearwater already, as Jonas Weber');
      await there.presses('Yes, this is me');
    }
    expect((await there.latest())?.text).toContain('This account is yours too now.');
    expect(await peopleCalled(stage, 'Jonas Weber')).toHaveLength(1);
    expect(await stage.db.select().from(tables.account)).toHaveLength(2);
    expect(stage.problems()).toEqual([]);
  });

  test('a newcomer reads purpose and notice, consents to nothing unasked, and is vouched for by the space', async () => {
    await using stage = await openStage(casting);
    const finn = stage.as('finn');
    await finn.types('find people zoning law');
    expect((await finn.latest())?.text).toContain('You have not joined yet.');
    expect((await finn.latest())?.text).toContain('/weft coalition join');

    await finn.types('coalition join');
    const first = await finn.form();
    expect(first?.intro).toContain(purpose);
    expect(first?.intro).toContain('Principles: We act openly');
    expect(first?.intro).toContain('Weft does not read conversations');
    await finn.fills({ name: '  ', offers: 'first aid', organisation: 'Tenants Together' });
    const wrong = await finn.form();
    expect(wrong?.text).toContain('Needed. Write something here.');
    expect(wrong?.values.offers).toBe('first aid');
    await finn.fills({ name: 'Finn Olsen' });
    expect((await finn.form())?.fields).toEqual(['place', 'zone', 'spoken']);
    await finn.fills({ place: 'Memphis', zone: 'America/Chicago' });
    const consents = await finn.form();
    expect(consents?.fields).toEqual(['found', 'suggested', 'amplify', 'pulse', 'reach']);
    expect(Object.values(consents?.values ?? {}).filter((value) => value !== '')).toEqual([]);
    await finn.fills({});
    expect((await finn.latest())?.text).toContain('You are in Clearwater.');
    expect((await finn.latest())?.text).toContain('You are vouched for: this space vouches for its people.');

    const [person] = await peopleCalled(stage, 'Finn Olsen');
    expect(person).toMatchObject({ offers: 'first aid', place: 'Memphis', zone: 'America/Chicago' });
    expect(person?.organisationId).toBe(stage.seeded.organisations.get('Tenants Together'));
    expect(await consentsOf({ tx: stage.db }, person?.id ?? '')).toEqual({
      found: 'nobody',
      suggested: 'no',
      amplify: 'no',
      pulse: 'no',
      reach: 'direct',
    });
    await finn.types('find people zoning law');
    expect((await finn.latest())?.text).toContain('Ben Okafor');
    await stage.as('ben').types('find people first aid');
    expect((await stage.as('ben').latest())?.text).not.toContain('Finn');

    await finn.types('coalition join');
    expect((await finn.latest())?.text).toContain('You are in Clearwater already.');
    expect(await peopleCalled(stage, 'Finn Olsen')).toHaveLength(1);
    expect(stage.problems()).toEqual([]);
  });

  test('where the space does not vouch, a representative does with one press, and the newcomer is told', async () => {
    await using stage = await openStage(casting);
    await join(stage, 'dante', { organisation: 'Faith on the Banks', reach: 'direct' });
    const dante = stage.as('dante');
    expect((await dante.latest())?.text).toContain('Somebody must vouch for you');
    expect((await dante.latest())?.text).toContain('4 people were asked to');
    await dante.types('find people zoning law');
    expect((await dante.latest())?.text).toContain('Nobody has vouched for you yet.');
    expect(await dante.sees()).not.toContain('Ben Okafor');

    // Neither a member nor the newcomer may press what is drawn for others.
    const [newcomer] = await peopleCalled(stage, 'dante');
    const press = { kind: 'press', press: 'coalition.vouch', subject: newcomer?.id ?? '' } as const;
    for (const who of ['omar', 'dante'])
      expect(await stage.crafts(who, press)).toContain('You cannot vouch for this person');
    expect((await peopleCalled(stage, 'dante'))[0]?.vouchedAt).toBeNull();

    await stage.pass({ minutes: 5 });
    const pearl = stage.as('pearl');
    expect(await pearl.sees()).toContain('dante joined from Delta kitchen table');
    await pearl.presses('I vouch for them');
    expect(await pearl.sees()).toContain('You vouched for dante.');
    await stage.as('ana').presses('I vouch for them');
    expect(await stage.as('ana').sees()).toContain('dante is vouched for already.');
    expect((await peopleCalled(stage, 'dante'))[0]?.vouchedById).toBe(stage.seeded.people.get('pearl'));
    expect(await dante.sees()).toContain('Somebody vouched for you.');
    await dante.types('find people zoning law');
    expect((await dante.latest())?.text).toContain('Ben Okafor');
    expect(stage.problems()).toEqual([]);
  });

  test('whoever leaves is forgotten at once, what waited for them ends, and they may come back as somebody new', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    const before = stage.seeded.people.get('cara') ?? '';
    await cara.types('intro ask someone who knows zoning law');
    await cara.types('coalition leave');
    expect((await cara.form())?.intro).toContain('You are about to leave Clearwater.');
    await cara.fills({ keep: true });
    expect((await cara.latest())?.text).toContain('You left Clearwater. Your profile is gone');

    const [gone] = await stage.db.select().from(tables.person).where(eq(tables.person.id, before));
    expect(gone).toMatchObject({ name: '', offers: '', needs: '', place: '', organisationId: null });
    expect(gone?.leftAt).not.toBeNull();
    for (const table of [tables.account, tables.consent, tables.representative, tables.hubMember])
      expect(await stage.db.select().from(table).where(eq(table.personId, before))).toEqual([]);
    await stage.as('ana').types('intro queue');
    expect(await stage.as('ana').sees()).not.toContain('Cara');
    await stage.as('ben').types('find people barn');
    expect((await stage.as('ben').latest())?.text).toContain('Nobody fits');

    await cara.types('home show');
    expect((await cara.latest())?.text).toContain('You have not joined yet.');
    await cara.types('find people zoning law');
    expect((await cara.latest())?.text).toContain('/weft coalition join');
    await join(stage, 'cara');
    expect((await cara.latest())?.text).toContain('You are in Clearwater.');
    const [anew] = await peopleCalled(stage, 'cara');
    expect(anew?.id).not.toBe(before);
    await cara.types('home show');
    expect((await cara.latest())?.text).toContain('Nothing waits for you.');
    expect(stage.problems()).toEqual([]);
  });

  test('a code makes one person of two accounts, once', async () => {
    await using stage = await openStage(casting);
    const mara = stage.seeded.people.get('mara') ?? '';
    const delta = [...stage.hands.values()][0]?.tenant('delta') ?? '';
    const [space] = await stage.db.select().from(tables.space).where(eq(tables.space.tenant, delta));
    const inDelta = eq(tables.account.spaceId, space?.id ?? '');
    await stage.db.delete(tables.account).where(inDelta);

    const here = stage.as('mara');
    const there = stage.as('mara', 'delta');
    await here.types('coalition link');
    const code = /[A-Z2-9]{5}-[A-Z2-9]{5}/.exec((await here.latest())?.text ?? '')?.[0] ?? '';
    await there.types(`coalition join code:${code}`);
    expect((await there.latest())?.text).toContain('This code was made by Mara Whitfield.');
    await there.presses('Yes, make it mine');
    expect((await there.latest())?.text).toContain('This account is yours too now.');
    const accounts = await stage.db.select().from(tables.account).where(inDelta);
    expect(accounts.map((row) => row.personId)).toEqual([mara]);
    await there.types('profile show');
    expect((await there.latest())?.text).toContain('speaking at hearings');

    await stage.as('dante').types(`coalition join code:${code}`);
    expect((await stage.as('dante').latest())?.text).toContain('This code does not work here');
    expect(await stage.db.select().from(tables.account).where(inDelta)).toHaveLength(1);
    expect(stage.problems()).toEqual([]);
  });
});
