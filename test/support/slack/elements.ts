import { isDeepStrictEqual } from 'node:util';
import { objects } from './json.ts';
import {
  type Check,
  complain,
  either,
  escapedLength,
  flag,
  list,
  object,
  oneOf,
  pattern,
  string,
  whole,
} from './schema.ts';

// Limits: docs.slack.dev/reference/block-kit, and the comments of @slack/types 3.2.0.
// Where a limit has lately been raised (option text 75 → 150), the smaller one holds.

export const blockId = string(255);
const type = string(60);

/** plain_text of at most `max` characters, counted with its entities escaped. */
export function plain(max: number, min = 1): Check {
  return object({ type: oneOf('plain_text'), text: string(max, min, escapedLength), 'emoji?': flag });
}

/** mrkdwn of at most `max` characters; it is sent escaped already. */
export function mrkdwn(max: number): Check {
  return object({ type: oneOf('mrkdwn'), text: string(max), 'verbatim?': flag });
}

/** Either kind of text. */
export function anyText(max: number): Check {
  return either(mrkdwn(max), plain(max));
}

const confirm = object({
  'title?': plain(100),
  text: anyText(300),
  'confirm?': plain(30),
  'deny?': plain(30),
  'style?': oneOf('primary', 'danger'),
});
export const webUrl = pattern(/^https?:\/\/[^\s]+$/, 'a valid URL');
const option = object({ text: plain(75), value: string(75), 'description?': plain(75) });
const richOption = object({ text: anyText(75), value: string(75), 'description?': anyText(75) });
/** An option of a select, also one that is suggested. */
export const suggestion = option;
const overflowOption = object({
  text: plain(75),
  value: string(75),
  'description?': plain(75),
  'url?': webUrl,
});
const group = object({ label: plain(75), options: list(option, 100) });
const date = pattern(/^\d{4}-\d{2}-\d{2}$/, 'a date YYYY-MM-DD');
const time = pattern(/^\d{2}:\d{2}$/, 'a time HH:mm');
const personId = pattern(/^[UW][A-Z0-9]+$/, 'a user id', 255);
const conversationId = pattern(/^[CGDUW][A-Z0-9]+$/, 'a conversation id', 255);
const dispatch = object({
  trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2),
});

const acting = { type, 'action_id?': string(255), 'confirm?': confirm };
const picking = { ...acting, 'focus_on_load?': flag, 'placeholder?': plain(150) };
const typing = {
  type,
  'action_id?': string(255),
  'focus_on_load?': flag,
  'placeholder?': plain(150),
  'dispatch_action_config?': dispatch,
};
const several = { 'max_selected_items?': whole(1, 100) };

/** Slack wants an initial option to equal one of the options, field for field. */
function initialIsOffered(
  value: Record<string, unknown>,
  path: string,
  report: { problems: string[] },
): void {
  const groups = objects(value.option_groups);
  const offered = [...objects(value.options), ...groups.flatMap((one) => objects(one.options))];
  const initial = [...objects(value.initial_options), ...objects([value.initial_option])];
  for (const one of initial) {
    if (!offered.some((other) => isDeepStrictEqual(one, other))) {
      complain(report, 'initial option must match one of the options', path);
    }
  }
}

function oneListOfOptions(
  value: Record<string, unknown>,
  path: string,
  report: { problems: string[] },
): void {
  if ((value.options === undefined) === (value.option_groups === undefined)) {
    complain(report, 'must define either `options` or `option_groups`', path);
  }
}

function lengthsInOrder(value: Record<string, unknown>, path: string, report: { problems: string[] }): void {
  const { min_length: min, max_length: max, min_value: low, max_value: high } = value;
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    complain(report, '`min_length` must not exceed `max_length`', path);
  }
  if (low !== undefined && high !== undefined && Number(low) > Number(high)) {
    complain(report, '`min_value` must not exceed `max_value`', path);
  }
}

const lists = { 'options?': list(option, 100), 'option_groups?': list(group, 100) };

const selects: Record<string, Check> = {
  static_select: object(
    { ...picking, ...lists, 'initial_option?': option },
    oneListOfOptions,
    initialIsOffered,
  ),
  multi_static_select: object(
    { ...picking, ...several, ...lists, 'initial_options?': list(option, 100) },
    oneListOfOptions,
    initialIsOffered,
  ),
  external_select: object({ ...picking, 'min_query_length?': whole(0, 3000), 'initial_option?': option }),
  multi_external_select: object({
    ...picking,
    ...several,
    'min_query_length?': whole(0, 3000),
    'initial_options?': list(option, 100),
  }),
  users_select: object({ ...picking, 'initial_user?': personId }),
  multi_users_select: object({ ...picking, ...several, 'initial_users?': list(personId, 100, 0) }),
  channels_select: object({ ...picking, 'initial_channel?': conversationId, 'response_url_enabled?': flag }),
  multi_channels_select: object({
    ...picking,
    ...several,
    'initial_channels?': list(conversationId, 100, 0),
  }),
};

const filter = object({
  'include?': list(oneOf('im', 'mpim', 'private', 'public'), 4),
  'exclude_external_shared_channels?': flag,
  'exclude_bot_users?': flag,
});
selects.conversations_select = object({
  ...picking,
  'initial_conversation?': conversationId,
  'default_to_current_conversation?': flag,
  'filter?': filter,
  'response_url_enabled?': flag,
});
selects.multi_conversations_select = object({
  ...picking,
  ...several,
  'initial_conversations?': list(conversationId, 100, 0),
  'default_to_current_conversation?': flag,
  'filter?': filter,
});

const choices: Record<string, Check> = {
  checkboxes: object(
    {
      ...acting,
      'focus_on_load?': flag,
      options: list(richOption, 10),
      'initial_options?': list(richOption, 10),
    },
    initialIsOffered,
  ),
  radio_buttons: object(
    { ...acting, 'focus_on_load?': flag, options: list(richOption, 10), 'initial_option?': richOption },
    initialIsOffered,
  ),
  datepicker: object({ ...picking, 'initial_date?': date }),
  timepicker: object({ ...picking, 'initial_time?': time, 'timezone?': string(255) }),
};

const datetimepicker: Check = object({
  ...acting,
  'focus_on_load?': flag,
  'initial_date_time?': whole(1_000_000_000, 9_999_999_999),
});

export const button = object({
  ...acting,
  text: plain(75),
  'value?': string(2000),
  'url?': webUrl,
  'style?': oneOf('primary', 'danger'),
  'accessibility_label?': string(75),
});

const overflow = object({ ...acting, options: list(overflowOption, 5) });

export const image = object(
  {
    type: oneOf('image'),
    alt_text: string(2000),
    'image_url?': webUrl,
    'slack_file?': object({ 'id?': string(255), 'url?': webUrl }),
  },
  oneSource,
);

/** An image comes from a URL or from a Slack file, never both. */
export function oneSource(
  value: Record<string, unknown>,
  path: string,
  report: { problems: string[] },
): void {
  if ((value.image_url === undefined) === (value.slack_file === undefined)) {
    complain(report, 'must define either `image_url` or `slack_file`', path);
  }
}

/** What may stand in an actions block. */
export const inActions: Record<string, Check> = { button, overflow, ...selects, ...choices, datetimepicker };

/** What may stand beside a section. */
export const inSection: Record<string, Check> = { button, overflow, image, ...selects, ...choices };

const feedback = object({ text: plain(75), 'accessibility_label?': string(75), value: string(2000) });

/** What may stand in a context_actions block. */
export const inContextActions: Record<string, Check> = {
  feedback_buttons: object({
    type,
    'action_id?': string(255),
    positive_button: feedback,
    negative_button: feedback,
  }),
  icon_button: object({
    ...acting,
    icon: string(255),
    text: plain(75),
    'accessibility_label?': string(75),
    'value?': string(2000),
    'visible_to_user_ids?': list(personId, 100),
  }),
};

const digits = pattern(/^-?\d+(\.\d+)?$/, 'a number in a string');

/** What may stand in an input block; `file_input` in modals only. */
export const inInput: Record<string, Check> = {
  ...selects,
  ...choices,
  datetimepicker,
  plain_text_input: object(
    {
      ...typing,
      'initial_value?': string(3000, 0),
      'multiline?': flag,
      'min_length?': whole(0, 3000),
      'max_length?': whole(1, 3000),
    },
    lengthsInOrder,
  ),
  number_input: object(
    {
      ...typing,
      is_decimal_allowed: flag,
      'initial_value?': digits,
      'min_value?': digits,
      'max_value?': digits,
    },
    lengthsInOrder,
  ),
  email_text_input: object({ ...typing, 'initial_value?': string(3000) }),
  url_text_input: object({ ...typing, 'initial_value?': webUrl }),
  file_input: object({
    type,
    'action_id?': string(255),
    'filetypes?': list(string(20), 100),
    'max_files?': whole(1, 10),
  }),
};
