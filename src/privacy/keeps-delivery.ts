import { and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { deliveryTables } from '#delivery/index.ts';
import { type Kept, seenBy, type Whose } from '#directory/index.ts';

const { delivery } = deliveryTables;

// What is under way keeps its text until it has arrived, so that it can be found there and taken back (`unsay`).
const isWaiting = and(isNull(delivery.endedAt), ne(delivery.state, 'sending'));
const isOver = isNotNull(delivery.endedAt);

/** What takes a message back is no message. */
const isSaid = sql`not coalesce(${delivery.effect} ? 'removes', false)`;

const isHere = ({ coalitionId }: Whose) => eq(delivery.coalitionId, coalitionId);

/** To the person, or a change of a message to them. */
const isTo = (whose: Whose) =>
  and(
    isHere(whose),
    isSaid,
    // As an array they are found first, by two indexes, and the rows then by their key.
    sql`${delivery.id} = any(array(
      select ${delivery.id} from ${delivery} where ${eq(delivery.personId, whose.id)}
      union select e.id from ${delivery} e join ${delivery} d on d.id = e.edits where d.person_id = ${whose.id}))`,
  );

const isAbout = (whose: Whose) =>
  and(isHere(whose), sql`${delivery.subject} = any(${sql.param([...whose.rows])}::uuid[])`);

/** A group is named by its accounts: `group:space:one,two`. */
const inGroup = (whose: Whose) =>
  whose.accounts.length === 0
    ? sql`false`
    : and(
        isHere(whose),
        sql`${delivery.recipient} like 'group:%'`,
        sql`string_to_array(split_part(${delivery.recipient}, ':', 3), ',') && array[${sql.join(
          whose.accounts.map(({ external }) => sql`${external}`),
          sql`, `,
        )}]::text[]`,
      );

/** What deliveries keep of people. */
export const deliveryKeeps: readonly Kept[] = [
  {
    table: delivery,
    columns: ['personId', 'recipient', 'effect', 'address', 'state', 'dueAt', 'kind'],
    withheld: ['personId', 'recipient', 'address', 'effect'],
    of: (whose) => and(isTo(whose), isWaiting),
    what: { en: 'Messages that wait for you' },
    why: { en: 'To bring them at a good moment' },
    seenBy: seenBy.you,
    until: { en: 'Until they are sent' },
    deleted: 'gone',
  },
  {
    table: delivery,
    columns: [
      'personId',
      'recipient',
      'effect',
      'address',
      'conversation',
      'posted',
      'state',
      'claimedAt',
      'endedAt',
      'kind',
    ],
    withheld: ['personId', 'recipient', 'address', 'effect', 'conversation', 'posted'],
    of: (whose) => and(isTo(whose), isOver),
    what: { en: 'Messages you got' },
    why: { en: 'To change them when something changes, and not to write too often' },
    seenBy: seenBy.you,
    until: { en: 'Their text 7 days, that they were sent 90 days' },
    deleted: 'nameless',
    nameless: { effect: null, address: null },
  },
  {
    table: delivery,
    columns: ['effect', 'subject'],
    withheld: ['effect', 'subject'],
    of: (whose) => and(isAbout(whose), isOver),
    what: { en: 'What others were told of what you do here' },
    why: { en: 'To change it when something changes' },
    seenBy: seenBy.published,
    until: { en: 'Its text 7 days' },
    deleted: 'nameless',
    nameless: { effect: null },
  },
  {
    table: delivery,
    columns: ['recipient', 'effect', 'address'],
    withheld: ['recipient', 'effect', 'address'],
    of: (whose) => and(inGroup(whose), isOver),
    what: { en: 'Conversations that Weft opened for you and others' },
    why: { en: 'So that you can talk' },
    seenBy: seenBy.youAndOther,
    until: { en: 'Their first message 7 days, that they were opened 90 days' },
    deleted: 'nameless',
    nameless: {
      ...{ effect: null, address: null },
      recipient: sql`split_part(${delivery.recipient}, ':', 1) || ':' || ${delivery.id}`,
    },
  },
];
