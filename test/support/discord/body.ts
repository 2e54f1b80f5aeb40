import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Dict, dict, isDict, list, text } from './json.ts';

/** One thing that is wrong with a body. A remark is a mistake that Discord itself would pass over in silence. */
export interface Problem {
  path: string[];
  message: string;
  remark?: boolean;
}

const document = dict(JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8')));
const schemas = dict(dict(document.components).schemas);

// Unions without a telling property: the branch that a bot may use.
const branch: Record<string, string> = {
  'PATCH /channels/{channel_id}': 'UpdateThreadRequestPartial',
  'PATCH /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}':
    'ExternalScheduledEventPatchRequestPartial',
  'POST /channels/{channel_id}/threads': 'CreateTextThreadWithoutMessageRequest',
  'POST /webhooks/{webhook_id}/{webhook_token}': 'IncomingWebhookRequestPartial',
};
// discord.js writes these into every message body, also where Discord has no use for them.
const clientExtras = new Set(['tts', 'nonce', 'enforce_nonce']);

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
addFormats.default(ajv);
ajv.addFormat('snowflake', /^(0|[1-9][0-9]{0,19})$/);
ajv.addFormat('nonce', true);
ajv.addSchema({ $id: 'https://discord.test/api', schemas: tighten(schemas) }, 'https://discord.test/api');
const compiled = new Map<string, ValidateFunction | null>();

/** Every `METHOD /path` of the document, with its query parameters. */
export const documentedRoutes = new Map<string, Set<string>>(
  Object.entries(dict(document.paths)).flatMap(([path, methods]) =>
    Object.entries(dict(methods)).map(([method, operation]): [string, Set<string>] => [
      `${method.toUpperCase()} ${path}`,
      new Set(list(dict(operation).parameters).map((p) => text(dict(p).name))),
    ]),
  ),
);

/** Holds a body against the document; an empty list means that it fits. */
export function checkBody(route: string, body: unknown): Problem[] {
  const validate = validator(route);
  if (validate === null)
    return body === undefined ? [] : [{ path: [], message: 'takes no body', remark: true }];
  if (validate(body)) return [];
  return (validate.errors ?? []).flatMap(problemOf);
}

function validator(route: string): ValidateFunction | null {
  const known = compiled.get(route);
  if (known !== undefined) return known;
  const [method = '', path = ''] = route.split(' ');
  const operation = dict(dict(dict(document.paths)[path])[method.toLowerCase()]);
  const schema = dict(dict(dict(operation.requestBody).content)['application/json']).schema;
  const chosen = branch[route] ? { $ref: `#/components/schemas/${branch[route]}` } : schema;
  const made = isDict(chosen) ? ajv.compile(dict(tighten(chosen))) : null;
  compiled.set(route, made);
  return made;
}

function problemOf(error: ErrorObject): Problem[] {
  // These only say that something inside them failed, which has an error of its own.
  if (['if', 'anyOf', 'oneOf'].includes(error.keyword)) return [];
  const path = error.instancePath.split('/').slice(1);
  if (error.keyword !== 'additionalProperties') return [{ path, message: error.message ?? error.keyword }];
  const name = text(dict(error.params).additionalProperty);
  const top = path.length === 0 || (path.length === 1 && path[0] === 'data');
  return top && clientExtras.has(name) ? [] : [{ path, message: `has no property “${name}”`, remark: true }];
}

/**
 * Rewrites the document's schemas so that they close objects (an unknown property is noticed), choose a branch of
 * a union by its `type` (so that errors name the field), and take permissions as text, as the prose documents them.
 */
function tighten(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(tighten);
  if (!isDict(node)) return node;
  if (typeof node.$ref === 'string')
    return { $ref: `https://discord.test/api#${node.$ref.slice('#/components'.length)}` };
  const union = list(node.oneOf ?? node.anyOf);
  const branches = union.filter((one) => dict(one).type !== 'null');
  if (branches.length > 0 && !('const' in dict(branches[0]))) {
    const chosen = branches.length === 1 ? tighten(branches[0]) : byTag(branches);
    if (chosen) return branches.length === union.length ? chosen : { if: { type: 'null' }, else: chosen };
  }
  const copy: Dict = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, tighten(value)]));
  if (isDict(copy.properties) && !('additionalProperties' in copy)) copy.additionalProperties = false;
  if (isDict(copy.properties) && 'default_member_permissions' in copy.properties)
    copy.properties.default_member_permissions = { type: ['string', 'null'], pattern: '^[0-9]+$' };
  return copy;
}

function byTag(branches: unknown[]): Dict | undefined {
  for (const tag of ['type', 'entity_type']) {
    const cases = branches.map((one) => ({
      ref: tighten(one),
      values: list(
        dict(dict(dict(schemas[text(dict(one).$ref).split('/').at(-1) ?? '']).properties)[tag]).enum,
      ),
    }));
    if (cases.some((one) => one.values.length === 0)) continue;
    return {
      type: 'object',
      required: [tag],
      properties: { [tag]: { enum: cases.flatMap((one) => one.values) } },
      allOf: cases.map((one) => ({
        if: { type: 'object', properties: { [tag]: { enum: one.values } }, required: [tag] },
        // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
        then: one.ref,
      })),
    };
  }
  return undefined;
}
