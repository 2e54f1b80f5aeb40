/** Where an error came from, for the log: its name and places, not its words, which may be somebody's. */
export function trace(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const at = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return [error.name, ...at.slice(0, 4).map((line) => line.trim())].join(' ');
}
