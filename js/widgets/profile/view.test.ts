import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { column, comparison, insight, profile, textColumn } from './testing';
import type { Profile } from './payload';
import { jsonText, pageText } from './save';
import { ProfileView } from './view';

const ATTACK = '<img src=x onerror="globalThis.attacked = true"><script>attacked</script>';

let root: HTMLElement;
let view: ProfileView | null = null;

beforeEach(() => {
  root = document.createElement('div');
  document.body.replaceChildren(root);
});

afterEach(() => {
  view?.destroy();
  view = null;
});

function show(shown: Profile): ProfileView {
  view = new ProfileView(root, { version: 1, profile: shown });
  return view;
}

function all(selector: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(selector)];
}

function one(selector: string): HTMLElement {
  const [found] = all(selector);
  if (found === undefined) {
    throw new Error(`Nothing is ${selector}.`);
  }
  return found;
}

function rowNames(): string[] {
  return all('.iops-sizer .iops-column-name').map(node => node.textContent);
}

function press(key: string): void {
  document.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
  );
}

function type(text: string): void {
  const search = one('input') as HTMLInputElement;
  search.value = text;
  search.dispatchEvent(new Event('input'));
}

const three = profile(
  [column('b'), column('a', { null_share: 0.5, null_count: 5 }), textColumn('c', 'red')],
  {
    insights: [insight('nulls', ['a'], 'a is half empty.')]
  }
);

describe('the list', () => {
  test('500 columns are a few rows in the document, and the last can be reached', () => {
    show(profile(Array.from({ length: 500 }, (_, place) => column(`column_${place}`))));
    expect(all('.iops-sizer .iops-row').length).toBeLessThan(20);
    expect(one('.iops-grid').getAttribute('aria-rowcount')).toBe('501');
    one('.iops-sizer .iops-row').focus();
    press('End');
    expect(document.activeElement?.querySelector('.iops-column-name')?.textContent).toBe('column_499');
    expect(document.activeElement?.getAttribute('aria-rowindex')).toBe('501');
  });

  test('search narrows it and says by how much', () => {
    show(three);
    type('C');
    expect(rowNames()).toEqual(['c']);
    expect(one('.iops-shown').textContent).toBe('1 of 3 columns');
    type('nowhere');
    expect(one('.iops-shown').textContent).toBe('No column fits.');
  });

  test('a head sorts, turns round, and gives the order of the table back', () => {
    show(three);
    const sort = (): void => one('[data-sort=name]').click();
    sort();
    expect(rowNames()).toEqual(['a', 'b', 'c']);
    expect(one('[aria-sort=ascending]').textContent).toContain('Column');
    sort();
    expect(rowNames()).toEqual(['c', 'b', 'a']);
    sort();
    expect(rowNames()).toEqual(['b', 'a', 'c']);
  });

  test('a press on a row opens its details, another closes them', () => {
    show(three);
    one('.iops-sizer .iops-row').click();
    expect(one('.iops-details h3').textContent).toBe('b');
    expect(one('[aria-selected=true].iops-row').textContent).toContain('b');
    one('.iops-sizer .iops-row').click();
    expect(all('.iops-details')).toHaveLength(0);
  });

  test('the keyboard walks, opens and closes', () => {
    show(three);
    one('.iops-sizer .iops-row').focus();
    press('ArrowDown');
    press('Enter');
    expect(one('.iops-details h3').textContent).toBe('a');
    press('Escape');
    expect(all('.iops-details')).toHaveLength(0);
    expect(document.activeElement?.querySelector('.iops-column-name')?.textContent).toBe('a');
  });

  test('what has the focus keeps its keys from the shortcuts of JupyterLab', () => {
    show(three);
    one('.iops-sizer .iops-row').focus();
    expect(document.activeElement?.hasAttribute('data-lm-suppress-shortcuts')).toBe(true);
  });

  test('a column without figures waits for them', () => {
    show(
      profile([column('x', { count: null, histogram: null, top_values: [] })], {
        stage: 'schema',
        progress: 0
      })
    );
    expect(all('.iops-waiting')).toHaveLength(1);
    expect(one('.iops-progress').textContent).toBe('Names and types; the figures follow.');
  });
});

describe('stages', () => {
  test('figures are replaced; search, order and the open column stay', () => {
    const shown = show({ ...three, progress: 0.5, insights: [] });
    type('a');
    one('.iops-sizer .iops-row').click();
    expect(one('progress').getAttribute('value')).toBe('0.5');
    shown.update({
      version: 1,
      profile: { ...three, columns: three.columns.map(c => ({ ...c, count: 99 })) }
    });
    expect(rowNames()).toEqual(['a', 'c']);
    expect(one('.iops-details h3').textContent).toBe('a');
    expect(one('.iops-figures').textContent).toContain('99');
    expect(all('progress')).toHaveLength(0);
  });
});

describe('insights', () => {
  test('each has its statement and leads to its columns, whatever is filtered', () => {
    show(three);
    type('c');
    const tab = one('[role=tab]:nth-child(3)');
    expect(tab.textContent).toBe('Insights (1)');
    tab.click();
    expect(one('.iops-insights .iops-code').textContent).toBe('SELECT 1');
    one('.iops-insights .iops-link').click();
    expect(one('.iops-details h3').textContent).toBe('a');
    expect(one('[role=tab]').getAttribute('aria-selected')).toBe('true');
    expect(rowNames()).toEqual(['b', 'a', 'c']);
  });
});

describe('long lists', () => {
  test('are drawn when they are seen, a part at a time', () => {
    const correlations = Array.from({ length: 250 }, () => ({
      left: 'a',
      right: 'b',
      method: 'pearson',
      value: -0.5,
      rows: 10
    }));
    show({ ...three, correlations });
    expect(all('.iops-pairs li')).toHaveLength(0);
    one('[role=tab]:nth-child(4)').click();
    expect(all('.iops-pairs li')).toHaveLength(100);
    const more = one('.iops-long > .iops-button');
    expect(more.textContent).toBe('150 more');
    more.click();
    more.click();
    expect(all('.iops-pairs li')).toHaveLength(250);
    expect(more.hidden).toBe(true);
  });
});

describe('comparison', () => {
  test('both sides stand beside each other', () => {
    view = new ProfileView(root, { version: 1, comparison: comparison() });
    expect(rowNames()).toEqual(['kept', 'fresh', 'gone']);
    const [kept, fresh, gone] = all('.iops-sizer .iops-row');
    expect(kept?.querySelectorAll('.iops-histogram')).toHaveLength(2);
    expect(kept?.textContent).toContain('DOUBLE → BIGINT');
    expect(kept?.textContent).toContain('PSI 0.300');
    expect(fresh?.textContent).toContain('new');
    expect(gone?.textContent).toContain('gone');
    kept?.click();
    expect(one('.iops-figures thead').textContent).toBe('FigureBeforeAfter');
    expect(one('.iops-figures').textContent).toContain('mean4.255');
  });
});

describe('nulls of a comparison', () => {
  test('a column of one side only has no second share', () => {
    view = new ProfileView(root, { version: 1, comparison: comparison() });
    const shares = all('.iops-sizer .iops-figure:has(.iops-share)').map(node => node.textContent);
    expect(shares).toEqual(['0 % → 0 %', '0 %', '0 %']);
  });
});

describe('hostile data', () => {
  test('markup in any field is shown as text', () => {
    const wild = textColumn(ATTACK, ATTACK, {
      type: ATTACK,
      notes: [ATTACK],
      semantic: { name: ATTACK, personal: true, evidence: ATTACK }
    });
    show(
      profile([wild, column('x')], {
        name: ATTACK,
        notes: [ATTACK],
        candidate_keys: [[ATTACK]],
        insights: [{ ...insight(ATTACK, [ATTACK], ATTACK), query: ATTACK }],
        correlations: [{ left: ATTACK, right: 'x', method: ATTACK, value: 1, rows: 2 }],
        dependencies: [{ determinant: ATTACK, dependent: ATTACK }],
        foreign_keys: [
          { column: ATTACK, target_table: ATTACK, target_column: ATTACK, orphan_count: 0, query: ATTACK }
        ]
      })
    );
    one('.iops-sizer .iops-row').click();
    all('[role=tab]').forEach(tab => tab.click());
    expect(all('img, script')).toHaveLength(0);
    expect(root.textContent).toContain(ATTACK);
  });

  test('a saved page allows no script', () => {
    expect(pageText('<p>x</p>')).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });
});

describe('saving', () => {
  test('JSON holds what the kernel sent', () =>
    expect(JSON.parse(jsonText({ version: 1, profile: three }))).toEqual(three));

  test('a page that cannot be made is told', async () => {
    view = new ProfileView(root, { version: 1, profile: three }, undefined, () =>
      Promise.reject(new Error('x'))
    );
    const [, html] = all('.iops-buttons button');
    html?.click();
    await vi.waitFor(() => expect(root.textContent).toContain('The page could not be made.'));
  });

  test('without anyone who knows the page there is no such button', () => {
    show(three);
    expect(all('.iops-buttons button').map(node => node.textContent)).toEqual(['JSON']);
  });
});
