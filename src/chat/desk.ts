import type { Reading } from './check.ts';
import type { Given } from './field.ts';
import type { Incoming } from './incoming.ts';
import type { Language } from './language.ts';
import type { Reaction } from './platform.ts';
import type { ButtonId } from './press.ts';

/** Where a form came from, and how far it is: what its row holds. */
export interface FormInstance {
  readonly id: string;
  readonly source: FormSource;
  readonly step: number;
  readonly values: Given;
  /** a look-up that was unclear: the one question to ask before going on */
  readonly ask:
    | { readonly field: string; readonly options: readonly { id: string; label: string }[] }
    | undefined;
  readonly used: boolean;
}
export type FormSource =
  | { readonly kind: 'command'; readonly topic: string; readonly verb: string }
  | { readonly kind: 'press'; readonly press: ButtonId; readonly subject?: string };

/** What dispatch needs of the rooms behind it, for one event and inside its transaction. */
export interface Desk<C, May extends string, D> {
  readonly db: D;
  /** Who acts, in the coalition of the space, or in the given one (a press takes it from its row). Throws a Refusal. */
  context(incoming: Incoming, coalitionId: string | undefined): Promise<C>;
  /** Throws a Refusal unless the person may. */
  allow(context: C, may: May): Promise<void>;
  isRecipient(context: C, recipientId: string): boolean;
  language(context: C): Language;
  reading(context: C): Reading;
  /** Does the work; when it throws, nothing of what it wrote stays, and the transaction goes on. */
  attempt<T>(work: () => Promise<T>): Promise<T>;
  readonly forms: {
    open(
      incoming: Incoming,
      source: FormSource,
      values: Given,
      ask?: FormInstance['ask'],
    ): Promise<FormInstance>;
    /** The instance, locked, if it is this sender's. */
    read(incoming: Incoming, id: string): Promise<FormInstance | undefined>;
    keep(id: string, step: number, values: Given, ask: FormInstance['ask']): Promise<void>;
    /** Marks it used; false when it was already. */
    use(id: string): Promise<boolean>;
  };
}

/** What is known once something was carried out. */
export type Done = Exclude<Reaction, { kind: 'later' | 'repeat' }>;
