import { eq, ne } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { cast, type Seeded, seedCast } from '#cast/index.ts';
import {
  type Button,
  type ButtonId,
  createTree,
  type Deed,
  dispatch,
  type FormInstance,
  type FormView,
  type Given,
  type Message,
  type PlatformName,
  plain,
  plainText,
  Refusal,
  type Sender,
  type SpaceEvent,
} from '#chat/index.ts';
import {
  allow,
  command,
  type Feature,
  findContext,
  joined,
  lookUpOrganisations,
  notePresent,
  tables,
} from '#directory/index.ts';
import { hashOf } from '#onboarding/code.ts';
import { createOnboarding, onSpaceEvent } from '#onboarding/index.ts';
import { pastedNames } from '#onboarding/paste.ts';
import { newId, type Tx } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { asJoined, buttonsIn } from './support/desk.ts';

const wide: Given = { found: 'members', suggested: 'yes', amplify: 'no', pulse: 'yes', reach: 'direct' };

interface Where {
  readonly platform?: PlatformName;
  readonly tenant?: string;
}
interface Said {
  readonly form?: FormView;
  readonly message?: Message;
  readonly errors?: Readonly<Record<string, string>>;
  readonly refused: boolean;
}

/** The core's own dispatch over a real database; forms are kept in memory, everything else is as in the app. */
async function openHall(options: { seed?: boolean } = {}) {
  const database = await testDatabase();
  const { db } = database;
  const clock = manualClock(cast.begins);
  const calls: string[] = [];
  const witness: Feature = {
    name: 'witness',
    commands: [
      command({
        topic: 'role',
        verb: 'grant',
        about: { en: 'Give a role' },
        example: 'role grant',
        may: 'operator',
        options: {
          person: { kind: 'text', label: { en: 'Who' }, required: true },
          role: { kind: 'text', label: { en: 'Role' }, required: true },
        },
        run: async (context, { person, role }) => {
          await give(context.tx, joined(context).coalition.id, person, role as 'operator');
          return { text: [{ kind: 'words', words: `${role} given` }], blocks: [] };
        },
      }),
    ],
    presses: {},
    async left(act, person) {
      const rows = await act.tx.select().from(tables.account).where(eq(tables.account.personId, person.id));
      calls.push(`left ${person.name} with ${rows.length} accounts`);
    },
    async deletes(_act, person) {
      calls.push(`deletes ${person.name}`);
    },
  };
  const features: readonly Feature[] = [createOnboarding({ features: () => features }), witness];
  const onboarding = features[0] as Feature;
  const tree = createTree(
    features.flatMap((one) => one.commands),
    features.map((one) => one.presses),
  );
  const forms = new Map<string, FormInstance>();
  const give = async (
    tx: Tx,
    coalitionId: string,
    personId: string,
    role: 'operator' | 'weaver' | 'principal',
  ) => {
    await tx
      .insert(tables.role)
      .values({ id: newId(clock.now()), coalitionId, personId, role, grantedAt: clock.now() });
  };

  /** One person doing things in one space; a deed is one transaction, and a refusal leaves nothing behind. */
  function as(account: string, where: Where = {}, more: Partial<Sender> = {}) {
    let form: FormView | undefined;
    let shown: readonly Button[] = [];
    const platform = where.platform ?? 'slack';
    const sender: Sender = { account, name: account, administrator: false, ...more };
    const base = {
      platform,
      tenant: where.tenant ?? 'clearwater',
      sender,
      channel: 'C1',
      key: 'k',
      reply: null,
    };
    async function deed(what: Deed): Promise<Said> {
      const incoming = { ...base, ...what };
      const said = await db
        .transaction(async (tx): Promise<Said> => {
          const done = await dispatch(tree, incoming, {
            db: tx,
            context: (one, coalitionId) =>
              findContext({ tx, now: clock.now(), random: () => 0.5 }, one, coalitionId),
            allow: async (context, may) => allow(context, may),
            isRecipient: (context, id) => context.person?.id === id,
            attempt: async (work) => await work(),
            language: (context) => context.language,
            reading: (context) => ({
              language: context.language,
              moment: () => undefined,
              written: String,
              lookup: async (of, written) =>
                of === 'organisation'
                  ? await lookUpOrganisations(context, written)
                  : ((await onboarding.lookups?.[of]?.(context, written)) ?? []),
            }),
            forms: {
              async open(_incoming, source, values, ask) {
                const one = { id: crypto.randomUUID(), source, step: 0, values, ask, used: false };
                forms.set(one.id, one);
                return one;
              },
              read: async (_incoming, id) => forms.get(id),
              async keep(id, step, values, ask) {
                forms.set(id, { ...(forms.get(id) as FormInstance), step, values, ask });
              },
              async use(id) {
                const one = forms.get(id) as FormInstance;
                forms.set(id, { ...one, used: true });
                return !one.used;
              },
            },
          });
          if (done.kind === 'answer') return { message: done.answer.message, refused: false };
          if (done.kind === 'errors') return { form: done.view, errors: done.errors, refused: false };
          return { form: done.view, refused: false };
        })
        .catch((error: unknown): Said => {
          if (error instanceof Refusal) return { message: error.answer, refused: true };
          throw error;
        });
      form = said.form ?? form;
      if (said.message) shown = buttonsIn(said.message);
      return said;
    }
    const me = {
      types: (text: string) => deed({ kind: 'typed', text }),
      press: (press: ButtonId, subject?: string) =>
        deed({ kind: 'press', press, ...(subject !== undefined && { subject }) }),
      presses(label: string) {
        const found = shown.find((one) => one.label === label);
        if (!found) throw new Error(`no “${label}”, only ${shown.map((one) => one.label).join(', ')}`);
        return me.press(found.press, found.subject);
      },
      fills: (given: Given) => deed({ kind: 'submit', form: form?.form ?? '', given }),
      /** Every step of a form, each with what is given for it. */
      async fillsAll(given: Given): Promise<Said> {
        let said: Said = { refused: false };
        const steps = form?.of ?? 0;
        for (let at = 0; at < steps; at += 1) {
          const names = form?.fields.map((field) => field.name) ?? [];
          const kept =
            form?.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])) ?? [];
          const mine = Object.entries(given).filter(([name]) => names.includes(name));
          said = await me.fills(Object.fromEntries([...kept, ...mine]));
        }
        return said;
      },
      async joins(given: Given = {}) {
        await me.types('coalition join');
        return await me.fillsAll({ name: sender.name, ...given });
      },
      labels: () => shown.map((one) => one.label),
      home: () =>
        asJoined(
          db,
          clock.now(),
          { platform, tenant: base.tenant, account, name: sender.name },
          async (context) => (await onboarding.waits?.(context)) ?? [],
        ),
      happens: (event: SpaceEvent) =>
        db.transaction((tx) => onSpaceEvent({ tx, now: clock.now() }, { ...base, kind: 'event', event })),
    };
    return me;
  }

  const seeded = options.seed
    ? await db.transaction((tx) =>
        seedCast(
          { tx, now: clock.now() },
          {
            spaces: {
              clearwater: { platform: 'slack', tenant: 'clearwater', account: (one) => one, channel: 'C1' },
              delta: { platform: 'discord', tenant: 'delta', account: (one) => `d-${one}`, channel: 'D1' },
            },
          },
        ),
      )
    : await db
        .transaction((tx) => notePresent({ tx, now: clock.now() }, 'slack', 'clearwater', 'Clearwater hall'))
        .then(
          (): Seeded => ({ coalitionId: '', people: new Map(), organisations: new Map(), hubs: new Map() }),
        );
  const person = async (account: string) => {
    const [row] = await db
      .select({ person: tables.person })
      .from(tables.account)
      .innerJoin(tables.person, eq(tables.person.id, tables.account.personId))
      .where(eq(tables.account.external, account));
    return row?.person;
  };
  const channels = async (tenant = 'clearwater') => {
    const rows = await db
      .select({ use: tables.spaceChannel.use, channel: tables.spaceChannel.channel })
      .from(tables.spaceChannel)
      .innerJoin(tables.space, eq(tables.space.id, tables.spaceChannel.spaceId))
      .where(eq(tables.space.tenant, tenant));
    return Object.fromEntries(rows.map(({ use, channel }) => [use, channel]));
  };
  const audits = async () => (await db.select().from(tables.audit)).map((row) => row.act).sort();
  const told = async (kind: string) =>
    (
      await db.execute<{ person_id: string; state: string }>('select kind, person_id, state from delivery')
    ).rows.filter((row) => (row as { kind?: string }).kind === kind);
  return {
    db,
    clock,
    as,
    seeded,
    person,
    channels,
    audits,
    told,
    calls,
    give,
    onboarding,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const delta = { platform: 'discord', tenant: 'delta' } as const;
const seen = (said: Said) => (said.message ? plain(said.message) : '');
const coalition = {
  name: 'Clearwater',
  purpose: 'Safe water.',
  zone: 'Europe/Berlin',
  called: 'Jo',
  own: 'River Science',
  organisations: '- Tenants Together\n* River science\n\n2. Delta Aid\ntenants together',
  channel: '<#C77|intros>',
};

test('an administrator begins a coalition and becomes its first operator, vouched for and consenting to nothing', async () => {
  await using hall = await openHall();
  const jo = hall.as('jo', {}, { administrator: true, zone: 'Europe/Berlin' });
  expect(seen(await jo.types('coalition setup'))).toContain('you can begin one here');
  await jo.presses('Begin a coalition');
  const said = await jo.fillsAll(coalition);
  expect(seen(said)).toContain('Clearwater is set up here, and you are its first operator.');
  const me = await hall.person('jo');
  expect(me).toMatchObject({ name: 'Jo', zone: 'Europe/Berlin', zoneFrom: 'platform' });
  expect(me?.vouchedAt).not.toBeNull();
  expect(await hall.db.select().from(tables.consent)).toEqual([]);
  expect((await hall.db.select().from(tables.role)).map((row) => row.role)).toEqual(['operator']);
  expect((await hall.db.select().from(tables.organisation)).map((row) => row.name).sort()).toEqual([
    'Delta Aid',
    'River Science',
    'Tenants Together',
  ]);
  // Of what was not asked for, the channel it is typed in is the default.
  expect(await hall.channels()).toEqual({ introductions: 'C77', actions: 'C1', pulse: 'C1' });
  expect((await hall.db.select().from(tables.binding)).map((row) => row.vouches)).toEqual([true]);
  expect(await hall.audits()).toEqual(['coalition.set up', 'role.granted', 'space.bound']);
});

test('nobody but an administrator can begin, also by pressing the button', async () => {
  await using hall = await openHall();
  const ann = hall.as('ann');
  expect(await ann.types('coalition setup')).toMatchObject({ refused: true });
  expect(await ann.press('coalition.begin')).toMatchObject({ refused: true });
  expect(await hall.db.select().from(tables.coalition)).toEqual([]);
});

test('of two administrators with the form open, the second is told that the space is taken', async () => {
  await using hall = await openHall();
  const [jo, ann] = [hall.as('jo', {}, { administrator: true }), hall.as('ann', {}, { administrator: true })];
  await jo.press('coalition.begin');
  await ann.press('coalition.begin');
  await jo.fillsAll(coalition);
  const late = await ann.fillsAll({ ...coalition, name: 'Other' });
  expect(late.refused).toBe(true);
  expect(seen(late)).toContain('already belongs to Clearwater');
  expect(await hall.db.select().from(tables.coalition)).toHaveLength(1);
});

test('the checklist resumes: what is done moves, each thing left has a button, and only operators see it', async () => {
  await using hall = await openHall();
  const jo = hall.as('jo', {}, { administrator: true });
  await jo.press('coalition.begin');
  await jo.fillsAll(coalition);
  const first = seen(await jo.types('coalition setup'));
  expect(first).toContain('To do: a second operator, from another organisation');
  expect(first).toContain('Done: name and purpose');
  for (const use of ['introductions', 'actions', 'the pulse']) {
    const line = `To do: a channel for ${use} in Clearwater hall; whether Weft can post there is looked at`;
    expect(first).toContain(line);
  }
  expect(first).toContain(
    'The weekly pulse is already scheduled: Tuesday at 10:00, in each person’s own time',
  );
  expect(first).toContain('To change it: /weft pulse open.');
  const names = ['Name a weaver', 'Name an operator', 'Name a principal'];
  expect(jo.labels()).toEqual(['Look again', ...names, 'Risk: low', 'Risk: high']);

  await hall.db
    .update(tables.spaceChannel)
    .set({ canPost: false, obstacle: 'Invite Weft with /invite.', checkedAt: hall.clock.now() });
  const bad = seen(await jo.types('coalition setup'));
  for (const use of ['introductions', 'actions', 'the pulse'])
    expect(bad).toContain(
      `Weft cannot post in the channel for ${use} of Clearwater hall. Invite Weft with /invite.`,
    );
  hall.clock.advance({ minutes: 2 });
  expect(seen(await jo.presses('Look again'))).toContain('looked at within a minute');
  await hall.db.update(tables.spaceChannel).set({ canPost: true });
  expect(seen(await jo.types('coalition setup'))).toContain(
    'Done: a channel for actions in Clearwater hall, and Weft can post there',
  );

  // Without a channel for something the list says so where it is, and a button asks for all of them.
  await hall.db.delete(tables.spaceChannel).where(ne(tables.spaceChannel.use, 'introductions'));
  const without = seen(await jo.types('coalition setup'));
  expect(without).toContain('To do: a channel for actions in Clearwater hall');
  expect(without).toContain('To do: a channel for the pulse in Clearwater hall');
  const asked = await jo.presses('Choose the channels');
  expect(asked.form?.fields.map(({ name, value }) => [name, value])).toEqual([
    ['channel', 'C77'],
    ['actions', 'C1'],
    ['pulse', 'C1'],
  ]);
  const chosen = { channel: 'C77', actions: 'C88', pulse: '<#C99>' };
  expect(seen(await jo.fills(chosen))).toContain('a channel for actions');
  expect(await hall.channels()).toEqual({ introductions: 'C77', actions: 'C88', pulse: 'C99' });
  // What stays as it is, is not looked at again.
  const looked = await hall.db.select().from(tables.spaceChannel);
  expect(looked.find((row) => row.use === 'introductions')?.canPost).toBe(true);

  await jo.presses('Name a weaver');
  const me = await hall.person('jo');
  expect(seen(await jo.fills({ person: me?.id ?? '', role: 'weaver' }))).toBe('weaver given');
  expect(seen(await jo.types('coalition setup'))).toContain('Done: a weaver');

  const ann = hall.as('ann', {}, { administrator: true });
  expect(await ann.types('coalition setup')).toMatchObject({ refused: true });
  expect(await ann.press('coalition.operator')).toMatchObject({ refused: true });
  expect(await ann.press('coalition.channel')).toMatchObject({ refused: true });
});

test('about names operators to those who joined only, and says when there is no second operator', async () => {
  await using hall = await openHall({ seed: true });
  const outside = seen(await hall.as('finn').types('coalition about'));
  expect(outside).toContain('Every household along the river');
  expect(outside).toContain('2 operators');
  expect(outside).not.toContain('Jonas');
  expect(outside).not.toContain('no second operator');
  const inside = seen(await hall.as('ben').types('coalition about'));
  expect(inside).toContain('Jonas Weber, Priya Nair');
  await hall.db.delete(tables.role).where(eq(tables.role.personId, hall.seeded.people.get('priya') ?? ''));
  expect(seen(await hall.as('finn').types('coalition about'))).toContain('no second operator');
});

test('joining shows purpose, principles and the notice, ticks nothing, and keeps an open question as the least', async () => {
  await using hall = await openHall({ seed: true });
  const finn = hall.as('finn', {}, { name: 'Finn Olsen', zone: 'America/Chicago' });
  const { form } = await finn.types('coalition join');
  const intro = plainText(form?.intro ?? []);
  expect(intro).toContain('Every household along the river');
  expect(intro).toContain('no group speaks for another');
  expect(intro).toContain('does not read conversations');
  expect(form?.of).toBe(3);
  expect(form?.fields.find((one) => one.name === 'name')?.value).toBe('Finn Olsen');
  const where = await finn.fills({ name: 'Finn', organisation: 'tenants together', offers: 'maps' });
  expect(where.form?.fields.find((one) => one.name === 'zone')?.value).toBe('America/Chicago');
  const consents = await finn.fills({ zone: 'America/Chicago' });
  expect(consents.form?.fields.map((one) => [one.name, one.value, one.field.required])).toEqual([
    ['found', undefined, undefined],
    ['suggested', undefined, undefined],
    ['amplify', undefined, undefined],
    ['pulse', undefined, undefined],
    ['reach', undefined, undefined],
  ]);
  const said = await finn.fills({ pulse: 'yes' });
  expect(seen(said)).toContain('You are in Clearwater.');
  expect(seen(said)).toContain('You are vouched for');
  const me = await hall.person('finn');
  expect(me).toMatchObject({
    name: 'Finn',
    offers: 'maps',
    zoneFrom: 'platform',
    organisationId: hall.seeded.organisations.get('Tenants Together'),
  });
  const kept = await hall.db
    .select()
    .from(tables.consent)
    .where(eq(tables.consent.personId, me?.id ?? ''));
  expect(kept.map((row) => [row.kind, row.answer])).toEqual([['pulse', 'yes']]);
});

test('an organisation that is not listed is an error at its field, in the step where it is asked', async () => {
  await using hall = await openHall({ seed: true });
  const finn = hall.as('finn');
  await finn.types('coalition join');
  const said = await finn.fills({ name: 'Finn', organisation: 'Knitting circle' });
  expect(Object.keys(said.errors ?? {})).toEqual(['organisation']);
  expect(said.form?.step).toBe(1);
});

test('joining twice is a friendly answer, also with the form still open', async () => {
  await using hall = await openHall({ seed: true });
  const [finn, again] = [hall.as('finn'), hall.as('finn')];
  await again.types('coalition join');
  await finn.joins(wide);
  expect(seen(await finn.types('coalition join'))).toContain('You are in Clearwater already');
  expect(seen(await again.fillsAll({ name: 'Finn' }))).toContain('You are in Clearwater already');
  const rows = await hall.db.select().from(tables.account).where(eq(tables.account.external, 'finn'));
  expect(rows).toHaveLength(1);
});

test('a zone nobody said is the coalition’s until then', async () => {
  await using hall = await openHall({ seed: true });
  await hall.as('d-finn', delta).joins();
  expect(await hall.person('d-finn')).toMatchObject({ zone: 'America/Chicago', zoneFrom: 'coalition' });
});

test('where the space does not vouch, representatives, weavers and operators are asked, and one press is enough', async () => {
  await using hall = await openHall({ seed: true });
  const said = await hall
    .as('d-finn', delta, { name: 'Finn' })
    .joins({ ...wide, organisation: 'Delta Legal Aid' });
  expect(seen(said)).toContain('4 people were asked to');
  const finn = await hall.person('d-finn');
  expect(finn?.vouchedAt).toBeNull();
  const ids = (await hall.told('coalition.vouch')).map((row) => row.person_id).sort();
  expect(ids).toEqual(['ana', 'ben', 'jonas', 'priya'].map((one) => hall.seeded.people.get(one)).sort());

  const ben = hall.as('ben');
  const waits = await ben.home();
  expect(waits.map((one) => plainText(one.text))).toEqual([
    'Finn of Delta Legal Aid joined and waits for somebody to vouch for them.',
  ]);
  expect(await hall.as('cara').home()).toEqual([]);
  expect((await hall.as('ana').home()).length).toBe(3);

  hall.clock.advance({ hours: 1 });
  expect(await hall.as('cara').press('coalition.vouch', finn?.id)).toMatchObject({ refused: true });
  expect((await hall.person('d-finn'))?.vouchedAt).toBeNull();
  expect(seen(await ben.press('coalition.vouch', finn?.id))).toContain('You vouched for Finn');
  expect((await hall.person('d-finn'))?.vouchedById).toBe(hall.seeded.people.get('ben'));
  const second = seen(await hall.as('ana').press('coalition.vouch', finn?.id));
  expect(second).toContain('is vouched for already');
  expect(second).not.toContain('Ben');
  expect(await hall.audits()).toEqual(['person.joined', 'person.vouched']);
  expect((await hall.told('coalition.vouched')).map((row) => row.person_id)).toEqual([finn?.id]);
  expect((await hall.told('coalition.vouch')).map((row) => row.state)).toEqual(Array(4).fill('cancelled'));
});

test('nobody vouches for themselves', async () => {
  await using hall = await openHall({ seed: true });
  const ana = hall.seeded.people.get('ana') ?? '';
  await hall.db.update(tables.person).set({ vouchedAt: null }).where(eq(tables.person.id, ana));
  expect(await hall.as('ana').press('coalition.vouch', ana)).toMatchObject({ refused: true });
  expect((await hall.as('ana').home()).map((one) => plainText(one.text)).join()).not.toContain('Ana');
});

test('the same Discord identity in two servers is one person, and being in a vouching space vouches', async () => {
  await using hall = await openHall({ seed: true });
  await hall.as('d-finn', delta, { name: 'Finn' }).joins(wide);
  const invite = seen(await hall.as('jonas').types('coalition invite'));
  const code = /code is (\S+)\./.exec(invite)?.[1];
  await hall.db.transaction((tx) =>
    notePresent({ tx, now: hall.clock.now() }, 'discord', 'third', 'Third server'),
  );
  const third = { platform: 'discord', tenant: 'third' } as const;
  const lin = hall.as('d-lin', third, { administrator: true });
  expect(seen(await lin.types(`coalition setup code:${code}`))).toContain('belongs to Clearwater now');
  await hall.db.update(tables.binding).set({ vouches: true });

  const finn = hall.as('d-finn', third, { name: 'Finn' });
  expect(seen(await finn.types('coalition join'))).toContain('You are in Clearwater already, as Finn');
  expect(seen(await finn.presses('Yes, this is me'))).toContain('This account is yours too');
  const rows = await hall.db.select().from(tables.account).where(eq(tables.account.external, 'd-finn'));
  expect(new Set(rows.map((row) => row.personId)).size).toBe(1);
  expect(rows).toHaveLength(2);
  expect((await hall.person('d-finn'))?.vouchedAt).not.toBeNull();
});

test('an invite binds one space once, within seven days, and only its hash is kept', async () => {
  await using hall = await openHall({ seed: true });
  const code = /code is (\S+)\./.exec(seen(await hall.as('jonas').types('coalition invite')))?.[1] ?? '';
  expect(code).toMatch(/^[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{5}$/);
  expect((await hall.db.select().from(tables.code)).map((row) => row.hash)).toEqual([
    hashOf(code.toLowerCase()),
  ]);
  expect(await hall.as('ben').types('coalition invite')).toMatchObject({ refused: true });
  for (const tenant of ['one', 'two']) {
    await hall.db.transaction((tx) => notePresent({ tx, now: hall.clock.now() }, 'slack', tenant, tenant));
  }
  const [one, two] = ['one', 'two'].map((tenant) => hall.as('lin', { tenant }, { administrator: true }));
  expect(await hall.as('max', { tenant: 'one' }).types(`coalition setup code:${code}`)).toMatchObject({
    refused: true,
  });
  await one?.types('coalition setup');
  await one?.presses('I have a code');
  expect(seen((await one?.fills({ code })) ?? { refused: true })).toContain('belongs to Clearwater now');
  expect(await two?.types(`coalition setup code:${code}`)).toMatchObject({ refused: true });
  const late = /code is (\S+)\./.exec(seen(await hall.as('jonas').types('coalition invite')))?.[1];
  hall.clock.advance({ hours: 7 * 24 + 1 });
  expect(await two?.types(`coalition setup code:${late}`)).toMatchObject({ refused: true });
  expect(await hall.audits()).toEqual(['space.bound', 'space.invited', 'space.invited']);
});

test('a link makes an account in another space one’s own, once, within the hour, before it has joined', async () => {
  await using hall = await openHall({ seed: true });
  const codeOf = async (who: string) =>
    /code is (\S+)\./.exec(seen(await hall.as(who).types('coalition link')))?.[1] ?? '';
  const stale = await codeOf('ben');
  hall.clock.advance({ minutes: 61 });
  const there = hall.as('d-ben', delta);
  expect(await there.types(`coalition join code:${stale}`)).toMatchObject({ refused: true });
  expect(there.labels()).toEqual([]);

  const code = await codeOf('ben');
  expect(seen(await there.types(`coalition join code:${code}`))).toContain('made by Ben Okafor');
  expect(seen(await there.presses('Yes, make it mine'))).toContain('This account is yours too');
  expect((await hall.person('d-ben'))?.id).toBe(hall.seeded.people.get('ben'));
  expect(seen(await hall.as('d-else', delta).types(`coalition join code:${code}`))).toContain(
    'does not work here',
  );
  expect(seen(await hall.as('d-grace', delta).types(`coalition join code:${await codeOf('ben')}`))).toContain(
    'has joined on its own already',
  );
});

test('leaving empties the profile at once, asks every feature first, and lets one join anew', async () => {
  await using hall = await openHall({ seed: true });
  const id = hall.seeded.people.get('cara') ?? '';
  const cara = hall.as('cara');
  const { form } = await cara.types('coalition leave');
  expect(plainText(form?.intro ?? [])).toContain('cannot be undone');
  expect(seen(await cara.fills({ keep: 'yes' }))).toContain('stays without your name');
  expect(hall.calls).toEqual(['left Cara Lindqvist with 1 accounts']);
  const [row] = await hall.db.select().from(tables.person).where(eq(tables.person.id, id));
  expect(row).toMatchObject({
    name: '',
    offers: '',
    needs: '',
    place: '',
    spoken: '',
    organisationId: null,
    vouchedAt: null,
  });
  expect(row?.leftAt).not.toBeNull();
  for (const table of [
    tables.account,
    tables.consent,
    tables.representative,
    tables.hubMember,
    tables.role,
  ] as const) {
    expect(await hall.db.select().from(table).where(eq(table.personId, id))).toEqual([]);
  }
  const ties = await hall.db.select().from(tables.tie);
  expect(ties.filter((tie) => tie.firstId === id || tie.secondId === id)).toEqual([]);
  const [audit] = await hall.db.select().from(tables.audit);
  expect(audit).toMatchObject({ act: 'person.left', personId: null, subject: id });

  expect(seen(await cara.joins())).toContain('You are in Clearwater.');
  expect((await hall.person('cara'))?.id).not.toBe(id);
});

test('whoever does not keep what they published has every feature delete it', async () => {
  await using hall = await openHall({ seed: true });
  const cara = hall.as('cara');
  await cara.types('coalition leave');
  await cara.fills({ keep: 'no' });
  expect(hall.calls).toEqual(['deletes Cara Lindqvist']);
});

test('the last operator cannot leave, also with the form still open', async () => {
  await using hall = await openHall({ seed: true });
  const jonas = hall.as('jonas');
  expect((await jonas.types('coalition leave')).form).toBeDefined();
  await hall.db.delete(tables.role).where(eq(tables.role.personId, hall.seeded.people.get('priya') ?? ''));
  const said = await jonas.fills({ keep: 'yes' });
  expect(said.refused).toBe(true);
  expect(seen(said)).toContain('/weft role grant');
  expect((await hall.person('jonas'))?.leftAt).toBeNull();
  expect(await jonas.types('coalition leave')).toMatchObject({ refused: true });
});

test('a principal changes the purpose; others do not', async () => {
  await using hall = await openHall({ seed: true });
  expect(await hall.as('jonas').types('coalition purpose')).toMatchObject({ refused: true });
  const mara = hall.as('mara');
  const { form } = await mara.types('coalition purpose');
  expect(form?.fields[0]?.value).toBe(cast.coalition.purpose);
  await mara.fills({ purpose: 'Clean rivers by 2030.', principles: '' });
  const about = seen(await hall.as('finn').types('coalition about'));
  expect(about).toContain('Clean rivers by 2030.');
  expect(about).not.toContain('Principles');
  expect(about).not.toContain('Who may speak');
  expect(await hall.audits()).toEqual(['purpose.changed']);

  const [before] = await hall.db.select().from(tables.coalition);
  hall.clock.advance({ hours: 1 });
  const again = await mara.types('coalition purpose');
  expect(again.form?.fields.map(({ name }) => name)).toEqual(['purpose', 'principles', 'speaks']);
  const speaks = 'Two principals together, after asking the hubs.';
  await mara.fills({ purpose: 'Clean rivers by 2030.', principles: '', speaks });
  expect(seen(await hall.as('finn').types('coalition about'))).toContain(`Who may speak for it: ${speaks}`);
  const [after] = await hall.db.select().from(tables.coalition);
  expect(after).toMatchObject({ speaks, purposeChangedAt: before?.purposeChangedAt });
});

test('settings say what changed, and a space that begins to vouch vouches for those who wait', async () => {
  await using hall = await openHall({ seed: true });
  const priya = hall.as('d-priya', delta);
  await hall.as('d-finn', delta, { name: 'Finn' }).joins(wide);
  hall.clock.advance({ hours: 1 });
  await priya.types('coalition settings');
  // Channels are asked for in a step of their own; where none is named, the one it is typed in stands there already.
  const said = await priya.fillsAll({ vouches: 'yes', zone: 'europe/berlin', channel: 'D1' });
  expect(seen(said)).toBe(
    'Changed: the time zone, whether this space vouches for its people, the channel for actions, the channel for the pulse.\nRisk: medium',
  );
  expect(await hall.channels('delta')).toEqual({ introductions: 'D1', actions: 'C1', pulse: 'C1' });
  expect((await hall.person('d-finn'))?.vouchedAt).not.toBeNull();
  const [row] = await hall.db.select().from(tables.coalition);
  expect(row?.zone).toBe('Europe/Berlin');
  const [audit] = (await hall.db.select().from(tables.audit)).filter((one) => one.act === 'settings.changed');
  expect(audit?.detail).toEqual({ changed: 'zone vouches actions pulse' });
  await priya.types('coalition settings');
  expect(seen(await priya.fillsAll({}))).toBe('Nothing was changed.\nRisk: medium');
  await priya.types('coalition settings');
  expect(seen(await priya.fillsAll({ channel: '', actions: '', pulse: '<#D2>' }))).toBe(
    'Changed: the channel for the pulse.\nRisk: medium',
  );
  // What was left open stays.
  expect(await hall.channels('delta')).toEqual({ introductions: 'D1', actions: 'C1', pulse: 'D2' });
  expect(await hall.as('ben').types('coalition settings')).toMatchObject({ refused: true });
});

test('leaving a space ends the account there, and coming back restores the same person', async () => {
  await using hall = await openHall({ seed: true });
  const ben = hall.as('ben');
  await ben.happens('left space');
  expect(await ben.types('coalition link')).toMatchObject({ refused: true });
  expect(seen(await ben.types('coalition join'))).toContain('already, as Ben Okafor');
  await ben.happens('joined space');
  expect(await ben.types('coalition link')).toMatchObject({ refused: false });

  await ben.happens('left space');
  await ben.types('coalition join');
  await ben.presses('Yes, this is me');
  expect((await hall.person('ben'))?.id).toBe(hall.seeded.people.get('ben'));
  await ben.happens('bot removed');
  expect((await hall.db.select().from(tables.space)).filter((one) => one.goneAt !== null)).toHaveLength(1);
  await ben.happens('bot added');
  expect((await hall.db.select().from(tables.space)).filter((one) => one.goneAt !== null)).toEqual([]);
});

test('a pasted list gives each name once, without bullets and numbers', () => {
  expect(pastedNames('• A\n 1. B \n\n- a\n3) C   D\n2 Rivers')).toEqual(['A', 'B', 'C D', '2 Rivers']);
});

test('labels, hints, titles and descriptions fit the narrowest platform', async () => {
  await using hall = await openHall();
  const { commands, presses } = hall.onboarding;
  const steps = [...commands, ...Object.values(presses)].flatMap((one) => one.steps);
  expect(steps.length).toBeGreaterThan(8);
  for (const { title, fields } of steps) {
    expect([title.en, title.en.length <= 24]).toEqual([title.en, true]);
    for (const { label, hint } of Object.values(fields)) {
      expect([label.en, label.en.length <= 45]).toEqual([label.en, true]);
      expect([hint?.en, (hint?.en.length ?? 0) <= 100]).toEqual([hint?.en, true]);
    }
  }
});
