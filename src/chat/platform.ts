import type { FormView } from './form.ts';
import type { Incoming, Lookup, PlatformName } from './incoming.ts';
import type { Message } from './message.ts';

/** What the core tells an adapter to do at once with something that came in. */
export type Reaction =
  /** show this form as the first response; after a submission: the next step */
  | { readonly kind: 'form'; readonly view: FormView }
  /** submissions only: the same step again with what is wrong, values kept */
  | { readonly kind: 'errors'; readonly view: FormView; readonly errors: Readonly<Record<string, string>> }
  /** done and recorded: give this answer now */
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** stored: acknowledge now, then call `finish`, which answers through `Platform.answer` */
  | { readonly kind: 'later'; readonly place: Answer['place']; finish(): Promise<void> }
  /** seen before: acknowledge and do nothing */
  | { readonly kind: 'repeat' };

/** A private answer: a message of its own, or in place of the message whose button was pressed. */
export interface Answer {
  readonly message: Message;
  readonly place: 'private' | 'instead';
}

/** The door adapters knock at. Both calls throw only when the database is down: then the person is told `notSaved`. */
export interface Intake {
  /** Stores what came in, before it resolves, and says how to react. */
  take(incoming: Incoming): Promise<Reaction>;
  /** Up to 25 things a look-up may mean; read only, nothing is stored. */
  look(lookup: Lookup): Promise<readonly { readonly id: string; readonly label: string }[]>;
  /** Told, for whoever measures, how long after it came in something was acknowledged; without a reaction, as not saved. */
  acknowledged?(platform: PlatformName, reaction: Reaction | undefined, ms: number): void;
}

/** Where an effect goes, in the platform's own ids. */
export type Address =
  | {
      readonly kind: 'person';
      readonly tenant: string;
      readonly account: string;
      /** a direct message, or (Discord) a private thread under `under` */
      readonly reach: 'direct' | 'thread';
      /** the direct conversation or thread, when it is known from before */
      readonly conversation?: string;
      readonly under?: string;
    }
  | { readonly kind: 'channel'; readonly tenant: string; readonly channel: string };

/** One effect for somebody else. */
export type Effect =
  /** `after` is the platform's id of a message in the same channel that this one continues, where that can be shown */
  | { readonly kind: 'post'; readonly message: Message; readonly after?: string }
  /** replaces a message that was posted before; `posted` is the platform's id of it */
  | { readonly kind: 'edit'; readonly posted: string; readonly message: Message }
  /**
   * Takes away a message that was posted before, with the files that hang below it if there may be any; what is not there
   * any more counts as taken away.
   */
  | { readonly kind: 'remove'; readonly posted: string; readonly files: boolean }
  /** opens a conversation of these accounts (2 to 8, without the bot) in one space and posts its first message */
  | {
      readonly kind: 'open';
      readonly accounts: readonly string[];
      /** ≤ 80 characters; `code` is added to it where a conversation can be found again only by its name */
      readonly title: string;
      readonly message: Message;
    }
  /**
   * Plans an event of a space, or changes or cancels the one that was `made` before. Where a platform has none, its message
   * is posted, and edited, in the channel.
   */
  | {
      readonly kind: 'event';
      readonly event: PlannedEvent;
      readonly message: Message;
      readonly made?: string;
    };

/** Something planned in a space, which people of it see and can say they come to. */
export interface PlannedEvent {
  /** ≤ 100, 1,000 and 100 characters: Discord, scheduled events */
  readonly name: string;
  readonly about: string;
  readonly where: string;
  readonly from: string;
  readonly until: string;
  readonly state: 'planned' | 'cancelled';
}

/** One attempt: `key` is the delivery row's id, from which nonce, metadata and names are derived. */
export interface Attempt {
  readonly key: string;
  readonly address: Address;
  readonly effect: Effect;
  /** how many attempts went before */
  readonly attempt: number;
  /** when the first of them may have been made */
  readonly since?: Temporal.Instant;
}

/** What a platform says of its limit on one conversation: so many in so long, and how many of them are left. */
export interface Allowance {
  readonly limit: number;
  /** how long, where it is told */
  readonly windowMs?: number;
  readonly left: number;
  /** until all of it is there again */
  readonly resetMs: number;
}

/** How an attempt ended. */
export type Outcome =
  | {
      readonly kind: 'sent';
      readonly conversation: string;
      readonly posted: string;
      readonly allowance?: Allowance;
    }
  /** definitely not done, and repeating will not help */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly why: 'recipient' | 'gone' | 'setup' | 'bug' | 'tenant' | 'bot';
    }
  /** definitely not done; try again after `seconds`, the whole space or bot if `scope` says so */
  | {
      readonly kind: 'later';
      readonly code: string;
      readonly seconds: number;
      readonly scope: 'conversation' | 'tenant' | 'bot' | 'opening';
      /** a rate limit stood in the way, which is no fault of this effect; after one of ours, what goes there is slowed down */
      readonly limit?: 'ours' | 'shared';
    }
  /** it may or may not have happened */
  | { readonly kind: 'unclear'; readonly code: string };

/** What can be asked of a platform; each returns plain facts, none keeps anything. */
export type Question =
  /** can Weft post there, and who can read it? */
  | { readonly kind: 'channel'; readonly tenant: string; readonly channel: string }
  | { readonly kind: 'member'; readonly tenant: string; readonly account: string };
export interface Facts {
  /** the channel's or person's name there */
  readonly name?: string;
  readonly zone?: string;
  readonly administrator?: boolean;
  readonly canPost?: boolean;
  /** why Weft cannot post, and what to do, in a sentence */
  readonly obstacle?: string;
  /** names of roles that can read a private conversation opened under this channel (Discord) */
  readonly readers?: readonly string[];
}

/**
 * What Weft needs of a chat platform: six verbs, none optional. What a platform cannot do it approximates.
 */
export interface Platform {
  readonly name: PlatformName;
  /** Connects and hands everything that comes in to `intake`; rejects with one clear sentence when a token is wrong. */
  start(intake: Intake): Promise<void>;
  /** Lets nothing new in, finishes acknowledgements under way, disconnects. */
  stop(): Promise<void>;
  /** Answers something that came in earlier, through its `reply`; false when its time is over. */
  answer(reply: unknown, answer: Answer): Promise<boolean>;
  /** Carries out one effect, once: no retries inside. */
  perform(attempt: Attempt): Promise<Outcome>;
  /** After an unclear attempt: was it done? `sent`, `later` (not done: do it) or `unclear` (it cannot be known). */
  readBack(attempt: Attempt): Promise<Outcome>;
  ask(question: Question): Promise<Facts>;
}

/** What the core keeps for an adapter: which spaces there are, and their tokens (encrypted). */
export interface Register {
  /**
   * Notes spaces the bot is in. With `whole` they are all there are of this platform, or all of those it is true of:
   * what is not named has gone.
   */
  present(spaces: readonly PresentSpace[], whole: boolean | ((tenant: string) => boolean)): Promise<void>;
  gone(tenant: string): Promise<void>;
  token(tenant: string): Promise<string | undefined>;
}
export interface PresentSpace {
  readonly tenant: string;
  readonly name: string;
  readonly token?: string;
  /** the bot's own account there */
  readonly bot?: string;
}
