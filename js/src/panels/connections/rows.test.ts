import { describe, expect, test } from 'vitest';

import { matching, rowsOf, type Row, type Sources } from './rows';
import { openConnection, ready, savedConnection } from './testing';

function rows(changes: Partial<Sources> = {}): Row[] {
  return rowsOf({
    ...{ saved: [savedConnection('crm'), savedConnection('shop')], kernel: { status: 'none' } },
    ...{ findings: new Map(), uses: {}, elsewhere: () => [] },
    ...changes
  });
}

describe('rows', () => {
  test('without a kernel nothing is open', () => {
    expect(rows().map(({ name, open }) => [name, open])).toEqual([
      ['crm', 'no'],
      ['shop', 'no']
    ]);
  });

  test('what a kernel has open and nobody saved comes first, but not its own database', () => {
    const found = rows({ kernel: ready('live', 'notebook', 'shop', 'live') });
    expect(found.map(({ name, open, saved }) => [name, open, saved !== null])).toEqual([
      ['live', 'current', false],
      ['crm', 'no', true],
      ['shop', 'open', true]
    ]);
  });

  test('a connection that is saved as read-only and open for writing says so', () => {
    const kernel = ready('shop', 'shop');
    if (kernel.status === 'ready') {
      kernel.snapshot = {
        ...kernel.snapshot,
        connections: [openConnection('shop', { access: 'read_write' })]
      };
    }
    expect(rows({ kernel }).map(({ writes }) => writes)).toEqual([false, true]);
  });

  test('findings, times and other notebooks go by name', () => {
    const [crm, shop] = rows({
      findings: new Map([['crm', { status: 'testing' }]]),
      uses: { shop: '2026-01-31T10:00:00+00:00' },
      elsewhere: name => (name === 'shop' ? ['b.ipynb'] : [])
    });
    expect([crm?.finding, crm?.lastUsed, crm?.elsewhere]).toEqual([{ status: 'testing' }, null, []]);
    expect(shop?.lastUsed?.toISOString()).toBe('2026-01-31T10:00:00.000Z');
    expect(shop?.elsewhere).toEqual(['b.ipynb']);
  });
});

describe('search', () => {
  test.each([
    ['', ['crm', 'shop']],
    ['  ', ['crm', 'shop']],
    ['SHOP', ['shop']],
    ['db.example postgres', ['crm', 'shop']],
    ['example crm', ['crm']],
    ['nothing', []]
  ])('"%s"', (search, names) => {
    expect(matching(rows(), search).map(({ name }) => name)).toEqual(names);
  });
});
