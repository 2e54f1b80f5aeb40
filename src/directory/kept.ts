import { type AnyColumn, and, eq, or, type SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Phrase, PlatformName } from '#chat/index.ts';

/** What becomes of rows when somebody deletes what is kept of them. */
export type Deleted =
  /** they go, always */
  | 'gone'
  /** they go, unless the person keeps what they published: then they stay without a name */
  | 'gone or nameless'
  /** they stay, for others, and do not say who */
  | 'nameless';

/** Somebody as rows know them. Read before anything of theirs is deleted: afterwards nobody can find the rest. */
export interface Whose {
  readonly id: string;
  readonly coalitionId: string;
  readonly accounts: readonly {
    readonly platform: PlatformName;
    readonly tenant: string;
    readonly external: string;
  }[];
  /** the ids of rows that are theirs: what others were told of them */
  readonly rows: readonly string[];
}

/**
 * What one table keeps of a person. The privacy notice, the export and the deletion read the same list, so that none of
 * them can leave out what another knows.
 */
export interface Kept {
  readonly table: PgTable;
  /** the columns that say something of the person, by their names in code; the export has no others */
  readonly columns: readonly string[];
  /** of these, what the export leaves out: others’ words, and what would tell of others */
  readonly withheld?: readonly string[];
  /** of these, what is sealed for its cell, table and column and the row's `id`, or its key: the export opens it, unless it is withheld */
  readonly sealed?: readonly string[];
  /** of these, people whose names this person was told: the export names them, and of others only who lets everybody */
  readonly named?: readonly string[];
  /** the rows that are this person's; none, if undefined */
  of(whose: Whose): SQL | undefined;
  /** what it is, why it is kept, who can see it, until when: a few words each, in the notice and over the export */
  readonly what: Phrase;
  readonly why: Phrase;
  readonly seenBy: Phrase;
  readonly until: Phrase;
  readonly deleted: Deleted;
  /** what a row that stays says instead, by column; if absent, its references to the person are emptied and no more */
  readonly nameless?: Readonly<Record<string, unknown>>;
}

/** For `Kept.of`: the rows of a coalition that name the person in one of these columns. */
export function naming(
  coalitionId: AnyColumn,
  ...columns: readonly AnyColumn[]
): (whose: Whose) => SQL | undefined {
  return (whose) =>
    and(eq(coalitionId, whose.coalitionId), or(...columns.map((column) => eq(column, whose.id))));
}

/** Who sees it: the same few answers everywhere, since the notice is read by them. */
export const seenBy = {
  you: { en: 'Only you' },
  youAndOther: { en: 'You and the other one' },
  found: { en: 'You and whoever you let find you' },
  joined: { en: 'Everyone who joined' },
  published: { en: 'Everyone you publish it for' },
  organisers: { en: 'You and whoever organises it' },
  weavers: { en: 'You and weavers' },
  operators: { en: 'Operators and principals' },
  contacts: { en: 'Those you turned to' },
  nobody: { en: 'Nobody' },
} as const satisfies Readonly<Record<string, Phrase>>;

/** Until when it is kept, where that has no number. */
export const until = {
  changed: { en: 'Until you change it or leave' },
  left: { en: 'Until you leave' },
  deleted: { en: 'Until you delete it; when you leave, you choose' },
  coalition: { en: 'As long as the coalition is here' },
} as const satisfies Readonly<Record<string, Phrase>>;
