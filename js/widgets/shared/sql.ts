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

/** In order of precedence; each is sticky. Unterminated strings and comments run to the end. */
const RULES: readonly (readonly [TokenKind, RegExp])[] = [
  ['comment', /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ['string', /'(?:[^']|'')*(?:'|$)/y],
  ['string', /\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/y],
  ['plain', /"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)/y],
  ['number', /(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\b/iy],
  ['keyword', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['plain', /\s+|[^\s]/uy]
];

/** The tokens of `sql`; their texts joined are `sql` again. Neighbours of one kind are merged. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < sql.length) {
    const token = tokenAt(sql, position);
    position += token.text.length;
    push(tokens, token);
  }
  return tokens;
}

function tokenAt(sql: string, position: number): Token {
  for (const [kind, rule] of RULES) {
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
