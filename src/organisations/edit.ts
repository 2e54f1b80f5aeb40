import { and, eq } from 'drizzle-orm';
import { Invalid } from '#chat/index.ts';
import { type JoinedContext, type Organisation, tables, writeAudit } from '#directory/index.ts';
import { isUniqueViolation } from '#store/index.ts';
import { words } from './words.ts';

export interface Edited {
  readonly name: string;
  readonly about?: string | undefined;
  readonly issues?: string | undefined;
  readonly place?: string | undefined;
  readonly listed?: boolean | undefined;
}

/** Changes what is said of an organisation; Invalid when its new name is another's. The caller found it as one's own. */
export async function editOrganisation(
  context: JoinedContext,
  organisation: Organisation,
  given: Edited,
): Promise<Organisation> {
  const { coalition, person } = context;
  const { name, about = '', issues = '', place = '', listed = organisation.listed } = given;
  const [changed] = await unlessTaken(context, name, () =>
    // In a savepoint: a name that is taken must not end the transaction, which still has the form to keep.
    context.tx.transaction((tx) =>
      tx
        .update(tables.organisation)
        .set({ name, about, issues, place, listed })
        .where(
          and(eq(tables.organisation.id, organisation.id), eq(tables.organisation.coalitionId, coalition.id)),
        )
        .returning(),
    ),
  );
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: person.id,
    act: 'organisation.edited',
    subject: organisation.id,
    detail: { renamed: String(name !== organisation.name), listed: String(listed) },
  });
  return changed ?? organisation;
}

async function unlessTaken<T>(context: JoinedContext, name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'organisation_name'))
      throw new Invalid({ name: words[context.language].taken(name) });
    throw error;
  }
}
