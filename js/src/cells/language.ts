/** The language of a code cell: Python, and below a magic of ours SQL or plain words. */
import { pythonLanguage } from '@codemirror/lang-python';
import { Language, LanguageSupport, StreamLanguage, type StreamParser } from '@codemirror/language';
import {
  mariaDB,
  msSQL,
  pgSQL,
  plSQL,
  sparkSQL,
  sqlite,
  standardSQL
} from '@codemirror/legacy-modes/mode/sql';
import { parseMixed } from '@lezer/common';

import { cellMagic, MAGIC_LINE_LENGTH, type BodyKind, type CellMagic } from './magic';

/** A mode for each driver or sqlglot dialect; DuckDB's SQL is nearest to PostgreSQL's. */
const MODES: Readonly<Record<string, StreamParser<unknown>>> = {
  duckdb: pgSQL,
  postgresql: pgSQL,
  postgres: pgSQL,
  redshift: pgSQL,
  mysql: mariaDB,
  sqlite,
  spark: sparkSQL,
  databricks: sparkSQL,
  tsql: msSQL,
  mssql: msSQL,
  oracle: plSQL
};

interface CellState {
  /** Whether the magic's own line is over. */
  inBody: boolean;
  body: unknown;
}

/** The dialect in which a cell's SQL is read: a key of the modes, or any other name. */
export type DialectOf = (magic: CellMagic) => string;

const cached = new Map<string, Language>();

/** Python, in which cells with a magic of ours are read in their own way as they are typed. */
export function cellLanguage(dialectOf: DialectOf): LanguageSupport {
  const wrap = parseMixed((node, input) => {
    const magic = node.type.isTop
      ? cellMagic(input.read(0, Math.min(input.length, MAGIC_LINE_LENGTH)))
      : null;
    if (magic === null) {
      return null;
    }
    const { parser } = bodyLanguage(magic.kind, dialectOf(magic));
    return { parser, overlay: [{ from: 0, to: input.length }] };
  });
  return new LanguageSupport(pythonLanguage.configure({ wrap }));
}

/** The language of the whole cell: the magic's line, then its body. */
export function bodyLanguage(kind: BodyKind, dialect: string): Language {
  const name = kind === 'prose' ? kind : dialect in MODES ? dialect : 'sql';
  let language = cached.get(name);
  if (!language) {
    const mode = kind === 'prose' ? null : (MODES[name] ?? standardSQL);
    language = StreamLanguage.define(cellMode(name, mode));
    cached.set(name, language);
  }
  return language;
}

function cellMode(name: string, mode: StreamParser<unknown> | null): StreamParser<CellState> {
  return {
    name: `iopsdata-${name}`,
    startState: indent => ({ inBody: false, body: mode?.startState?.(indent) ?? null }),
    copyState: state => ({
      inBody: state.inBody,
      // The SQL modes keep a flat state whose context is a linked list, which is never changed in place.
      body: { ...(state.body as object | null) }
    }),
    token(stream, state) {
      if (state.inBody) {
        return mode ? mode.token(stream, state.body) : skipLine(stream);
      }
      const token = magicToken(stream);
      // The magic's line is over at its end; blank lines may stand before it.
      if (stream.eol() && /%%\w/.test(stream.string)) {
        state.inBody = true;
      }
      return token;
    },
    languageData: mode?.languageData ?? {}
  };
}

type Stream = Parameters<StreamParser<unknown>['token']>[0];

function magicToken(stream: Stream): string | null {
  if (stream.eatSpace()) {
    return null;
  }
  if (stream.match(/^%%\w+/)) {
    return 'keyword';
  }
  if (stream.match(/^--?[A-Za-z][\w-]*/)) {
    return 'attribute';
  }
  if (stream.match(/^"[^"]*"|^'[^']*'/)) {
    return 'string';
  }
  if (stream.match(/^\d+(\.\d+)?\b/)) {
    return 'number';
  }
  if (stream.match('<<')) {
    return 'operator';
  }
  if (!stream.match(/^[^\s"']+/)) {
    stream.next();
  }
  return null;
}

function skipLine(stream: Stream): null {
  stream.skipToEnd();
  return null;
}
