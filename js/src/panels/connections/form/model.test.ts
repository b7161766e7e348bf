import { beforeEach, describe, expect, test } from 'vitest';

import type { ConnectionChange, NewConnection, SavedConnection } from '../../../api/types';
import { ApiFailure } from '../../../failure';
import { failure, savedConnection } from '../testing';
import type { Scope } from './draft';
import { FormModel, type FormWork } from './model';

let stored: SavedConnection;
let scope: Scope;
let refusal: ApiFailure | null;
let sent: [string, unknown, ...unknown[]][];

const WORK: FormWork = {
  scope: () => Promise.resolve(scope),
  getConnection: () => Promise.resolve(stored),
  createConnection: body => answered('create', body),
  changeConnection: (name, body, revision) => answered('change', body, name, revision),
  testConnection: name => tested('test', name),
  testNewConnection: body => tested('test new', body)
};

async function answered(
  verb: string,
  body: ConnectionChange | NewConnection,
  ...rest: unknown[]
): Promise<SavedConnection> {
  sent.push([verb, body, ...rest]);
  await Promise.resolve();
  if (refusal) {
    throw refusal;
  }
  return { ...stored, target: body.target, has_password: !!body.password };
}

function tested(verb: string, what: unknown): ReturnType<FormWork['testConnection']> {
  sent.push([verb, what]);
  return refusal ? Promise.reject(refusal) : Promise.resolve({ ok: false, error: failure });
}

beforeEach(() => {
  stored = savedConnection('shop', { has_password: true });
  scope = { kind: 'own' };
  refusal = null;
  sent = [];
});

async function loaded(name: string | null = 'shop'): Promise<FormModel> {
  const model = new FormModel(WORK, name);
  await model.load();
  return model;
}

async function filled(): Promise<FormModel> {
  const model = await loaded(null);
  const { address } = model.state.draft;
  model.fill({ address: { ...address, host: 'h', database: 'd' }, password: 'S3cr3t' });
  return model;
}

describe('saving', () => {
  test('a new connection is sent once nothing is wrong, and becomes the saved one', async () => {
    const model = await loaded(null);
    await model.save();
    expect(model.state).toMatchObject({ problems: { host: 'missing' }, status: 'editing', saved: null });
    expect(sent).toEqual([]);
    model.fill({ address: { ...model.state.draft.address, host: 'h', database: 'd' }, password: 'S3cr3t' });
    expect(model.state.problems).toEqual({});
    const names: string[] = [];
    model.saved.connect((_, { name }) => names.push(name));
    await model.save();
    expect(sent[0]?.[1]).toMatchObject({ target: 'postgresql://h/d', password: 'S3cr3t' });
    expect(names).toEqual(['shop']);
    expect(model.state).toMatchObject({ isSaved: true, isDirty: false, passwordDropped: false });
    expect(JSON.stringify(model.state)).not.toContain('S3cr3t');
  });

  test('a name that was left empty is not sent', async () => {
    const model = await filled();
    await model.save();
    expect(sent[0]?.[1]).not.toHaveProperty('name');
  });

  test('an edit tells the revision that it was made of', async () => {
    const model = await loaded();
    model.fill({ samples: true });
    await model.save();
    expect(sent).toEqual([['change', expect.objectContaining({ samples: true }), 'shop', stored.revision]]);
  });

  test.each([412, 404])('what somebody else changed or deleted (%d) is read again', async status => {
    const model = await loaded();
    model.fill({ samples: true });
    refusal = new ApiFailure(failure, status);
    await model.save();
    expect(model.state).toMatchObject({ isStale: true, failure, status: 'editing' });
    refusal = null;
    stored = { ...stored, target: 'postgresql://other/d', revision: 'f'.repeat(16) };
    await model.load();
    expect(model.state).toMatchObject({ isStale: false, failure: null, isDirty: false });
    expect(model.state.draft.address.host).toBe('other');
  });

  test('another failure leaves what was filled in', async () => {
    const model = await filled();
    refusal = new ApiFailure(failure, 409);
    await model.save();
    expect(model.state).toMatchObject({ isStale: false, failure, isDirty: true });
    expect(model.state.draft.password).toBe('S3cr3t');
  });

  test('it is said where the settings keep no password', async () => {
    stored = { ...stored, has_password: false };
    const model = await filled();
    const dropping = { ...WORK, createConnection: () => Promise.resolve(stored) };
    const other = new FormModel(dropping, null);
    other.fill(model.state.draft);
    await other.save();
    expect(other.state.passwordDropped).toBe(true);
  });

  test('what was said for one workspace is not said for another', async () => {
    const model = await filled();
    scope = { kind: 'workspace', name: 'Sales' };
    model.fill({ confirmedSharing: true });
    await model.save();
    expect(model.state).toMatchObject({ problems: { sharing: 'unconfirmed' }, scope });
    expect(sent).toEqual([]);
    model.fill({ confirmedSharing: true });
    await model.save();
    expect(sent).toHaveLength(1);
  });
});

describe('testing', () => {
  test('an address that was not changed is tested as it is saved', async () => {
    const model = await loaded();
    model.fill({ samples: true });
    await model.test();
    expect(sent).toEqual([['test', 'shop']]);
    expect(model.state.test).toEqual({ ok: false, error: failure });
  });

  test('a change is tested as it is filled in, and a later one of the address or the password takes the finding away', async () => {
    const model = await loaded();
    model.fill({ password: 'new' });
    await model.test();
    expect(sent).toEqual([['test new', { target: stored.target, password: 'new' }]]);
    model.fill({ samples: true, name: 'other' });
    expect(model.state.test).not.toBeNull();
    model.fill({ password: 'newer' });
    expect(model.state.test).toBeNull();
  });

  test('nothing is asked while the address is not one, or where the server refuses', async () => {
    const model = await loaded(null);
    await model.test();
    expect([sent, model.state.problems]).toEqual([[], { host: 'missing' }]);
    const other = await filled();
    refusal = new ApiFailure(failure, 504);
    await other.test();
    expect(other.state).toMatchObject({ test: null, failure, status: 'editing' });
  });
});

test('a form that is gone holds no secret', async () => {
  const model = await filled();
  model.dispose();
  expect(JSON.stringify(model.state)).not.toContain('S3cr3t');
});

test('one that cannot be read is not taken for a new one', async () => {
  const missing = { ...WORK, getConnection: () => Promise.reject(new ApiFailure(failure, 404)) };
  const model = new FormModel(missing, 'shop');
  await model.load();
  expect(model.state).toMatchObject({ name: 'shop', saved: null, isStale: true, failure });
});
