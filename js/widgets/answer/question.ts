/** Finding in a question the words that were understood. */
import type { Understanding } from './payload';

/** A run of the question; `meaning` is null where nothing was read from it. */
export interface Segment {
  text: string;
  meaning: string | null;
}

interface Place {
  start: number;
  end: number;
  meaning: string;
}

/** The question cut at the words that were understood; the texts joined are the question again. */
export function segments(question: string, understood: readonly Understanding[]): Segment[] {
  const found: Segment[] = [];
  let position = 0;
  for (const place of places(question, understood)) {
    found.push({ text: question.slice(position, place.start), meaning: null });
    found.push({ text: question.slice(place.start, place.end), meaning: place.meaning });
    position = place.end;
  }
  found.push({ text: question.slice(position), meaning: null });
  return found.filter(segment => segment.text !== '');
}

/** Places in the order of the question; of two that overlap, the longer phrase wins. */
function places(question: string, understood: readonly Understanding[]): Place[] {
  const taken: Place[] = [];
  for (const { words, meaning } of [...understood].sort((a, b) => b.words.length - a.words.length)) {
    const start = freeStart(question, words, taken);
    if (start >= 0) {
      taken.push({ start, end: start + words.length, meaning });
    }
  }
  return taken.sort((a, b) => a.start - b.start);
}

function freeStart(question: string, words: string, taken: readonly Place[]): number {
  const phrase = words.trim();
  if (phrase === '' || phrase !== words) {
    return -1;
  }
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escapeRegExp(words)}(?![\\p{L}\\p{N}])`, 'giu');
  for (const match of question.matchAll(pattern)) {
    const end = match.index + words.length;
    if (
      match[0].length === words.length &&
      taken.every(place => end <= place.start || match.index >= place.end)
    ) {
      return match.index;
    }
  }
  return -1;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
