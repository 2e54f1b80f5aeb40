import {
  type Command,
  items,
  type Language,
  literal,
  type Message,
  message,
  note,
  strong,
  type Text,
  text,
  typed,
} from '#chat/index.ts';
import type { Context, May } from '#directory/index.ts';
import { words } from './words.ts';

type Commands = readonly Command<Context, May>[];

/** All topics with their verbs, one line each. */
export function overview(commands: Commands, language: Language, first: Text | undefined): Message {
  const say = words[language];
  const topics = [...new Set(commands.map((one) => one.topic))];
  const lines = topics.map((topic) => {
    const verbs = commands.filter((one) => one.topic === topic).map((one) => one.verb);
    return text`${strong(topic)} ${verbs.join(', ')}`;
  });
  return message(say.lead, ...(first ? [note(first)] : []), items(...lines), note(say.howTo), note(say.more));
}

/** The first topic somebody named, whatever stands beside it: what each of its verbs does, with an example that works. */
export function aboutTopic(commands: Commands, written: string, language: Language): Message {
  const say = words[language];
  const topics = [...new Set(commands.map((one) => one.topic))];
  const topic = written.split(/\s+/).find((word) => topics.includes(word));
  if (topic === undefined) return message(say.noTopic(written.slice(0, 40)), items(...topics.map(literal)));
  const verbs = commands.filter((one) => one.topic === topic);
  return message(
    say.topic(topic),
    items(
      ...verbs.map(
        (one) =>
          text`${strong(`${one.topic} ${one.verb}`)}: ${one.about[language]} (${say.like} ${typed(one.example)})`,
      ),
    ),
  );
}
