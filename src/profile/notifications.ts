import { chatWords, Invalid, type Language } from '#chat/index.ts';
import type { Kind } from '#delivery/index.ts';
import type { Feature, JoinedContext } from '#directory/index.ts';
import { mannersOf, setManner } from '#home/index.ts';
import { words } from './words.ts';

export type MannerName = 'now' | 'bundle' | 'never';
export interface Coming {
  readonly kind: Kind;
  readonly manner: MannerName;
}

/** The bundle cannot wait for the bundle. */
const weekly = 'home.bundle';

/** Every kind of message that features may send to a person who did not ask for it that moment. */
export function kindsOf(features: readonly Feature[]): readonly Kind[] {
  return features.flatMap((feature) => feature.kinds ?? []).filter((kind) => !kind.inChannels && !kind.asked);
}

/** How each kind comes to this person now. */
export async function listManners(
  context: JoinedContext,
  kinds: readonly Kind[],
): Promise<readonly Coming[]> {
  const { id } = context.person;
  const mannerOf = await mannersOf(context, [id]);
  return kinds.map((kind) => ({ kind, manner: mannerOf(id, kind) }));
}

/** Sets how one kind comes from now on; Invalid when either half is missing or the bundle would wait for itself. */
export async function chooseManner(
  context: JoinedContext,
  kinds: readonly Kind[],
  given: { readonly kind: string | undefined; readonly manner: MannerName | undefined },
): Promise<Coming> {
  const kind = kinds.find((one) => one.name === given.kind);
  if (!kind) throw new Invalid({ kind: chatWords[context.language].required });
  if (!given.manner) throw new Invalid({ manner: chatWords[context.language].required });
  if (kind.name === weekly && given.manner === 'bundle') {
    throw new Invalid({ manner: words[context.language].bundleInItself });
  }
  await setManner(context, context.person, kind.name, given.manner);
  return { kind, manner: given.manner };
}

/** Kinds whose description holds what was written, in any case; a kind's own name is found as itself. At most 25. */
export function lookUpKinds(
  kinds: readonly Kind[],
  language: Language,
  written: string,
): readonly { readonly id: string; readonly label: string }[] {
  const wanted = written.trim().toLowerCase();
  const found = kinds.map((kind) => ({ id: kind.name, label: kind.about[language].slice(0, 75) }));
  const exact = found.filter(({ id, label }) => id === wanted || label.toLowerCase() === wanted);
  return exact.length > 0
    ? exact
    : found.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, 25);
}
