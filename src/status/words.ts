import {
  english,
  type Language,
  type PlatformName,
  platformTitles,
  strong,
  type Text,
  text,
  typed,
} from '#chat/index.ts';

interface StatusWords {
  fine: Text;
  remarks(count: number): Text;
  database: string;
  embedded: Text;
  server: Text;
  platforms: string;
  on(names: string): Text;
  spaces: string;
  space(name: string, platform: string, gone: boolean): Text;
  channelBad(channel: string, space: string, obstacle: string, lost: number): Text;
  broken(space: string, platform: PlatformName, code: string, until: Text): Text;
  aboutBroken: string;
  turnedAway(space: string, platform: PlatformName, code: string): Text;
  whatToDo(platform: PlatformName, code: string): Text;
  kept: Text;
  ended(about: string, state: string, code: string, count: number, latest: Text): Text;
  uncertain(about: string, what: Text): Text;
  toPerson(isThread: boolean, space: string | undefined): Text;
  toGroup(space: string | undefined): Text;
  toChannel(channel: string | undefined, space: string | undefined): Text;
  moreUncertain(count: number): Text;
  moreInDoubt(count: number): Text;
  digest(of: { refused: number; uncertain: number }): Text;
  lost(about: string, state: string, code: string, count: number): Text;
  resend: string;
  resent: Text;
  stuck(name: string, count: number): Text;
  retry: string;
  retried: Text;
  outage(from: Text, to: Text, late: number): Text;
}

const within = (space: string | undefined) => (space === undefined ? '' : ` in ${space}`);

/** What an operator can do about it, by the codes of "outcome.ts" in each platform's room. */
function whatToDo(platform: PlatformName, code: string): Text {
  if (platform === 'discord') {
    switch (code) {
      case '401':
        return text`The bot's token is dead: reset it at discord.com/developers/applications → your app → Bot, put the new one into DISCORD_TOKEN, and restart Weft.`;
      case '40003':
        return text`Weft opened too many direct conversations at once. There is nothing to do: Weft waits and tries again by itself. If it comes back, let people choose private threads instead.`;
      case '20026':
        return text`Discord has flagged the bot: open discord.com/developers/applications → your app, and answer what it asks. Weft tries again by itself.`;
    }
  }
  if (platform === 'slack') {
    switch (code) {
      case 'account_inactive':
      case 'token_revoked':
      case 'token_expired':
      case 'invalid_auth':
      case 'not_authed':
        return text`Weft's token there is dead: install it again at api.slack.com/apps → your app → Install App, put the new Bot User OAuth Token into SLACK_BOT_TOKEN, and restart Weft.`;
      case 'team_access_not_granted':
      case 'enterprise_is_restricted':
      case 'access_denied':
      case 'team_not_found':
        return text`Ask an administrator of that workspace to approve Weft there again. Weft tries again by itself.`;
    }
  }
  return text`Weft tries again by itself. If it lasts, look up the code in the platform's documentation.`;
}

export const words: Readonly<Record<Language, StatusWords>> = {
  en: {
    fine: text`All is well: nothing needs an operator.`,
    remarks: (count) =>
      text`${english.plural(count, 'One thing needs', `${count} things need`)} an operator.`,
    database: 'Database',
    embedded: text`embedded, on this machine only. It survives a killed process, not a power cut; set DATABASE_URL to a PostgreSQL before people rely on it.`,
    server: text`PostgreSQL`,
    platforms: 'Platforms',
    on: (names) => text`${names}`,
    spaces: 'Spaces',
    space: (name, platform, gone) =>
      text`${name} on ${platform}${gone ? ', which Weft was removed from' : ''}`,
    channelBad: (channel, space, obstacle, lost) =>
      text`${strong(channel)} in ${space}: ${obstacle}${lost === 0 ? '' : ` ${english.counted(lost, 'message', 'messages')} did not arrive there.`}`,
    broken: (space, platform, code, until) =>
      text`Nothing is sent to ${strong(space)} until ${until}: ${platformTitles[platform]} turned Weft away (“${code}”). ${whatToDo(platform, code)}`,
    aboutBroken: 'A platform turns Weft away (to operators)',
    turnedAway: (space, platform, code) =>
      text`Nothing is sent to ${strong(space)} for now: ${platformTitles[platform]} turned Weft away (“${code}”).`,
    whatToDo,
    kept: text`What waits for people there is kept and goes out once it works again, unless its moment has passed. ${typed('status show')} says how it stands.`,
    ended: (about, state, code, count, latest) =>
      text`${english.counted(count, 'message', 'messages')} about “${about}” did not arrive in the last seven days, the latest ${latest}: ${state}${code === '' ? '' : ` (${code})`}.`,
    uncertain: (about, what) =>
      text`${what} may or may not have arrived. It is about “${about}”. Weft does not send it again by itself: if it is not there, do.`,
    toPerson: (isThread, space) =>
      text`${isThread ? 'A message in a private thread' : 'A direct message'}${within(space)}`,
    toGroup: (space) => text`The first message of a conversation${within(space)}`,
    toChannel: (channel, space) =>
      channel === undefined
        ? text`A message in a channel${within(space)}`
        : text`A message in ${strong(channel)}${within(space)}`,
    moreUncertain: (count) =>
      text`${english.counted(count, 'more message', 'more messages')} may or may not have arrived. They are shown here once those above are settled.`,
    moreInDoubt: (count) =>
      text`${english.counted(count, 'more message', 'more messages')} may or may not have arrived: ${typed('status show')}`,
    digest: ({ refused, uncertain }) =>
      text`${english.counted(refused, 'message', 'messages')} did not arrive, and ${english.number(uncertain)} may or may not have.`,
    lost: (about, state, code, count) =>
      text`${english.counted(count, 'message', 'messages')} about “${about}” did not arrive: ${state}${code === '' ? '' : ` (${code})`}.`,
    resend: 'Send it again',
    resent: text`Sent again. If it had arrived the first time, it is there twice now.`,
    stuck: (name, count) =>
      text`${name} failed eight times ${english.plural(count, 'for one thing', `for ${count} things`)} and waits for help: see the log for why.`,
    retry: 'Try again',
    retried: text`Weft tries again within ten seconds. What fails eight times more is shown here again.`,
    outage: (from, to, late) =>
      text`Weft did nothing from ${from} to ${to}${late === 0 ? '.' : `; ${english.counted(late, 'message', 'messages')} came too late and ${english.plural(late, 'was', 'were')} not sent.`}`,
  },
};
