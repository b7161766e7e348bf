import { expect, test } from 'vitest';

import type { ConnectionChange, SavedConnection } from '../../api/types';
import { ApiFailure } from '../../failure';
import { SamplesModel, type SamplesRoutes } from './samples-model';

function saved(name: string, changes: Partial<SavedConnection> = {}): SavedConnection {
  return {
    name,
    driver: 'sqlite',
    target: `${name}.db`,
    access: 'read_only',
    has_password: false,
    samples: false,
    revision: 'r1',
    ...changes
  };
}

function routesOf(connection: SavedConnection, sent: unknown[]): SamplesRoutes {
  let kept = connection;
  return {
    listConnections: () => Promise.resolve([saved('zoo'), kept]),
    getConnection: () => Promise.resolve(kept),
    changeConnection: (name: string, body: ConnectionChange, revision?: string) => {
      sent.push([name, body, revision]);
      kept = { ...kept, samples: body.samples ?? false };
      return Promise.resolve(kept);
    }
  };
}

test('a switch changes nothing but samples, and says again that writing is meant', async () => {
  const sent: unknown[] = [];
  const model = new SamplesModel(routesOf(saved('ark', { access: 'read_write' }), sent));
  await model.refresh();
  expect(model.state.connections?.map(({ name }) => name)).toEqual(['ark', 'zoo']);
  await model.allow('ark', true);
  const body = { target: 'ark.db', access: 'read_write', samples: true, confirm_write: true };
  expect(sent).toEqual([['ark', body, 'r1']]);
  expect(model.state.connections?.[0]).toEqual({ name: 'ark', samples: true });
  expect(model.state.busy).toBeNull();
});

test('what is refused is told', async () => {
  const failure = { title: 'T', message: 'It is gone.', hint: null };
  const routes = routesOf(saved('ark'), []);
  routes.getConnection = () => Promise.reject(new ApiFailure(failure, 404));
  const model = new SamplesModel(routes);
  await model.refresh();
  const change = model.allow('ark', true);
  expect(model.state.connections?.[0]).toEqual({ name: 'ark', samples: true });
  await change;
  expect(model.state).toMatchObject({ busy: null, failure });
  expect(model.state.connections?.[0]).toEqual({ name: 'ark', samples: false });
});
