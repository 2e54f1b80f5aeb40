import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Block, Button, Language, Text } from '#chat/index.ts';
import type { Act } from './context.ts';
import type { Coalition, RoleName } from './rows.ts';
import * as tables from './tables.ts';

/** Parts of a digest, in the order in which they stand. */
export const sectionNames = [
  'people',
  'introductions',
  'actions',
  'support',
  'network',
  'pulse',
  'roles',
  'convergence',
  'requests',
  'concerns',
  'deliveries',
  'suggestions',
  'asks',
  'apart',
] as const;
export type SectionName = (typeof sectionNames)[number];

/** Who reads a digest, of what time: operators read of the whole coalition, a weaver of theirs. */
export interface Reading {
  readonly coalition: Coalition;
  readonly reader: 'operator' | 'weaver';
  /** who reads it, and may press what they may; absent in a channel */
  readonly personId?: string;
  /** hubs whose people are the weaver's; absent: everybody of the coalition */
  readonly hubIds?: readonly string[];
  readonly language: Language;
  readonly zone: string;
  /** it stands in a channel: nobody is named who did not choose to be */
  readonly inChannel?: true;
  /** what is told happened after this */
  readonly since: Temporal.Instant;
}

/** One thing in a digest, with what does the next thing about it. */
export interface DigestItem {
  /** what it is about: one key is shown again only when its state has changed */
  readonly key: string;
  readonly state: string;
  readonly text: Text;
  readonly buttons?: readonly Button[];
  /** 1 is most urgent: it may stand first, under “Next” */
  readonly urgency?: 1 | 2 | 3;
}

/** What one feature says in one part of a digest. What is there for nobody is left out. */
export interface DigestSection {
  readonly name: SectionName;
  /** the figures, in a sentence; absent where all of them are zero */
  readonly lead?: Text;
  /** the most important first; those that do not fit are counted */
  readonly items: readonly DigestItem[];
  /** fewer than the five that stand otherwise */
  readonly most?: number;
  readonly blocks?: readonly Block[];
}

/** Whether who reads a digest may do what these roles may, as `allow` asks it. Nobody in particular reads a channel. */
export async function readerHolds(
  { tx }: Pick<Act, 'tx'>,
  { coalition, personId }: Reading,
  roles: readonly RoleName[],
): Promise<boolean> {
  if (personId === undefined) return false;
  const { role } = tables;
  const counts = or(eq(role.role, 'weaver'), isNull(role.hubId));
  const isTheirs = and(eq(role.coalitionId, coalition.id), eq(role.personId, personId));
  return (await tx.$count(role, and(isTheirs, inArray(role.role, [...roles]), counts))) > 0;
}
