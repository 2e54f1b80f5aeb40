/** What a question is about. In the order in which themes follow each other. */
export const themes = ['purpose', 'relationships', 'voice', 'load', 'value', 'power'] as const;
export type Theme = (typeof themes)[number];

/** A question of Weft's own: answered from 1, not at all, to 5, very much. `id` never changes its meaning. */
export interface Question {
  readonly id: string;
  readonly theme: Theme;
}

/**
 * Weft's own questions; their words are in words.ts, at most 100 characters. High is always good, so that a trend needs no
 * legend: load is asked as what one can carry.
 */
export const bank: readonly Question[] = [
  { id: 'purpose-clear', theme: 'purpose' },
  { id: 'purpose-mine', theme: 'purpose' },
  { id: 'purpose-path', theme: 'purpose' },
  { id: 'purpose-week', theme: 'purpose' },
  { id: 'relationships-turn-to', theme: 'relationships' },
  { id: 'relationships-new', theme: 'relationships' },
  { id: 'relationships-across', theme: 'relationships' },
  { id: 'relationships-trust', theme: 'relationships' },
  { id: 'voice-heard', theme: 'voice' },
  { id: 'voice-disagree', theme: 'voice' },
  { id: 'voice-know', theme: 'voice' },
  { id: 'voice-changes', theme: 'voice' },
  { id: 'load-carry', theme: 'load' },
  { id: 'load-rest', theme: 'load' },
  { id: 'load-no', theme: 'load' },
  { id: 'load-shared', theme: 'load' },
  { id: 'value-help', theme: 'value' },
  { id: 'value-time', theme: 'value' },
  { id: 'value-learn', theme: 'value' },
  { id: 'value-results', theme: 'value' },
  { id: 'power-decisions', theme: 'power' },
  { id: 'power-belong', theme: 'power' },
  { id: 'power-small', theme: 'power' },
  { id: 'power-safe', theme: 'power' },
];

/** What happened since a theme was last asked about, which may have changed what people would say. */
export type Happened = Readonly<Partial<Record<Theme, boolean>>>;

/** One question as it was asked in some pulse, the newest first. */
export interface Asked {
  readonly id: string;
  readonly theme: Theme;
}

/**
 * The questions of the next pulse: one theme each, first those in which something happened, then those asked about longest
 * ago; of a theme the question asked longest ago, and of those never asked the first. Decides without chance.
 */
export function chooseQuestions(
  questions: readonly Question[],
  past: readonly (readonly Asked[])[],
  happened: Happened,
  wanted: number,
): readonly Question[] {
  const last = past[0] ?? [];
  // What was asked last week has hardly changed, whatever happened.
  const isFresh = (theme: Theme) => !last.some((one) => one.theme === theme);
  const ageOf = (is: (one: Asked) => boolean) => {
    const at = past.findIndex((pulse) => pulse.some(is));
    return at === -1 ? past.length : at;
  };
  const order = themes
    .filter((theme) => questions.some((one) => one.theme === theme))
    .map((theme) => ({ theme, age: ageOf((one) => one.theme === theme) }))
    .sort(
      (a, b) =>
        Number(isFresh(b.theme)) - Number(isFresh(a.theme)) ||
        Number(happened[b.theme] ?? false) - Number(happened[a.theme] ?? false) ||
        b.age - a.age,
    );
  return order.slice(0, wanted).flatMap(({ theme }) => {
    const mine = questions
      .filter((one) => one.theme === theme)
      .map((question) => ({ question, age: ageOf((one) => one.id === question.id) }))
      .sort((a, b) => b.age - a.age);
    return mine[0] ? [mine[0].question] : [];
  });
}
