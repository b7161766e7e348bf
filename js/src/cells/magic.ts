/** What a code cell's text says of the language below its first line. Knows no editor. */

/** `sql`: the cell's body is SQL; `prose`: it is a question in plain language. */
export type BodyKind = 'sql' | 'prose';

/** A cell magic of ours. */
export interface CellMagic {
  kind: BodyKind;
  /** The magic's name without percent signs. */
  name: string;
  /** What stands behind the name on its line: options and the connection. */
  line: string;
}

const BODIES: ReadonlyMap<string, BodyKind> = new Map([
  ['sql', 'sql'],
  ['ask', 'prose'],
  ['lineage', 'sql']
]);

/** Characters in which a magic's line ends. */
export const MAGIC_LINE_LENGTH = 2000;

/** Lines before a cell magic may be blank, and nothing else: so does IPython read it. */
const MAGIC = /^(?:[ \t]*\r?\n)*%%(\w+)(?:[ \t]+([^\r\n]*))?(?:\r?\n|$)/;

/** Options whose value is the next word. */
const VALUED = /^(?:-[a-z]|--(?!write$|new$|offline$|sql-only$|help$)[\w-]+)$/;

/** The cell's magic; null for any other cell. */
export function cellMagic(text: string): CellMagic | null {
  const [, name = '', line = ''] = MAGIC.exec(text) ?? [];
  const kind = BODIES.get(name);
  return kind ? { kind, name, line: line.trim() } : null;
}

/** The connection that the magic's line names; null where it takes the current one. */
export function namedConnection(magic: CellMagic, known: ReadonlySet<string>): string | null {
  const words = magic.line.split(/\s+/);
  const free = words.filter((_, at) => !VALUED.test(words[at - 1] ?? ''));
  return free.find(word => known.has(word)) ?? null;
}

/** The text below the magic's own line. */
export function bodyOf(text: string): string {
  return text.replace(MAGIC, '');
}

/** The variable that gets the rows: `-o NAME`, `--out NAME` or `NAME <<`. */
export function resultName(magic: CellMagic): string | null {
  const found = RESULT.exec(magic.line);
  return found?.[1] ?? found?.[2] ?? null;
}

const RESULT = /(?:^|\s)(?:-o[ =]|--out[ =])\s*([^\W\d]\w*)|(?:^|\s)([^\W\d]\w*)\s*<</;

/** The options of the magic's line that another look at its statement needs too: binds and saved parts. */
export function carriedOptions(magic: CellMagic): string {
  return [...magic.line.matchAll(CARRIED)].map(found => found[0].trim()).join(' ');
}

const VALUE = String.raw`(?:'[^']*'|"[^"]*"|\{[^}]*\}|\S+)`;
const CARRIED = new RegExp(String.raw`(?:^|\s)(?:-p|--params|-w|--with)[ =]\s*${VALUE}`, 'g');
