/** The engines as a person tells them apart: by the form that describes one, and by a mark in a list. */
import type { Connection } from '../../tokens';

/** Which form describes a connection. */
export type EngineId = 'duckdb' | 'sqlite' | 'files' | 'postgresql' | 'mysql' | 'spark' | 'other';

/** What a list shows of an engine. */
export interface EngineMark {
  /** Its own name, which is not translated. */
  title: string;
  /** Two letters that stand for it. */
  letters: string;
}

const DRIVERS: Readonly<Record<string, EngineId>> = {
  duckdb: 'duckdb',
  sqlite: 'sqlite',
  postgresql: 'postgresql',
  mysql: 'mysql',
  spark: 'spark',
  sqlalchemy: 'other'
};

const MARKS: Readonly<Record<EngineId, EngineMark>> = {
  duckdb: { title: 'DuckDB', letters: 'Du' },
  sqlite: { title: 'SQLite', letters: 'Sq' },
  files: { title: 'CSV, parquet, JSON, Excel', letters: 'Fi' },
  postgresql: { title: 'PostgreSQL', letters: 'Pg' },
  mysql: { title: 'MySQL, MariaDB', letters: 'My' },
  spark: { title: 'Spark Connect', letters: 'Sp' },
  other: { title: 'SQLAlchemy', letters: 'SA' }
};

/** Engines that SQLAlchemy opens, by the scheme of their URL. */
const BY_SCHEME: Readonly<Record<string, EngineMark>> = {
  bigquery: { title: 'BigQuery', letters: 'BQ' },
  clickhouse: { title: 'ClickHouse', letters: 'Ch' },
  clickhousedb: { title: 'ClickHouse', letters: 'Ch' },
  databricks: { title: 'Databricks', letters: 'Db' },
  mssql: { title: 'SQL Server', letters: 'MS' },
  oracle: { title: 'Oracle', letters: 'Or' },
  redshift: { title: 'Redshift', letters: 'Rs' },
  snowflake: { title: 'Snowflake', letters: 'Sn' },
  trino: { title: 'Trino', letters: 'Tr' }
};

/** Endings of the data files that a connection shows as tables; `FILE_SUFFIXES` of the package. */
const DATA_FILE = /\.(csv|tsv|parquet|json|jsonl|ndjson|xlsx?)(\.gz)?$/i;
const DATABASE_FILE = /\.\w+$/;

/** Which form describes the connection. */
export function engineOf({ driver, target }: Pick<Connection, 'driver' | 'target'>): EngineId {
  const engine = DRIVERS[driver] ?? 'other';
  return engine === 'duckdb' && isDataFiles(target) ? 'files' : engine;
}

/** What a list shows of the connection's engine. */
export function markOf(connection: Pick<Connection, 'driver' | 'target'>): EngineMark {
  const scheme = /^([a-z]+)(\+\w+)?:\/\//.exec(connection.target)?.[1] ?? '';
  return BY_SCHEME[scheme] ?? MARKS[engineOf(connection)];
}

/** What a list shows of an engine that a form describes. */
export function markOfEngine(engine: EngineId): EngineMark {
  return MARKS[engine];
}

/** A wildcard, a data file, or a folder, which has no ending. */
function isDataFiles(path: string): boolean {
  const name = path.split(/[\\/]/).pop() ?? '';
  return path !== ':memory:' && (/[*?[]/.test(path) || DATA_FILE.test(name) || !DATABASE_FILE.test(name));
}
