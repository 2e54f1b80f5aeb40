import { english, type Language, type Text, text, typed } from '#chat/index.ts';

interface HomeWords {
  waits(count: number): Text;
  nothing: Text;
  first: Text;
  late: string;
  unreached: string;
  bundled: string;
  bundle(count: number): Text;
  bundleMore: Text;
  whyButton: string;
  lessButton: string;
  why(about: string): Text;
  whyChange: Text;
  lessTitle: string;
  lessIntro(about: string): Text;
  manner: string;
  manners: Readonly<Record<'now' | 'bundle' | 'never', string>>;
  set(about: string, manner: 'now' | 'bundle' | 'never'): Text;
}

export const words: Readonly<Record<Language, HomeWords>> = {
  en: {
    waits: (count) =>
      text`${english.plural(count, 'One thing waits for you.', `${count} things wait for you.`)}`,
    nothing: text`Nothing waits for you.`,
    first: text`Say whom you want to meet with ${typed('intro ask')}, or see what you can type with ${typed('help show')}.`,
    late: 'An answer that came too late to be shown',
    unreached: 'A message that could not reach you',
    bundled: 'Kept for your weekly message',
    bundle: (count) =>
      text`${english.plural(count, 'This week, one thing for you.', `This week, ${count} things for you.`)}`,
    bundleMore: text`Everything that waits for you is under ${typed('home show')}.`,
    whyButton: 'Why this?',
    lessButton: 'Less of this',
    why: (about) => text`You get this because Weft tells you about: ${about}.`,
    whyChange: text`Change how each kind comes with ${typed('profile notifications')}, or pause everything with ${typed('profile snooze')}.`,
    lessTitle: 'Less of this',
    lessIntro: (about) => text`This is about: ${about}.`,
    manner: 'How should it come?',
    manners: { now: 'At once', bundle: 'In the weekly message', never: 'Never' },
    set: (about, manner) =>
      text`${{ now: 'At once', bundle: 'Once a week', never: 'Never again' }[manner]}: that is how this comes from now on. It was about: ${about}.`,
  },
};
