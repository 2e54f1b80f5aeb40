import type { Language } from '#chat/index.ts';

interface InboxWords {
  tooLong(max: number, length: number): string;
  unreadable: string;
  formUnreadable: string;
}

/** The words of the inbox itself. */
export const words: Readonly<Record<Language, InboxWords>> = {
  en: {
    tooLong: (max, length) =>
      `Too long: ${length} characters, and ${max} fit. Nothing was done. Type the command alone and write the long part in its form.`,
    unreadable:
      'Not done: what you sent cannot be read any more, because Weft’s secret was changed. Do it again.',
    formUnreadable:
      'What you typed here cannot be read any more: Weft’s secret was changed. Type the command again for a fresh form.',
  },
};
