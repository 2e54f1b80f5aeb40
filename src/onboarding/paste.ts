const most = 500;
const longest = 120;

/** Names of organisations from a pasted list: one a line, bullets and numbers dropped, the first of equal names kept. */
export function pastedNames(list: string): readonly string[] {
  const names = new Map<string, string>();
  for (const line of list.split('\n')) {
    const bare = line.replace(/^\s*(?:[-*•–]|\d+[.)])\s+/, '');
    const name = [...bare.replace(/\s+/g, ' ').trim()].slice(0, longest).join('');
    if (name !== '' && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return [...names.values()].slice(0, most);
}
