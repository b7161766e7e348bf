/** A small SQL tokenizer for display: it never loses or changes a character. */

/** What a piece of SQL is, for its colour. */
export type TokenKind = 'keyword' | 'function' | 'string' | 'number' | 'comment' | 'plain';

/** A run of characters of one kind. */
export interface Token {
  kind: TokenKind;
  text: string;
}

const KEYWORDS = new Set(
  `all and any as asc at between by case cast cross current_date current_time current_timestamp delete desc
  distinct else end escape except exclude exists false fetch filter first following for from full group
  grouping having ilike in inner insert intersect interval into is join last lateral left like limit natural
  not null nulls offset on or order outer over partition pivot preceding qualify range recursive replace
  right row rows select set sets similar table tablesample then ties to true unbounded union unnest unpivot
  update using values when where window with within zone`.split(/\s+/)
);

/** What a piece of text may be, by a sticky pattern. */
type Rule = readonly [TokenKind, RegExp];

/** In order of precedence. Unterminated strings and comments run to the end. */
const RULES: readonly Rule[] = [
  ['comment', /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ['string', /'(?:[^']|'')*(?:'|$)/y],
  ['string', /\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/y],
  ['plain', /"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)/y],
  ['number', /(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\b/iy],
  ['keyword', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['plain', /\s+|[^\s]/uy]
];

const HASH_COMMENT: Rule = ['comment', /#[^\n]*/y];
/** Both quotes make strings, in which a backslash escapes. */
const QUOTED: Rule = ['string', /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)/y];
const BRACKETED: Rule = ['plain', /\[(?:[^\]]|\]\])*(?:\]|$)/y];

/** What goes before the rules in the dialects, by sqlglot's names, that differ in what a quote or sign means. */
const DIALECT_RULES: Readonly<Record<string, readonly Rule[]>> = {
  mysql: [HASH_COMMENT, QUOTED],
  bigquery: [HASH_COMMENT, QUOTED],
  spark: [QUOTED],
  databricks: [QUOTED],
  hive: [QUOTED],
  tsql: [BRACKETED]
};

/** The tokens of `sql`; their texts joined are `sql` again. Neighbours of one kind are merged. */
export function tokenize(sql: string, dialect = ''): Token[] {
  const own = Object.hasOwn(DIALECT_RULES, dialect) ? DIALECT_RULES[dialect] : undefined;
  const rules = [...(own ?? []), ...RULES];
  const tokens: Token[] = [];
  let position = 0;
  while (position < sql.length) {
    const token = tokenAt(sql, position, rules);
    position += token.text.length;
    push(tokens, token);
  }
  return tokens;
}

function tokenAt(sql: string, position: number, rules: readonly Rule[]): Token {
  for (const [kind, rule] of rules) {
    rule.lastIndex = position;
    const text = rule.exec(sql)?.[0];
    if (text) {
      return { kind: kind === 'keyword' ? wordKind(text, sql, position) : kind, text };
    }
  }
  return { kind: 'plain', text: sql.charAt(position) };
}

function wordKind(word: string, sql: string, position: number): TokenKind {
  if (KEYWORDS.has(word.toLowerCase())) {
    return 'keyword';
  }
  return sql.charAt(position + word.length) === '(' ? 'function' : 'plain';
}

function push(tokens: Token[], token: Token): void {
  const last = tokens.at(-1);
  if (last?.kind === token.kind) {
    last.text += token.text;
  } else {
    tokens.push(token);
  }
}
