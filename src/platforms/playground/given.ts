import type { FormView, Given, GivenValue } from '#chat/index.ts';

/** What a browser sent for the fields of a form, and what its look-ups showed. Every field is there, also when emptied. */
export function readGiven(view: FormView, sent: FormData): { given: Given; shown: Record<string, string> } {
  const given: Record<string, GivenValue> = {};
  const shown: Record<string, string> = {};
  for (const { name, field } of view.fields) {
    const written = textOf(sent, `f.${name}`);
    const id = textOf(sent, `id.${name}`);
    if (field.kind === 'many') given[name] = sent.getAll(`f.${name}`).map(String);
    else given[name] = field.kind === 'lookup' && id !== '' ? id : written;
    if (field.kind === 'lookup') shown[name] = written;
  }
  return { given, shown };
}

/** One text a browser sent; '' when there is none. Line breaks come as CRLF and are kept as LF. */
export function textOf(sent: FormData, name: string): string {
  const value = sent.get(name);
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '';
}
