/** Which options of a long list fit what a person has typed. */

/** Options that are shown, and how many more there are. */
export interface Matches {
  shown: readonly string[];
  more: number;
}

/** Options that hold every word of `text`, in whatever case; those that begin with it come first. */
export function matching(options: readonly string[], text: string, most: number): Matches {
  const wanted = text.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const found = options.filter(option => {
    const lower = option.toLowerCase();
    return words.every(word => lower.includes(word));
  });
  const first = (option: string): number => (option.toLowerCase().startsWith(wanted) ? 0 : 1);
  const ordered = [...found].sort((a, b) => first(a) - first(b));
  return { shown: ordered.slice(0, most), more: Math.max(0, ordered.length - most) };
}
