import { describe, expect, test } from 'vitest';
import {
  type Answer,
  button,
  buttons,
  chatWords,
  type FormView,
  formView,
  type Incoming,
  type Intake,
  literal,
  type Message,
  message,
  type PlatformName,
  picture,
  type Reaction,
} from '#chat/index.ts';
import { tree } from '#commands.ts';
import { newId } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import type { Hands } from './support/stage/hands.ts';
import { openHands } from './support/stage/index.ts';

/** What every platform must do, whatever it is made of: one suite, three adapters, real clients. */
const names: readonly PlatformName[] = ['playground', 'slack', 'discord'];

interface Set extends AsyncDisposable {
  readonly hands: Hands;
  readonly taken: Incoming[];
  /** what the intake says to the next thing that comes in */
  react(reaction: (incoming: Incoming) => Reaction | Promise<Reaction>): void;
}

async function openSet(name: PlatformName): Promise<Set> {
  const database = await testDatabase();
  const clock = manualClock('2027-05-12T17:00:00Z');
  const hands = await openHands(name, { db: database.db, clock, spaces: ['clearwater', 'delta'], tree });
  const taken: Incoming[] = [];
  let reaction: (incoming: Incoming) => Reaction | Promise<Reaction> = () => ({ kind: 'repeat' });
  const intake: Intake = {
    async take(incoming) {
      taken.push(incoming);
      return await reaction(incoming);
    },
    look: async () => [],
  };
  await hands.platform.start(intake);
  await hands.ready();
  return {
    hands,
    taken,
    react: (next) => {
      reaction = next;
    },
    async [Symbol.asyncDispose]() {
      await hands.platform.stop();
      await hands.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}

const id = () => newId(Temporal.Instant.from('2027-05-12T17:00:00Z'));
const said = (
  words: string,
  ...more: Parameters<typeof message> extends [unknown, ...infer B] ? B : never
): Message => message(literal(words), ...more);
const answer = (words: string, place: Answer['place'] = 'private'): Answer => ({
  message: said(words),
  place,
});

/** Waits for what is shown a moment after an acknowledgement. */
async function sees(hands: Hands, who: string, words: string): Promise<boolean> {
  for (let turn = 0; turn < 200; turn += 1) {
    const shown = await hands.sees(who, 'clearwater');
    if (shown.some(({ text }) => text.includes(words))) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

describe.each(names)('%s', (name) => {
  test('tells who acted where, each time under another key', async () => {
    await using set = await openSet(name);
    set.react(() => ({ kind: 'answer', answer: answer('Here you are.') }));
    await set.hands.type('cara', 'clearwater', 'home show');
    await set.hands.type('cara', 'clearwater', 'home show');
    const [first, second] = set.taken;
    expect(first).toMatchObject({
      platform: name,
      tenant: set.hands.tenant('clearwater'),
      sender: { account: set.hands.account('cara', 'clearwater') },
    });
    expect(first?.key).not.toBe(second?.key);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    expect(set.hands.problems()).toEqual([]);
  });

  test('gives an answer at once, to that person alone', async () => {
    await using set = await openSet(name);
    set.react(() => ({ kind: 'answer', answer: answer('Only for you.') }));
    await set.hands.type('cara', 'clearwater', 'home show');
    expect(await sees(set.hands, 'cara', 'Only for you.')).toBe(true);
    expect(
      (await set.hands.sees('ben', 'clearwater')).some(({ text }) => text.includes('Only for you')),
    ).toBe(false);
    expect(set.hands.problems()).toEqual([]);
  });

  test('acknowledges first and answers later through the stored reply', async () => {
    await using set = await openSet(name);
    const order: string[] = [];
    set.react((incoming) => ({
      kind: 'later',
      place: 'private',
      finish: async () => {
        order.push(
          String(
            await set.hands.platform.answer(
              JSON.parse(JSON.stringify(incoming.reply)),
              answer('It took a while.'),
            ),
          ),
        );
      },
    }));
    await set.hands.type('cara', 'clearwater', 'home show');
    expect(await sees(set.hands, 'cara', 'It took a while.')).toBe(true);
    await expect.poll(() => order).toEqual(['true']);
    expect(set.hands.problems()).toEqual([]);
  });

  test('shows a form, brings what was filled in, and shows what was wrong with it', async () => {
    await using set = await openSet(name);
    const view: FormView = formView(
      id(),
      [
        {
          title: { en: 'About you' },
          fields: {
            name: { kind: 'text', label: { en: 'Your name' }, required: true },
            found: {
              kind: 'choice',
              label: { en: 'Be found by' },
              options: [
                { value: 'nobody', label: { en: 'Nobody' } },
                { value: 'members', label: { en: 'Members' } },
              ],
            },
          },
        },
      ],
      0,
      {},
      'en',
      undefined,
    );
    set.react((incoming) => {
      if (incoming.kind !== 'submit') return { kind: 'form', view };
      if (incoming.given.name === 'wrong')
        return {
          kind: 'errors',
          view: {
            ...view,
            fields: view.fields.map((field) => ({ ...field, value: incoming.given[field.name] ?? '' })),
          },
          errors: { name: 'Choose another name.' },
        };
      return { kind: 'answer', answer: answer('Thank you.') };
    });
    await set.hands.type('cara', 'clearwater', 'profile edit');
    expect(await set.hands.form('cara', 'clearwater')).toMatchObject({ fields: ['name', 'found'] });
    await set.hands.fill('cara', 'clearwater', { name: 'wrong', found: 'members' });
    expect((await set.hands.form('cara', 'clearwater'))?.text).toContain('Choose another name.');
    await set.hands.fill('cara', 'clearwater', { name: 'Cara', found: 'members' });
    expect(set.taken.at(-1)).toMatchObject({
      kind: 'submit',
      form: view.form,
      given: { name: 'Cara', found: 'members' },
    });
    expect(await sees(set.hands, 'cara', 'Thank you.')).toBe(true);
    expect(set.hands.problems()).toEqual([]);
  });

  test('says so when nothing could be stored', async () => {
    await using set = await openSet(name);
    set.react(() => {
      throw new Error('the database is down');
    });
    await set.hands.type('cara', 'clearwater', 'home show');
    expect(await sees(set.hands, 'cara', chatWords.en.notSaved)).toBe(true);
    expect(set.hands.problems()).toEqual([]);
  });

  test('writes to a person, finds it again, and changes it', async () => {
    await using set = await openSet(name);
    const { platform } = set.hands;
    const address = {
      kind: 'person',
      tenant: set.hands.tenant('clearwater'),
      account: set.hands.account('ben', 'clearwater'),
      reach: 'direct',
    } as const;
    const post = {
      key: id(),
      address,
      attempt: 0,
      effect: { kind: 'post', message: said('A message for Ben.', buttons(button('home.open', 'Open'))) },
    } as const;
    const sent = await platform.perform(post);
    if (sent.kind !== 'sent') throw new Error(JSON.stringify(sent));
    expect(await sees(set.hands, 'ben', 'A message for Ben.')).toBe(true);
    const known = { ...address, conversation: sent.conversation };
    expect(await platform.readBack({ ...post, address: known, attempt: 1 })).toMatchObject({
      kind: 'sent',
      posted: sent.posted,
    });
    expect(await platform.readBack({ ...post, key: id(), address: known, attempt: 1 })).not.toMatchObject({
      kind: 'sent',
    });
    const edit = {
      key: id(),
      address: known,
      attempt: 0,
      effect: { kind: 'edit', posted: sent.posted, message: said('Changed.') },
    } as const;
    expect(await platform.perform(edit)).toMatchObject({ kind: 'sent' });
    expect(await sees(set.hands, 'ben', 'Changed.')).toBe(true);
    expect(set.hands.problems()).toEqual([]);
  });

  test('shows a picture and says it in words, to a channel and to one person', async () => {
    await using set = await openSet(name);
    const lines = [{ name: 'Everyone', shares: [0.5, 0.75] }];
    const trend = { kind: 'trend', title: 'Feeling good', labels: ['4 May', '11 May'], lines } as const;
    const shown = (words: string) => said('How it went.', picture(trend, words));
    const address = {
      kind: 'channel',
      tenant: set.hands.tenant('clearwater'),
      channel: set.hands.channel('clearwater'),
    } as const;
    const effect = { kind: 'post', message: shown('From 50 % to 75 %.') } as const;
    expect(await set.hands.platform.perform({ key: id(), address, attempt: 0, effect })).toMatchObject({
      kind: 'sent',
    });
    expect(await sees(set.hands, 'ben', 'From 50 % to 75 %.')).toBe(true);
    set.react((incoming) => ({
      kind: 'later',
      place: 'private',
      finish: async () => {
        const own: Answer = { message: shown('Yours: 75 %.'), place: 'private' };
        await set.hands.platform.answer(incoming.reply, own);
      },
    }));
    await set.hands.type('cara', 'clearwater', 'home show');
    expect(await sees(set.hands, 'cara', 'Yours: 75 %.')).toBe(true);
    expect((await set.hands.sees('ben', 'clearwater')).some(({ text }) => text.includes('Yours'))).toBe(
      false,
    );
    expect(set.hands.problems()).toEqual([]);
  });

  // The playground keeps what it is given, and draws it when somebody looks.
  test.skipIf(name === 'playground')('refuses for good what cannot be drawn, and asks nobody', async () => {
    await using set = await openSet(name);
    const { platform } = set.hands;
    const address = {
      kind: 'person',
      tenant: set.hands.tenant('clearwater'),
      account: set.hands.account('ben', 'clearwater'),
      reach: 'direct',
    } as const;
    // As a row may hold it that another release wrote.
    const unknown = { text: null, blocks: [] } as unknown as Message;
    const post = { key: id(), address, attempt: 0, effect: { kind: 'post', message: unknown } } as const;
    expect(await platform.perform(post)).toMatchObject({ kind: 'refused', why: 'bug' });
    const open = { kind: 'open', accounts: [address.account], title: 'Two', message: unknown } as const;
    expect(await platform.perform({ ...post, key: id(), effect: open })).toMatchObject({ why: 'bug' });
    // The control: what can be drawn goes out.
    const effect = { kind: 'post', message: said('Drawn.') } as const;
    expect(await platform.perform({ ...post, key: id(), effect })).toMatchObject({ kind: 'sent' });
    expect((await set.hands.sees('ben', 'clearwater')).map(({ text }) => text)).toEqual(['Drawn.']);
    expect(set.hands.problems()).toEqual([]);
  });

  test('replaces the message whose button was pressed', async () => {
    await using set = await openSet(name);
    const { platform } = set.hands;
    const subject = id();
    const address = {
      kind: 'person',
      tenant: set.hands.tenant('clearwater'),
      account: set.hands.account('ben', 'clearwater'),
      reach: 'direct',
    } as const;
    await platform.perform({
      key: id(),
      address,
      attempt: 0,
      effect: {
        kind: 'post',
        message: said('Do you want to meet Cara?', buttons(button('intro.accept', 'Yes', subject))),
      },
    });
    set.react((incoming) => ({
      kind: 'later',
      place: 'instead',
      finish: async () => void (await platform.answer(incoming.reply, answer('You said yes.', 'instead'))),
    }));
    await set.hands.press('ben', 'clearwater', 'Yes');
    expect(set.taken.at(-1)).toMatchObject({ kind: 'press', press: 'intro.accept', subject });
    expect(await sees(set.hands, 'ben', 'You said yes.')).toBe(true);
    expect(
      (await set.hands.sees('ben', 'clearwater')).some(({ text }) => text.includes('Do you want to meet')),
    ).toBe(false);
    expect(set.hands.problems()).toEqual([]);
  });

  test('opens a conversation that those in it see, and nobody else', async () => {
    await using set = await openSet(name);
    const accounts = ['cara', 'ben'].map((who) => set.hands.account(who, 'clearwater'));
    const address = {
      kind: 'channel',
      tenant: set.hands.tenant('clearwater'),
      channel: set.hands.channel('clearwater'),
    } as const;
    const outcome = await set.hands.platform.perform({
      key: id(),
      address,
      attempt: 0,
      effect: { kind: 'open', accounts, title: 'Cara and Ben', message: said('You both said yes.') },
    });
    expect(outcome).toMatchObject({ kind: 'sent' });
    expect(await sees(set.hands, 'cara', 'You both said yes.')).toBe(true);
    expect(await sees(set.hands, 'ben', 'You both said yes.')).toBe(true);
    expect(
      (await set.hands.sees('dov', 'clearwater')).some(({ text }) => text.includes('You both said yes')),
    ).toBe(false);
    expect(set.hands.problems()).toEqual([]);
  });

  test('says what it knows of a channel', async () => {
    await using set = await openSet(name);
    const where = {
      kind: 'channel',
      tenant: set.hands.tenant('clearwater'),
      channel: set.hands.channel('clearwater'),
    } as const;
    expect(await set.hands.platform.ask(where)).toMatchObject({ canPost: true });
    expect(await set.hands.platform.ask({ ...where, channel: '999999999999999999' })).not.toMatchObject({
      canPost: true,
    });
  });

  test('says that it is too late for a reply that never was', async () => {
    await using set = await openSet(name);
    expect(await set.hands.platform.answer({ nothing: true }, answer('Anybody there?'))).toBe(false);
  });
});
