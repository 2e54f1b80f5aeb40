import type { Phrase } from './language.ts';

/** The vocabulary of forms and of command options: one for both. */
export type Field =
  | (Common & { readonly kind: 'text'; readonly max?: number })
  | (Common & { readonly kind: 'longText'; readonly max?: number })
  | (Common & { readonly kind: 'number'; readonly min?: number; readonly max?: number })
  | (Common & {
      readonly kind: 'choice';
      readonly options: readonly Option[];
      /** leaving it open puts a decision off, as it does with a yes or no; its hint says what holds until then */
      readonly canWait?: true;
    })
  | (Common & { readonly kind: 'many'; readonly options: readonly Option[] })
  | (Common & { readonly kind: 'person' })
  | (Common & { readonly kind: 'channel' })
  | (Common & { readonly kind: 'lookup'; readonly of: string })
  | (Common & { readonly kind: 'moment' })
  | (Common & { readonly kind: 'yesNo' })
  | (Common & { readonly kind: 'scale' });

interface Common {
  /** ≤ 45 characters: Discord's label of a modal component. */
  readonly label: Phrase;
  /** ≤ 100 characters: Discord's description of a modal component. */
  readonly hint?: Phrase;
  readonly required?: boolean;
}

/** One thing to choose. `value` ≤ 75 characters (Slack), `label` ≤ 75. */
export interface Option {
  readonly value: string;
  readonly label: Phrase;
}

export type Fields = Readonly<Record<string, Field>>;

/** What a person gave, before it is checked; it can be kept as JSON. */
export type Given = Readonly<Record<string, GivenValue>>;
export type GivenValue = string | number | boolean | readonly string[];

type ValueOf<F extends Field> = F extends { kind: 'text' | 'longText' | 'person' | 'channel' | 'lookup' }
  ? string
  : F extends { kind: 'choice'; options: readonly (infer O extends Option)[] }
    ? O['value']
    : F extends { kind: 'many'; options: readonly (infer O extends Option)[] }
      ? readonly O['value'][]
      : F extends { kind: 'number' }
        ? number
        : F extends { kind: 'scale' }
          ? 1 | 2 | 3 | 4 | 5
          : F extends { kind: 'moment' }
            ? Temporal.Instant
            : F extends { kind: 'yesNo' }
              ? boolean
              : never;

/** The checked values of some fields: required ones are there, the others may be undefined. */
export type Values<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends { required: true } ? ValueOf<F[K]> : ValueOf<F[K]> | undefined;
};
