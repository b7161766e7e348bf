import { expect, test } from 'vitest';

import type { SavedConnection } from '../../api/types';
import { ApiFailure } from '../../failure';
import { ConnectionsModel } from './model';

function connection(name: string): SavedConnection {
  const kept = { has_password: false, samples: false, revision: '0' };
  return { name, driver: 'duckdb', target: `duckdb:///${name}`, access: 'read_only', ...kept };
}

test('it starts as loading', () => {
  expect(new ConnectionsModel(() => Promise.resolve([])).state).toEqual({ status: 'loading' });
});

test('connections come sorted by name, and listeners are told', async () => {
  const model = new ConnectionsModel(() => Promise.resolve([connection('b'), connection('a')]));
  const seen: string[] = [];
  model.stateChanged.connect((_sender, state) => seen.push(state.status));
  await model.refresh();
  expect(model.state).toEqual({ status: 'ready', connections: [connection('a'), connection('b')] });
  expect(seen).toEqual(['ready']);
});

test('a failure keeps its message and hint', async () => {
  const failure = { title: 'Store', message: 'It is locked.', hint: 'Wait.' };
  const model = new ConnectionsModel(() => Promise.reject(new ApiFailure(failure)));
  await model.refresh();
  expect(model.state).toEqual({ status: 'failed', failure });
});

test('a fault of the program is not shown as one of the server', async () => {
  const model = new ConnectionsModel(() => Promise.reject(new TypeError('x is undefined')));
  await expect(model.refresh()).rejects.toThrow(TypeError);
});

test('a slow earlier answer does not replace a newer one', async () => {
  const replies: ((connections: SavedConnection[]) => void)[] = [];
  const model = new ConnectionsModel(() => new Promise(resolve => replies.push(resolve)));
  const refreshes = [model.refresh(), model.refresh()];
  replies[1]?.([connection('new')]);
  replies[0]?.([connection('old')]);
  await Promise.all(refreshes);
  expect(model.state).toEqual({ status: 'ready', connections: [connection('new')] });
});
