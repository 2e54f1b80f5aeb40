/** Whom an action goes to. */
export const audiences = ['space', 'hubs', 'spaces', 'coalition'] as const;
export type Audience = (typeof audiences)[number];

/** Where an organisation can stand: we run it, we support it, we pass it on. */
export const stances = ['run', 'support', 'pass on'] as const;
export type Stance = (typeof stances)[number];
/** What kind of thing an action is, so that people can mute some. In the order of forms. */
export const tactics = [
  'meeting',
  'canvass',
  'phone bank',
  'petition',
  'rally',
  'vigil',
  'march',
  'picket',
  'boycott',
  'civil disobedience',
  'legal',
  'training',
  'care',
  'arts',
  'media',
  'other',
] as const;
export type Tactic = (typeof tactics)[number];

/** How long what people write may be: a post with all of it still fits one message of Discord, 4,000 characters. */
export const longest = {
  title: 120,
  what: 1500,
  place: 100,
  exact: 200,
  link: 500,
  needs: 10,
  need: 100,
  names: 300,
  reason: 300,
} as const;

/** How far ahead an action may be. */
export const yearsAhead = 2;
