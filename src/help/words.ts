import { type Language, type Text, text, typed } from '#chat/index.ts';

interface HelpWords {
  lead: Text;
  howTo: Text;
  topic(topic: string): Text;
  noTopic(topic: string): Text;
  like: string;
  more: Text;
  notYet: Text;
}

export const words: Readonly<Record<Language, HelpWords>> = {
  en: {
    lead: text`Here is what you can type.`,
    howTo: text`On Slack, type ${typed('topic verb')} and the rest in your own words. On Discord, pick a command and fill in its fields. ${typed('help show')} with a topic says more about it.`,
    topic: (topic) => text`This is what ${topic} can do.`,
    noTopic: (topic) => text`There is no topic “${topic}”. These are the topics:`,
    like: 'for example',
    more: text`Everything you get is private to you unless it says otherwise.`,
    notYet: text`You have not joined yet: begin with ${typed('coalition join')}.`,
  },
};
