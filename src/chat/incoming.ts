import type { Given } from './field.ts';
import type { Wire } from './press.ts';

export const platformNames = ['slack', 'discord', 'playground'] as const;
/** What people call each platform. */
export const platformTitles: Readonly<Record<(typeof platformNames)[number], string>> = {
  slack: 'Slack',
  discord: 'Discord',
  playground: 'the playground',
};

export type PlatformName = (typeof platformNames)[number];

/** Who acts, as the platform tells it. Names are kept only where a person joins. */
export interface Sender {
  /** the platform's id of the person in this space */
  readonly account: string;
  readonly name: string;
  readonly locale?: string;
  readonly zone?: string;
  /** may administer the Slack workspace or Discord server */
  readonly administrator: boolean;
  readonly bot?: boolean;
  /** belongs to another company, in a shared Slack channel */
  readonly foreign?: boolean;
}

/** What came in, in neutral words and storable as JSON. */
export type Incoming = {
  /** the platform's own id of this event: Slack's event_id or trigger_id, Discord's interaction id */
  readonly key: string;
  readonly platform: PlatformName;
  /** the Slack workspace or Discord server */
  readonly tenant: string;
  readonly tenantName?: string;
  readonly sender: Sender;
  /** the channel it was done in; absent in direct messages and App Home */
  readonly channel?: string;
  /** how the adapter can still answer later; opaque to everyone else, JSON */
  readonly reply: unknown;
} & Deed;

export type Deed =
  /** words to be parsed: Slack's command text, the playground's line */
  | { readonly kind: 'typed'; readonly text: string }
  /** a command that the platform parsed (Discord) */
  | { readonly kind: 'command'; readonly topic: string; readonly verb: string; readonly given: Given }
  | ({ readonly kind: 'press' } & Wire)
  /** a step of a form; `form` is the instance's id */
  | { readonly kind: 'submit'; readonly form: string; readonly given: Given }
  /** the button between two steps, or the one that fixes a step: shows the instance's form again */
  | { readonly kind: 'resume'; readonly form: string }
  /** something that happened to a space or an account, with nobody waiting for an answer */
  | {
      readonly kind: 'event';
      readonly event: SpaceEvent;
      /** when it happened, where the platform says so: events can come late, and after later ones */
      readonly at?: string;
    };

export type SpaceEvent =
  | 'joined space'
  | 'left space'
  | 'changed account'
  | 'home opened'
  | 'bot added'
  | 'bot removed';

/** A short line a person is typing, and where the cursor asks for ideas: for look-ups while typing. */
export interface Lookup {
  readonly platform: PlatformName;
  readonly tenant: string;
  readonly sender: Sender;
  readonly of: string;
  readonly written: string;
}
