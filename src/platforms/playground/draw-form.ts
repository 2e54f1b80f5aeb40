import type { Field, FormField, FormView, Language, Option } from '#chat/index.ts';
import { type Html, html } from './html.ts';
import { drawText } from './render.ts';
import type { OpenForm } from './seen.ts';
import type { Viewing } from './show-moment.ts';
import type { Person, Space } from './world.ts';

/** What a form's drawing needs: who fills it in, the others of their space, and the address to come back to. */
export interface FormSetting {
  readonly person: Person;
  readonly space: Space;
  readonly people: readonly Person[];
  readonly viewing: Viewing;
  readonly back: string;
}

/** One step of a form as a dialog inside its person's column. */
export function drawForm({ view, errors, shown }: OpenForm, setting: FormSetting): Html {
  const { account } = setting.person;
  const drawn = view.fields.map((one) => {
    const id = `${account}-${one.name}`;
    const error = errors[one.name];
    return drawField({ ...one, id, language: view.language, error, shown: shown[one.name], setting });
  });
  // The version tells the script whether this is still the form that is being filled in.
  const version = `${view.form} ${view.step} ${JSON.stringify(errors)} ${JSON.stringify(view.fields)}`;
  return html`<dialog open class="form" aria-labelledby="title-${account}" data-version="${version}">
<form method="post" action="/fill" novalidate data-quiet autocomplete="off">
<input type="hidden" name="account" value="${account}"><input type="hidden" name="form" value="${view.form}"><input type="hidden" name="back" value="${setting.back}">
<header><h3 id="title-${account}">${view.title}</h3>${view.of > 1 && html`<p class="step">Step ${view.step} of ${view.of}</p>`}</header>
<div class="fields">
${view.intro && html`<p class="intro">${drawText(view.intro, setting.viewing)}</p>`}
${errors[''] !== undefined && html`<p class="error" role="alert">${errors['']}</p>`}
${Object.keys(errors).length > 0 && errors[''] === undefined && html`<p class="error" role="alert">${whatIsWrong(view, errors)}</p>`}
${drawn}
</div>
<footer><button class="main">${view.submit}</button><button name="close" value="1" class="plain">Close</button></footer>
</form></dialog>`;
}

/** How many fields of this step are wrong, and whether any of another is: one is taken to the first such step. */
function whatIsWrong({ fields }: FormView, errors: Readonly<Record<string, string>>): string {
  const here = fields.filter(({ name }) => errors[name] !== undefined).length;
  if (here === 0) return 'Something needs another look.';
  const said = here === 1 ? 'One thing needs another look' : `${here} things need another look`;
  return here < Object.keys(errors).length ? `${said}, and something on a later step.` : `${said}.`;
}

type Drawn = FormField & {
  readonly id: string;
  readonly language: Language;
  readonly error: string | undefined;
  readonly shown: string | undefined;
  readonly setting: FormSetting;
};

function drawField(drawn: Drawn): Html {
  const { field, id, language, error } = drawn;
  const optional = !field.required && html` <span class="optional">optional</span>`;
  const hint = hintOf(field, language);
  const about = html`${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}${
    error !== undefined && html`<p class="error" id="${id}-error">${error}</p>`
  }`;
  const marks = marksOf(drawn, hint !== undefined);
  const label = field.label[language];
  const choices = choicesOf(drawn);
  if (choices) {
    return html`<fieldset class="field"${marks}><legend>${label}${optional}</legend>${about}<div class="${
      field.kind === 'scale' ? 'choices scale' : 'choices'
    }">${choices}</div></fieldset>`;
  }
  return html`<div class="field"><label for="${id}">${label}${optional}</label>${about}${drawControl(drawn, marks)}</div>`;
}

/** Radio buttons or checkboxes, where the field is a group of them. */
function choicesOf({ field, name, id, value, language }: Drawn): readonly Html[] | undefined {
  const draw = (type: 'radio' | 'checkbox', options: readonly (readonly [string, string])[]) =>
    options.map(([one, label]) => {
      const chosen = Array.isArray(value)
        ? value.includes(one)
        : value !== undefined && asWritten(value) === one;
      const control = html`<input type="${type}" name="f.${name}" value="${one}" id="${id}-${one || 'open'}"${chosen && html` checked`}>`;
      return html`<label>${control} <span>${label}</span></label>`;
    });
  // A radio button cannot be taken back, so an optional group has one that does.
  const open: readonly (readonly [string, string])[] = field.required
    ? []
    : [['', canWait(field) ? 'Decide later' : 'No answer']];
  switch (field.kind) {
    case 'yesNo':
      return draw('radio', [['yes', 'Yes'], ['no', 'No'], ...open]);
    case 'scale':
      return draw('radio', [...['1', '2', '3', '4', '5'].map((one) => [one, one] as const), ...open]);
    case 'many':
      return draw('checkbox', pairs(field.options, language));
    case 'choice':
      return isShort(field) ? draw('radio', [...pairs(field.options, language), ...open]) : undefined;
    default:
      return undefined;
  }
}

/** Whether leaving it open puts a decision off. */
function canWait(field: Field): boolean {
  return field.kind === 'yesNo' || (field.kind === 'choice' && field.canWait === true);
}

function drawControl(drawn: Drawn, marks: Html): Html {
  const { field, name, id, value, language, shown, setting } = drawn;
  const written = value === undefined ? '' : asWritten(value);
  const called = html`id="${id}" name="f.${name}"${marks}`;
  switch (field.kind) {
    case 'text':
      return html`<input ${called} value="${written}">`;
    case 'longText':
      return html`<textarea ${called} rows="4">\n${written}</textarea>`;
    case 'number':
      return html`<input ${called} inputmode="numeric" class="short" value="${written}">`;
    case 'moment':
      return html`<input ${called} value="${asLocal(written, setting.viewing.zone)}">`;
    case 'lookup': {
      const look = `/look?${new URLSearchParams({ account: setting.person.account, of: field.of })}`;
      return html`<div class="combo"><input ${called} value="${shown ?? written}" data-complete="${look}" data-id="id.${name}" spellcheck="false"><input type="hidden" name="id.${name}" value="${shown === undefined ? '' : written}"></div>`;
    }
    case 'choice':
      return drawSelect(called, pairs(field.options, language), written);
    case 'person':
      return drawSelect(
        called,
        setting.people.map((one) => [one.account, one.name] as const),
        written,
      );
    case 'channel':
      return drawSelect(
        called,
        setting.space.channels.map((one) => [one.id, `#${one.name}`] as const),
        written,
      );
    case 'many':
    case 'yesNo':
    case 'scale':
      throw new Error(`${field.kind} is drawn as a group`);
  }
}

function drawSelect(called: Html, options: readonly (readonly [string, string])[], chosen: string): Html {
  return html`<select ${called}><option value="">Choose</option>${options.map(
    ([value, label]) =>
      html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`,
  )}</select>`;
}

function marksOf({ field, id, error }: Drawn, hasHint: boolean): Html {
  const by = [hasHint && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return html`${by !== '' && html` aria-describedby="${by}"`}${error !== undefined && html` aria-invalid="true"`}${
    field.required && !isGroup(field) && html` aria-required="true"`
  }`;
}

function hintOf(field: Field, language: Language): string | undefined {
  if (field.hint) return field.hint[language];
  switch (field.kind) {
    case 'moment':
      return 'Like “Saturday 6pm” or “2027-03-04 18:00”, in your own time.';
    case 'scale':
      return '1 is the least, 5 the most.';
    case 'lookup':
      return 'Type a few letters and choose.';
    default:
      return undefined;
  }
}

function isShort(field: Field & { kind: 'choice' }): boolean {
  return field.options.length <= 5;
}

function isGroup(field: Field): boolean {
  return ['many', 'yesNo', 'scale'].includes(field.kind) || (field.kind === 'choice' && isShort(field));
}

function pairs(options: readonly Option[], language: Language): readonly (readonly [string, string])[] {
  return options.map((one) => [one.value, one.label[language]] as const);
}

function asWritten(value: NonNullable<FormField['value']>): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** A moment that was read already, as one would write it in the viewer's zone; anything else as it was written. */
function asLocal(written: string, zone: string): string {
  try {
    const there = Temporal.Instant.from(written).toZonedDateTimeISO(zone).toPlainDateTime();
    return there.toString({ smallestUnit: 'minute' }).replace('T', ' ');
  } catch {
    return written;
  }
}
