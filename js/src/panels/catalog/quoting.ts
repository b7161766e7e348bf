/** Names as SQL text of a dialect. */

/** Dialects (sqlglot's names) that quote with backticks. */
const BACKTICKS: ReadonlySet<string> = new Set([
  'bigquery',
  'clickhouse',
  'databricks',
  'doris',
  'drill',
  'hive',
  'mysql',
  'singlestore',
  'spark',
  'spark2',
  'starrocks'
]);

/** Dialects that quote with square brackets. */
const BRACKETS: ReadonlySet<string> = new Set(['fabric', 'tsql']);

/**
 * Every engine reads such a name as it is written: those that fold names fold to lower case, or tell
 * SQLAlchemy of theirs in lower case.
 */
const PLAIN = /^[a-z_][a-z0-9_]*$/;

/** Words that some engine reserves; quoting one that is free does no harm. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'access add all alter analyse analyze and any array as asc asof at authorization before begin between ' +
    'bigint binary blob both by call cascade case cast change char character check cluster collate column ' +
    'comment commit condition connect constraint continue convert create cross cube current current_catalog ' +
    'current_date current_role current_schema current_time current_timestamp current_user cursor database ' +
    'databases date day dec decimal declare default deferrable delayed delete desc describe deterministic ' +
    'distinct div double drop dual each else elseif end escape except exclusive exec execute exists exit ' +
    'explain external false fetch file float for force foreign freeze from full fulltext function generated ' +
    'glob global grant group grouping groups having hour identified if ignore ilike immediate in increment ' +
    'index infile initial initially inner inout insert int integer intersect interval into is isnull iterate ' +
    'join key keys kill lag lambda lateral lead leading leave left level like limit linear lines load ' +
    'localtime localtimestamp lock long loop map match maxvalue merge minus minute mod mode modify month ' +
    'natural new no noaudit nocompress not notnull nowait null number numeric of off offline offset old on ' +
    'online only open optimize option optionally or order out outer over overlaps partition pctfree percent ' +
    'pivot placing plan pragma precision primary prior privileges procedure public purge qualify range rank ' +
    'raw read reads real recursive references regexp release rename repeat replace require resource ' +
    'restrict return returning revoke right rlike row row_number rowid rownum rows schema schemas second ' +
    'select semi sensitive separator session session_user set share show signal similar size smallint some ' +
    'sql start summarize synonym sysdate system_user table tablesample terminated text then time timestamp ' +
    'tinyint to top trailing transaction trigger true truncate try_cast uid undo union unique unlock unpivot ' +
    'unsigned update usage use user using validate values varchar variadic varying verbose view when whenever ' +
    'where while window with within work write xor year zerofill'
  ).split(' ')
);

/** A name as it must be written in a statement. */
export function quoteName(name: string, dialect: string): string {
  return PLAIN.test(name) && !RESERVED.has(name) ? name : quoted(name, dialect);
}

/** A table's name with its schema, where it does not stand in the default one. */
export function quoteTable(table: { name: string; schema: string | null }, dialect: string): string {
  const name = quoteName(table.name, dialect);
  return table.schema ? `${quoteName(table.schema, dialect)}.${name}` : name;
}

function quoted(name: string, dialect: string): string {
  if (dialect === 'bigquery') {
    // BigQuery reads a backslash in a quoted name as it does in a string.
    return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
  }
  if (BACKTICKS.has(dialect)) {
    return `\`${name.replaceAll('`', '``')}\``;
  }
  if (BRACKETS.has(dialect)) {
    return `[${name.replaceAll(']', ']]')}]`;
  }
  return `"${name.replaceAll('"', '""')}"`;
}
