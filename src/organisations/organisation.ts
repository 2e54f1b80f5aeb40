import type { Coalition, Organisation } from '#directory/index.ts';

/** Whether it signed the purpose as it is now. */
export function hasSigned(
  organisation: Pick<Organisation, 'signedAt'>,
  coalition: Pick<Coalition, 'purposeChangedAt'>,
): boolean {
  return organisation.signedAt !== null && isSince(organisation.signedAt, coalition);
}

/** Whether a moment is not before the last change of the purpose. */
export function isSince(at: Temporal.Instant, coalition: Pick<Coalition, 'purposeChangedAt'>): boolean {
  return coalition.purposeChangedAt === null || Temporal.Instant.compare(at, coalition.purposeChangedAt) >= 0;
}

/** Characters of a name. */
export const longestName = 100;

/** Lines of a pasted list. */
export const mostNames = 200;

/** The names in what was written, one a line, without list marks; those written twice, in any case, are `repeated`. */
export function readNames(...written: readonly (string | undefined)[]): {
  readonly names: readonly string[];
  readonly repeated: readonly string[];
} {
  const lines = written
    .flatMap((one) => (one ?? '').split(/[\r\n]+/))
    .map((line) =>
      line
        .replace(/^\s*[-*•–](?:\s+|$)/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
  const names = new Map<string, string>();
  const repeated: string[] = [];
  for (const line of lines) {
    if (names.has(line.toLowerCase())) repeated.push(line);
    else names.set(line.toLowerCase(), line);
  }
  return { names: [...names.values()], repeated };
}
