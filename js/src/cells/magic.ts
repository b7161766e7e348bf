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
