import type { Button, ButtonId, Command, FormSource, Language, Press, Text } from '#chat/index.ts';
import type { Kind } from '#delivery/index.ts';
import type { Due } from '#schedule/index.ts';
import type { Tx } from '#store/index.ts';
import type { Act, Context, JoinedContext } from './context.ts';
import type { DigestSection, Reading } from './digest.ts';
import type { Figures } from './figures.ts';
import type { Kept } from './kept.ts';
import type { KeptOfOrganisation } from './kept-of-organisation.ts';
import type { May } from './may.ts';
import type { Coalition, ConsentKind, Organisation, Person } from './rows.ts';

/** Something that waits for a person: one line in their home, with what they can press. */
export interface Waiting {
  readonly text: Text;
  readonly buttons?: readonly Button[];
  /** when it began to wait; older first */
  readonly since: Temporal.Instant;
}

/** Something a person carries: how much of it, and what that is called, “3 actions”. */
export interface Carried {
  readonly count: number;
  readonly words: string;
}

/** One line of `status show` or of the set-up checklist, for operators. */
export interface Remark {
  readonly text: Text;
  readonly buttons?: readonly Button[];
}

/** What may be looked up by a few letters, up to 25; an id is found as itself. */
export type LookUp = (
  context: Context,
  written: string,
) => Promise<readonly { readonly id: string; readonly label: string }[]>;

/** Something a feature publishes that operators can hide. */
export interface Hideable {
  /** what it is, as the log names it: “an action” */
  readonly what: string;
  find(
    db: Tx,
    id: string,
  ): Promise<
    { readonly coalitionId: string; readonly title: string; readonly authorId: string | null } | undefined
  >;
  /** of what says something of itself and stays with its name: who is told as its author would be */
  speakers?(db: Tx, id: string): Promise<readonly string[]>;
  /** draws it anew where it was posted */
  redraw?(act: Act, coalitionId: string, id: string): Promise<void>;
}

/** An organisation did something with others: gave or got support, agreed on something, or led something together. */
export interface WorkedTogether {
  readonly organisationId: string;
  readonly how: 'supported' | 'coordinated' | 'collaborated';
}

/** What others did for an organisation that asked, and it for them, between two moments: as many as can be told. */
export interface Support {
  readonly organisationId: string;
  readonly name: string;
  /** people who were asked to share for it */
  readonly received: number;
  /** of its people, how many shared for others; absent where one could guess who */
  readonly gave?: number;
}

/**
 * A feature, declared once. The app hands these lists to the rooms that need them, so that none of them knows a feature.
 */
export interface Feature {
  readonly name: string;
  readonly commands: readonly Command<Context, May>[];
  readonly presses: Readonly<Record<ButtonId, Press<Context, May, Tx>>>;
  readonly kinds?: readonly Kind[];
  readonly dues?: readonly Due[];
  readonly lookups?: Readonly<Record<string, LookUp>>;
  /**
   * Whether what comes from this command or press is stored nowhere, logged nowhere and counted nowhere: neither what,
   * nor who, nor when. Its form has one step, and its handler bears being run twice.
   */
  readonly sealed?: (source: FormSource) => boolean;
  /** what waits for this person */
  waits?(context: JoinedContext): Promise<readonly Waiting[]>;
  /** how much of this feature a person carries now: told to them alone, in their home, when it is much */
  carries?(context: JoinedContext): Promise<Carried>;
  /** what an operator should know of this feature now */
  status?(context: JoinedContext): Promise<readonly Remark[]>;
  /** what this feature says in a digest; nothing of who declined, blocked or did not answer */
  digest?(act: Act, reading: Reading): Promise<readonly DigestSection[]>;
  /** what this feature counts of a coalition now, and since a moment: sums only, never of one person */
  figures?(
    act: Act,
    of: { readonly coalitionId: string; readonly since: Temporal.Instant },
  ): Promise<Figures>;
  /** which organisations did something with others since a moment; one may be named more than once */
  workedTogether?(
    act: Act,
    of: { readonly coalitionId: string; readonly since: Temporal.Instant },
  ): Promise<readonly WorkedTogether[]>;
  /** the listed organisations that asked for support between two moments, those that received least for their size first */
  support?(
    act: Act,
    of: {
      readonly coalitionId: string;
      readonly since: Temporal.Instant;
      readonly until: Temporal.Instant;
    },
  ): Promise<readonly Support[]>;
  /** what came of something since a moment, told to people outside: one sentence each, sums only, of what is public in the coalition */
  report?(
    act: Act,
    of: { readonly coalitionId: string; readonly since: Temporal.Instant; readonly language: Language },
  ): Promise<readonly string[]>;
  /** what it publishes that operators can hide */
  readonly hides?: readonly Hideable[];
  /** what this feature keeps of people: the notice, the export and the deletion read it */
  readonly keeps?: readonly Kept[];
  /** what this feature keeps of an organisation and is its own: its export reads it */
  readonly keepsOfOrganisations?: readonly KeptOfOrganisation[];
  /** ends what a person leaves behind; runs in the transaction in which they leave, before their profile is emptied */
  left?(act: Act, person: Person): Promise<void>;
  /** ends well and deletes what this feature holds of an organisation that leaves; runs while it still stands */
  organisationLeft?(act: Act, organisation: Organisation): Promise<void>;
  /** ends well what this feature has in a space that leaves; runs while the space is still bound */
  spaceLeft?(act: Act, space: { readonly id: string; readonly coalitionId: string }): Promise<void>;
  /** deletes what this feature keeps of a coalition that ends besides rows that go with it */
  coalitionEnds?(act: Act, coalitionId: string): Promise<void>;
  /** shows anew what others see of a person, who changed their name or who may find them */
  changed?(act: Act, person: Person): Promise<void>;
  /** follows what a coalition's risk decides from now on; runs in the transaction in which an operator took it */
  riskTaken?(act: Act, coalition: Coalition): Promise<void>;
  /** ends what a person no longer agrees to; runs in the transaction in which they said so */
  withdrew?(act: Act, person: Person, consent: ConsentKind): Promise<void>;
  /** deletes what this feature holds of a person; where it has both, in place of `left`, and does what that does */
  deletes?(act: Act, person: Person): Promise<void>;
  /** the first thing to do here when there is nothing yet, for help and empty lists */
  first?(language: Language): Text;
}
