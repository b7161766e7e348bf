import { expect, test } from 'vitest';

import type { Setting, Settings } from '../../api/types';
import { ApiFailure } from '../../failure';
import { SettingsModel, type Values } from './model';

const failure = {
  title: 'T',
  message: 'Somebody has changed this since it was read.',
  hint: 'Read it again.'
};

function setting(name: string, value: Setting['value']): Setting {
  return {
    name,
    kind: 'text',
    choices: [],
    value,
    source: 'default',
    saved: null,
    can_be_saved: true
  };
}

/** A server of one text, whose revision counts its changes. */
class Server {
  value: Setting['value'] = 'first';
  count = 0;
  readonly asked: (string | undefined)[] = [];
  refusal: ApiFailure | null = null;

  listSettings(): Promise<Settings> {
    return Promise.resolve({
      revision: String(this.count),
      settings: [setting('model', this.value)],
      precedence: ['saved', 'default']
    });
  }

  saveSettings(values: Values, revision?: string): Promise<Settings> {
    this.asked.push(revision);
    if (this.refusal) {
      return Promise.reject(this.refusal);
    }
    if (revision !== String(this.count)) {
      return Promise.reject(new ApiFailure(failure, 412));
    }
    return this.keep(values['model'] ?? null);
  }

  keep(value: Setting['value']): Promise<Settings> {
    this.value = value;
    this.count += 1;
    return this.listSettings();
  }
}

test('a value that is on its way is shown at once, and the next save is made of what it leaves', async () => {
  const server = new Server();
  const model = new SettingsModel(server);
  await model.refresh();
  const saves = [model.save({ model: 'a' }), model.save({ model: 'b' })];
  expect(model.valueOf('model')).toBe('b');
  await Promise.all(saves);
  expect(server.asked).toEqual(['0', '1']);
  expect(model.valueOf('model')).toBe('b');
  expect(model.state).toMatchObject({ status: 'ready', pending: {}, refused: null });
});

test('somebody else’s save is not overwritten until that is wished', async () => {
  const server = new Server();
  const model = new SettingsModel(server);
  await model.refresh();
  await server.keep('theirs');
  await model.save({ model: 'mine' });
  expect(model.valueOf('model')).toBe('theirs');
  expect(model.state).toMatchObject({ refused: { conflict: true, failure, values: { model: 'mine' } } });
  await model.saveAgain();
  expect(server.value).toBe('mine');
  expect(model.state).toMatchObject({ refused: null });
});

test('a refused value is told, forgotten when dismissed, and the old one stands', async () => {
  const server = new Server();
  server.refusal = new ApiFailure({ ...failure, message: 'It cannot be that.' }, 409);
  const model = new SettingsModel(server);
  await model.refresh();
  await model.save({ model: 'bad' });
  expect(model.state).toMatchObject({ refused: { conflict: false }, pending: {} });
  expect(model.valueOf('model')).toBe('first');
  model.dismiss();
  expect(model.state).toMatchObject({ refused: null });
});

test('a server that cannot be read is a failure of its own', async () => {
  const server = new Server();
  server.listSettings = () => Promise.reject(new ApiFailure(failure, 409));
  const model = new SettingsModel(server);
  await model.refresh();
  expect(model.state).toEqual({ status: 'failed', failure });
  expect(model.find('model')).toBeNull();
  expect(model.valueOf('model')).toBeNull();
});

test('the answer to one save takes back nothing that waits behind it', async () => {
  const server = new Server();
  const model = new SettingsModel(server);
  await model.refresh();
  const shown: unknown[] = [];
  const first = model.save({ model: 'one' });
  const second = model.save({ model: 'two' });
  model.stateChanged.connect(() => shown.push(model.valueOf('model')));
  await Promise.all([first, second]);
  expect(new Set(shown)).toEqual(new Set(['two']));
  expect(server.value).toBe('two');
});

test('a refusal stays to be seen when a later save succeeds', async () => {
  const server = new Server();
  const model = new SettingsModel(server);
  await model.refresh();
  server.refusal = new ApiFailure(failure);
  const first = model.save({ model: 'one' });
  const second = model.save({ model: 'two' });
  await first;
  server.refusal = null;
  await second;
  expect(model.state).toMatchObject({ refused: { values: { model: 'one' } } });
});
