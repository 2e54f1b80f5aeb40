import type { Language } from '#chat/index.ts';

interface SlackWords {
  yes: string;
  no: string;
  momentHint: string;
  /** The title of a modal that holds an answer; ≤ 24 characters. */
  answer: string;
  oneMoment: string;
  shortened: string;
  formNotShown: string;
  chosenBefore: string;
  invite(channel: string): string;
  inviteUnseen: string;
  /** Where a file of a message is. */
  files: Readonly<Record<'picture' | 'calendar' | 'file', Whereabouts>>;
  archived(channel: string): string;
}

interface Whereabouts {
  readonly thread?: string;
  readonly direct: string;
  readonly nowhere?: string;
}

/** What only Slack needs said. */
export const words: Readonly<Record<Language, SlackWords>> = {
  en: {
    yes: 'Yes',
    no: 'No',
    momentHint: 'Saturday 6pm',
    answer: 'Weft',
    oneMoment: 'One moment. The answer comes here.',
    shortened: 'Shortened: Slack shows no more than this at once.',
    formNotShown: 'Not shown: Slack did not wait for the form. Press or type it again.',
    chosenBefore: 'As chosen before',
    invite: (channel) => `Weft is not in #${channel}. Type “/invite @Weft” there, then try again.`,
    inviteUnseen: 'Weft cannot see that channel. Type “/invite @Weft” there, then try again.',
    files: {
      picture: {
        thread: 'The picture follows in the thread.',
        direct: 'The picture is in your direct messages with Weft.',
      },
      calendar: {
        direct: 'The calendar file is in your direct messages with Weft.',
        nowhere: 'Slack did not take the calendar file. Ask for it again later.',
      },
      file: {
        thread: 'The file follows in the thread.',
        direct: 'The file is in your direct messages with Weft.',
        nowhere: 'Slack did not take the file. Ask for it again later.',
      },
    },
    archived: (channel) => `#${channel} is archived. Choose another channel, or unarchive it first.`,
  },
};
