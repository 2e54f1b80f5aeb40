import { type APIGuild, type APIGuildMember, PermissionFlagsBits, type REST, Routes } from 'discord.js';
import type { Facts, Question } from '#chat/index.ts';
import { postable } from './modal.ts';
import { isCode } from './outcome.ts';
import { administers, type Standing, standingIn } from './standing.ts';
import { type Needed, words } from './words.ts';

const forPosts: readonly Needed[] = ['ViewChannel', 'SendMessages'];
const forPictures: readonly Needed[] = ['AttachFiles'];
const forThreads: readonly Needed[] = ['ReadMessageHistory', 'CreatePrivateThreads', 'SendMessagesInThreads'];

/** Answers from Discord itself, nothing kept. Who is not (or no longer) in the server has no facts. */
export async function ask(rest: REST, bot: string, question: Question): Promise<Facts> {
  switch (question.kind) {
    case 'channel':
      return await channelFacts(rest, bot, question.tenant, question.channel);
    case 'member':
      return await memberFacts(rest, question.tenant, question.account);
  }
}

async function channelFacts(rest: REST, bot: string, tenant: string, channel: string): Promise<Facts> {
  let standing: Standing;
  try {
    standing = await standingIn(rest, bot, channel);
  } catch (error) {
    if (isCode(error, 10003, 50001, 50013)) return { canPost: false, obstacle: words.en.unseen };
    throw error;
  }
  // One bot is in the servers of several coalitions: nothing is said of a channel that is in another.
  if (standing.guild !== tenant) return { canPost: false, obstacle: words.en.unseen };
  const name = standing.name === undefined ? {} : { name: standing.name };
  if (!postable.some((type) => type === standing.type))
    return { ...name, canPost: false, obstacle: words.en.notText };
  const lacking = [...forPosts, ...forPictures, ...forThreads].filter(
    (one) => !standing.bot.has(PermissionFlagsBits[one]),
  );
  const names = lacking.map((one) => words.en.permissions[one]).join(', ');
  return {
    ...name,
    canPost: !lacking.some((one) => forPosts.includes(one)),
    readers: standing.readers,
    ...(lacking.length > 0 && { obstacle: words.en.lacking(names) }),
  };
}

async function memberFacts(rest: REST, tenant: string, account: string): Promise<Facts> {
  try {
    const [member, guild] = await Promise.all([
      rest.get(Routes.guildMember(tenant, account)) as Promise<APIGuildMember>,
      rest.get(Routes.guild(tenant)) as Promise<APIGuild>,
    ]);
    return {
      name: member.nick ?? member.user.global_name ?? member.user.username,
      administrator: administers(guild, account, member.roles),
    };
  } catch (error) {
    if (isCode(error, 10004, 10007, 10013)) return {};
    throw error;
  }
}
