import type { Address, Block, Message, Phrase, PlannedEvent, PlatformName } from '#chat/index.ts';
import type { Act } from '#store/index.ts';
import type { delivery } from './tables.ts';

export type { Act } from '#store/index.ts';

/** One row: one effect for somebody else, and how far it is. */
export type Delivery = typeof delivery.$inferSelect;

/** What kind of effect a row is. Hooks run inside the transaction that changes the row and never await a platform. */
export interface Kind {
  /** `room.what`, as it is stored */
  readonly name: string;
  /** 1 goes first; 4 is a mass send. Interactive answers are no rows and wait for none. */
  readonly lane: 1 | 2 | 3 | 4;
  /**
   * What it does between 21:00 and 08:00: wait until 08:00, ignore the hour, or come earlier: `tell` moves it to 20:00
   * before the night, and what is late all the same goes at once.
   */
  readonly quiet: 'wait' | 'ignore' | 'earlier';
  /** counts against one a day and three a week */
  readonly unasked: boolean;
  /** shown under "Why this?" and in the notification settings */
  readonly about: Phrase;
  /** that there is one at all is between few: operators are not told where it did not arrive */
  readonly inConfidence?: true;
  /** goes to channels only: nobody chooses how it comes */
  readonly inChannels?: true;
  /** whoever it is for asked for it a moment ago: it comes at once, and nobody chooses otherwise */
  readonly asked?: true;
  /** a platform where a post in a channel stands for it, so that people get it by their other accounts only */
  readonly notOn?: PlatformName;
  /** how it comes until a person chooses otherwise; now, if absent */
  readonly chosen?: 'now' | 'bundle';
  /** How long after it is due it may still be sent, days of 24 hours. What may be bundled wants eight days. */
  readonly keepFor: Temporal.DurationLike;
  /** codes of a passing failure after which a row of it ends refused and does not wait */
  readonly endsAt?: readonly string[];
  /** Asked when its turn comes; false cancels the row. */
  wanted?(act: Act, row: Delivery): Promise<boolean>;
  /** It arrived. */
  sent?(act: Act, row: Delivery): Promise<void>;
  /** It was refused or expired: `row.code` and `row.state` say which. */
  failed?(act: Act, row: Delivery): Promise<void>;
}

/** Whom an effect is for. The address is found when its turn comes. */
export type Recipient =
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'channel'; readonly spaceId: string; readonly channel: string }
  /** Opens a conversation of these accounts (2 to 8) in one space; on Discord a private thread under a channel. */
  | {
      readonly kind: 'group';
      readonly spaceId: string;
      readonly accounts: readonly string[];
      /** ≤ 80 characters */
      readonly title: string;
      readonly under?: string;
    }
  /** Replaces what that row posted; where it has not been posted yet, what it will post. */
  | { readonly kind: 'delivered'; readonly deliveryId: string }
  /** Takes away what that row posted, once it is known where it is, with the files that may hang below it. */
  | { readonly kind: 'removed'; readonly deliveryId: string; readonly files: boolean };

/** How a row goes out, asked when its turn comes, inside the claiming transaction: address, quiet hours, caps, choices. */
export type Way =
  | {
      readonly kind: 'go';
      readonly platform: PlatformName;
      readonly address: Address;
      readonly footer?: Block;
    }
  | { readonly kind: 'hold'; readonly until: Temporal.Instant; readonly why: string }
  | { readonly kind: 'bundle' }
  | { readonly kind: 'refuse'; readonly code: string };
/** The ways of several rows at once, in their order; no two rows of one batch are unasked messages to one person. */
export type Manner = (act: Act, turns: readonly Turn[]) => Promise<readonly Way[]>;

/** One row whose turn has come. */
export interface Turn {
  readonly row: Delivery;
  readonly kind: Kind;
}

/** What a row keeps of its effect until seven days after its end. */
export type KeptEffect =
  /** `follows` is the row whose message in the same channel this one continues */
  | { readonly kind: 'post'; readonly message: Message; readonly follows?: string }
  /** `removes`: into nothing, with the files that may hang below it */
  | { readonly kind: 'edit'; readonly message: Message; readonly removes?: { readonly files: boolean } }
  | { readonly kind: 'event'; readonly event: PlannedEvent; readonly message: Message }
  | {
      readonly kind: 'open';
      readonly accounts: readonly string[];
      readonly title: string;
      readonly message: Message;
    };

export type DeliveryState =
  | 'due'
  | 'sending'
  | 'sent'
  | 'refused'
  | 'expired'
  | 'uncertain'
  | 'bundled'
  | 'cancelled';
