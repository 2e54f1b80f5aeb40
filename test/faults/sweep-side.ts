import type { cast } from '#cast/index.ts';
import type { LooseHands } from '../support/stage/hands.ts';
import type { Fault, FaultOptions } from '../support/wire/index.ts';
import type { LaneGiven } from './child.ts';
import type { Row } from './ledger.ts';

/** What goes wrong once, at the next request that Weft makes for somebody else. */
export const mishaps = {
  '429': { rateLimited: 1 },
  '500 after it was done': { status: 500, accepted: true },
  'lost after it was done': 'drop-after',
  'half an answer': 'truncated',
  'no answer': 'hang-after',
} as const satisfies Record<string, Fault>;
export type Mishap = keyof typeof mishaps;

/** What became of a mishap: whether it met a request, and the rows of which Weft cannot know any more. */
export interface Struck {
  readonly struck: boolean;
  readonly unsure: readonly string[];
}

/**
 * One message to others that the platform accepted, as it was sent; or a correction of one; or a conversation; or a planned
 * event of a space; or a calendar file, which comes with a message.
 */
export interface Posted {
  readonly kind: 'message' | 'correction' | 'conversation' | 'event' | 'file';
  /** of the delivery row, as the platform knows it; undefined where it was sent without */
  readonly key: string | undefined;
  /** whom it is before */
  readonly place: string;
  readonly words: string;
}

/** Where a row goes, as far as it matters for who may read there. */
export interface KnownAddress {
  readonly kind: string;
  readonly account?: string;
  readonly conversation?: string;
}

/** A platform's half of a scene: its people and what they can do, what reached them, what can go wrong. */
export interface Side {
  readonly hands: LooseHands;
  readonly standIn: LaneGiven['standIn'];
  /** A workspace or server, and what Weft was given when it was installed there. */
  space(space: cast.Tenant): { readonly tenant: string; readonly token?: string; readonly bot?: string };
  hasForm(who: string, space: cast.Tenant): boolean;
  /** Whether that gesture was acknowledged; of one that never will be it is known within moments of a kill. */
  acknowledged(gesture: Promise<void>): Promise<boolean>;
  /** The platform sends the last gesture once more; false when the last was another than `meant`. */
  redeliver(meant: 'types' | 'presses' | 'fills', who: string, space: cast.Tenant): Promise<boolean>;
  posted(): readonly Posted[];
  /** What the platform calls what a row posts. */
  keyOf(row: Pick<Row, 'id' | 'shows'>): string;
  /** Whether Weft may read back what it posts to this address. */
  isReadable(address: KnownAddress, effect: string): boolean;
  /** Lets a mishap happen to the next request for somebody else, until the returned function is called. */
  script(mishap: Mishap): () => Struck;
  /** The connection over which gestures come in is cut. */
  dropConnection(): void;
  /** What the platform would have refused, and whom it would have pinged. */
  problems(): readonly string[];

  // What flows prepare.
  /** From now on no conversation of several people can be opened. */
  refuseGroups(): void;
  /** The next post in a channel is lost, and where Weft may not read it cannot know. Ended by what is returned. */
  loseNextPost(): () => void;
  closeDirect(who: string): void;
  /** From now on no message can be changed any more, until what is returned is called. */
  closeEdits(): () => void;
  /** Weft is turned away in a whole space, until what is returned is called. */
  turnAway(): () => void;
}

/** A fault for the next request that fits, or for every one, until it is ended; then it says what it met. */
export function untilEnded(
  plan: (fault: Fault, options: FaultOptions) => void,
  fault: Fault,
  more: { fits?: (args: Record<string, unknown>) => boolean; times?: number } = {},
): () => Record<string, unknown> | undefined {
  const { fits = () => true, times = 1 } = more;
  let isOver = false;
  let met: Record<string, unknown> | undefined;
  const when = (args: Record<string, unknown>) => {
    if (isOver || !fits(args)) return false;
    met = args;
    return true;
  };
  plan(fault, { when, times });
  return () => {
    isOver = true;
    return met;
  };
}

/** What is the same each time: ids are drawn anew for every run. */
export function withoutIds(drawn: unknown): string {
  return (JSON.stringify(drawn) ?? '')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')
    .replaceAll(/"id":\d+,?/g, '');
}
