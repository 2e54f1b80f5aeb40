import type { Fields, Given, Values } from './field.ts';
import type { Phrase } from './language.ts';
import type { Message } from './message.ts';
import type { ButtonId } from './press.ts';
import type { Text } from './text.ts';

/** How a handler answers, known before it runs, because platforms must be told at once. */
export type Answers =
  /** a message only the person sees */
  | 'private'
  /** a form, at once; what it leads to is private */
  | 'form'
  /** presses only: the message that held the button is replaced */
  | 'instead';

/** One step of a form: at most five fields (Discord), one screen. */
export interface Step {
  /** ≤ 24 characters: Slack's title of a modal. */
  readonly title: Phrase;
  readonly fields: Fields;
}

/** What a form opens with: words above the fields, and values known already. */
export interface Opening {
  readonly intro?: Text;
  readonly values?: Given;
  /** for a form of one step: fields that ask something else each time, by name, ≤ 100 characters */
  readonly asks?: Readonly<Record<string, string>>;
  /** for a form of one step: optional fields that are not shown this time */
  readonly without?: readonly string[];
}

/** One command, `/weft topic verb`. `C` is the context a handler gets; the app decides what is in it. */
export interface Command<C, May extends string> {
  readonly topic: string;
  readonly verb: string;
  /** ≤ 40 characters: Discord's whole command stays under 7,500. */
  readonly about: Phrase;
  /** What one would type, without `/weft`; run by a test on the playground. */
  readonly example: string;
  readonly may: May;
  readonly answers: 'private' | 'form';
  /** What can be typed. Free text that names no option goes to `free`. */
  readonly options: Fields;
  readonly free?: string;
  /** The form; without steps, a missing required option opens a form of the options. */
  readonly steps: readonly Step[];
  open(context: C, given: Given): Promise<Opening>;
  run(context: C, values: Values<Fields>): Promise<Message>;
}

/** What a press finds in its row: the coalition it belongs to and, where it was for one person, who that is. */
export interface Subject {
  readonly coalitionId: string;
  readonly recipientId?: string | undefined;
}

/** One button's handler. */
export interface Press<C, May extends string, D, S extends Subject = Subject> {
  readonly may: May;
  readonly answers: Answers;
  readonly steps: readonly Step[];
  /** Finds the row behind the button; undefined means stale. Absent: the button is about the presser alone. */
  readonly subject?: (db: D, id: string) => Promise<S | undefined>;
  open(context: C, subject: S): Promise<Opening>;
  run(context: C, subject: S, values: Values<Fields>): Promise<Message>;
}

type Merged<F extends readonly Step[]> = F extends readonly [
  infer A extends Step,
  ...infer R extends readonly Step[],
]
  ? A['fields'] & Merged<R>
  : unknown;
type All<O extends Fields, F extends readonly Step[]> = Extract<O & Merged<F>, Fields>;

interface CommandGiven<C, May extends string, O extends Fields, F extends readonly Step[]> {
  topic: string;
  verb: string;
  about: Phrase;
  example: string;
  may: May;
  answers?: 'private' | 'form';
  options?: O;
  free?: keyof O & string;
  steps?: F;
  open?(context: C, given: Given): Promise<Opening>;
  run(context: C, values: Values<All<O, F>>): Promise<Message>;
}

interface PressGiven<C, May extends string, D, S extends Subject, F extends readonly Step[]> {
  may: May;
  answers?: Answers;
  steps?: F;
  subject?(db: D, id: string): Promise<S | undefined>;
  open?(context: C, subject: S): Promise<Opening>;
  run(context: C, subject: S, values: Values<All<Record<never, never>, F>>): Promise<Message>;
}

/** The declaring functions for one context type `C`, its rights `May` and its database `D`. The casts here are the only place where field types are forgotten. */
export function declareFor<C, May extends string, D>() {
  return {
    command<const O extends Fields = Record<never, never>, const F extends readonly Step[] = readonly []>(
      given: CommandGiven<C, May, O, F>,
    ): Command<C, May> {
      const steps: readonly Step[] = given.steps ?? [];
      return {
        answers: steps.length > 0 ? 'form' : 'private',
        options: {},
        open: async (_context: C, values: Given) => ({ values }),
        ...(given as object),
        steps,
      } as unknown as Command<C, May>;
    },
    press<S extends Subject = Subject, const F extends readonly Step[] = readonly []>(
      given: PressGiven<C, May, D, S, F>,
    ): Press<C, May, D> {
      const steps: readonly Step[] = given.steps ?? [];
      return {
        answers: steps.length > 0 ? 'form' : 'private',
        open: async () => ({}),
        ...(given as object),
        steps,
      } as unknown as Press<C, May, D>;
    },
    /** Handlers for declared buttons: one for each, or it does not compile. */
    handle<N extends string>(
      declared: { readonly [K in N]: ButtonId },
      handlers: { readonly [K in NoInfer<N>]: Press<C, May, D> },
    ): Readonly<Record<ButtonId, Press<C, May, D>>> {
      return Object.fromEntries(
        Object.entries<ButtonId>(declared).map(([name, id]) => [id, handlers[name as N]]),
      ) as Record<ButtonId, Press<C, May, D>>;
    },
  };
}
