import { expect, test } from 'vitest';

import type { Metric } from '../../api/types';
import { ApiFailure } from '../../failure';
import { metricDraft, type Draft } from './draft';
import { KnowledgeModel, type KnowledgeSource } from './model';

const FAILURE = { title: 'x', message: 'no', hint: null };

function metric(expression: string): Metric {
  const empty = { description: '', grain: '', filters: [], synonyms: [] };
  return { name: 'revenue', expression, ...empty, revision: expression };
}

/** One metric, which somebody else may change. */
class Fake implements KnowledgeSource {
  metrics(): Promise<readonly Metric[]> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(this.kept);
  }

  queries(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  save(draft: Draft, revision: string | undefined): Promise<void> {
    if (revision !== undefined && revision !== this.kept[0]?.revision) {
      return Promise.reject(new ApiFailure(FAILURE, 412));
    }
    if (draft.kind === 'metric') {
      this.kept = [metric(draft.expression)];
    }
    return Promise.resolve();
  }

  removeMetric({ revision }: Metric): Promise<void> {
    if (revision !== this.kept[0]?.revision) {
      return Promise.reject(new ApiFailure(FAILURE, 412));
    }
    this.kept = [];
    return Promise.resolve();
  }

  removeQuery(): Promise<void> {
    return Promise.resolve();
  }

  kept: Metric[] = [metric('sum(a)')];
  failure: ApiFailure | null = null;
}

async function ready(): Promise<{ source: Fake; model: KnowledgeModel }> {
  const source = new Fake();
  const model = new KnowledgeModel(source);
  await model.refresh();
  return { source, model };
}

function expressions(model: KnowledgeModel): string[] {
  return model.state.metrics.map(({ expression }) => expression);
}

test('it starts as loading, then shows what is saved', async () => {
  expect(new KnowledgeModel(new Fake()).state.status).toBe('loading');
  expect(expressions((await ready()).model)).toEqual(['sum(a)']);
});

test('a saved form is closed and the list is new', async () => {
  const { model } = await ready();
  model.edit(metricDraft(metric('sum(a)'), ''));
  model.change({ expression: 'sum(b)' });
  expect(await model.save()).toBe(true);
  expect(model.state.editing).toBeNull();
  expect(expressions(model)).toEqual(['sum(b)']);
});

test('a form that came too late keeps what was written, and may overwrite', async () => {
  const { source, model } = await ready();
  model.edit(metricDraft(metric('sum(a)'), ''));
  model.change({ expression: 'sum(mine)' });
  source.kept = [metric('sum(theirs)')];
  expect(await model.save()).toBe(false);
  expect(model.state.editing).toMatchObject({ conflict: true, failure: FAILURE, saving: false });
  expect(model.state.editing?.draft).toMatchObject({ expression: 'sum(mine)' });
  expect(await model.save(true)).toBe(true);
  expect(expressions(model)).toEqual(['sum(mine)']);
});

test('or it takes what somebody else has saved', async () => {
  const { source, model } = await ready();
  model.edit(metricDraft(metric('sum(a)'), 'shop'));
  source.kept = [metric('sum(theirs)')];
  await model.save();
  await model.takeTheirs();
  expect(model.state.editing).toMatchObject({ conflict: false, failure: null });
  expect(model.state.editing?.draft).toMatchObject({ expression: 'sum(theirs)', connection: 'shop' });
});

test('a form of what is gone is closed', async () => {
  const { source, model } = await ready();
  model.edit(metricDraft(metric('sum(a)'), ''));
  source.kept = [];
  await model.takeTheirs();
  expect(model.state.editing).toBeNull();
});

test('a delete that is refused shows what is there now', async () => {
  const { source, model } = await ready();
  source.kept = [metric('sum(theirs)')];
  await expect(model.removeMetric(metric('sum(a)'))).rejects.toThrow('no');
  expect(expressions(model)).toEqual(['sum(theirs)']);
  await model.removeMetric(metric('sum(theirs)'));
  expect(expressions(model)).toEqual([]);
});

test('a failure to read is told and leaves what was read', async () => {
  const { source, model } = await ready();
  source.failure = new ApiFailure(FAILURE);
  await model.refresh();
  expect(model.state).toMatchObject({ status: 'failed', failure: FAILURE });
  expect(expressions(model)).toEqual(['sum(a)']);
});

test('a refusal keeps what was written while it was on its way', async () => {
  const { source, model } = await ready();
  model.edit(metricDraft(metric('sum(a)'), ''));
  source.kept = [metric('sum(theirs)')];
  const saving = model.save();
  model.change({ expression: 'sum(later)' });
  await saving;
  expect(model.state.editing).toMatchObject({ conflict: true, draft: { expression: 'sum(later)' } });
});

test('the end of a save leaves a form alone that was opened since', async () => {
  const { model } = await ready();
  model.edit(metricDraft(metric('sum(a)'), ''));
  const saving = model.save();
  model.cancel();
  model.edit(metricDraft(null, 'shop'));
  await saving;
  expect(model.state.editing).toMatchObject({ draft: { connection: 'shop', name: '' } });
});
