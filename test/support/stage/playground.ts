import { writeCalendar } from '#calendars/index.ts';
import { cast } from '#cast/index.ts';
import {
  type Block,
  buttonWire,
  type GivenValue,
  type Incoming,
  type Platform,
  plain,
  plainText,
} from '#chat/index.ts';
import { createRegister } from '#directory/index.ts';
import { drawPicture } from '#pictures/index.ts';
import { createPlayground } from '#platforms/playground/index.ts';
import { world } from '#playground.ts';
import type { Db } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import { type Hands, readWords } from './hands.ts';
import { quietLog } from './quiet-log.ts';

/** The playground, as the cast uses it; whoever lives in both spaces walks over to the one they act in. */
export async function playgroundHands({
  db,
  registerDb,
  clock,
}: {
  db: Db;
  registerDb: Db;
  clock: Clock;
}): Promise<Hands> {
  const register = createRegister({ db: registerDb, clock, platform: 'playground' });
  const people = world.people.map((one) => ({ ...one }));
  const walk = (who: string, space: cast.Tenant): void => {
    const lives = cast.people.find(({ account }) => account === who)?.tenants ?? [];
    const person = people.find(({ account }) => account === who);
    if (person && lives.includes(space)) person.tenant = space;
  };
  let taken: Incoming | undefined;
  let isOver = false;
  const connected = () =>
    createPlayground({
      db,
      clock,
      log: quietLog,
      world: { ...world, people },
      draw: drawPicture,
      write: writeCalendar,
      register,
    });
  let playground = connected();
  let platform = heard();
  let door: Parameters<Platform['start']>[0] | undefined;

  /** The same platform, which remembers what came in last, and whose answers can be too late. */
  function heard(): Platform {
    const inner = playground;
    return {
      ...inner,
      async start(intake) {
        door = intake;
        await inner.start({
          ...intake,
          async take(incoming) {
            taken = incoming;
            isOver = false;
            return await intake.take(incoming);
          },
        });
      },
      answer: async (reply, answer) => !isOver && (await inner.answer(reply, answer)),
    };
  }
  const messages = async (who: string) =>
    (await playground.seen(who)).conversations
      .flatMap((conversation) => conversation.messages.map((message) => ({ conversation, message })))
      .filter(({ message }) => message.author === undefined)
      .toSorted((a, b) => Number(a.message.id) - Number(b.message.id))
      .filter((one, index, all) => all.findIndex((other) => other.message.id === one.message.id) === index);
  return {
    name: 'playground',
    get platform() {
      return platform;
    },
    reconnect() {
      playground = connected();
      platform = heard();
      return platform;
    },
    tenant: (space) => space,
    channel: (space, use = 'introductions') => cast.uses[space][use],
    account: (who) => who,
    ready: async () => {},
    async type(who, space, line) {
      walk(who, space);
      await playground.type({ account: who, line });
    },
    async press(who, space, label) {
      walk(who, space);
      const found = (await messages(who)).findLast(({ message }) => buttonOf(message.message.blocks, label));
      const button = found && buttonOf(found.message.message.blocks, label);
      if (!found || !button) throw new Error(`${who} sees no button “${label}”`);
      const wire = buttonWire(button);
      await playground.press({ account: who, messageId: found.message.id, wire });
    },
    async fill(who, space, values) {
      walk(who, space);
      const open = (await playground.seen(who)).form;
      if (!open) throw new Error(`${who} has no form open`);
      const kept = Object.fromEntries(
        open.view.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
      );
      await playground.fill({ account: who, form: open.view.form, given: { ...kept, ...values } });
    },
    async sees(who, space) {
      walk(who, space);
      return (await messages(who)).map(({ conversation, message }) => ({
        where: message.private ? 'private' : conversation.kind === 'answers' ? 'private' : conversation.kind,
        text: readWords(plain(message.message)),
        buttons: message.message.blocks.flatMap((block) =>
          block.kind === 'buttons' ? block.buttons.map(({ label }) => label) : [],
        ),
      }));
    },
    async form(who, space) {
      walk(who, space);
      const open = (await playground.seen(who)).form;
      if (!open) return undefined;
      const { view, errors } = open;
      return {
        title: view.title,
        intro: plainText(view.intro ?? []),
        text: Object.values(errors).join('\n'),
        fields: view.fields.map(({ name }) => name),
        values: Object.fromEntries(view.fields.map(({ name, value }) => [name, standing(value)])),
      };
    },
    async again() {
      if (!taken || !door) throw new Error('nothing came in yet');
      const reaction = await door.take(taken);
      if (reaction.kind === 'later') await reaction.finish();
    },
    expire() {
      isOver = true;
    },
    problems: () => [],
    stop: async () => {},
  };
}

/** As the page shows it: a yes or no is one of two words. */
function standing(value: GivenValue | undefined): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === undefined ? '' : String(value);
}

function buttonOf(blocks: readonly Block[], label: string) {
  return blocks
    .flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
    .find((one) => one.label === label);
}
