/** What the metadata of Weft's messages is called: it holds the delivery's id and nothing else. */
const eventType = 'weft';

/** The metadata by which a message is found again. */
export function metadataOf(key: string) {
  return { event_type: eventType, event_payload: { key } };
}

/** Whether metadata is that of this delivery. */
export function isOurs(metadata: unknown, key: string): boolean {
  const { event_type, event_payload } = (metadata ?? {}) as {
    event_type?: string;
    event_payload?: { key?: unknown };
  };
  return event_type === eventType && event_payload?.key === key;
}

/**
 * The id of a posted message: its timestamp, and for an answer in a thread also that of the thread's first message, which
 * every further answer has to name: thread_ts, docs.slack.dev/reference/methods/chat.postMessage.
 */
export function postedId(ts: string, thread: string = ts): string {
  return thread === ts ? ts : `${ts} ${thread}`;
}

/** The timestamp in an id, and that of the first message of its thread: its own, unless it is an answer itself. */
export function readPosted(posted: string): { readonly ts: string; readonly thread: string } {
  const [ts = '', thread = ts] = posted.split(' ');
  return { ts, thread };
}
