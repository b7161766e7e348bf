/** Texts as they are drawn: on one line, harmless, and cut to a width. */
import { visible } from '../shared/visible';
import type { NodeKind } from './payload';

/** Longest text that is drawn or announced anywhere, in characters. */
const MOST = 400;

// What XML cannot hold, and marks of direction that `visible` leaves to running text.
const UNFIT = /[\ufffe\uffff\u200e\u200f\u061c]/g;

/** `text` as one line without signs that act on the display, at most 400 characters. */
export function label(text: string): string {
  const line = visible(shorten(text, MOST)).replaceAll('\n', ' ').replaceAll('\t', ' ').replace(UNFIT, '');
  return toWellFormed(line);
}

/** The last part of a table's dotted name or of a file's path, and what stands before it. */
export function nameParts(name: string, kind: NodeKind): { last: string; before: string } {
  const isPath = /[/\\]/.test(name);
  const isDotted = (kind === 'table' || kind === 'view') && DOTTED.test(name);
  const cut = isPath ? Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) : name.lastIndexOf('.');
  const isCut = (isPath || isDotted) && cut < name.length - 1;
  return isCut ? { last: name.slice(cut + 1), before: name.slice(0, cut) } : { last: name, before: '' };
}

const DOTTED = /^[\p{L}\p{N}_$-]+(?:\.[\p{L}\p{N}_$-]+)+$/u;

/** `text` cut in the middle to at most `most` characters. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  const tail = Math.floor((most - 1) / 3);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(text.length - tail)}`;
}

/** `text` as a label cut to `width`, for a font whose letters are about `unit` wide. */
export function fit(text: string, width: number, unit: number): string {
  const line = label(text);
  const letters = Array.from(line);
  const total = letters.reduce((sum, letter) => sum + units(letter), 0) * unit;
  return total <= width ? line : shorten(line, Math.max(2, Math.floor((letters.length * width) / total)));
}

/** Scripts of East Asia take the room of two Latin letters. */
function units(letter: string): number {
  return (letter.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
}

/** Without halves of surrogate pairs; `String.toWellFormed` is newer than our target. */
function toWellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
