import { and, arrayContains, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { FormView } from '#chat/index.ts';
import type { Db } from '#store/index.ts';
import {
  playgroundConversations,
  playgroundForms,
  playgroundMessages,
  playgroundReads,
  type StandingMessage,
} from './tables.ts';
import { directId, findPerson, spacesOf, type World } from './world.ts';

/** What one person has before them. */
export interface Seen {
  /** direct messages first, then channels, then groups, then the answers only they see */
  readonly conversations: readonly Conversation[];
  readonly form?: OpenForm;
}

export interface Conversation {
  readonly id: string;
  readonly kind: 'direct' | 'channel' | 'group' | 'answers';
  readonly title: string;
  /** the name of a channel's space */
  readonly space?: string;
  /** what Weft said there, or privately to this person there, and they have not looked at */
  readonly unread: number;
  /** oldest first; of `answers` alone: what is private, wherever it was asked */
  readonly messages: readonly SeenMessage[];
}

export interface SeenMessage {
  readonly id: string;
  readonly at: Temporal.Instant;
  /** the account that typed it; absent: Weft */
  readonly author?: string;
  /** the conversation it stands in, also for what only one person sees */
  readonly conversation: string;
  readonly private: boolean;
  readonly edited: boolean;
  readonly message: StandingMessage;
}

export interface OpenForm {
  readonly view: FormView;
  /** by field; '' is about the whole form */
  readonly errors: Readonly<Record<string, string>>;
  /** what a look-up showed when it was chosen */
  readonly shown: Readonly<Record<string, string>>;
}

/** Everything a person can see, from the tables. */
export async function readSeen(db: Db, world: World, account: string): Promise<Seen> {
  const places = await placesOf(db, world, account);
  const rows = await db
    .select()
    .from(playgroundMessages)
    .where(
      and(
        inArray(
          playgroundMessages.conversation,
          places.map((place) => place.id),
        ),
        or(isNull(playgroundMessages.onlyTo), eq(playgroundMessages.onlyTo, account)),
      ),
    )
    .orderBy(asc(playgroundMessages.id));
  const reads = await db.select().from(playgroundReads).where(eq(playgroundReads.account, account));
  const upTo = new Map(reads.map((read) => [read.conversation, read.upTo]));
  const isUnread = (row: (typeof rows)[number]) =>
    row.author === null && row.id > (upTo.get(row.conversation) ?? 0);
  const forms = await db.select().from(playgroundForms).where(eq(playgroundForms.account, account));

  const answers = rows.filter((row) => row.onlyTo !== null);
  const conversations = places.map((place) => {
    const here = rows.filter((row) => row.conversation === place.id);
    return {
      ...place,
      unread: here.filter(isUnread).length,
      messages: here.filter((row) => row.onlyTo === null).map(seenMessage),
    };
  });
  return {
    conversations: [
      ...conversations,
      {
        id: `answers:${account}`,
        kind: 'answers',
        title: 'Only you see this',
        unread: answers.filter(isUnread).length,
        messages: answers.map(seenMessage),
      },
    ],
    ...(forms[0] && { form: { view: forms[0].view, errors: forms[0].errors, shown: forms[0].shown } }),
  };
}

/** Whether a person can read that conversation. */
export async function isIn({ db, world }: { db: Db; world: World }, account: string, id: string) {
  return (await placesOf(db, world, account)).some((place) => place.id === id);
}

async function placesOf(db: Db, world: World, account: string) {
  const spaces = spacesOf(world, findPerson(world, account));
  const groups = await db
    .select()
    .from(playgroundConversations)
    .where(
      and(
        inArray(
          playgroundConversations.tenant,
          spaces.map((one) => one.tenant),
        ),
        arrayContains(playgroundConversations.accounts, [account]),
      ),
    )
    .orderBy(asc(playgroundConversations.openedAt), asc(playgroundConversations.id));
  return [
    { id: directId(account), kind: 'direct', title: 'Weft' } as const,
    ...spaces.flatMap(({ channels, name: space }) =>
      channels.map(({ id, name }) => ({ id, kind: 'channel', title: name, space }) as const),
    ),
    ...groups.map(({ id, title }) => ({ id, kind: 'group', title }) as const),
  ];
}

/** What stands in one conversation for this person: what everyone sees there, and the answers given to them there. */
export function threadOf({ conversations }: Seen, id: string): readonly SeenMessage[] {
  return conversations
    .flatMap((one) => one.messages)
    .filter((one) => one.conversation === id)
    .sort((a, b) => Number(a.id) - Number(b.id));
}

/** Notes that a person has looked at a conversation as it is now. */
export async function markRead(db: Db, account: string, conversation: string): Promise<void> {
  const newest = db
    .select({ id: sql<number>`coalesce(max(${playgroundMessages.id}), 0)` })
    .from(playgroundMessages)
    .where(eq(playgroundMessages.conversation, conversation));
  await db
    .insert(playgroundReads)
    .values({ account, conversation, upTo: sql`(${newest})` })
    .onConflictDoUpdate({
      target: [playgroundReads.account, playgroundReads.conversation],
      set: { upTo: sql`excluded.up_to` },
    });
}

/** How many direct and group messages wait unread, by account; accounts without any are left out. */
export async function countUnread(db: Db): Promise<ReadonlyMap<string, number>> {
  const counted = await db.execute<{ account: string; unread: number }>(sql`
    select sent.account, count(*)::int as unread from (
      select id, conversation, substr(conversation, 8) as account from playground_message
      where conversation like 'direct:%' and author is null and only_to is null
      union all
      select message.id, message.conversation, unnest(conversation.accounts) from playground_message as message
      join playground_conversation as conversation on conversation.id = message.conversation
      where message.author is null and message.only_to is null
    ) as sent
    left join playground_read as seen on seen.account = sent.account and seen.conversation = sent.conversation
    where sent.id > coalesce(seen.up_to, 0)
    group by sent.account`);
  return new Map(counted.rows.map((row) => [row.account, row.unread]));
}

function seenMessage(row: typeof playgroundMessages.$inferSelect): SeenMessage {
  return {
    id: String(row.id),
    at: row.postedAt,
    ...(row.author !== null && { author: row.author }),
    conversation: row.conversation,
    private: row.onlyTo !== null,
    edited: row.editedAt !== null,
    message: row.message,
  };
}
