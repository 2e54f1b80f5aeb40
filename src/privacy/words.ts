import { english, type Language, type PlatformName, type Text, text, typed } from '#chat/index.ts';

interface PrivacyWords {
  commands: Readonly<Record<'notice' | 'consents' | 'export' | 'delete', string>>;
  notice: Text;
  noticeSeen: string;
  andMore(count: number): string;
  others(count: number): Text;
  where(space: string | undefined): Readonly<Record<PlatformName, Text>>;
  itself: Text;
  never: Text;
  yours: Text;
  onceYours: Text;
  buttons: Readonly<Record<'consents' | 'export' | 'delete', string>>;
  file: {
    name: string;
    title(coalition: string): string;
    why: string;
    seenBy: string;
    until: string;
    deleted: string;
    deletes: Readonly<Record<'gone' | 'gone or nameless' | 'nameless', string>>;
    pulse: string;
  };
  consentsTitle: string;
  consentsIntro: Text;
  consentsSet(changed: readonly string[]): Text;
  consentsSame: Text;
  consents: Readonly<Record<'found' | 'suggested' | 'amplify' | 'pulse' | 'reach', string>>;
  exported: Text;
  exportedHere: Text;
  exportSent: Text;
  exportNote: Text;
  exportName: string;
  exportTitle(coalition: string): string;
  nothingKept: string;
  deleteTitle: string;
  deleteIntro(name: string): Text;
  keep: string;
  keepHint: string;
  sure: string;
  sureHint: string;
  sureWord: string;
  notSure: string;
  deleted(count: number): Text;
  somebody: string;
  member: string;
  whole: {
    someOrganisation: string;
    people: string;
    support: string;
    title(name: string, coalition: string): string;
    exported(name: string): Text;
    exportedHere(name: string): Text;
  };
  kinds: Readonly<Record<'export' | 'unsay', string>>;
  first: Text;
}

const { counted } = english;

export const words: Readonly<Record<Language, PrivacyWords>> = {
  en: {
    commands: {
      notice: 'What is kept, and who sees it',
      consents: 'Change what you agree to',
      export: 'Get everything kept of you',
      delete: 'Delete everything kept of you',
    },
    notice: text`Weft keeps what you write about yourself, what you agree to, and what you do with its buttons and commands. You can take all of it with you, and delete it, at any time.`,
    noticeSeen: 'Who sees what',
    andMore: (count) => `and ${count} more`,
    others: (count) =>
      text`${counted(count, 'more thing', 'more things')}, each with who sees it, in the file below`,
    where: (space) => ({
      slack: text`You type in the Slack workspace ${space ?? 'of your organisation'}. Its owners can export public channels, on some plans direct messages too, also those with Weft, and they see who installed what. Slack keeps copies by the workspace’s own rules.`,
      discord: text`You type ${space === undefined ? 'to Weft alone on Discord' : `in the Discord server ${space}`}. Its owners see every channel and private thread they can open, not your direct messages. Discord itself keeps messages until they are deleted.`,
      playground: text`You type in the playground, where everybody is made up. Whoever runs it can read everything.`,
    }),
    itself: text`Weft runs on a server of whoever operates it for this coalition, with one database. They can technically read what is in it, except answers to the pulse and tokens.`,
    never: text`Never: reading conversations, posting in your name, ranking people, showing who declined, blocked or did not answer.`,
    yours: text`Change what you agree to with ${typed('privacy consents')}, get everything with ${typed('privacy export')}, delete everything with ${typed('privacy delete')}.`,
    onceYours: text`Nothing is kept of you before you join with ${typed('coalition join')}, but what you type here, for a day. Once you are in: ${typed('privacy consents')}, ${typed('privacy export')} and ${typed('privacy delete')}.`,
    buttons: { consents: 'What I agree to', export: 'Export', delete: 'Delete' },
    file: {
      name: 'what-weft-keeps.md',
      title: (coalition) => `What Weft keeps in ${coalition}`,
      why: 'Why',
      seenBy: 'Who sees it',
      until: 'Until when',
      deleted: 'When you delete',
      deletes: {
        gone: 'it goes',
        'gone or nameless': 'it goes, unless you keep what you published: then it stays without your name',
        nameless: 'it stays for others and does not say who',
      },
      pulse:
        'Answers to the pulse are not in this list: nobody can tell whose they are, so nobody can show or delete yours.',
    },
    consentsTitle: 'What you agree to',
    consentsIntro: text`These are your answers today. What you change counts at once, also for what waits to be sent.`,
    consentsSet: (changed) => text`Changed, from now on: ${changed.join(', ')}.`,
    consentsSame: text`Nothing was changed.`,
    consents: {
      found: 'who may find you',
      suggested: 'suggestions for introductions',
      amplify: 'requests to carry things further',
      pulse: 'the weekly pulse',
      reach: 'how Weft reaches you',
    },
    exported: text`This is everything Weft keeps of you in this coalition: once to read, once for machines.`,
    exportedHere: text`This is everything Weft keeps of you in this coalition: once to read, once for machines. Save it now, since this answer does not stay.`,
    exportSent: text`Everything Weft keeps of you is on its way to you as a direct message, as two files. If it has not come in a minute, type ${typed('privacy export')} again.`,
    exportNote: text`Do you see no files? Then Weft may not attach any here: ask whoever runs this space to allow it, and type ${typed('privacy export')} again.`,
    exportName: 'weft',
    exportTitle: (coalition) => `What Weft keeps of you in ${coalition}`,
    nothingKept: 'Nothing is kept of you here.',
    deleteTitle: 'Delete everything',
    deleteIntro: (name) =>
      text`You are about to delete everything Weft keeps of you in ${name}, in all its spaces: your profile and consents, accounts, roles, ties, what waits for you, and Weft’s direct messages to you. You leave with it. This cannot be undone. An export that has not arrived yet is not sent any more: if you want one, close this form, type ${typed('privacy export')}, and come back once you have the files. What other people wrote stays theirs, and nobody can find your answers to the pulse.`,
    keep: 'Keep what you published, without your name?',
    keepHint: 'Actions, results, resources. If you leave this open, it is deleted.',
    sure: 'To go on, write: delete',
    sureHint: 'So that nobody deletes everything by a wrong press.',
    sureWord: 'delete',
    notSure: 'Write “delete” to go on, or close this form and nothing happens.',
    deleted: (count) =>
      text`Deleted. Nothing Weft keeps says who you were any more. Your name goes out of posts${count === 0 ? '' : `, and ${counted(count, 'direct message', 'direct messages')} to you are taken back,`} within minutes. You can join again as somebody new.`,
    somebody: 'somebody who left',
    member: 'a member',
    whole: {
      someOrganisation: 'an organisation that left',
      people: 'How many people it had here',
      support: 'People asked to carry its requests further, and how many of its own did so for others',
      title: (name, coalition) => `What Weft kept of ${name} in ${coalition}`,
      exported: (name) =>
        text`This is everything Weft kept of ${name} and was its own: once to read, once for machines.`,
      exportedHere: (name) =>
        text`Below is everything Weft kept of ${name} and was its own: once to read, once for machines. Save it now, since this answer does not stay.`,
    },
    kinds: {
      export: 'what is kept of you, when you ask for it',
      unsay: 'messages to you that are taken back',
    },
    first: text`Read what is kept, and who sees it, with ${typed('privacy notice')}.`,
  },
};
