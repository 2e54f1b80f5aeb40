import type { Language } from '#chat/index.ts';

interface DiscordWords {
  cut: string;
  fewerButtons: string;
  personThread: string;
  yes: string;
  no: string;
  unseen: string;
  notText: string;
  lacking(names: string): string;
  permissions: Readonly<Record<Needed, string>>;
}

/** What Weft wants to be allowed in a channel it posts to. */
export type Needed =
  | 'ViewChannel'
  | 'SendMessages'
  | 'AttachFiles'
  | 'ReadMessageHistory'
  | 'CreatePrivateThreads'
  | 'SendMessagesInThreads';

/** The words only this platform needs; permissions are called what Discord's settings call them. */
export const words: Readonly<Record<Language, DiscordWords>> = {
  en: {
    cut: 'Too long for Discord: the rest is left out here.',
    fewerButtons: 'Too many buttons for Discord: some are left out.',
    personThread: 'Weft, for you',
    yes: 'Yes',
    no: 'No',
    unseen:
      'Weft cannot see this channel. Open its settings, Permissions, add Weft and allow “View Channel”.',
    notText: 'Weft cannot post in this kind of channel. Choose a text channel.',
    lacking: (names) =>
      `Weft lacks permissions here. Open the channel’s settings, Permissions, and allow Weft: ${names}.`,
    permissions: {
      ViewChannel: 'View Channel',
      SendMessages: 'Send Messages',
      AttachFiles: 'Attach Files',
      ReadMessageHistory: 'Read Message History',
      CreatePrivateThreads: 'Create Private Threads',
      SendMessagesInThreads: 'Send Messages in Threads',
    },
  },
};

/** Why the bot cannot connect, for whoever runs it: one sentence that names the setting and where to get it. */
export const trouble = {
  token:
    'Discord does not accept DISCORD_TOKEN: copy the bot’s token from https://discord.com/developers/applications, your application, Bot, “Reset Token”.',
  intents:
    'Discord refuses the intents of DISCORD_TOKEN’s bot: Weft needs only “Guilds”, so check that the token belongs to Weft’s application at https://discord.com/developers/applications.',
  shards:
    'Discord wants more gateway connections for DISCORD_TOKEN’s bot: each may have at most 2,500 servers, so raise DISCORD_SHARDS, to the same number in every process.',
  closed: (code: number) =>
    `Discord closed the connection of DISCORD_TOKEN’s bot for good (gateway code ${code}).`,
  unreachable: (code: string) =>
    `Discord could not be reached (${code}); check the network, then start Weft again.`,
};
