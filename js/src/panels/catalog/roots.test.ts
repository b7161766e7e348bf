import { expect, test } from 'vitest';

import type { Connection, KernelState, OpenConnection } from '../../tokens';
import { rootsOf } from './roots';

function saved(name: string): Connection {
  return { name, driver: 'duckdb', target: `${name}.db`, access: 'read_only' };
}

function open(name: string): OpenConnection {
  return { ...saved(name), dialect: 'duckdb', note: '' };
}

const KERNEL: KernelState = {
  status: 'ready',
  notebook: 'a.ipynb',
  snapshot: {
    current: 'live',
    connections: [open('notebook'), open('shop'), open('live')],
    dataframes: [{ name: 'f', rows: 1, columns: 1 }]
  }
};

test('saved connections come first, then those that only the kernel has; its own is shown as DataFrames', () => {
  const roots = rootsOf({ status: 'ready', connections: [saved('shop'), saved('web')] }, KERNEL);
  expect(roots.connections?.map(root => [root.connection, root.open])).toEqual([
    ['shop', true],
    ['web', false],
    ['live', true]
  ]);
  expect(roots.notebook).toEqual({ path: 'a.ipynb', frames: [{ name: 'f', rows: 1, columns: 1 }] });
});

test('where the saved ones cannot be read, those of the kernel are there all the same', () => {
  const failure = { title: 'Store', message: 'Locked.', hint: null };
  const roots = rootsOf({ status: 'failed', failure }, KERNEL);
  expect(roots.connections?.map(root => root.connection)).toEqual(['shop', 'live']);
  expect(roots.failure).toBe(failure);
});

test.each([
  [{ status: 'none' }, null],
  [{ status: 'waiting', notebook: 'a.ipynb' }, null],
  [
    { status: 'unloaded', notebook: 'a.ipynb' },
    { path: 'a.ipynb', frames: null }
  ]
] as [KernelState, unknown][])('%j', (kernel, notebook) => {
  const roots = rootsOf({ status: 'loading' }, kernel);
  expect(roots).toEqual({ connections: null, failure: null, notebook });
});
