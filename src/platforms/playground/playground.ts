import { eq } from 'drizzle-orm';
import { z } from 'zod';
import {
  type Answer,
  chatWords,
  type Deed,
  type Facts,
  type FormView,
  type Given,
  type Incoming,
  type Intake,
  type Log,
  literal,
  type Message,
  message,
  type Platform,
  type Question,
  type Reaction,
  type Register,
  readButtonWire,
  resumePress,
  type Sender,
  typed,
} from '#chat/index.ts';
import { type Db, newId } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import { perform, readBack } from './perform.ts';
import { countUnread, isIn, markRead, readSeen, type Seen } from './seen.ts';
import { playgroundForms, playgroundMessages } from './tables.ts';
import { directId, findPerson, findSpace, type Person, type World } from './world.ts';

export type PlaygroundOptions = {
  db: Db;
  clock: Clock;
  log: Log;
  world: World;
  /** told of the world's spaces at the start */
  register?: Register;
};

/** The platform, and the people in front of it: each call resolves when what it led to can be seen. */
export interface Playground extends Platform {
  readonly world: World;
  people(): readonly Person[];
  /** Types a command, with or without `/weft`, in a channel or to Weft alone. */
  type(given: { account: string; channel?: string; line: string }): Promise<void>;
  /** Presses a button by its wire id on a message. */
  press(given: { account: string; messageId: string; wire: string }): Promise<void>;
  /** Sends a form; `shown` holds what look-ups showed for the ids given. */
  fill(given: { account: string; form: string; given: Given; shown?: Shown }): Promise<void>;
  /** Closes the open form without sending it. */
  close(given: { account: string }): Promise<void>;
  seen(account: string): Promise<Seen>;
  markRead(given: { account: string; conversation: string }): Promise<void>;
  /** How many direct and group messages wait unread, by account. */
  unread(): Promise<ReadonlyMap<string, number>>;
  /** Up to 25 things a look-up may mean, while the person is typing. */
  look(given: {
    account: string;
    of: string;
    written: string;
  }): Promise<readonly { readonly id: string; readonly label: string }[]>;
  /** Calls `fn` after anything changed, and once with 'stopped'; returns what ends it. */
  watch(fn: (what: 'changed' | 'stopped') => void): () => void;
}

/** Where an answer goes: kept as JSON with what came in. */
const replySchema = z.object({
  account: z.string(),
  conversation: z.string(),
  message: z.number().nullable(),
});
type Reply = z.infer<typeof replySchema>;
type Shown = Readonly<Record<string, string>>;

/** The third platform: a page in the browser, with the cast of `world` in front of it. */
export function createPlayground({ db, clock, log, world, register }: PlaygroundOptions): Playground {
  const inside = { db, clock, world };
  const watchers = new Set<(what: 'changed' | 'stopped') => void>();
  const underWay = new Set<Promise<void>>();
  let door: Intake | undefined;

  function say(what: 'changed' | 'stopped'): void {
    for (const fn of watchers) fn(what);
  }
  function intake(): Intake {
    if (!door) throw new Error('the playground has not been started');
    return door;
  }

  async function put(reply: Reply, words: Message, author?: string): Promise<void> {
    await db.insert(playgroundMessages).values({
      conversation: reply.conversation,
      onlyTo: reply.account,
      author: author ?? null,
      message: words,
      postedAt: clock.now(),
    });
    say('changed');
  }

  async function showForm(
    reply: Reply,
    view: FormView,
    errors: Readonly<Record<string, string>>,
    shown: Shown,
  ): Promise<void> {
    const row = { view, errors, shown, conversation: reply.conversation, message: reply.message };
    await db
      .insert(playgroundForms)
      .values({ account: reply.account, ...row })
      .onConflictDoUpdate({ target: playgroundForms.account, set: row });
    say('changed');
  }

  async function closeForm(account: string): Promise<void> {
    await db.delete(playgroundForms).where(eq(playgroundForms.account, account));
    say('changed');
  }

  async function openForm(account: string) {
    const rows = await db.select().from(playgroundForms).where(eq(playgroundForms.account, account));
    return rows[0];
  }

  /** Hands in what a person did, and shows what comes of it; when it could not be stored, `failed` says so. */
  async function bring(reply: Reply, deed: Deed, failed: () => Promise<void>, shown: Shown = {}) {
    const person = findPerson(world, reply.account);
    const space = findSpace(world, person.tenant);
    const inChannel = space.channels.some((one) => one.id === reply.conversation);
    const incoming: Incoming = {
      key: newId(clock.now()),
      platform: 'playground',
      tenant: space.tenant,
      tenantName: space.name,
      sender: senderOf(person),
      ...(inChannel && { channel: reply.conversation }),
      reply,
      ...deed,
    };
    let reaction: Reaction;
    try {
      reaction = await intake().take(incoming);
    } catch (error) {
      log.error('not taken in', { platform: 'playground', error: String(error) });
      return await failed();
    }
    switch (reaction.kind) {
      case 'form':
        return await showForm(reply, reaction.view, {}, shown);
      case 'errors':
        return await showForm(reply, reaction.view, reaction.errors, shown);
      case 'answer':
        if (deed.kind === 'submit' || deed.kind === 'resume') await closeForm(reply.account);
        await answer(reply, reaction.answer);
        return;
      case 'later':
        try {
          return await reaction.finish();
        } catch (error) {
          // It is stored, so it is taken up again; the person sees it then.
          log.error('not finished', { platform: 'playground', error: String(error) });
          return;
        }
      case 'repeat':
        return;
    }
  }

  /** Keeps what a person does in mind until it is done, so that `stop` can wait for it. */
  async function act(run: Promise<void>): Promise<void> {
    underWay.add(run);
    try {
      await run;
    } finally {
      underWay.delete(run);
    }
  }

  async function answer(to: unknown, { message: words, place }: Answer): Promise<boolean> {
    const reply = replySchema.safeParse(to).data;
    if (!reply) return false;
    if (place === 'instead' && reply.message !== null) {
      const changed = await db
        .update(playgroundMessages)
        .set({ message: words, editedAt: clock.now() })
        .where(eq(playgroundMessages.id, reply.message))
        .returning({ id: playgroundMessages.id });
      say('changed');
      if (changed.length > 0) return true;
    }
    await put(reply, words);
    return true;
  }

  const notSaved = message(literal(chatWords.en.notSaved));
  return {
    name: 'playground',
    world,
    people: () => world.people,
    async start(given) {
      door = given;
      await register?.present(
        world.spaces.map(({ tenant, name }) => ({ tenant, name })),
        true,
      );
    },
    async stop() {
      door = undefined;
      say('stopped');
      watchers.clear();
      await Promise.allSettled(underWay);
    },
    answer,
    async perform(attempt) {
      const outcome = await perform(inside, attempt);
      say('changed');
      return outcome;
    },
    readBack: (attempt) => readBack(inside, attempt),
    ask: async (question) => askWorld(world, question),

    async type({ account, channel, line }) {
      const text = line.replace(/^\s*\/weft\b\s*/i, '').trim();
      const known = channel !== undefined && (await isIn(inside, account, channel));
      const reply = { account, conversation: known ? channel : directId(account), message: null };
      await put(reply, message([typed(text)]), account);
      await act(bring(reply, { kind: 'typed', text }, () => put(reply, notSaved)));
    },
    async press({ account, messageId, wire }) {
      const button = readButtonWire(wire);
      const rows = await db
        .select()
        .from(playgroundMessages)
        .where(eq(playgroundMessages.id, Number(messageId)));
      const row = rows[0];
      if (!button || !row) throw new Error(`there is no button “${wire}” on message ${messageId}`);
      const visible = await isIn(inside, account, row.conversation);
      const reply = {
        account,
        conversation: visible ? row.conversation : directId(account),
        message: row.id,
      };
      const { press, subject } = button;
      const deed: Deed =
        press === resumePress && subject !== undefined
          ? { kind: 'resume', form: subject }
          : { kind: 'press', ...button };
      await act(bring(reply, deed, () => put(reply, notSaved)));
    },
    async fill({ account, form, given, shown = {} }) {
      const open = await openForm(account);
      const mine = open?.view.form === form ? open : undefined;
      const reply = {
        account,
        conversation: mine?.conversation ?? directId(account),
        message: mine?.message ?? null,
      };
      const remembered = { ...mine?.shown, ...shown };
      const failed = () =>
        mine
          ? showForm(reply, withValues(mine.view, given), { '': chatWords.en.notSaved }, remembered)
          : put(reply, notSaved);
      await act(bring(reply, { kind: 'submit', form, given }, failed, remembered));
    },
    close: ({ account }) => closeForm(account),
    seen: (account) => readSeen(db, world, account),
    markRead: ({ account, conversation }) => markRead(db, account, conversation),
    unread: () => countUnread(db),
    async look({ account, of, written }) {
      const person = findPerson(world, account);
      const lookup = { platform: 'playground', tenant: person.tenant, of, written } as const;
      return await intake().look({ ...lookup, sender: senderOf(person) });
    },
    watch(fn) {
      watchers.add(fn);
      return () => watchers.delete(fn);
    },
  };
}

function senderOf(person: Person): Sender {
  const { account, name, zone, administrator, locale } = person;
  return { account, name, zone, administrator, ...(locale !== undefined && { locale }) };
}

function withValues(view: FormView, given: Given): FormView {
  const fields = view.fields.map((one) => {
    const value = given[one.name] ?? one.value;
    return { ...one, ...(value !== undefined && { value }) };
  });
  return { ...view, fields };
}

function askWorld(world: World, question: Question): Facts {
  if (question.kind === 'member') {
    const person = world.people.find(
      (one) => one.account === question.account && one.tenant === question.tenant,
    );
    return person ? { name: person.name, zone: person.zone, administrator: person.administrator } : {};
  }
  const space = world.spaces.find((one) => one.tenant === question.tenant);
  const channel = space?.channels.find((one) => one.id === question.channel);
  if (!channel)
    return { canPost: false, obstacle: 'There is no such channel in this space. Choose another.' };
  return channel.id.endsWith('-closed')
    ? {
        name: channel.name,
        canPost: false,
        obstacle: `Weft may not post in #${channel.name}. Choose another channel.`,
      }
    : { name: channel.name, canPost: true, readers: [] };
}
