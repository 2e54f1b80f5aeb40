import { type Message, message } from './message.ts';
import type { Text } from './text.ts';

/**
 * A person's mistake, or a right they do not have: not a bug. It is caught once, said privately, and nothing of what
 * was begun is kept. Its message says what to do instead.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Message;
  constructor(answer: Text | Message) {
    super('refused');
    this.answer = Array.isArray(answer) ? message(answer as Text) : (answer as Message);
  }
}

/** Field errors of a form: each is shown at its field, with everything typed so far kept. */
export class Invalid extends Error {
  override readonly name = 'Invalid';
  readonly errors: Readonly<Record<string, string>>;
  constructor(errors: Readonly<Record<string, string>>) {
    super('invalid');
    this.errors = errors;
  }
}
