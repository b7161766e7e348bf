/** Between a server's URL and the fields of its form; exact: a URL that was read is written as it was. */
import type { EngineId } from '../engines';

/** Engines whose URL has fields. */
export type ServerEngine = Extract<EngineId, 'postgresql' | 'mysql' | 'spark'>;

/** The parts of a URL. */
export interface Address {
  /** As it stands in the URL: `postgresql`, `redshift`. */
  scheme: string;
  host: string;
  /** Empty: the engine's own. */
  port: string;
  database: string;
  user: string;
  /** One of the engine's `SSL_MODES`; empty: as the driver does without being told. */
  ssl: string;
  /** Path of the certificates that the server's is checked against. */
  authorities: string;
  /** Further parameters, `name=value`, one a line, as typed. */
  options: string;
}

/** A URL that was read. */
export interface ReadURL {
  address: Address;
  /** Empty where the URL holds none. */
  password: string;
}

interface Engine {
  schemes: readonly string[];
  port: string;
  /** What starts the parameters, and what stands between them. */
  marks: readonly [string, string];
  /** The parameters of each mode of SSL. */
  ssl: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The parameter that names the certificates. */
  authorities: string;
}

const ENGINES: Readonly<Record<ServerEngine, Engine>> = {
  postgresql: {
    schemes: ['postgresql', 'postgres', 'redshift'],
    port: '5432',
    marks: ['?', '&'],
    ssl: {
      disable: { sslmode: 'disable' },
      require: { sslmode: 'require' },
      'verify-ca': { sslmode: 'verify-ca' },
      'verify-full': { sslmode: 'verify-full' }
    },
    authorities: 'sslrootcert'
  },
  mysql: {
    schemes: ['mysql', 'mariadb'],
    port: '3306',
    marks: ['?', '&'],
    ssl: {
      disable: { ssl_disabled: 'true' },
      'verify-ca': { ssl_verify_cert: 'true' },
      'verify-full': { ssl_verify_cert: 'true', ssl_verify_identity: 'true' }
    },
    authorities: 'ssl_ca'
  },
  spark: {
    schemes: ['sc'],
    port: '15002',
    marks: ['/;', ';'],
    ssl: { require: { use_ssl: 'true' } },
    authorities: ''
  }
};

/** Whether the engine's form has fields for a URL. */
export function isServer(engine: EngineId): engine is ServerEngine {
  return engine in ENGINES;
}

/** The modes of SSL that the engine has beside its own default. */
export function sslModes(engine: ServerEngine): readonly string[] {
  return Object.keys(ENGINES[engine].ssl);
}

/** Whether the engine's URL can name certificates. */
export function hasAuthorities(engine: ServerEngine): boolean {
  return ENGINES[engine].authorities !== '';
}

/** The port where none is given. */
export function defaultPort(engine: ServerEngine): string {
  return ENGINES[engine].port;
}

/** The fields of a new connection. */
export function emptyAddress(engine: ServerEngine): Address {
  const scheme = ENGINES[engine].schemes[0] ?? '';
  const texts = { host: '', port: '', database: '', user: '', ssl: '', authorities: '', options: '' };
  return { scheme, ...texts };
}

const URL_FORM = /^([a-z]+):\/\/(?:([^/?#]*)@)?(\[[^\]]*\]|[^:/?#@,;[\]]+)(?::(\d*))?([/?;].*)?$/is;

/** The parts of a URL; null where the fields could not hold all of it, as with several hosts. */
export function readAddress(engine: ServerEngine, url: string): ReadURL | null {
  const [, given = '', account = '', host = '', port = '', rest = ''] = URL_FORM.exec(url.trim()) ?? [];
  const scheme = given.toLowerCase();
  const { schemes, marks } = ENGINES[engine];
  if (!schemes.includes(scheme)) {
    return null;
  }
  const [path, query] = split(rest, marks[0]);
  const [user, password] = split(account, ':');
  try {
    const place = { scheme, host, port, database: decodeURIComponent(path.replace(/^\//, '')) };
    const options = readOptions(engine, query.split(marks[1]).filter(Boolean));
    const address = { ...place, user: decodeURIComponent(user), ...options };
    return { address, password: decodeURIComponent(password) };
  } catch {
    // A percent sign that stands for itself.
    return null;
  }
}

/** The URL of the fields; without a password, which is sent beside it. */
export function writeAddress(engine: ServerEngine, address: Address): string {
  const { scheme, host, port, database, user, options } = address;
  const { ssl, authorities, marks } = ENGINES[engine];
  const parameters = [
    ...Object.entries(ssl[address.ssl] ?? {}),
    ...(address.authorities && authorities ? [[authorities, address.authorities]] : [])
  ].map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`);
  const all = [...parameters, ...lines(options)].join(marks[1]);
  const account = user && `${encodeURIComponent(user)}@`;
  const path = engine === 'spark' ? '' : `/${encodeURIComponent(database).replaceAll('%2F', '/')}`;
  return `${scheme}://${account}${host.trim()}${port && `:${port.trim()}`}${path}${all && marks[0] + all}`;
}

/** Parameters as lines, and those taken out that have fields of their own. */
function readOptions(
  engine: ServerEngine,
  pairs: readonly string[]
): Pick<Address, 'ssl' | 'authorities' | 'options'> {
  const { ssl, authorities } = ENGINES[engine];
  const given = new Map(pairs.map(pair => split(pair, '=')));
  const matches = Object.entries(ssl).filter(([, wanted]) =>
    Object.entries(wanted).every(([name, value]) => given.get(name) === value)
  );
  // The mode with the most parameters that are all there.
  const mode = matches.sort(([, a], [, b]) => Object.keys(b).length - Object.keys(a).length)[0];
  const own = new Set([...Object.keys(mode?.[1] ?? {}), authorities]);
  return {
    ssl: mode?.[0] ?? '',
    authorities: decodeURIComponent(given.get(authorities) ?? ''),
    options: pairs.filter(pair => !own.has(split(pair, '=')[0])).join('\n')
  };
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
}

/** What stands before and behind the first `mark`. */
function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}
