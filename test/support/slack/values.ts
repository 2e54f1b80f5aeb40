import { type Obj, objects, str } from './json.ts';
import { elementsOf, type Values } from './world.ts';

/** What a person puts into a field: text, a number, an option by value or label, several of them, or nothing. */
export type Entry = string | number | boolean | string[] | null;

const stateless = new Set(['button', 'overflow', 'image', 'feedback_buttons', 'icon_button']);

/** Returns state.values for blocks as they are first shown, with initial values filled in. */
export function initialValues(blocks: Obj[]): Values {
  const values: Values = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      if (stateless.has(str(element.type))) continue;
      setState(values, block, element, initialValue(element));
    }
  }
  return values;
}

/** Sets the state of one element. */
export function setState(values: Values, block: Obj, element: Obj, state: Obj): void {
  const id = str(block.block_id);
  values[id] = { ...values[id], [str(element.action_id)]: state };
}

/** Keeps what was typed in fields that are still there under the same ids. */
export function carryOver(fresh: Values, old: Values): Values {
  for (const [block, actions] of Object.entries(fresh)) {
    for (const [action, value] of Object.entries(actions)) {
      const before = old[block]?.[action];
      if (before && before.type === value.type) actions[action] = before;
    }
  }
  return fresh;
}

function initialValue(element: Obj): Obj {
  const type = str(element.type);
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: element.initial_option ?? null };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type, selected_options: element.initial_options ?? [] };
    case 'users_select':
      return { type, selected_user: element.initial_user ?? null };
    case 'multi_users_select':
      return { type, selected_users: element.initial_users ?? [] };
    case 'channels_select':
      return { type, selected_channel: element.initial_channel ?? null };
    case 'multi_channels_select':
      return { type, selected_channels: element.initial_channels ?? [] };
    case 'conversations_select':
      return { type, selected_conversation: element.initial_conversation ?? null };
    case 'multi_conversations_select':
      return { type, selected_conversations: element.initial_conversations ?? [] };
    case 'datepicker':
      return { type, selected_date: element.initial_date ?? null };
    case 'timepicker':
      return { type, selected_time: element.initial_time ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: element.initial_date_time ?? null };
    case 'file_input':
      return { type, files: [] };
    default:
      return { type, value: element.initial_value ?? null };
  }
}

/** Returns the state of one element once a person has made this entry; throws where Slack's client would not let them. */
export function fill(element: Obj, entry: Entry, offered: Obj[]): Obj {
  const type = str(element.type);
  const single = entry === null ? null : String(entry);
  const many = entry === null ? [] : Array.isArray(entry) ? entry : [String(entry)];
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: single === null ? null : pick(element, single, offered) };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type, selected_options: atMost(element, many).map((one) => pick(element, one, offered)) };
    case 'users_select':
      return { type, selected_user: single };
    case 'multi_users_select':
      return { type, selected_users: atMost(element, many) };
    case 'channels_select':
      return { type, selected_channel: single };
    case 'multi_channels_select':
      return { type, selected_channels: atMost(element, many) };
    case 'conversations_select':
      return { type, selected_conversation: single };
    case 'multi_conversations_select':
      return { type, selected_conversations: atMost(element, many) };
    case 'datepicker':
      return { type, selected_date: single };
    case 'timepicker':
      return { type, selected_time: single };
    case 'datetimepicker':
      return { type, selected_date_time: single === null ? null : Number(single) };
    case 'file_input':
      throw new Error('The stand-in does not take files yet.');
    default:
      return { type, value: typed(element, single) };
  }
}

/** Says whether an element's state is empty, so that a required field may not be sent. */
export function isEmpty(state: Obj): boolean {
  const { type: _type, ...rest } = state;
  return Object.values(rest).every(
    (one) => one === null || one === '' || (Array.isArray(one) && one.length === 0),
  );
}

/** Returns the options an element itself offers. */
export function optionsOf(element: Obj): Obj[] {
  const grouped = objects(element.option_groups).flatMap((group) => objects(group.options));
  return [...objects(element.options), ...grouped];
}

/** Finds an option by its value or by the label people read. */
export function pick(element: Obj, wanted: string, offered: Obj[]): Obj {
  const all = [...optionsOf(element), ...offered];
  const label = (one: Obj) => str((one.text as Obj | undefined)?.text);
  const found = all.find((one) => one.value === wanted) ?? all.find((one) => label(one) === wanted);
  if (!found) throw new Error(`'${wanted}' is not offered, only: ${all.map(label).join(', ')}.`);
  return found;
}

function atMost(element: Obj, entries: string[]): string[] {
  const most = element.max_selected_items;
  if (typeof most === 'number' && entries.length > most) throw new Error(`Slack lets one choose ${most}.`);
  return entries;
}

function typed(element: Obj, entry: string | null): string | null {
  if (entry === null || entry === '') return null;
  const { type, min_length: min, max_length: max, min_value: low, max_value: high } = element;
  if (typeof min === 'number' && entry.length < min)
    throw new Error(`Slack wants at least ${min} characters.`);
  const longest = typeof max === 'number' ? max : 3000;
  if (entry.length > longest) throw new Error(`Slack takes at most ${longest} characters.`);
  if (type === 'number_input') {
    const amount = Number(entry);
    const isWrong =
      Number.isNaN(amount) ||
      (element.is_decimal_allowed !== true && !Number.isInteger(amount)) ||
      (low !== undefined && amount < Number(low)) ||
      (high !== undefined && amount > Number(high));
    if (isWrong) throw new Error(`Slack does not take ${entry} as a number here.`);
  }
  return entry;
}
