/**
 * What Discord refuses beyond its OpenAPI document. Sources: Discord developer documentation, Component Reference,
 * Message, Application Commands; where document and prose differ the smaller number holds.
 */
import type { Problem } from './body.ts';
import { type Dict, dict, isDict, list, number, text } from './json.ts';

export const flag = { ephemeral: 1 << 6, loading: 1 << 7, componentsV2: 1 << 15 };
const maxContent = 2000;
const maxV2Components = 40;
const maxV2Text = 4000;
const maxEmbedText = 6000;
const maxFiles = 10;
const maxModalComponents = 5;
const maxCommandText = 8000;
const selects = new Set([3, 5, 6, 7, 8]);

const problem = (path: (string | number)[], message: string): Problem => ({
  path: path.map(String),
  message,
});

/** Every component of a tree, parents first, with its place in the body. */
export function everyComponent(components: unknown, at: string[] = []): { node: Dict; path: string[] }[] {
  return list(components).flatMap((component, index) => {
    const path = [...at, 'components', String(index)];
    const node = dict(component);
    return [
      { node, path },
      ...everyComponent(node.components, path),
      ...(isDict(node.accessory) ? [{ node: node.accessory, path: [...path, 'accessory'] }] : []),
      ...(isDict(node.component) ? [{ node: node.component, path: [...path, 'component'] }] : []),
    ];
  });
}

/** Everything a reader of the message can read: content, embeds and text displays, a line each. */
export function readableText(message: Dict): string {
  const embeds = list(message.embeds).map(dict);
  return [
    text(message.content),
    ...embeds.flatMap((e) => [
      text(e.title),
      text(e.description),
      ...list(e.fields).flatMap((f) => [text(dict(f).name), text(dict(f).value)]),
    ]),
    ...everyComponent(message.components).map(({ node }) => (node.type === 10 ? text(node.content) : '')),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** What is wrong with a message as it would stand after the request; `fileNames` are the files it has. */
export function messageProblems(message: Dict, fileNames: string[]): Problem[] {
  const found: Problem[] = [];
  const components = everyComponent(message.components);
  if (text(message.content).length > maxContent)
    found.push(problem(['content'], `must be ${maxContent} or fewer in length`));
  const embedText = list(message.embeds)
    .map(dict)
    .map(embedLength)
    .reduce((a, b) => a + b, 0);
  if (embedText > maxEmbedText)
    found.push(problem(['embeds'], `embeds hold more than ${maxEmbedText} characters`));
  found.push(...customIdProblems(components));
  for (const { node, path } of components) {
    if (node.type === 1) found.push(...rowProblems(node, path));
    if (node.type === 2) found.push(...buttonProblems(node, path));
    if (selects.has(number(node.type))) found.push(...selectProblems(node, path));
    for (const media of mediaIn(node)) {
      const url = text(media.url);
      if (url.startsWith('attachment://') && !fileNames.includes(url.slice('attachment://'.length)))
        found.push(problem(path, `${url} is not among the files`));
    }
  }
  if (fileNames.length > maxFiles) found.push(problem(['attachments'], `more than ${maxFiles} files`));
  const legacy = text(message.content) !== '' || list(message.embeds).length > 0 || isDict(message.poll);
  if (number(message.flags) & flag.componentsV2) {
    if (legacy) found.push(problem([], 'content, embeds and poll cannot be used with IS_COMPONENTS_V2'));
    if (components.length > maxV2Components)
      found.push(problem(['components'], `more than ${maxV2Components} components in all`));
    const length = components.reduce(
      (sum, { node }) => sum + (node.type === 10 ? text(node.content).length : 0),
      0,
    );
    if (length > maxV2Text) found.push(problem(['components'], `more than ${maxV2Text} characters of text`));
  } else {
    if (list(message.components).length > 5) found.push(problem(['components'], 'more than 5 rows'));
    for (const { node, path } of components)
      if (path.length === 2 && node.type !== 1) found.push(problem(path, 'needs the flag IS_COMPONENTS_V2'));
  }
  return found;
}

/** Whether a component shows a file, by its name as it is sent or by its id as it is kept. */
export function isShown(file: { id: string; filename: string }, components: unknown): boolean {
  const all = everyComponent(components).flatMap(({ node }) => mediaIn(node));
  return all.some(
    (media) => media.url === `attachment://${file.filename}` || media.attachment_id === file.id,
  );
}

function mediaIn(component: Dict): Dict[] {
  const items = list(component.items).map((item) => dict(item).media);
  return [component.media, component.file, ...items].filter(isDict);
}

function embedLength(embed: Dict): number {
  const fields = list(embed.fields).map(dict);
  const own = [embed.title, embed.description, dict(embed.footer).text, dict(embed.author).name];
  return [...own, ...fields.flatMap((f) => [f.name, f.value])].reduce<number>(
    (sum, part) => sum + text(part).length,
    0,
  );
}

function customIdProblems(components: { node: Dict; path: string[] }[]): Problem[] {
  const seen = new Set<string>();
  return components.flatMap(({ node, path }) => {
    const id = text(node.custom_id);
    if (id === '') return [];
    if (seen.has(id)) return [problem([...path, 'custom_id'], 'component custom id cannot be duplicated')];
    seen.add(id);
    return [];
  });
}

function rowProblems(row: Dict, path: string[]): Problem[] {
  const inside = list(row.components).map(dict);
  const alone = inside.some((one) => one.type !== 2);
  return alone && inside.length > 1 ? [problem(path, 'a select menu fills its row alone')] : [];
}

function buttonProblems(button: Dict, path: string[]): Problem[] {
  const found: Problem[] = [];
  const style = number(button.style);
  if (style >= 1 && style <= 4 && !text(button.custom_id))
    found.push(problem([...path, 'custom_id'], 'a custom id is required'));
  if (style >= 1 && style <= 4 && button.url)
    found.push(problem([...path, 'url'], 'only a link button has a url'));
  if (style === 5 && (!text(button.url) || button.custom_id))
    found.push(problem([...path, 'url'], 'a link button has a url and no custom id'));
  if (style !== 6 && !text(button.label) && !isDict(button.emoji))
    found.push(problem([...path, 'label'], 'a label or an emoji is required'));
  return found;
}

function selectProblems(select: Dict, path: string[]): Problem[] {
  const found: Problem[] = [];
  const options = list(select.options).map(dict);
  const most = typeof select.max_values === 'number' ? select.max_values : 1;
  if (select.type === 3 && most > options.length)
    found.push(problem([...path, 'max_values'], 'is more than there are options'));
  if (number(select.min_values) > most)
    found.push(problem([...path, 'min_values'], 'is more than max_values'));
  if (options.filter((one) => one.default === true).length > most)
    found.push(problem([...path, 'options'], 'more defaults than max_values'));
  return [...found, ...optionProblems(options, path)];
}

function optionProblems(options: Dict[], path: string[]): Problem[] {
  const values = options.map((one) => one.value);
  return new Set(values).size < values.length
    ? [problem([...path, 'options'], 'option values must be unique')]
    : [];
}

/** What is wrong with a modal beyond the document. */
export function modalProblems(modal: Dict): Problem[] {
  const found: Problem[] = [];
  const components = everyComponent(modal.components, ['data']);
  if (list(modal.components).length > maxModalComponents)
    found.push(problem(['data', 'components'], `must be between 1 and ${maxModalComponents} in length`));
  found.push(...customIdProblems(components));
  for (const { node, path } of components) {
    if (node.type === 1)
      found.push({ path, message: 'action rows in modals are deprecated: use a label', remark: true });
    if (node.type === 4) {
      const value = text(node.value);
      if (path.at(-1) === 'component' && node.label)
        found.push(problem([...path, 'label'], 'the label is outside'));
      if (
        typeof node.max_length === 'number' &&
        (value.length > node.max_length || number(node.min_length) > node.max_length)
      )
        found.push(problem([...path, 'value'], 'does not fit between min_length and max_length'));
    }
    if (selects.has(number(node.type))) {
      found.push(...selectProblems(node, path));
      if (node.disabled) found.push(problem([...path, 'disabled'], 'cannot be disabled in a modal'));
    }
    if (node.type === 21 || node.type === 22)
      found.push(...optionProblems(list(node.options).map(dict), path));
    if (node.type === 21 && list(node.options).filter((one) => dict(one).default === true).length > 1)
      found.push(problem([...path, 'options'], 'more than one default'));
  }
  return found;
}

const commandName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** What is wrong with a list of application commands beyond the document. */
export function commandProblems(commands: unknown): Problem[] {
  const all = list(commands).map(dict);
  const chat = all.filter((one) => (one.type ?? 1) === 1);
  const found = chat.flatMap((command) => {
    const index = all.indexOf(command);
    const own = optionTreeProblems(command, [String(index)], 0);
    const length = commandLength(command);
    if (length > maxCommandText)
      own.push(problem([index], `the command is ${length} characters long, ${maxCommandText} are allowed`));
    return own;
  });
  if (chat.length > 100) found.push(problem([], 'more than 100 commands'));
  const names = all.map((one) => `${one.type ?? 1}:${text(one.name)}`);
  if (new Set(names).size < names.length) found.push(problem([], 'command names must be unique'));
  return found;
}

function optionTreeProblems(node: Dict, path: string[], depth: number): Problem[] {
  const found: Problem[] = [];
  const options = list(node.options).map(dict);
  const names = [text(node.name), ...Object.values(dict(node.name_localizations)).map(text)];
  for (const name of names)
    if (!commandName.test(name) || name !== name.toLowerCase())
      found.push(problem([...path, 'name'], `“${name}” is not a command name`));
  if (text(node.description) === '') found.push(problem([...path, 'description'], 'is required'));
  if (new Set(options.map((o) => o.name)).size < options.length)
    found.push(problem([...path, 'options'], 'option names must be unique'));
  const nested = options.filter((o) => o.type === 1 || o.type === 2);
  if (nested.length > 0 && nested.length < options.length)
    found.push(problem([...path, 'options'], 'subcommands and options cannot be mixed'));
  if (nested.some((o) => (o.type === 2 && depth > 0) || (o.type === 1 && depth > 1)))
    found.push(problem([...path, 'options'], 'nested too deeply'));
  const optional = options.findIndex((o) => !o.required);
  if (nested.length === 0 && optional >= 0 && options.slice(optional).some((o) => o.required))
    found.push(problem([...path, 'options'], 'required options come first'));
  for (const [index, option] of options.entries()) {
    const at = [...path, 'options', String(index)];
    if (option.autocomplete && list(option.choices).length > 0)
      found.push(problem(at, 'choices and autocomplete exclude each other'));
    found.push(...optionTreeProblems(option, at, depth + 1));
  }
  return found;
}

/** Characters of a command as Discord counts them: names, descriptions and choice values, the longest localisation. */
export function commandLength(node: Dict): number {
  const longest = (own: unknown, localised: unknown) =>
    Math.max(text(own).length, ...Object.values(dict(localised)).map((one) => text(one).length));
  const choices = list(node.choices).map(dict);
  return (
    longest(node.name, node.name_localizations) +
    longest(node.description, node.description_localizations) +
    choices.reduce((sum, c) => sum + longest(c.name, c.name_localizations) + String(c.value).length, 0) +
    list(node.options).reduce<number>((sum, option) => sum + commandLength(dict(option)), 0)
  );
}

/** What this project demands although Discord does not: nothing is sent that could mention anyone by accident. */
export function mentionRemarks(body: Dict): Problem[] {
  const allowed = body.allowed_mentions;
  if (!isDict(allowed)) return [{ path: ['allowed_mentions'], message: 'is missing', remark: true }];
  if (!Array.isArray(allowed.parse) || allowed.parse.length > 0)
    return [{ path: ['allowed_mentions', 'parse'], message: 'must be an empty list', remark: true }];
  return [];
}

/** The mentions in a message that Discord would carry out, given its `allowed_mentions`; an answer mentions whom it answers. */
export function pingsIn(body: Dict, isReply = false): string[] {
  const allowed: Dict = isDict(body.allowed_mentions)
    ? body.allowed_mentions
    : { parse: ['users', 'roles', 'everyone'], replied_user: true };
  const lets = (kind: string, id: string) =>
    list(allowed.parse).includes(kind) || list(allowed[kind]).includes(id);
  const words = readableText(body);
  const written = [
    ...[...words.matchAll(/<@!?(\d+)>/g)].filter(([, id = '']) => lets('users', id)),
    ...[...words.matchAll(/<@&(\d+)>/g)].filter(([, id = '']) => lets('roles', id)),
    ...[...words.matchAll(/@(everyone|here)/g)].filter(() => lets('everyone', '')),
  ].map(([whole]) => whole);
  return isReply && allowed.replied_user === true ? ['the one who is answered', ...written] : written;
}
