import { isObj, type Obj, str } from './json.ts';
import { type Call, findPerson, type Method, need } from './method.ts';
import { refuse, refuseBug } from './refuse.ts';
import { recordMentions } from './validate-message.ts';
import { isViewTooLarge, problemsOfView } from './validate-view.ts';
import { clearStack, createView, deepestStack, replaceView, stackOf, viewObject } from './views.ts';
import { type SlackPerson, type SlackView, violate, type World } from './world.ts';

const triggerLivesMs = 3000;

/** The methods that show modals and the App Home. */
export const viewMethods: Record<string, Method> = {
  'views.open': {
    args: ['trigger_id', 'view'],
    run: (call) => {
      const source = checkView(call, 'modal');
      const { person } = spendTrigger(call);
      clearStack(call.world, person.id);
      return shown(call, put(call.world, person, source));
    },
  },
  'views.push': {
    args: ['trigger_id', 'view'],
    run: (call) => {
      const source = checkView(call, 'modal');
      const { person, viewId } = spendTrigger(call);
      const stack = stackOf(call.world, person.id);
      const below = stack.find((one) => one.id === viewId);
      if (!below) throw refuseBug('not_found', '[ERROR] the trigger does not come from an open modal');
      if (stack.length >= deepestStack) throw refuseBug('push_limit_reached');
      return shown(call, put(call.world, person, source));
    },
  },
  'views.update': {
    args: ['view', 'view_id', 'external_id', 'hash'],
    run: (call) => {
      const view = findView(call);
      if (!view?.open) throw refuse('not_found');
      const source = checkView(call, view.type);
      checkHash(call, view);
      replaceView(call.world, view, source);
      return shown(call, view);
    },
  },
  'views.publish': {
    args: ['user_id', 'view', 'hash'],
    run: (call) => {
      const person = findPerson(call, need(call, 'user_id'));
      const source = checkView(call, 'home');
      const home = call.world.homes.get(person.id);
      if (home) {
        checkHash(call, home);
        replaceView(call.world, home, source);
        return shown(call, home);
      }
      const created = createView(call.world, person, source);
      call.world.homes.set(person.id, created);
      return shown(call, created);
    },
  },
};

/** Lays a new modal on top of a person's stack. */
export function put(world: World, person: SlackPerson, source: Obj): SlackView {
  const stack = stackOf(world, person.id);
  const view = createView(world, person, source, stack.at(-1));
  stack.push(view);
  return view;
}

function shown(call: Call, view: SlackView): Obj {
  recordMentions(call.world, view, call.method);
  return { view: viewObject(call.world, view) };
}

function checkView(call: Call, kind: 'modal' | 'home'): Obj {
  const { view } = call.args;
  const problems = problemsOfView(view, kind);
  if (problems.length > 0 || !isObj(view)) {
    throw refuseBug('invalid_arguments', ...problems.map((one) => `[ERROR] ${one}`));
  }
  if (isViewTooLarge(view)) throw refuseBug('view_too_large');
  return view;
}

function checkHash(call: Call, view: SlackView): void {
  const hash = str(call.args.hash);
  if (hash !== '' && hash !== view.hash) throw refuse('hash_conflict');
}

function findView(call: Call): SlackView | undefined {
  const id = str(call.args.view_id);
  const external = str(call.args.external_id);
  if ((id === '') === (external === '')) {
    throw refuseBug('invalid_arguments', '[ERROR] must define either `view_id` or `external_id`');
  }
  const all = [...call.world.views.values()].filter((one) => one.teamId === call.team.id);
  return all.findLast((one) => (id === '' ? one.externalId === external : one.id === id));
}

/** A trigger serves once, for three seconds, and only the team it was given to. */
function spendTrigger(call: Call): { person: SlackPerson; viewId: string | undefined } {
  const trigger = call.world.triggers.get(need(call, 'trigger_id'));
  if (trigger?.teamId !== call.team.id) {
    throw refuseBug('invalid_arguments', '[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]');
  }
  if (trigger.used) throw refuseBug('exchanged_trigger_id');
  const age = performance.now() - trigger.issuedAt;
  if (trigger.expired || age > triggerLivesMs) throw refuse('expired_trigger_id');
  trigger.used = true;
  const person = call.world.people.get(trigger.personId);
  if (!person) throw refuseBug('invalid_trigger_id');
  return { person, viewId: trigger.viewId };
}

/** Applies what a view submission was acknowledged with; anything Slack's client cannot use is a violation. */
export function applyResponse(world: World, view: SlackView, person: SlackPerson, body: unknown): void {
  view.errors = {};
  const response = isObj(body) ? body : {};
  const action = response.response_action;
  if (action === undefined) {
    if (Object.keys(response).length > 0) violate(world, 'view_submission: body without response_action');
    close(world, view);
  } else if (action === 'clear') {
    clearStack(world, person.id);
  } else if (action === 'errors') {
    showErrors(world, view, response.errors);
  } else if (action === 'update' || action === 'push') {
    showNext(world, view, person, action, response.view);
  } else {
    violate(world, `view_submission: unknown response_action ${String(action)}`);
  }
}

function showNext(
  world: World,
  view: SlackView,
  person: SlackPerson,
  action: 'update' | 'push',
  source: unknown,
): void {
  const problems = problemsOfView(source, 'modal');
  if (isViewTooLarge(source)) problems.push('view_too_large');
  if (problems.length > 0 || !isObj(source)) {
    for (const one of problems) violate(world, `view_submission ${action}: ${one}`);
    return;
  }
  recordMentions(world, source, `view_submission ${action}`);
  if (action === 'update') {
    replaceView(world, view, source);
  } else if (stackOf(world, person.id).length >= deepestStack) {
    violate(world, 'view_submission push: push_limit_reached');
  } else {
    put(world, person, source);
  }
}

function showErrors(world: World, view: SlackView, errors: unknown): void {
  const entries = isObj(errors) ? Object.entries(errors) : [];
  if (entries.length === 0) violate(world, 'view_submission errors: none given');
  for (const [blockId, sentence] of entries) {
    const block = view.blocks.find((one) => one.block_id === blockId);
    if (block?.type !== 'input') {
      violate(world, `view_submission errors: ${blockId} is not an input block of the view`);
    } else if (typeof sentence !== 'string' || sentence === '') {
      violate(world, `view_submission errors: ${blockId} has no sentence`);
    } else {
      view.errors[blockId] = sentence;
    }
  }
}

/** Closes the top modal; the one below, if any, comes back. */
export function close(world: World, view: SlackView): void {
  view.open = false;
  const stack = stackOf(world, view.personId);
  const at = stack.indexOf(view);
  if (at >= 0) stack.splice(at, 1);
}
