/** Lists whose order counts. */

/** The list with the entry at `from` moved to `to`; a place beyond the ends is the end. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const entry = list[from];
  if (entry === undefined) {
    return list;
  }
  const rest = list.filter((_, index) => index !== from);
  const at = Math.min(Math.max(to, 0), rest.length);
  return [...rest.slice(0, at), entry, ...rest.slice(at)];
}

/** The list with an entry at its end; one that it has already stays where it is. */
export function added(list: readonly string[], entry: string): readonly string[] {
  const wanted = entry.trim();
  return wanted === '' || list.includes(wanted) ? list : [...list, wanted];
}

/** The list without the entry at `index`. */
export function without<T>(list: readonly T[], index: number): readonly T[] {
  return list.filter((_, at) => at !== index);
}
