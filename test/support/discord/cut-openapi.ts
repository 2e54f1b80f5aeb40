/**
 * Cuts the part of Discord's OpenAPI document that the stand-in uses out of the full one:
 *
 *     node test/support/discord/cut-openapi.ts path/to/openapi.json
 *
 * Kept: the paths below with their parameters and JSON request bodies, and every schema these reach.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isDict, list, text } from './json.ts';

const kept: Record<string, string[]> = {
  '/applications/@me': ['get'],
  '/applications/{application_id}/commands': ['get', 'put'],
  '/applications/{application_id}/guilds/{guild_id}/commands': ['get', 'put'],
  '/channels/{channel_id}': ['get', 'patch'],
  '/channels/{channel_id}/messages': ['get', 'post'],
  '/channels/{channel_id}/messages/{message_id}': ['get', 'patch', 'delete'],
  '/channels/{channel_id}/thread-members': ['get'],
  '/channels/{channel_id}/thread-members/@me': ['put', 'delete'],
  '/channels/{channel_id}/thread-members/{user_id}': ['get', 'put', 'delete'],
  '/channels/{channel_id}/threads': ['post'],
  '/channels/{channel_id}/threads/archived/private': ['get'],
  '/channels/{channel_id}/users/@me/threads/archived/private': ['get'],
  '/gateway/bot': ['get'],
  '/guilds/{guild_id}': ['get'],
  '/guilds/{guild_id}/channels': ['get'],
  '/guilds/{guild_id}/members/{user_id}': ['get'],
  '/guilds/{guild_id}/roles': ['get'],
  '/guilds/{guild_id}/scheduled-events': ['get', 'post'],
  '/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}': ['get', 'patch', 'delete'],
  '/guilds/{guild_id}/threads/active': ['get'],
  '/interactions/{interaction_id}/{interaction_token}/callback': ['post'],
  '/users/@me': ['get'],
  '/users/@me/channels': ['post'],
  '/users/{user_id}': ['get'],
  '/webhooks/{webhook_id}/{webhook_token}': ['post'],
  '/webhooks/{webhook_id}/{webhook_token}/messages/@original': ['get', 'patch', 'delete'],
  '/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}': ['get', 'patch', 'delete'],
};

const source = process.argv[2];
if (!source) throw new Error('Usage: node cut-openapi.ts path/to/the/full/openapi.json');
const full: unknown = JSON.parse(readFileSync(source, 'utf8'));
if (!isDict(full) || !isDict(full.paths) || !isDict(full.components) || !isDict(full.components.schemas))
  throw new Error(`${source} is not an OpenAPI document`);
const allSchemas = full.components.schemas;

const paths: Record<string, unknown> = {};
for (const [path, methods] of Object.entries(kept)) {
  const item = full.paths[path];
  if (!isDict(item)) throw new Error(`${path} is not in the document`);
  const part: Record<string, unknown> = {};
  for (const method of methods) {
    const operation = item[method];
    if (!isDict(operation)) throw new Error(`${method} ${path} is not in the document`);
    const body =
      isDict(operation.requestBody) && isDict(operation.requestBody.content) && operation.requestBody;
    part[method] = {
      operationId: operation.operationId,
      ...(operation.parameters ? { parameters: operation.parameters } : {}),
      ...(body && isDict(body.content)
        ? {
            requestBody: {
              required: body.required,
              content: { 'application/json': body.content['application/json'] },
            },
          }
        : {}),
    };
  }
  paths[path] = part;
}

const schemas: Record<string, unknown> = {};
const prefix = '#/components/schemas/';
function follow(node: unknown): void {
  for (const child of list(node)) follow(child);
  if (!isDict(node)) return;
  const name = text(node.$ref).startsWith(prefix) ? text(node.$ref).slice(prefix.length) : '';
  if (name && !(name in schemas)) {
    schemas[name] = allSchemas[name];
    follow(allSchemas[name]);
  }
  for (const child of Object.values(node)) follow(child);
}
follow(paths);

const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => a.localeCompare(b, 'en')));
const cut = { openapi: full.openapi, info: full.info, paths, components: { schemas: sorted } };
writeFileSync(new URL('./openapi.json', import.meta.url), `${JSON.stringify(cut, null, 1)}\n`);
console.log(`${Object.keys(paths).length} paths and ${Object.keys(sorted).length} schemas kept`);
