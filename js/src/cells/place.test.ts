import { describe, expect, it } from 'vitest';

import { diagnostics } from './marks';
import { outcomeOf } from './outcome';
import { fits, isPlace, wording, type Place } from './place';

const text = '%%sql\nselect nam from t';
const place: Place = {
  from: 13,
  to: 16,
  length: text.length,
  text: 'nam',
  title: 'SQL',
  message: 'There is no column nam.',
  hint: 'Did you mean name?'
};

describe('a place', () => {
  it('is read from the metadata of an output', () => {
    const outputs = [
      { type: 'error', ename: 'ExecutionError' },
      { type: 'display_data', data: {}, metadata: { iopsdata: { ...place } } },
      { type: 'display_data', data: {}, metadata: { iopsdata: 'of another version' } }
    ];
    expect(outcomeOf(outputs).places).toEqual([place]);
    expect(outcomeOf(outputs).failed).toBe(true);
    expect(outcomeOf([{ type: 'error', ename: 'UsageError' }]).failed).toBe(false);
  });

  it.each([null, 3, {}, { ...place, from: 'x' }, { ...place, to: 1.5 }, { ...place, hint: 3 }])(
    'is not %j',
    value => expect(isPlace(value)).toBe(false)
  );

  it('fits the text that it was told of, and no other', () => {
    expect(fits(place, text)).toBe(true);
    expect(fits(place, `${text} `)).toBe(false);
    expect(fits(place, text.replace('nam', 'nom'))).toBe(false);
    expect(fits({ ...place, from: 16 }, text)).toBe(false);
  });

  it('says what happened and the way out', () => {
    expect(wording(place)).toBe('SQL: There is no column nam.\nDid you mean name?');
    expect(wording({ ...place, hint: null })).toBe('SQL: There is no column nam.');
  });

  it('becomes a mark only where it fits', () => {
    expect(diagnostics([place], text)).toMatchObject([{ from: 13, to: 16, severity: 'error' }]);
    expect(diagnostics([place], 'select 1')).toEqual([]);
  });
});
