import { type APIThreadChannel, type APIThreadList, ChannelType, type REST, Routes } from 'discord.js';
import { archiveMinutes } from './limits.ts';
import { isCode } from './outcome.ts';

interface Wanted {
  readonly tenant: string;
  readonly parent: string;
  readonly name: string;
  readonly code: string;
  readonly accounts: readonly string[];
}

/**
 * The private thread with that code under a channel, of these people: the one there is, or a new one. Nothing is
 * opened when one of them is not in the server (10007).
 */
export async function ensureThread(rest: REST, bot: string, wanted: Wanted): Promise<string> {
  const id = (await findThread(rest, bot, wanted)) ?? (await openThread(rest, wanted));
  for (const account of wanted.accounts) {
    await unarchived(rest, id, () => rest.put(Routes.threadMembers(id, account)));
  }
  return id;
}

/** The bot's own private thread with that code; archived ones, untouched for a week, are not looked for. */
export async function findThread(
  rest: REST,
  bot: string,
  { tenant, parent, code }: Pick<Wanted, 'tenant' | 'parent' | 'code'>,
): Promise<string | undefined> {
  const { threads } = (await rest.get(Routes.guildActiveThreads(tenant))) as APIThreadList;
  // Anyone can name a thread like ours: only the bot's own count, and of two the older.
  return threads
    .filter((one): one is APIThreadChannel => 'owner_id' in one && one.owner_id === bot)
    .filter((one) => one.parent_id === parent && one.type === ChannelType.PrivateThread)
    .filter((one) => one.name.endsWith(` · ${code}`))
    .map((one) => one.id)
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))[0];
}

/** Does something in a thread, and once more after unarchiving it if that is what stood in the way (50083). */
export async function unarchived<T>(rest: REST, thread: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isCode(error, 50083)) throw error;
    await rest.patch(Routes.channel(thread), { body: { archived: false } });
    return await act();
  }
}

async function openThread(rest: REST, { tenant, parent, name, accounts }: Wanted): Promise<string> {
  for (const account of accounts) await rest.get(Routes.guildMember(tenant, account));
  const body = {
    name,
    type: ChannelType.PrivateThread,
    invitable: false,
    auto_archive_duration: archiveMinutes,
  };
  const { id } = (await rest.post(Routes.threads(parent), { body })) as { id: string };
  return id;
}
