/** Filling in a modal, and choosing values wherever there are values to choose. */
import { type Ack, ackOf, act } from './act.ts';
import { modalOf, type SeenField } from './eyes.ts';
import { type Dict, dict, isDict, list, number, text } from './json.ts';
import { nothingResolved, type Resolved, resolve, resolvedPayload } from './options.ts';
import type { DiscordPerson, Guild, World } from './world.ts';

export type ModalValue = string | string[] | boolean;

/** Throws unless the values are ones that the component offers, and as many as it takes. */
export function checkValues(
  world: World,
  component: Dict,
  values: string[],
  where: { guild: Guild | undefined; person: DiscordPerson },
  resolved: Resolved,
  required: boolean,
): void {
  const id = text(component.custom_id);
  const group = component.type === 22;
  const most =
    typeof component.max_values === 'number'
      ? component.max_values
      : group
        ? list(component.options).length
        : 1;
  const least = typeof component.min_values === 'number' ? component.min_values : required ? 1 : 0;
  if (values.length > most || (values.length < least && (required || values.length > 0)))
    throw new Error(`“${id}” takes ${least} to ${most} values`);
  const offered = list(component.options).map((one) => dict(one).value);
  const fixed = component.type === 3 || group;
  for (const value of values)
    if (fixed ? !offered.includes(value) : !resolve(world, number(component.type), value, where, resolved))
      throw new Error(`“${id}” has no option ${value}`);
}

/**
 * Fills in the modal that was opened last for the person and sends it; what is not given stays as it was prefilled.
 * Throws on whatever Discord's client would not let through. The modal is gone afterwards.
 */
export async function submitModal(
  world: World,
  ackMs: number,
  { person, values }: { person: DiscordPerson; values: Record<string, ModalValue> },
): Promise<Ack> {
  const open = world.modals.get(person.id);
  const modal = modalOf(world, person);
  if (!open || !modal) throw new Error(`no form is open for ${person.name}`);
  for (const id of Object.keys(values))
    if (!modal.fields.some((field) => field.customId === id))
      throw new Error(`the form has no field “${id}”`);
  const channel = world.channels.get(open.interaction.channelId);
  if (!channel) throw new Error('the channel is gone');
  const guild = world.guilds.get(channel.guildId ?? '');
  const resolved = nothingResolved();
  const filled = (component: Dict): Dict => {
    const field = modal.fields.find((one) => one.customId === component.custom_id);
    const base = { type: component.type, id: component.id };
    if (!field) return base;
    const value = values[field.customId] ?? field.value;
    return {
      ...base,
      custom_id: field.customId,
      ...fieldValue(world, field, value, { guild, person }, resolved),
    };
  };
  const components = list(open.data.components)
    .map(dict)
    .map((outer) => ({
      type: outer.type,
      id: outer.id,
      ...(isDict(outer.component) ? { component: filled(outer.component) } : {}),
      ...(Array.isArray(outer.components)
        ? { components: outer.components.map((one) => filled(dict(one))) }
        : {}),
    }));
  world.modals.delete(person.id);
  const data = { custom_id: modal.customId, components, ...resolvedPayload(resolved) };
  const { source } = open.interaction;
  return ackOf(world, await act(world, ackMs, { person, channel, type: 5, data, source }));
}

function fieldValue(
  world: World,
  field: SeenField,
  value: ModalValue,
  where: { guild: Guild | undefined; person: DiscordPerson },
  resolved: Resolved,
): Dict {
  const wrong = (why: string) => new Error(`the field “${field.label}” ${why}`);
  const { component, required, options } = field;
  if (field.type === 23) {
    if (typeof value !== 'boolean') throw wrong('is ticked or not');
    return { value };
  }
  if (field.type === 4) {
    if (typeof value !== 'string') throw wrong('takes text');
    const most = typeof component.max_length === 'number' ? component.max_length : 4000;
    const least = value === '' && !required ? 0 : Math.max(number(component.min_length), required ? 1 : 0);
    if (value.length < least || value.length > most) throw wrong(`takes ${least} to ${most} characters`);
    return { value };
  }
  if (field.type === 21) {
    if (typeof value !== 'string') throw wrong('takes one value');
    if (value === '' && required) throw wrong('is required');
    if (value !== '' && !options.some((one) => one.value === value)) throw wrong(`has no option ${value}`);
    return { value: value === '' ? null : value };
  }
  if (typeof value === 'boolean') throw wrong('takes values');
  const many = typeof value === 'string' ? (value === '' ? [] : [value]) : value;
  if (field.type === 19 && many.length > 0) throw wrong('takes files, which this stand-in does not send');
  checkValues(world, component, many, where, resolved, required);
  return { values: many };
}
