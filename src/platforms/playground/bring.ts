import { eq } from 'drizzle-orm';
import { z } from 'zod';
import {
  type Answer,
  chatWords,
  type Deed,
  type FormView,
  type Given,
  type Incoming,
  type Intake,
  type Log,
  literal,
  type Message,
  message,
  type Reaction,
  type Sender,
  trace,
} from '#chat/index.ts';
import { type Db, newId } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import { playgroundForms, playgroundMessages } from './tables.ts';
import { findPerson, findSpace, type Person, spacesOf, type World } from './world.ts';

/** Where an answer goes: kept as JSON with what came in. */
const replySchema = z.object({
  account: z.string(),
  conversation: z.string(),
  message: z.number().nullable(),
});
export type Reply = z.infer<typeof replySchema>;
/** What look-ups showed when they were chosen, by field. */
export type Shown = Readonly<Record<string, string>>;

export interface Bringing {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly world: World;
  /** the door of the core; throws before the playground has been started */
  intake(): Intake;
  changed(): void;
}

/** Hands in what people do, and shows them what comes of it. */
export function createBringing({ db, clock, log, world, intake, changed }: Bringing) {
  const notSaved = message(literal(chatWords.en.notSaved));

  /** Puts words before one person: their own line, or an answer only they see. */
  async function put(reply: Reply, words: Message, author?: string): Promise<void> {
    await db.insert(playgroundMessages).values({
      conversation: reply.conversation,
      onlyTo: reply.account,
      author: author ?? null,
      message: words,
      postedAt: clock.now(),
    });
    changed();
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
    changed();
  }

  async function closeForm(account: string): Promise<void> {
    await db.delete(playgroundForms).where(eq(playgroundForms.account, account));
    changed();
  }

  async function answer(to: unknown, { message: words, place }: Answer): Promise<boolean> {
    const reply = replySchema.safeParse(to).data;
    if (!reply) return false;
    if (place === 'instead' && reply.message !== null) {
      const edited = await db
        .update(playgroundMessages)
        .set({ message: words, editedAt: clock.now() })
        .where(eq(playgroundMessages.id, reply.message))
        .returning({ id: playgroundMessages.id });
      changed();
      if (edited.length > 0) return true;
    }
    await put(reply, words);
    return true;
  }

  async function takeIn(incoming: Incoming): Promise<Reaction | undefined> {
    try {
      return await intake().take(incoming);
    } catch (error) {
      log.error('not taken in', { platform: 'playground', error: trace(error) });
      return undefined;
    }
  }

  /** Hands in one deed and shows what comes of it; when it could not be stored, `failed` says so. */
  async function bring(
    reply: Reply,
    deed: Deed,
    failed: () => Promise<void> = () => put(reply, notSaved),
    shown: Shown = {},
  ): Promise<void> {
    const incoming = incomingOf(world, reply, deed, newId(clock.now()));
    const reaction = await takeIn(incoming);
    switch (reaction?.kind) {
      case undefined:
        return await failed();
      case 'form':
        return await showForm(reply, reaction.view, {}, shown);
      case 'errors':
        return await showForm(reply, reaction.view, reaction.errors, shown);
      case 'answer':
        if (deed.kind === 'submit' || deed.kind === 'resume') await closeForm(reply.account);
        await answer(reply, reaction.answer);
        return;
      case 'later':
        // It is stored, so it is taken up again; the person sees it then.
        return await reaction
          .finish()
          .catch((error: unknown) =>
            log.error('not finished', { platform: 'playground', error: trace(error) }),
          );
      case 'repeat':
        return;
    }
  }

  /** Sends a form, and shows it again as it was filled in when it could not be stored. */
  async function send(account: string, form: string, given: Given, shown: Shown, directly: string) {
    const [open] = await db.select().from(playgroundForms).where(eq(playgroundForms.account, account));
    const mine = open?.view.form === form ? open : undefined;
    const reply: Reply = {
      account,
      conversation: mine?.conversation ?? directly,
      message: mine?.message ?? null,
    };
    const remembered = { ...mine?.shown, ...shown };
    const failed = () =>
      mine
        ? showForm(reply, withValues(mine.view, given), { '': chatWords.en.notSaved }, remembered)
        : put(reply, notSaved);
    await bring(reply, { kind: 'submit', form, given }, failed, remembered);
  }

  return { put, answer, bring, send, closeForm };
}

/** What is known of whoever acts. */
export function senderOf(person: Person): Sender {
  const { account, name, zone, administrator, locale } = person;
  return { account, name, zone, administrator, ...(locale !== undefined && { locale }) };
}

/** A line typed in a channel belongs to that channel's space, anything else to the person's first. */
function incomingOf(world: World, reply: Reply, deed: Deed, key: string): Incoming {
  const person = findPerson(world, reply.account);
  const there = spacesOf(world, person).find(({ channels }) =>
    channels.some((one) => one.id === reply.conversation),
  );
  const space = there ?? findSpace(world, person.tenant);
  return {
    key,
    platform: 'playground',
    tenant: space.tenant,
    tenantName: space.name,
    sender: senderOf(person),
    ...(there && { channel: reply.conversation }),
    reply,
    ...deed,
  };
}

function withValues(view: FormView, given: Given): FormView {
  const fields = view.fields.map((one) => {
    const value = given[one.name] ?? one.value;
    return { ...one, ...(value !== undefined && { value }) };
  });
  return { ...view, fields };
}
