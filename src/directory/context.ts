import { and, eq } from 'drizzle-orm';
import {
  closestLanguage,
  type Incoming,
  type Language,
  type PlatformName,
  Refusal,
  type Sender,
} from '#chat/index.ts';
import type { Act, Tx } from '#store/index.ts';
import { findPerson, findSpace } from './find.ts';
import { isActive } from './people.ts';
import type { Account, Binding, Coalition, Person, Representative, Role, Space } from './rows.ts';
import * as tables from './tables.ts';
import { words } from './words.ts';

export type { Act } from '#store/index.ts';

/** Makes numbers from 0 up to 1; seeded in tests. */
export type Random = () => number;

/** Who acts, where, and as what; made anew for everything that comes in, inside its transaction. */
export interface Context extends Act {
  readonly random: Random;
  readonly platform: PlatformName;
  readonly sender: Sender;
  readonly channel: string | undefined;
  /** the space it was done in; absent in a Discord direct message */
  readonly space: Space | undefined;
  readonly binding: Binding | undefined;
  readonly coalition: Coalition | undefined;
  /** the joined person; absent before joining and after leaving */
  readonly person: Person | undefined;
  readonly account: Account | undefined;
  readonly roles: readonly Role[];
  readonly represents: readonly Representative[];
  readonly vouched: boolean;
  readonly language: Language;
  readonly zone: string;
}

/** A context in which somebody who joined acts. */
export type JoinedContext = Context & { readonly person: Person; readonly coalition: Coalition };

/** Finds out who acts; `coalitionId` comes from a press's row, otherwise from the space. Refuses bots and foreign guests. */
export async function findContext(
  act: Act & { readonly random: Random },
  incoming: Incoming,
  coalitionId: string | undefined,
): Promise<Context> {
  const { tx } = act;
  const { sender, platform } = incoming;
  const language = closestLanguage(sender.locale);
  if (sender.bot) throw new Refusal(words[language].noBots);
  if (sender.foreign) throw new Refusal(words[language].foreign);
  const where = await findSpace(tx, platform, incoming.tenant);
  const known = await findPerson(tx, {
    platform,
    external: sender.account,
    tenant: incoming.tenant,
    spaceId: where?.space.id,
    coalitionId,
  });
  const wanted = coalitionId ?? where?.binding?.coalitionId ?? known?.person.coalitionId;
  const [coalition] =
    wanted === undefined
      ? []
      : await tx.select().from(tables.coalition).where(eq(tables.coalition.id, wanted));
  const person =
    known?.person.coalitionId === wanted && known?.person.leftAt === null ? known.person : undefined;
  // Whoever is suspended is still themselves, and nothing more.
  const isFree = person !== undefined && person.suspendedAt === null;
  const [roles, represents] = isFree ? await rightsOf(tx, person) : [[], []];
  return {
    ...act,
    platform,
    sender,
    channel: incoming.channel,
    space: where?.space,
    binding: where?.binding,
    coalition,
    person,
    account: person && known?.account,
    roles,
    represents,
    vouched: isFree && person.vouchedAt !== null,
    language: closestLanguage(person?.language ?? sender.locale),
    zone: person?.zone ?? sender.zone ?? coalition?.zone ?? 'UTC',
  };
}

/** The same context, known to be of somebody who joined; a Refusal that says how to join otherwise. */
export function joined(context: Context): JoinedContext {
  const { person, coalition } = context;
  if (!coalition) throw new Refusal(words[context.language].noCoalition);
  if (!person) throw new Refusal(words[context.language].notJoined);
  return { ...context, person, coalition };
}

async function rightsOf(tx: Tx, { id, coalitionId }: Person): Promise<[Role[], Representative[]]> {
  const { role, representative } = tables;
  return [
    await tx
      .select()
      .from(role)
      .where(and(eq(role.personId, id), eq(role.coalitionId, coalitionId))),
    await tx
      .select()
      .from(representative)
      .where(and(eq(representative.personId, id), eq(representative.coalitionId, coalitionId))),
  ];
}

/** The people of a coalition who joined, have not left and are not suspended. */
export const present = (coalitionId: string) => and(eq(tables.person.coalitionId, coalitionId), isActive);
