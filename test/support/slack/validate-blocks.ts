import {
  anyText,
  blockId,
  button,
  image,
  inActions,
  inContextActions,
  inInput,
  inSection,
  mrkdwn,
  oneSource,
  plain,
  webUrl,
} from './elements.ts';
import { type Obj, objects, str, walk } from './json.ts';
import { richText } from './rich-text.ts';
import {
  type Check,
  complain,
  either,
  flag,
  later,
  list,
  number,
  object,
  oneOf,
  positive,
  type Report,
  string,
  variant,
  whole,
} from './schema.ts';

/** Where blocks are shown; not every block exists everywhere. */
export type Surface = 'message' | 'modal' | 'home';

const named = { type: string(60), 'block_id?': blockId };

function sectionSaysSomething(value: Obj, path: string, report: Report): void {
  if (value.text === undefined && value.fields === undefined) {
    complain(report, 'must define either `text` or `fields`', path);
  }
}

/** Slack refuses two elements of one block with the same action id. */
function actionsDiffer(value: Obj, path: string, report: Report): void {
  const ids = objects(value.elements).flatMap((one) => one.action_id ?? []);
  if (new Set(ids).size !== ids.length) complain(report, '`action_id` already exists', path);
}

const point = object({ label: string(20), value: number });
const series = {
  type: string(10),
  series: list(object({ name: string(20), data: list(point, 20) }), 6),
  axis_config: object({
    categories: list(string(20), 20),
    'x_label?': string(50),
    'y_label?': string(50),
  }),
};

function pointsMatchCategories(value: Obj, path: string, report: Report): void {
  const axis = value.axis_config as Obj | undefined;
  const categories = JSON.stringify(axis?.categories);
  const all = objects(value.series);
  for (const one of all) {
    const labels = objects(one.data).map((each) => each.label);
    if (JSON.stringify(labels) !== categories) complain(report, 'data must match `categories`', path);
  }
  if (new Set(all.map((one) => one.name)).size !== all.length) {
    complain(report, 'series names must be unique', path);
  }
}

const cartesian = object(series, pointsMatchCategories);
const chart = variant({
  pie: object({ type: oneOf('pie'), segments: list(object({ label: string(20), value: positive }), 6) }),
  bar: cartesian,
  line: cartesian,
  area: cartesian,
});

const cell = either(
  richText,
  object({ type: oneOf('raw_number'), value: number, text: string(3000) }),
  object({ type: oneOf('raw_text'), text: string(3000, 0) }),
);
const card = object({
  ...named,
  'hero_image?': image,
  'icon?': image,
  'title?': mrkdwn(150),
  'subtitle?': mrkdwn(150),
  'body?': mrkdwn(200),
  'actions?': list(button, 5),
});

const common: Record<string, Check> = {
  divider: object(named),
  header: object({ ...named, text: plain(150) }),
  section: object(
    {
      ...named,
      'text?': anyText(3000),
      'fields?': list(anyText(2000), 10),
      'accessory?': variant(inSection),
      'expand?': flag,
    },
    sectionSaysSomething,
  ),
  context: object({
    ...named,
    elements: list(either(image, anyText(3000)), 10),
  }),
  actions: object({ ...named, elements: list(variant(inActions), 25) }, actionsDiffer),
  image: object(
    {
      ...named,
      alt_text: string(2000),
      'title?': plain(2000),
      'image_url?': webUrl,
      'slack_file?': object({ 'id?': string(255), 'url?': webUrl }),
    },
    oneSource,
  ),
  rich_text: richText,
  input: object({
    ...named,
    label: plain(2000),
    'hint?': plain(2000),
    'optional?': flag,
    element: variant(inInput),
    'dispatch_action?': flag,
  }),
};

const messageOnly: Record<string, Check> = {
  markdown: object({ ...named, text: string(12_000) }),
  table: object({
    ...named,
    rows: list(list(cell, 20), 100),
    'column_settings?': list(
      object({ 'align?': oneOf('left', 'center', 'right'), 'is_wrapped?': flag }),
      20,
      0,
    ),
  }),
  data_table: object({
    ...named,
    rows: list(list(cell, 20), 100),
    caption: string(2000),
    'page_size?': whole(1, 100),
    'row_header_column_index?': whole(0, 19),
  }),
  data_visualization: object({ ...named, title: string(50), chart }),
  card,
  carousel: object({ ...named, elements: list(card, 10) }),
  context_actions: object({ ...named, elements: list(variant(inContextActions), 5) }, actionsDiffer),
  container: object({
    ...named,
    'title?': plain(150),
    'rich_text_title?': richText,
    'subtitle?': anyText(150),
    child_blocks: list(
      later(() => variant(common)),
      10,
    ),
    'width?': oneOf('narrow', 'standard', 'wide', 'full'),
    'icon?': image,
    'is_collapsible?': flag,
    'default_collapsed?': flag,
    'has_header_divider?': flag,
  }),
};

const { carousel } = messageOnly;
const kinds: Record<Surface, Record<string, Check>> = {
  message: { ...common, ...messageOnly },
  modal: {
    ...common,
    alert: object({
      ...named,
      text: anyText(3000),
      'level?': oneOf('default', 'info', 'warning', 'error', 'success'),
    }),
  },
  home: { ...common, ...(carousel ? { carousel } : {}) },
};

const mostBlocks: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

/** Returns every reason for which Slack refuses these blocks, in its words; docs.slack.dev/reference/block-kit. */
export function problemsOfBlocks(blocks: unknown, surface: Surface, path = '/blocks'): string[] {
  const report: Report = { problems: [] };
  list(variant(kinds[surface]), mostBlocks[surface], 0)(blocks, path, report);
  const all = objects(blocks);
  const ids = all.flatMap((block) => block.block_id ?? []);
  if (new Set(ids).size !== ids.length) complain(report, '`block_id` must be unique', path);
  limitOnce(all, 'table', 1, path, report);
  limitOnce(all, 'data_visualization', 2, path, report);
  const written = all.filter((block) => block.type === 'markdown').map((block) => str(block.text).length);
  if (written.reduce((sum, one) => sum + one, 0) > 12_000) {
    complain(report, 'markdown blocks must be less than 12001 characters in total', path);
  }
  const focused: string[] = [];
  walk(blocks, (found, at) => {
    if (found.focus_on_load === true) focused.push(at);
    if (found.type === 'file_input' && surface !== 'modal') {
      complain(report, 'file_input is not allowed here', `${path}${at}`);
    }
  });
  if (focused.length > 1) complain(report, 'only one element may have `focus_on_load`', path);
  return report.problems;
}

function limitOnce(all: Obj[], type: string, most: number, path: string, report: Report): void {
  if (all.filter((block) => block.type === type).length > most) {
    complain(report, `no more than ${most} ${type} blocks allowed`, path);
  }
}

/** Returns the characters of all texts in blocks, which Slack limits for a message (`msg_blocks_too_long`). */
export function lengthOfBlocks(blocks: unknown): number {
  let sum = 0;
  walk(blocks, (found) => {
    sum += str(found.text).length;
  });
  return sum;
}
