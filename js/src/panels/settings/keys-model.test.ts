import { expect, test } from 'vitest';

import type { ProviderDetail, ProviderTest } from '../../api/types';
import { ApiFailure } from '../../failure';
import { KeysModel, providerOf, testedModel, type KeysRoutes } from './keys-model';

const failure = { title: 'T', message: 'That is no key.', hint: null };

function detail(name: string, source: ProviderDetail['key']['source'] = null): ProviderDetail {
  return {
    name,
    title: name,
    credentials: 'key',
    variable: `${name.toUpperCase()}_API_KEY`,
    key: { source, saved_at: source === 'store' ? '2026-01-01T00:00:00Z' : null, api_base: null },
    models: [`${name}-big`, `${name}-mini`],
    locked: false
  };
}

function routes(changes: Partial<KeysRoutes> = {}): KeysRoutes {
  return {
    listProviders: () => Promise.resolve([detail('openai'), detail('anthropic')]),
    getProvider: name => Promise.resolve(detail(name)),
    saveProviderKey: name => Promise.resolve(detail(name, 'store')),
    deleteProviderKey: () => Promise.resolve(),
    testProviderKey: (_name, { model }) => Promise.resolve({ ok: true, model, key_source: 'store' }),
    ...changes
  };
}

test.each([
  ['', 'openai'],
  ['gpt-4.1-mini', 'openai'],
  ['claude-sonnet-4', 'anthropic'],
  ['groq/llama-3.3-70b', 'groq'],
  ['somebody/elses-model', 'openai']
])('the provider of %o is %s', (model, expected) =>
  expect(providerOf(model, ['openai', 'anthropic', 'groq'])).toBe(expected)
);

test('a test asks the model of the settings where the provider has it, else a cheap one', () => {
  const provider = { name: 'openai', models: ['ft:mini', 'big', 'small-one'] };
  expect(testedModel(provider, 'big')).toBe('big');
  expect(testedModel(provider, 'openai/own-name')).toBe('openai/own-name');
  expect(testedModel(provider, 'claude-x')).toBe('small-one');
  expect(testedModel({ name: 'vllm', models: [] }, 'gpt-x')).toBe('');
});

test('the provider of the model is looked at, and stays when another was chosen', async () => {
  const model = new KeysModel(routes());
  await model.refresh('claude-x');
  expect(model.state.chosen?.name).toBe('anthropic');
  await model.choose('openai');
  await model.refresh('claude-x');
  expect(model.state.chosen?.name).toBe('openai');
  expect(model.state.busy).toBe('no');
});

test('a key goes to its route with its address and is not kept', async () => {
  const sent: unknown[] = [];
  const model = new KeysModel(
    routes({
      saveProviderKey: (...given) => {
        sent.push(given);
        return Promise.resolve(detail('openai', 'store'));
      }
    })
  );
  await model.refresh('');
  await model.saveKey('sk-secret', 'https://models.example/v1');
  expect(sent).toEqual([['openai', 'sk-secret', 'https://models.example/v1']]);
  expect(JSON.stringify(model.state)).not.toContain('sk-secret');
  expect(model.state.chosen?.key.source).toBe('store');
});

test('a test is shown as running, and its finding stays until another provider is looked at', async () => {
  let answer: (found: ProviderTest) => void = () => undefined;
  const model = new KeysModel(routes({ testProviderKey: () => new Promise(done => (answer = done)) }));
  await model.refresh('');
  const running = model.test({ model: 'm' });
  await Promise.resolve();
  expect(model.state.busy).toBe('testing');
  answer({ ok: true, model: 'openai/m', key_source: 'store', latency_ms: 5 });
  await running;
  expect(model.state).toMatchObject({ busy: 'no', test: { ok: true } });
  await model.choose('anthropic');
  expect(model.state.test).toBeNull();
});

test('what is refused is told', async () => {
  const model = new KeysModel(
    routes({ saveProviderKey: () => Promise.reject(new ApiFailure(failure, 400)) })
  );
  await model.refresh('');
  await model.saveKey('a b', null);
  expect(model.state).toMatchObject({ busy: 'no', failure });
});

test('a slow answer about one provider does not replace another that was chosen since', async () => {
  const answers = new Map<string, (found: ProviderDetail) => void>();
  const getProvider = (name: string) =>
    new Promise<ProviderDetail>(resolve => void answers.set(name, resolve));
  const model = new KeysModel(routes({ getProvider }));
  const both = [model.choose('openai'), model.choose('anthropic')];
  answers.get('anthropic')?.(detail('anthropic'));
  answers.get('openai')?.(detail('openai'));
  await Promise.all(both);
  expect(model.state).toMatchObject({ chosen: { name: 'anthropic' }, busy: 'no' });
});
