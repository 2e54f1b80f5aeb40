import { plain } from '#chat/index.ts';
import { createRegister } from '#directory/index.ts';
import { createPlayground } from '#platforms/playground/index.ts';
import { world } from '#playground.ts';
import type { Db } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import type { Hands } from './hands.ts';
import { quietLog } from './quiet-log.ts';

/** The playground, as the cast uses it. */
export async function playgroundHands({ db, clock }: { db: Db; clock: Clock }): Promise<Hands> {
  const register = createRegister({ db, clock, platform: 'playground', secret: '' });
  const playground = createPlayground({ db, clock, log: quietLog, world, register });
  const messages = async (who: string) =>
    (await playground.seen(who)).conversations
      .flatMap((conversation) => conversation.messages.map((message) => ({ conversation, message })))
      .filter(({ message }) => message.author === undefined)
      .toSorted((a, b) => Number(a.message.id) - Number(b.message.id))
      .filter((one, index, all) => all.findIndex((other) => other.message.id === one.message.id) === index);
  return {
    name: 'playground',
    platform: playground,
    tenant: (space) => space,
    channel: (space) => (space === 'clearwater' ? 'introductions' : 'delta-intros'),
    account: (who) => who,
    ready: async () => {},
    type: (who, _space, line) => playground.type({ account: who, line }),
    async press(who, _space, label) {
      const found = (await messages(who)).findLast(({ message }) => buttonOf(message.message, label));
      const button = found && buttonOf(found.message.message, label);
      if (!found || !button) throw new Error(`${who} sees no button “${label}”`);
      const wire = button.subject === undefined ? button.press : `${button.press}:${button.subject}`;
      await playground.press({ account: who, messageId: found.message.id, wire });
    },
    async fill(who, _space, values) {
      const open = (await playground.seen(who)).form;
      if (!open) throw new Error(`${who} has no form open`);
      const kept = Object.fromEntries(
        open.view.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
      );
      await playground.fill({ account: who, form: open.view.form, given: { ...kept, ...values } });
    },
    sees: async (who) =>
      (await messages(who)).map(({ conversation, message }) => ({
        where: message.private ? 'private' : conversation.kind === 'answers' ? 'private' : conversation.kind,
        text: plain(message.message),
        buttons: message.message.blocks.flatMap((block) =>
          block.kind === 'buttons' ? block.buttons.map(({ label }) => label) : [],
        ),
      })),
    async form(who) {
      const open = (await playground.seen(who)).form;
      if (!open) return undefined;
      const { view, errors } = open;
      return {
        title: view.title,
        text: Object.values(errors).join('\n'),
        fields: view.fields.map(({ name }) => name),
        values: Object.fromEntries(
          view.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, String(value)]])),
        ),
      };
    },
    again: async () => {},
    problems: () => [],
    stop: async () => {},
  };
}

function buttonOf(message: { blocks: readonly { kind: string }[] }, label: string) {
  for (const block of message.blocks) {
    const found = (
      block as { buttons?: readonly { label: string; press: string; subject?: string }[] }
    ).buttons?.find((one) => one.label === label);
    if (block.kind === 'buttons' && found) return found;
  }
  return undefined;
}
