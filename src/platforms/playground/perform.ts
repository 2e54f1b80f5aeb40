import { eq } from 'drizzle-orm';
import type { Address, Attempt, Effect, Outcome } from '#chat/index.ts';
import type { Db } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import { playgroundConversations, playgroundMessages, type StandingMessage } from './tables.ts';
import { directId, isInSpace, type World } from './world.ts';

type Inside = { readonly db: Db; readonly clock: Clock; readonly world: World };
type Post = { readonly conversation: string; readonly key: string; readonly message: StandingMessage };

/** Carries out one effect; the same key twice does it once. Only the magic names of the world make it fail. */
export async function perform(inside: Inside, attempt: Attempt): Promise<Outcome> {
  const { address, effect, key } = attempt;
  // A change goes to the message it names, in whatever conversation that is.
  const refusal = changedBy(effect) === undefined ? refuse(inside.world, address) : undefined;
  if (refusal) return refusal;
  switch (effect.kind) {
    case 'post': {
      const conversation = await findPlace(inside, address);
      const { message, after } = effect;
      const words = after === undefined ? message : { ...message, after };
      const done = await post(inside, { conversation, key, message: words });
      return address.kind === 'person' && address.account.endsWith('-unclear')
        ? { kind: 'unclear', code: 'answer_lost' }
        : done;
    }
    case 'edit':
      return await edit(inside, effect.posted, effect.message);
    case 'remove':
      return await remove(inside, effect.posted);
    case 'event': {
      const card = { ...effect.message, event: effect.event };
      return effect.made === undefined
        ? await post(inside, { conversation: await findPlace(inside, address), key, message: card })
        : await edit(inside, effect.made, card);
    }
    case 'open':
      return await open(inside, address.tenant, key, effect);
    default:
      return { kind: 'refused', code: 'no_such_effect', why: 'bug' };
  }
}

/** Whether the attempt was done, known from its key. */
export async function readBack({ db }: Inside, { key, effect }: Attempt): Promise<Outcome> {
  const found = await db
    .select({ id: playgroundMessages.id, conversation: playgroundMessages.conversation })
    .from(playgroundMessages)
    .where(eq(playgroundMessages.key, key));
  // A change may be repeated, so it is.
  if (found[0] === undefined || changedBy(effect) !== undefined)
    return { kind: 'later', code: 'not_done', seconds: 0, scope: 'conversation' };
  return { kind: 'sent', conversation: found[0].conversation, posted: String(found[0].id) };
}

/** The message an effect changes, if it makes none. */
function changedBy(effect: Effect): string | undefined {
  if (effect.kind === 'edit' || effect.kind === 'remove') return effect.posted;
  return effect.kind === 'event' ? effect.made : undefined;
}

function refuse(world: World, address: Address): Outcome | undefined {
  const space = world.spaces.find((one) => one.tenant === address.tenant);
  if (!space) return { kind: 'refused', code: 'no_such_space', why: 'tenant' };
  if (address.kind === 'channel') {
    const channel = space.channels.find((one) => one.id === address.channel);
    if (!channel) return { kind: 'refused', code: 'channel_not_found', why: 'setup' };
    return channel.id.endsWith('-closed')
      ? { kind: 'refused', code: 'not_in_channel', why: 'setup' }
      : undefined;
  }
  const person = world.people.find(
    (one) => one.account === address.account && isInSpace(one, address.tenant),
  );
  if (!person) return { kind: 'refused', code: 'no_such_account', why: 'gone' };
  return person.account.endsWith('-closed') && address.reach === 'direct'
    ? { kind: 'refused', code: 'closed', why: 'recipient' }
    : undefined;
}

/** The conversation an address means; a private thread is opened when it is first needed. */
async function findPlace({ db, clock }: Inside, address: Address): Promise<string> {
  if (address.kind === 'channel') return address.channel;
  if (address.reach === 'direct') return directId(address.account);
  const id = `thread:${address.account}`;
  await db
    .insert(playgroundConversations)
    .values({
      id,
      tenant: address.tenant,
      title: 'Private thread with Weft',
      accounts: [address.account],
      openedAt: clock.now(),
    })
    .onConflictDoNothing();
  return id;
}

async function post({ db, clock }: Inside, given: Post): Promise<Outcome> {
  await db
    .insert(playgroundMessages)
    .values({ ...given, postedAt: clock.now() })
    .onConflictDoNothing();
  const found = await db
    .select({ id: playgroundMessages.id })
    .from(playgroundMessages)
    .where(eq(playgroundMessages.key, given.key));
  return { kind: 'sent', conversation: given.conversation, posted: String(found[0]?.id) };
}

async function edit({ db, clock }: Inside, posted: string, message: StandingMessage): Promise<Outcome> {
  const changed = await db
    .update(playgroundMessages)
    .set({ message, editedAt: clock.now() })
    .where(eq(playgroundMessages.id, Number(posted)))
    .returning({ conversation: playgroundMessages.conversation });
  return changed[0] === undefined
    ? { kind: 'refused', code: 'message_not_found', why: 'gone' }
    : { kind: 'sent', conversation: changed[0].conversation, posted };
}

/** Takes a message away; one that is not there was taken away before. */
async function remove({ db }: Inside, posted: string): Promise<Outcome> {
  await db.delete(playgroundMessages).where(eq(playgroundMessages.id, Number(posted)));
  return { kind: 'sent', conversation: '', posted };
}

async function open(
  inside: Inside,
  tenant: string,
  key: string,
  effect: Effect & { kind: 'open' },
): Promise<Outcome> {
  const here = inside.world.people.filter((one) => isInSpace(one, tenant)).map((one) => one.account);
  if (!effect.accounts.every((account) => here.includes(account)))
    return { kind: 'refused', code: 'no_such_account', why: 'gone' };
  const id = `group:${key}`;
  await inside.db
    .insert(playgroundConversations)
    .values({
      id,
      tenant,
      title: effect.title,
      accounts: [...effect.accounts],
      openedAt: inside.clock.now(),
    })
    .onConflictDoNothing();
  return await post(inside, { conversation: id, key, message: effect.message });
}
