import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from 'discord.js';
import {
  buttonWire,
  chatWords,
  type FormField,
  type FormView,
  type GivenValue,
  type Language,
  type Option,
  plainText,
} from '#chat/index.ts';
import { markdown, shorten } from './escape.ts';
import {
  maxFieldDescription,
  maxFieldLabel,
  maxGroupOptions,
  maxModalParts,
  maxModalTitle,
  maxOption,
  maxSelectOptions,
  maxText,
  maxTextInput,
  minRadioOptions,
} from './limits.ts';
import { words } from './words.ts';

/** The wire id of a form's modal: `form.submit:` and the instance. */
export const submitPress = 'form.submit' as const;

/** Channels a message can be posted in: text and announcement channels. */
export const postable = [ChannelType.GuildText, ChannelType.GuildAnnouncement] as const;

/**
 * Draws one step of a form as a modal: a label and a component for each field, nothing ticked that was not given.
 * With five fields the introduction has no place of its own and becomes the description of the first without a hint.
 */
export function renderModal(view: FormView): APIModalInteractionResponseCallbackData {
  const { language, intro } = view;
  const steps = view.of > 1 ? ` (${view.step}/${view.of})` : '';
  const full = view.fields.length >= maxModalParts;
  const spare = intro && full ? view.fields.find(({ field }) => field.hint === undefined)?.name : undefined;
  const labels = view.fields.slice(0, maxModalParts).map((one): APILabelComponent => {
    const said = one.name === spare && intro ? plainText(intro) : one.field.hint?.[language];
    return {
      type: ComponentType.Label,
      label: shorten(one.field.label[language], maxFieldLabel),
      ...(said !== undefined && said !== '' && { description: shorten(said, maxFieldDescription) }),
      component: renderField(one, language),
    };
  });
  return {
    custom_id: buttonWire({ press: submitPress, subject: view.form }),
    title: `${shorten(view.title, maxModalTitle - steps.length)}${steps}`,
    components:
      intro && intro.length > 0 && !full
        ? [{ type: ComponentType.TextDisplay, content: shorten(markdown(intro), maxText) }, ...labels]
        : labels,
  };
}

function renderField({ name, field, value }: FormField, language: Language): APIComponentInLabel {
  const required = field.required === true;
  const typed = (style: TextInputStyle, max: number) => textInput(name, style, required, max, value);
  switch (field.kind) {
    case 'text':
      return typed(TextInputStyle.Short, field.max ?? 200);
    case 'longText':
      return typed(TextInputStyle.Paragraph, field.max ?? 2000);
    case 'number':
      return typed(TextInputStyle.Short, String(field.max ?? 1_000_000).length + 1);
    case 'moment':
    case 'lookup':
      return typed(TextInputStyle.Short, 200);
    case 'choice':
      return one(name, required, optionsOf(field.options, language), value);
    case 'yesNo': {
      const say = words[language];
      const { yesWords, noWords } = chatWords[language];
      const written = String(value ?? '').toLowerCase();
      const given = yesWords.includes(written) ? 'yes' : noWords.includes(written) ? 'no' : undefined;
      return one(
        name,
        required,
        [
          { label: say.yes, value: 'yes' },
          { label: say.no, value: 'no' },
        ],
        given,
      );
    }
    case 'scale': {
      const steps = ['1', '2', '3', '4', '5'].map((step) => ({ label: step, value: step }));
      return one(name, required, steps, value);
    }
    case 'many':
      return many(name, required, optionsOf(field.options, language), value);
    case 'person':
      return {
        type: ComponentType.UserSelect,
        custom_id: name,
        required,
        ...(isId(value) && { default_values: [{ id: value, type: SelectMenuDefaultValueType.User }] }),
      };
    case 'channel':
      return {
        type: ComponentType.ChannelSelect,
        custom_id: name,
        required,
        channel_types: [...postable],
        ...(isId(value) && { default_values: [{ id: value, type: SelectMenuDefaultValueType.Channel }] }),
      };
  }
}

interface Choice {
  readonly label: string;
  readonly value: string;
}

/** One of several: visible buttons up to ten, a menu up to 25, beyond that a field to write in. */
function one(
  name: string,
  required: boolean,
  options: readonly Choice[],
  given: GivenValue | undefined,
): APIComponentInLabel {
  const chosen = new Set(asList(given).slice(0, 1));
  if (options.length >= minRadioOptions && options.length <= maxGroupOptions) {
    return { type: ComponentType.RadioGroup, custom_id: name, required, options: ticked(options, chosen) };
  }
  if (options.length >= 1 && options.length <= maxSelectOptions) {
    return { type: ComponentType.StringSelect, custom_id: name, required, options: ticked(options, chosen) };
  }
  return textInput(name, TextInputStyle.Short, required, 200, given);
}

function many(
  name: string,
  required: boolean,
  options: readonly Choice[],
  given: GivenValue | undefined,
): APIComponentInLabel {
  if (options.length === 0 || options.length > maxSelectOptions) {
    return textInput(name, TextInputStyle.Short, required, 1000, given);
  }
  const common = {
    custom_id: name,
    required,
    min_values: required ? 1 : 0,
    max_values: options.length,
    options: ticked(options, new Set(asList(given))),
  };
  return options.length <= maxGroupOptions
    ? { type: ComponentType.CheckboxGroup, ...common }
    : { type: ComponentType.StringSelect, ...common };
}

function ticked(options: readonly Choice[], chosen: ReadonlySet<string>) {
  return options.map((option) => ({ ...option, ...(chosen.has(option.value) && { default: true }) }));
}

function textInput(
  name: string,
  style: TextInputStyle,
  required: boolean,
  max: number,
  given: GivenValue | undefined,
): APITextInputComponent {
  const longest = Math.min(max, maxTextInput);
  const value = asList(given).join(', ');
  return {
    type: ComponentType.TextInput,
    custom_id: name,
    style,
    required,
    max_length: longest,
    ...(value !== '' && { value: [...value].slice(0, longest).join('').slice(0, longest) }),
  };
}

function optionsOf(options: readonly Option[], language: Language): readonly Choice[] {
  return options.map(({ label, value }) => ({ label: shorten(label[language], maxOption), value }));
}

function asList(given: GivenValue | undefined): readonly string[] {
  if (given === undefined) return [];
  return typeof given === 'object' ? given : [String(given)];
}

function isId(value: GivenValue | undefined): value is string {
  return typeof value === 'string' && /^\d{15,21}$/.test(value);
}
