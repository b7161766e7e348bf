/** What a person has filled in, whether it can be saved, and what is sent for it. */
import type { ConnectionChange, SavedConnection } from '../../../api/types';
import { canStandInCell } from '../cell';
import { engineOf, type EngineId } from '../engines';
import { emptyAddress, isServer, readAddress, writeAddress, type Address } from './address';

/** The form's fields. */
export interface Draft {
  engine: EngineId;
  /** Whether a server is described by fields or by its URL. */
  by: 'fields' | 'url';
  name: string;
  /** Of a file, a folder, or with wildcards. */
  path: string;
  address: Address;
  url: string;
  /** As typed; the saved one never comes back. */
  password: string;
  /** Whether the password is kept with the connection. */
  keepPassword: boolean;
  access: 'read_only' | 'read_write';
  /** Whether a person said that statements may change data. */
  confirmedWriting: boolean;
  samples: boolean;
  /** Whether a person said that the members of the workspace may see and use it. */
  confirmedSharing: boolean;
}

/** A field that something is wrong with. */
export type Field = 'name' | 'path' | 'host' | 'port' | 'url' | 'options' | 'writing' | 'sharing';

/** What can be wrong with a field. */
export type Problem = 'missing' | 'name' | 'port' | 'host' | 'scheme' | 'options' | 'unconfirmed';

export type Problems = Readonly<Partial<Record<Field, Problem>>>;

/** Where connections are saved. */
export type Scope = { kind: 'own' } | { kind: 'workspace'; name: string };

/** The fields of a connection that is not saved yet. */
export function newDraft(engine: EngineId): Draft {
  return {
    ...{ engine, by: engine === 'other' ? 'url' : 'fields', name: '', path: '', url: '', password: '' },
    address: emptyAddress(isServer(engine) ? engine : 'postgresql'),
    ...{ keepPassword: true, access: 'read_only', confirmedWriting: false },
    ...{ samples: false, confirmedSharing: false }
  };
}

/** The fields of a saved connection; without its password. */
export function draftOf(saved: SavedConnection): Draft {
  const engine = engineOf(saved);
  const draft = { ...newDraft(engine), name: saved.name, access: saved.access, samples: saved.samples };
  draft.confirmedWriting = saved.access === 'read_write';
  if (isServer(engine)) {
    const read = readAddress(engine, saved.target);
    return read
      ? { ...draft, by: 'fields', address: read.address }
      : { ...draft, by: 'url', url: saved.target };
  }
  return engine === 'other' ? { ...draft, url: saved.target } : { ...draft, path: saved.target };
}

/** The draft of another engine: what both have stays. */
export function withEngine(draft: Draft, engine: EngineId): Draft {
  const fresh = newDraft(engine);
  const { name, path, password, access, confirmedWriting, samples, confirmedSharing } = draft;
  const { host, database, user } = draft.address;
  const readOnly = engine === 'files';
  return {
    ...fresh,
    ...{ name, path, password, samples, confirmedSharing },
    access: readOnly ? 'read_only' : access,
    confirmedWriting: readOnly ? false : confirmedWriting,
    address: { ...fresh.address, host, database, user }
  };
}

/** The same server by its URL or by its fields; a URL that the fields cannot hold stays one. */
export function withForm(draft: Draft, by: Draft['by']): Draft {
  if (!isServer(draft.engine) || by === draft.by) {
    return draft;
  }
  if (by === 'url') {
    return { ...draft, by, url: draft.address.host ? writeAddress(draft.engine, draft.address) : '' };
  }
  const read = readAddress(draft.engine, draft.url);
  if (!read) {
    return draft.url.trim() ? draft : { ...draft, by };
  }
  return { ...draft, by, address: read.address, password: read.password || draft.password };
}

/** What `%connect` would be given. */
export function targetOf(draft: Draft): string {
  if (isServer(draft.engine)) {
    return draft.by === 'fields' ? writeAddress(draft.engine, draft.address) : draft.url.trim();
  }
  return draft.engine === 'other' ? draft.url.trim() : draft.path.trim();
}

/** Whether the draft leads where the saved connection does, so that its secrets can stay. */
export function isSamePlace(draft: Draft, saved: SavedConnection): boolean {
  return targetOf(draft) === targetOf(draftOf(saved));
}

/** What is wrong with the address, before it is tested. */
export function addressProblems(draft: Draft): Problems {
  if (!isServer(draft.engine) && draft.engine !== 'other') {
    return draft.path.trim() ? {} : { path: 'missing' };
  }
  if (draft.by === 'url') {
    const url = draft.url.trim();
    return url === '' ? { url: 'missing' } : /^[a-z][\w+.-]*:\/\//i.test(url) ? {} : { url: 'scheme' };
  }
  return fieldProblems(draft.address);
}

/** What is wrong with the draft, before it is saved. */
export function problemsOf(draft: Draft, scope: Scope): Problems {
  const name = draft.name.trim();
  return {
    ...addressProblems(draft),
    ...(name !== '' && !canStandInCell(name) ? ({ name: 'name' } as const) : {}),
    ...(draft.access === 'read_write' && !draft.confirmedWriting
      ? ({ writing: 'unconfirmed' } as const)
      : {}),
    ...(scope.kind === 'workspace' && !draft.confirmedSharing ? ({ sharing: 'unconfirmed' } as const) : {})
  };
}

/** What is sent to test the draft. */
export function testedBody(draft: Draft): ConnectionChange {
  return { target: targetOf(draft), ...(draft.password ? { password: draft.password } : {}) };
}

/** What is sent to save the draft; without a password where the saved one is to stay. */
export function savedBody(draft: Draft, saved: SavedConnection | null): ConnectionChange {
  const { access, samples } = draft;
  return {
    target: saved && isSamePlace(draft, saved) ? saved.target : targetOf(draft),
    ...{ access, samples, confirm_write: draft.access === 'read_write' && draft.confirmedWriting },
    ...(!draft.keepPassword ? { password: null } : draft.password ? { password: draft.password } : {})
  };
}

function fieldProblems({ host, port, options }: Address): Problems {
  const place = host.trim();
  return {
    ...(place === '' ? ({ host: 'missing' } as const) : {}),
    ...(/[\s/?#@,;]/.test(place) ? ({ host: 'host' } as const) : {}),
    ...(port.trim() === '' || isPort(port.trim()) ? {} : ({ port: 'port' } as const)),
    ...(options.split('\n').every(isOption) ? {} : ({ options: 'options' } as const))
  };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536;
}

function isOption(line: string): boolean {
  return line.trim() === '' || /^\s*[^=&;#\s]+=[^&;#\s]*\s*$/.test(line);
}
