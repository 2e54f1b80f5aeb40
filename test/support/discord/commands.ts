import { dict, list, text } from './json.ts';
import { commandProblems } from './limits.ts';
import { refuseProblems } from './refusals.ts';
import type { Handler } from './request.ts';
import { changed, type World } from './world.ts';

/** GET …/commands: what is registered, globally or in a guild. */
export const commands: Handler = (world, request) => ({
  status: 200,
  body: world.commands.get(request.params.guild_id ?? '') ?? [],
});

/** PUT …/commands: replaces everything registered there. */
export const registerCommands: Handler = (world, request) => {
  refuseProblems(world, request.call, commandProblems(request.whole));
  return { status: 200, body: keepCommands(world, request.whole, request.params.guild_id ?? '') };
};

/** Registers commands as Discord does, keeping the ids of those that were there under the same name. */
export function keepCommands(world: World, wanted: unknown, guildId = ''): unknown[] {
  const before = world.commands.get(guildId) ?? [];
  const kept = list(wanted).map((one) => {
    const command = dict(one);
    const type = command.type ?? 1;
    const same = before.find((old) => old.name === command.name && old.type === type);
    return {
      name_localizations: null,
      description_localizations: null,
      default_member_permissions: null,
      nsfw: false,
      options: [],
      ...(guildId ? { guild_id: guildId } : { contexts: [0, 1, 2], integration_types: [0] }),
      ...command,
      description: text(command.description),
      type,
      id: text(same?.id) || world.nextId(),
      application_id: world.applicationId,
      version: world.nextId(),
    };
  });
  world.commands.set(guildId, kept);
  changed(world);
  return kept;
}
