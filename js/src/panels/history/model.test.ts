import { describe, expect, test } from 'vitest';

import type { HistoryEntry, HistorySearch } from '../../api/types';
import { ApiFailure } from '../../failure';
import { HistoryModel, type HistorySource, type Keeping } from './model';

function entry(id: number): HistoryEntry {
  return {
    id,
    at: '2026-01-01T00:00:00Z',
    connection: 'shop',
    source: 'sql',
    sql: `select ${id}`,
    question: '',
    notebook: '',
    verdict: 'allowed',
    rows: 1,
    translator: '',
    cost_usd: null
  };
}

/** A history of entries with the ids `count` to 1, two to a page. */
class Fake implements HistorySource {
  constructor(count: number) {
    this.entries = Array.from({ length: count }, (_, index) => entry(count - index));
  }

  list(search: HistorySearch): Promise<{ entries: HistoryEntry[]; more: boolean }> {
    this.asked.push(search);
    if (this.failure) {
      return Promise.reject(this.failure);
    }
    const older = this.entries.filter(({ id }) => search.before === undefined || id < search.before);
    return Promise.resolve({ entries: older.slice(0, 2), more: older.length > 2 });
  }

  remove(id: number): Promise<void> {
    this.entries = this.entries.filter(entry => entry.id !== id);
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.entries = [];
    return Promise.resolve();
  }

  keeping(): Promise<Keeping> {
    return Promise.resolve(this.switch);
  }

  keep(value: boolean): Promise<Keeping> {
    this.switch = { ...this.switch, value };
    return Promise.resolve(this.switch);
  }

  entries: HistoryEntry[];
  switch: Keeping = { value: true, canChange: true };
  failure: Error | null = null;
  readonly asked: HistorySearch[] = [];
}

function ids(model: HistoryModel): number[] {
  return model.state.entries.map(({ id }) => id);
}

test('it starts as loading, and reads the newest entries and the switch', async () => {
  const model = new HistoryModel(new Fake(3));
  expect(model.state).toMatchObject({ status: 'loading', entries: [], keeping: null });
  await model.refresh();
  expect(ids(model)).toEqual([3, 2]);
  expect(model.state).toMatchObject({ status: 'ready', more: true, keeping: { value: true } });
});

test('older entries come behind those that are there, once', async () => {
  const source = new Fake(3);
  const model = new HistoryModel(source);
  await model.refresh();
  await Promise.all([model.readMore(), model.readMore()]);
  expect(ids(model)).toEqual([3, 2, 1]);
  await model.readMore();
  expect(source.asked.map(({ before }) => before)).toEqual([undefined, 2]);
});

test('a filter reads from the start and says only what is wanted', async () => {
  const source = new Fake(5);
  const model = new HistoryModel(source);
  await model.refresh();
  await model.readMore();
  expect(model.isFiltered).toBe(false);
  await model.filter({ words: ' orders ', verdict: 'refused' });
  expect(source.asked.at(-1)).toEqual({
    limit: 100,
    before: undefined,
    search: 'orders',
    connection: undefined,
    source: undefined,
    verdict: 'refused'
  });
  expect(ids(model)).toEqual([5, 4]);
  expect(model.isFiltered).toBe(true);
  await model.showAll();
  expect(model.isFiltered).toBe(false);
});

test('a slow answer does not replace that to a newer question', async () => {
  const source = new Fake(0);
  const waiting: ((entries: HistoryEntry[]) => void)[] = [];
  source.list = () => new Promise(resolve => waiting.push(entries => resolve({ entries, more: false })));
  const model = new HistoryModel(source);
  const first = model.filter({ words: 'o' });
  const second = model.filter({ words: 'or' });
  waiting[1]?.([entry(2)]);
  await second;
  waiting[0]?.([entry(1)]);
  await first;
  expect(ids(model)).toEqual([2]);
  expect(model.state.reading).toBe(false);
});

test('what is deleted goes from the list, and clearing empties it', async () => {
  const model = new HistoryModel(new Fake(2));
  await model.refresh();
  await model.remove(2);
  expect(ids(model)).toEqual([1]);
  await model.clear();
  expect(ids(model)).toEqual([]);
});

test('the switch is what the server says', async () => {
  const model = new HistoryModel(new Fake(0));
  await model.keep(false);
  expect(model.state.keeping).toEqual({ value: false, canChange: true });
});

describe('failures', () => {
  const failure = { title: 'Store', message: 'locked', hint: null };

  test('a refusal is told and leaves what was read', async () => {
    const source = new Fake(1);
    const model = new HistoryModel(source);
    await model.refresh();
    source.failure = new ApiFailure(failure);
    await model.refresh();
    expect(model.state).toMatchObject({ status: 'failed', failure, reading: false });
    expect(ids(model)).toEqual([1]);
  });

  test('an error of the program is not taken for one', async () => {
    const source = new Fake(1);
    source.failure = new TypeError('bug');
    await expect(new HistoryModel(source).refresh()).rejects.toThrow('bug');
  });
});

describe('an answer that was on its way', () => {
  test('does not turn back a switch that was pressed since', async () => {
    const source = new Fake(1);
    let read: (keeping: Keeping) => void = () => undefined;
    source.keeping = () => new Promise<Keeping>(resolve => (read = resolve));
    const model = new HistoryModel(source);
    const reading = model.refresh();
    await model.keep(false);
    read({ value: true, canChange: true });
    await reading;
    expect(model.state.keeping?.value).toBe(false);
  });

  test('does not bring back an entry that was deleted since', async () => {
    const source = new Fake(2);
    const model = new HistoryModel(source);
    await model.refresh();
    const page = await source.list({});
    let read: () => void = () => undefined;
    source.list = () => new Promise(resolve => (read = () => resolve(page)));
    const reading = model.refresh();
    await model.remove(2);
    read();
    await reading;
    expect(model.state.entries.map(({ id }) => id)).toEqual([1]);
  });
});
