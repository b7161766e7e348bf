import { Signal } from '@lumino/signaling';
import { describe, expect, test } from 'vitest';

import { ApiFailure } from '../failure';
import type { Connection, ConnectionsState, IConnectionsModel, IKernelLink, KernelState } from '../tokens';
import { Loader } from './loader';
import { TabSources } from './sources';
import { targetFrom, targetName, targetPlace } from './target';

const LOCKED = new ApiFailure({ title: 'Error', message: 'Locked.', hint: null });

describe('a loader', () => {
  test('tells each of its states', async () => {
    const loader = new Loader(() => Promise.resolve(7));
    const seen: string[] = [loader.state.status];
    loader.stateChanged.connect((_, state) => seen.push(state.status));
    await loader.load();
    expect(seen).toEqual(['idle', 'loading', 'ready']);
    expect(loader.state).toEqual({ status: 'ready', value: 7 });
  });

  test('keeps a failure, and raises what is none', async () => {
    const loader = new Loader(() => Promise.reject(LOCKED));
    await loader.load();
    expect(loader.state).toEqual({ status: 'failed', failure: LOCKED.failure });
    await expect(new Loader(() => Promise.reject(new TypeError('x'))).load()).rejects.toThrow(TypeError);
  });

  test('does not let a slow answer replace a newer one', async () => {
    const answers: ((value: string) => void)[] = [];
    const loader = new Loader(() => new Promise<string>(resolve => answers.push(resolve)));
    const loads = [loader.load(), loader.load()];
    answers[1]?.('new');
    answers[0]?.('old');
    await Promise.all(loads);
    expect(loader.state).toEqual({ status: 'ready', value: 'new' });
  });
});

describe('a target', () => {
  test('is read from arguments', () => {
    expect(targetFrom({ connection: 'shop', table: 't' })).toEqual({
      connection: 'shop',
      schema: '',
      table: 't'
    });
    expect(targetFrom({ frame: 'f', notebook: 'a.ipynb' })).toEqual({ frame: 'f', notebook: 'a.ipynb' });
    expect(targetFrom({ connection: 'shop' })).toBeNull();
    expect(targetFrom({ frame: 3 })).toBeNull();
  });

  test('has a name and a place', () => {
    const target = { connection: 'shop', schema: 's', table: 't' };
    expect([targetName(target), targetPlace(target)]).toEqual(['t', 'shop · s.t']);
    const frame = { frame: 'f', notebook: 'a.ipynb' };
    expect([targetName(frame), targetPlace(frame)]).toEqual(['f', 'f · a.ipynb']);
  });
});

class FakeLink implements IKernelLink {
  readonly asked: unknown[] = [];
  readonly stateChanged = new Signal<this, KernelState>(this);
  constructor(readonly state: KernelState) {}
  request<T>(name: string, args?: object): Promise<T> {
    this.asked.push([name, args]);
    return Promise.resolve('kernel' as T);
  }
}

class FakeConnections implements IConnectionsModel {
  state: ConnectionsState = { status: 'loading' };
  readonly stateChanged = new Signal<this, ConnectionsState>(this);
  constructor(private readonly names: string[]) {}
  refresh(): Promise<void> {
    const connections = this.names.map<Connection>(name => ({
      name,
      driver: 'duckdb',
      target: name,
      access: 'read_only'
    }));
    this.state = { status: 'ready', connections };
    return Promise.resolve();
  }
}

describe('profiles and lineage', () => {
  const english = { __: (text: string) => text };
  const target = { connection: 'shop', schema: '', table: 't' };
  const kernel = (...open: string[]): FakeLink =>
    new FakeLink({
      status: 'ready',
      notebook: 'a.ipynb',
      snapshot: {
        current: 'notebook',
        dataframes: [],
        connections: open.map(name => ({
          name,
          driver: 'duckdb',
          dialect: 'duckdb',
          target: name,
          access: 'read_only',
          note: ''
        }))
      }
    });
  const profile = { name: 't', row_count: 1, columns: [] };
  const server = { profileTable: () => Promise.resolve(profile) };
  const broken = { profileTable: () => Promise.reject(LOCKED) };

  test('the server profiles what is saved, the kernel what only it has', async () => {
    const link = kernel('live');
    const sources = new TabSources(server, link, new FakeConnections(['shop']), english);
    expect(await sources.profile(target)).toEqual({ version: 1, profile });
    expect(await sources.profile({ ...target, connection: 'live' })).toBe('kernel');
  });

  test('the kernel steps in for the server where it has the connection open', async () => {
    const connections = new FakeConnections(['shop']);
    expect(await new TabSources(broken, kernel('shop'), connections, english).profile(target)).toBe('kernel');
    const alone = new TabSources(broken, kernel(), connections, english);
    await expect(alone.profile(target)).rejects.toThrow('Locked.');
  });

  test('a DataFrame is asked of its own notebook only', async () => {
    const link = kernel();
    const sources = new TabSources(server, link, new FakeConnections([]), english);
    expect(await sources.profile({ frame: 'f', notebook: 'a.ipynb' })).toBe('kernel');
    await expect(sources.profile({ frame: 'f', notebook: 'b.ipynb' })).rejects.toThrow(/belongs to/);
    expect(await sources.lineage(target, '')).toBe('kernel');
    expect(link.asked).toEqual([
      ['profile', { frame: 'f' }],
      ['lineage', { name: 't', schema: null }]
    ]);
  });
});
