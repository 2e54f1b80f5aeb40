import type { Language } from '#chat/index.ts';

interface InboxWords {
  tooLong(max: number, length: number): string;
}

/** The words of the inbox itself. */
export const words: Readonly<Record<Language, InboxWords>> = {
  en: {
    tooLong: (max, length) =>
      `Too long: ${length} characters, and ${max} fit. Nothing was done. Type the command alone and write the long part in its form.`,
  },
};
