import type { cast } from '#cast/index.ts';
import type { Given, Platform, PlatformName } from '#chat/index.ts';

/** One thing a person has before them: a message or a form, as they read it. */
export interface Shown {
  readonly where: 'private' | 'direct' | 'group' | 'channel' | 'form';
  /** the words alone: escapes undone, marks of formats and invisible characters left out */
  readonly text: string;
  readonly buttons: readonly string[];
}

/** A form as a person sees it, the same on every platform. */
export interface ShownForm {
  readonly title: string;
  /** the words above the fields */
  readonly intro: string;
  /** what was wrong with it */
  readonly text: string;
  readonly fields: readonly string[];
  /** what stands in each field; '' where nothing does */
  readonly values: Readonly<Record<string, string>>;
}

/** What the cast can do and see on one platform; each gesture resolves once the platform has an answer to it. */
export interface Hands {
  readonly name: PlatformName;
  readonly platform: Platform;
  /** A new client of the same platform, as a process has after a restart; `platform` is that one from now on. */
  reconnect(): Platform;
  /** what the platform calls a space of the cast, its channel for introductions or another use, and a person there */
  tenant(space: cast.Tenant): string;
  channel(space: cast.Tenant, use?: cast.Use): string;
  account(who: string, space: cast.Tenant): string;
  /** Called once the platform is connected. */
  ready(): Promise<void>;
  type(who: string, space: cast.Tenant, line: string): Promise<void>;
  /** Presses the newest button with that label. Throws when there is none. */
  press(who: string, space: cast.Tenant, label: string): Promise<void>;
  /** Fills in and sends the open form; values by field name. */
  fill(who: string, space: cast.Tenant, values: Given): Promise<void>;
  /** Everything before the person, oldest first. */
  sees(who: string, space: cast.Tenant): Promise<readonly Shown[]>;
  form(who: string, space: cast.Tenant): Promise<ShownForm | undefined>;
  /** The platform sends the last thing a person did once more. */
  again(): Promise<void>;
  /** The time in which the last thing a person did can be answered is over. */
  expire(): void;
  /** Where a person can shut their direct messages: from now on they do. */
  closesDirect?(who: string): void;
  /** What the platform would have refused, and every mention that would have reached somebody. */
  problems(): readonly string[];
  stop(): Promise<void>;
}

/** Hands on a stand-in that nobody is connected to yet: for tests whose app is a process of its own. */
export type LooseHands = Omit<Hands, 'platform' | 'reconnect' | 'ready'>;

/** A moment as tests read it, on every platform. */
export const readMoment = (at: Temporal.Instant): string =>
  `${at.toString().slice(0, 16).replace('T', ' ')} UTC`;

/** Words without the invisible characters by which links and mentions are broken. */
export const readWords = (words: string): string => words.replaceAll('\u200b', '');
