/** Adds to a list of which only the last `most` matter; it is cut when it is twice as long, so that adding stays cheap. */
export function keepLast<T>(list: T[], one: T, most: number): void {
  list.push(one);
  if (list.length >= 2 * most) list.splice(0, list.length - most);
}

/** Adds to the list under a key. */
export function fileUnder<K, T>(index: Map<K, T[]>, key: K, one: T): void {
  const there = index.get(key);
  if (there) there.push(one);
  else index.set(key, [one]);
}
