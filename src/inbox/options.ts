import type {
  Desk,
  FormSource,
  Incoming,
  Log,
  Lookup,
  Platform,
  PlatformName,
  Reaction,
  Tree,
} from '#chat/index.ts';
import type { Act, Store, Tx } from '#store/index.ts';
import type { Clock } from '#time/index.ts';

/** Whose an event is, as far as it is known. */
export interface Owner {
  readonly coalitionId?: string | undefined;
  readonly personId?: string | undefined;
}

/** What dispatch needs, without the forms and the savepoints, which are the inbox's own. */
export type InboxDesk<C, May extends string> = Omit<Desk<C, May, Tx>, 'forms' | 'attempt'> & {
  owner(context: C): Owner;
};

/** Told what comes in, for whoever counts it; of what is sealed, nothing. */
export interface InboxWatch {
  /** It was stored and got this reaction after so many ms, or could not be stored. */
  came?(event: {
    readonly platform: PlatformName;
    readonly kind: Incoming['kind'];
    readonly reaction: Reaction['kind'] | 'failed';
    readonly ms: number;
  }): void;
  /** So many ms after it came in, its acknowledgement was written: that it is saved, or that it may not be. */
  acknowledged?(ack: { readonly platform: PlatformName; readonly saved: boolean; readonly ms: number }): void;
}

export interface InboxOptions<C, May extends string> {
  readonly store: Store;
  readonly tree: Tree<C, May, Tx>;
  readonly clock: Clock;
  readonly platforms: readonly Platform[];
  readonly log: Log;
  desk(act: Act, incoming: Incoming): InboxDesk<C, May>;
  /** Does what an event asks for; tried again until it succeeds, up to eight times. */
  onEvent(act: Act, incoming: Incoming & { kind: 'event' }): Promise<void>;
  look(act: Act, lookup: Lookup): Promise<readonly { readonly id: string; readonly label: string }[]>;
  /** What comes from this command or press is stored nowhere: neither what, nor who, nor when. */
  sealed?(source: FormSource): boolean;
  /** Called after each commit: whoever works for others may look for rows. */
  committed?(): void;
  readonly watch?: InboxWatch;
}
