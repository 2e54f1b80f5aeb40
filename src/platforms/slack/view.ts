import type { types } from '@slack/bolt';
import {
  chatWords,
  type Field,
  type FormField,
  type FormView,
  type Language,
  type Message,
} from '#chat/index.ts';
import { limits } from './limits.ts';
import { cut, plainText } from './literal.ts';
import { drawForView, small } from './render.ts';
import { richElements, splitText } from './rich.ts';
import { words } from './words.ts';

/** What a form's modal is told apart by; its private_metadata is the instance's id. */
export const formCallback = 'form';
/** What the action id of a look-up begins with; what is looked up follows. */
export const lookupAction = 'lookup.';

/** Finds the label of something chosen in a look-up before, if it is still known. */
export type LabelOf = (of: string, id: string) => string | undefined;

/** Draws one step of a form as a modal: block ids are the fields' names. */
export function drawForm(view: FormView, labelOf: LabelOf): types.ModalView {
  const { language } = view;
  const intro = splitText(view.intro ?? [], limits.blockText).map(
    (page): types.KnownBlock => ({
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: richElements(page) }],
    }),
  );
  const step =
    view.of > 1 ? [small([plainText(chatWords[language].step(view.step, view.of), limits.blockText)])] : [];
  return {
    type: 'modal',
    callback_id: formCallback,
    private_metadata: view.form,
    title: plainText(view.title, limits.viewTitle),
    submit: plainText(view.submit, limits.viewTitle),
    close: plainText(chatWords[language].close, limits.viewTitle),
    blocks: [...intro, ...view.fields.map((field) => drawField(field, language, labelOf)), ...step],
  };
}

/** Draws an answer as a modal; its buttons work, and it is closed with Close. */
export function drawAnswer(message: Message, language: Language = 'en'): types.ModalView {
  return {
    type: 'modal',
    title: plainText(words[language].answer, limits.viewTitle),
    close: plainText(chatWords[language].close, limits.viewTitle),
    blocks: drawForView(message),
  };
}

/** Draws the App Home tab. */
export function drawHome(message: Message): types.HomeView {
  return { type: 'home', blocks: drawForView(message) };
}

function drawField(
  { name, field, value }: FormField,
  language: Language,
  labelOf: LabelOf,
): types.InputBlock {
  const hint = field.hint?.[language];
  return {
    type: 'input',
    block_id: name,
    label: plainText(field.label[language], limits.inputLabel),
    optional: !field.required,
    ...(hint && { hint: plainText(hint, limits.hint) }),
    element: drawElement(field, value, language, labelOf),
  };
}

// The action id differs by kind: Slack keeps what was typed where both ids stay the same, and must not do so when
// a field comes back as another kind of question.
function drawElement(
  field: Field,
  value: FormField['value'],
  language: Language,
  labelOf: LabelOf,
): types.InputBlock['element'] {
  const one = value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value);
  const several = Array.isArray(value) ? value.map(String) : one.split(',').map((part) => part.trim());
  switch (field.kind) {
    case 'text':
      return typing('text', one, field.max ?? 200, false);
    case 'longText':
      return typing('longText', one, field.max ?? 2000, true);
    case 'number': {
      const { min = 0, max = 1_000_000 } = field;
      const fits = /^-?\d+$/.test(one) && Number(one) >= min && Number(one) <= max;
      return {
        type: 'number_input',
        action_id: 'number',
        is_decimal_allowed: false,
        min_value: String(min),
        max_value: String(max),
        ...(fits && { initial_value: one }),
      };
    }
    case 'choice': {
      const options = optionsOf(field.options, language);
      const initial = options.find((option) => option.value === one);
      return {
        type: 'static_select',
        action_id: 'choice',
        options,
        ...(initial && { initial_option: initial }),
      };
    }
    case 'many': {
      const options = optionsOf(field.options, language);
      const initial = options.filter((option) => several.includes(option.value ?? ''));
      const start = initial.length > 0 && { initial_options: initial };
      return options.length > limits.checkboxes
        ? { type: 'multi_static_select', action_id: 'many', options, ...start }
        : { type: 'checkboxes', action_id: 'many', options, ...start };
    }
    case 'person':
      return {
        type: 'users_select',
        action_id: 'person',
        ...(/^[UW][A-Z0-9]+$/.test(one) && { initial_user: one }),
      };
    case 'channel':
      // Not channels_select: an operator may well mean a private channel that Weft was invited to.
      return {
        type: 'conversations_select',
        action_id: 'channel',
        filter: { include: ['public', 'private'] },
        ...(/^[CG][A-Z0-9]+$/.test(one) && { initial_conversation: one }),
      };
    case 'lookup':
      return {
        type: 'external_select',
        action_id: `${lookupAction}${field.of}`,
        min_query_length: 1,
        ...(one !== '' && { initial_option: chosen(one, labelOf(field.of, one), language) }),
      };
    case 'moment':
      return {
        ...typing('moment', shownMoment(one), 100, false),
        placeholder: plainText(words[language].momentHint, limits.placeholder),
      };
    case 'yesNo': {
      const options = [option('yes', words[language].yes), option('no', words[language].no)];
      const wanted = chatWords[language].yesWords.includes(one)
        ? 0
        : chatWords[language].noWords.includes(one)
          ? 1
          : -1;
      return radio('yesNo', options, options[wanted]);
    }
    case 'scale': {
      const options = ['1', '2', '3', '4', '5'].map((step) => option(step, step));
      return radio('scale', options, options[Number(one) - 1]);
    }
  }
}

function typing(action: string, value: string, max: number, multiline: boolean): types.PlainTextInput {
  const most = Math.min(max, limits.inputText);
  return {
    type: 'plain_text_input',
    action_id: action,
    multiline,
    max_length: most,
    ...(value !== '' && { initial_value: cut(value, most) }),
  };
}

function radio(
  action: string,
  options: types.PlainTextOption[],
  initial: types.PlainTextOption | undefined,
): types.RadioButtons {
  return { type: 'radio_buttons', action_id: action, options, ...(initial && { initial_option: initial }) };
}

/** An option of a select, within 75 characters each. */
export function option(value: string, label: string): types.PlainTextOption {
  return { text: plainText(label, limits.optionLabel), value: value.slice(0, limits.optionValue) };
}

function optionsOf(
  options: (Field & { kind: 'choice' })['options'],
  language: Language,
): types.PlainTextOption[] {
  return options.slice(0, limits.options).map(({ value, label }) => option(value, label[language]));
}

function chosen(value: string, label: string | undefined, language: Language): types.PlainTextOption {
  const isId = /^[0-9a-f-]{36}$/.test(value);
  return option(value, label ?? (isId ? words[language].chosenBefore : value));
}

/** A moment kept as ISO, so that it can be read again whatever the person's zone; anything else as written. */
function shownMoment(value: string): string {
  return /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? `${value.slice(0, 16).replace('T', ' ')} UTC` : value;
}
