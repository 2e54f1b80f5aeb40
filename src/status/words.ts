import { english, type Language, strong, type Text, text } from '#chat/index.ts';

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
  channelBad(channel: string, space: string, obstacle: string): Text;
  broken(platform: string, code: string, until: Text): Text;
  ended(kind: string, state: string, code: string, count: number): Text;
  uncertain(kind: string): Text;
  resend: string;
  resent: Text;
  stuck(name: string, count: number): Text;
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
    channelBad: (channel, space, obstacle) => text`${strong(channel)} in ${space}: ${obstacle}`,
    broken: (platform, code, until) =>
      text`Nothing is sent on ${platform} until ${until}: it answered “${code}”.`,
    ended: (kind, state, code, count) =>
      text`${english.counted(count, 'message', 'messages')} of the kind “${kind}” did not arrive in the last seven days: ${state}${code === '' ? '' : ` (${code})`}.`,
    uncertain: (kind) =>
      text`A message of the kind “${kind}” may or may not have arrived, and Weft does not send it again by itself.`,
    resend: 'Send it again',
    resent: text`Sent again. If it had arrived the first time, it is there twice now.`,
    stuck: (name, count) =>
      text`${name} failed eight times ${english.plural(count, 'for one thing', `for ${count} things`)} and waits for help: see the log for why.`,
  },
};
