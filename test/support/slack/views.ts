import { type Obj, obj, str } from './json.ts';
import { carryOver, initialValues } from './values.ts';
import { nameBlocks, nextId, type SlackPerson, type SlackView, teamOf, type World } from './world.ts';

/** How many modals may lie on one another [?]. */
export const deepestStack = 3;

/** Makes a view that a person is shown, without showing it yet. */
export function createView(world: World, person: SlackPerson, source: Obj, below?: SlackView): SlackView {
  const id = nextId(world, 'V');
  const blocks = nameBlocks(world, source.blocks);
  const view: SlackView = {
    id,
    teamId: person.teamId,
    personId: person.id,
    type: source.type === 'home' ? 'home' : 'modal',
    ...partsOf(source),
    blocks,
    hash: nextHash(world),
    rootId: below?.rootId ?? id,
    previousId: below?.id ?? null,
    values: initialValues(blocks),
    errors: {},
    open: true,
  };
  world.views.set(id, view);
  return view;
}

/** Replaces what a view shows; entries in fields that stay are kept, as Slack keeps them. */
export function replaceView(world: World, view: SlackView, source: Obj): void {
  const blocks = nameBlocks(world, source.blocks);
  delete view.title;
  delete view.submit;
  delete view.close;
  Object.assign(view, partsOf(source), {
    blocks,
    hash: nextHash(world),
    values: carryOver(initialValues(blocks), view.values),
    errors: {},
  });
}

function partsOf(source: Obj) {
  const { title, submit, close } = source;
  return {
    callbackId: str(source.callback_id),
    externalId: str(source.external_id),
    privateMetadata: str(source.private_metadata),
    ...(title === undefined ? {} : { title: obj(title) }),
    ...(submit === undefined ? {} : { submit: obj(submit) }),
    ...(close === undefined ? {} : { close: obj(close) }),
    clearOnClose: source.clear_on_close === true,
    notifyOnClose: source.notify_on_close === true,
  };
}

function nextHash(world: World): string {
  return `${Math.floor(world.now() / 1000)}.${nextId(world, 'h')}`;
}

/** Returns the modals a person has open, bottom first. */
export function stackOf(world: World, personId: string): SlackView[] {
  const stack = world.stacks.get(personId) ?? [];
  world.stacks.set(personId, stack);
  return stack;
}

/** Closes every modal of a person. */
export function clearStack(world: World, personId: string): void {
  for (const view of stackOf(world, personId).splice(0)) view.open = false;
}

/** Returns the view object that payloads and answers carry. */
export function viewObject(world: World, view: SlackView): Obj {
  const team = teamOf(world, view.teamId);
  return {
    id: view.id,
    team_id: view.teamId,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: view.values },
    hash: view.hash,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: world.appId,
    external_id: view.externalId,
    app_installed_team_id: view.teamId,
    bot_id: team.botId,
  };
}
