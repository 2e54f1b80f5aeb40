import { eq } from 'drizzle-orm';
import { type FormSource, type Incoming, parseLine, type Tree, withoutName } from '#chat/index.ts';
import type { Tx } from '#store/index.ts';
import { form } from './tables.ts';

/** What a press, a command or a step of a form comes from; undefined for what has no handler. */
export async function sourceOf<C, May extends string>(
  tx: Tx,
  tree: Tree<C, May, Tx>,
  incoming: Incoming,
): Promise<FormSource | undefined> {
  switch (incoming.kind) {
    case 'press': {
      const { press, subject } = incoming;
      return { kind: 'press', press, ...(subject !== undefined && { subject }) };
    }
    case 'command':
      return { kind: 'command', topic: incoming.topic, verb: incoming.verb };
    case 'typed':
      return typedSource(tree, incoming.text);
    case 'submit':
    case 'resume': {
      if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(incoming.form)) return undefined;
      const [row] = await tx.select({ source: form.source }).from(form).where(eq(form.id, incoming.form));
      return row?.source;
    }
    case 'event':
      return undefined;
  }
}

/** The command a line begins with, also where the rest of the line is refused. */
function typedSource<C, May extends string>(tree: Tree<C, May, Tx>, line: string): FormSource | undefined {
  const words = withoutName(line).trim();
  const start = words.split(/\s+/, 2).join(' ');
  for (const tried of [words, start]) {
    try {
      const { topic, verb } = parseLine(tree, tried, 'en').command;
      return { kind: 'command', topic, verb };
    } catch {
      // A Refusal: shorter, it may be read after all.
    }
  }
  return undefined;
}
