import { describe, expect, it } from 'vitest';

import { cellMagic, namedConnection } from './magic';

describe('cellMagic', () => {
  it.each([
    ['%%sql\nselect 1', 'sql', ''],
    ['%%sql shop -o frame\nselect 1', 'sql', 'shop -o frame'],
    ['\n  \n%%ask\nhow many', 'prose', ''],
    ['%%ask --new', 'prose', '--new'],
    ['%%sql', 'sql', ''],
    ['%%lineage\r\nselect 1', 'sql', '']
  ])('reads %j', (text, kind, line) => {
    expect(cellMagic(text)).toMatchObject({ kind, line });
  });

  it.each(['x = 1', '# %%sql\nselect 1', '%sql select 1', '%%sqlite\n', '%%time\nselect', ' x\n%%sql', ''])(
    'leaves %j alone',
    text => expect(cellMagic(text)).toBeNull()
  );
});

describe('namedConnection', () => {
  const known = new Set(['shop', 'frame']);

  it.each([
    ['shop', 'shop'],
    ['-o frame shop', 'shop'],
    ['--limit 5 shop', 'shop'],
    ['--new shop', 'shop'],
    ['result << shop', 'shop'],
    ['-o frame', null],
    ['elsewhere', null],
    ['', null]
  ])('finds it in %j', (line, name) => {
    expect(namedConnection({ kind: 'sql', name: 'sql', line }, known)).toBe(name);
  });
});
