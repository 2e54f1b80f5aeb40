import { and, eq, isNull } from 'drizzle-orm';
import { Invalid } from '#chat/index.ts';
import { type JoinedContext, type Organisation, tables, writeAudit } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { longestName, mostNames, readNames } from './organisation.ts';
import { startRepresenting } from './speakers.ts';
import { words } from './words.ts';

export interface Adding {
  readonly name?: string | undefined;
  readonly several?: string | undefined;
  readonly kind: Organisation['kind'];
  readonly listed?: boolean | undefined;
  readonly about?: string | undefined;
  readonly issues?: string | undefined;
  readonly place?: string | undefined;
  /** whether the person belongs to it; unsaid, whoever has no organisation does */
  readonly mine?: boolean | undefined;
}

export interface Added {
  readonly added: readonly Organisation[];
  /** are there already, or were written twice */
  readonly skipped: readonly string[];
  /** the person became its first representative */
  readonly represents: boolean;
}

/** Adds one organisation or a pasted list; Invalid without a name, or with too many or too long ones. What is there already is skipped; who adds their own represents it first. */
export async function addOrganisations(context: JoinedContext, given: Adding): Promise<Added> {
  const say = words[context.language];
  const { names, repeated } = readNames(given.name, given.several);
  if (names.length === 0) throw new Invalid({ name: say.noName });
  if (names.length + repeated.length > mostNames) throw new Invalid({ several: say.tooMany(mostNames) });
  const long = names.find((name) => [...name].length > longestName);
  if (long !== undefined) throw new Invalid({ several: say.nameTooLong(long, longestName) });

  const { tx, now, coalition, person } = context;
  const described = {
    kind: given.kind,
    listed: given.listed ?? true,
    about: given.about ?? '',
    issues: given.issues ?? '',
    place: given.place ?? '',
    addedAt: now,
  };
  const added = await tx
    .insert(tables.organisation)
    .values(names.map((name) => ({ id: newId(now), coalitionId: coalition.id, name, ...described })))
    .onConflictDoNothing()
    .returning();
  for (const one of added) {
    const detail = { listed: String(one.listed) };
    await writeAudit(context, {
      coalitionId: coalition.id,
      personId: person.id,
      act: 'organisation.added',
      subject: one.id,
      detail,
    });
  }
  const there = new Set(added.map((one) => one.name.toLowerCase()));
  const skipped = [...names.filter((name) => !there.has(name.toLowerCase())), ...repeated];
  const [only] = names.length === 1 ? added : [];
  const represents = only !== undefined && (given.mine ?? person.organisationId === null);
  if (only && represents) {
    await startRepresenting(context, only, person);
    await tx
      .update(tables.person)
      .set({ organisationId: only.id })
      .where(
        and(
          eq(tables.person.id, person.id),
          eq(tables.person.coalitionId, coalition.id),
          isNull(tables.person.organisationId),
        ),
      );
  }
  return { added, skipped, represents };
}
