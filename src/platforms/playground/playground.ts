import { eq } from 'drizzle-orm';
import {
  type Block,
  type Deed,
  type Draw,
  type Given,
  type Intake,
  type Log,
  message,
  type Platform,
  type Register,
  readButtonWire,
  resumePress,
  typed,
  type WriteCalendar,
  withoutName,
} from '#chat/index.ts';
import type { Db } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import { createBringing, type Shown, senderOf } from './bring.ts';
import { readFacts } from './facts.ts';
import { perform, readBack } from './perform.ts';
import { countUnread, isIn, markRead, readSeen, type Seen } from './seen.ts';
import { playgroundMessages } from './tables.ts';
import { directId, findPerson, type Person, type World } from './world.ts';

export type PlaygroundOptions = {
  db: Db;
  clock: Clock;
  log: Log;
  world: World;
  /** a picture as a PNG */
  draw: Draw;
  /** an entry for a calendar as an .ics file */
  write: WriteCalendar;
  /** told of the world's spaces at the start */
  register?: Register;
};

/** A block of a message, as somebody sees it. */
type BlockAt = { account: string; messageId: string; at: number };

/** A file as a browser gets it: with a name it is kept, without one it is looked at. */
interface ShownFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly name?: string;
}

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
  /** What that block of a message this person sees shows from a file; undefined when there is none. */
  file(given: BlockAt): Promise<ShownFile | undefined>;
  markRead(given: { account: string; conversation: string }): Promise<void>;
  /** How many direct and group messages wait unread, by account. */
  unread(): Promise<ReadonlyMap<string, number>>;
  /** Up to 25 things a look-up may mean, while the person is typing. */
  look(given: {
    account: string;
    of: string;
    written: string;
  }): Promise<readonly { readonly id: string; readonly label: string }[]>;
  /** Tells whoever watches that something changed: the clock, or everything after starting over. */
  changed(): void;
  /** Calls `fn` after anything changed, and once with 'stopped'; returns what ends it. */
  watch(fn: (what: 'changed' | 'stopped') => void): () => void;
}

/** The third platform: a page in the browser, with the cast of `world` in front of it. */
export function createPlayground(options: PlaygroundOptions): Playground {
  const { db, clock, log, world, draw, write, register } = options;
  const inside = { db, clock, world };
  const watchers = new Set<(what: 'changed' | 'stopped') => void>();
  const underWay = new Set<Promise<void>>();
  let door: Intake | undefined;

  function say(what: 'changed' | 'stopped'): void {
    for (const fn of watchers) fn(what);
  }
  const changed = () => say('changed');
  const intake = () => {
    if (!door) throw new Error('the playground has not been started');
    return door;
  };
  const people = createBringing({ ...inside, log, intake, changed });

  /** Keeps what a person does in mind until it is done, so that `stop` can wait for it. */
  async function act(run: Promise<void>): Promise<void> {
    underWay.add(run);
    try {
      await run;
    } finally {
      underWay.delete(run);
    }
  }

  async function blockAt({ account, messageId, at }: BlockAt): Promise<Block | undefined> {
    const { conversations } = await readSeen(db, world, account);
    const found = conversations.flatMap(({ messages }) => messages).find(({ id }) => id === messageId);
    return found?.message.blocks[at];
  }

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
    answer: people.answer,
    async perform(attempt) {
      const outcome = await perform(inside, attempt);
      changed();
      return outcome;
    },
    readBack: (attempt) => readBack(inside, attempt),
    ask: async (question) => readFacts(world, question),

    async type({ account, channel, line }) {
      const text = withoutName(line).trim();
      const known = channel !== undefined && (await isIn(inside, account, channel));
      const reply = { account, conversation: known ? channel : directId(account), message: null };
      await people.put(reply, message([typed(text)]), account);
      await act(people.bring(reply, { kind: 'typed', text }));
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
      const { press, subject, apart } = button;
      const deed: Deed =
        press === resumePress && subject !== undefined
          ? { kind: 'resume', form: subject }
          : { kind: 'press', press, ...(subject !== undefined && { subject }), ...(apart && { apart }) };
      await act(people.bring(reply, deed));
    },
    fill: ({ account, form, given, shown = {} }) =>
      act(people.send(account, form, given, shown, directId(account))),
    close: ({ account }) => people.closeForm(account),
    seen: (account) => readSeen(db, world, account),
    async file(given) {
      const block = await blockAt(given);
      switch (block?.kind) {
        case 'picture':
          return { type: 'image/png', bytes: await draw(block.picture) };
        case 'calendar':
          return { type: 'text/calendar; charset=utf-8', bytes: write(block.calendar), name: 'weft.ics' };
        case 'file': {
          const { name, type, text } = block;
          return { type: `${type}; charset=utf-8`, bytes: new TextEncoder().encode(text), name };
        }
        default:
          return undefined;
      }
    },
    markRead: ({ account, conversation }) => markRead(db, account, conversation),
    unread: () => countUnread(db),
    async look({ account, of, written }) {
      const person = findPerson(world, account);
      const lookup = { platform: 'playground', tenant: person.tenant, of, written } as const;
      return await intake().look({ ...lookup, sender: senderOf(person) });
    },
    changed,
    watch(fn) {
      watchers.add(fn);
      return () => watchers.delete(fn);
    },
  };
}
