import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { CAN_INSERT_CELL, INSERT_CELL, type InsertCellDetail } from '../shared/cells';
import { isAnswerPayload, type AnswerPayload } from './payload';
import { renderAnswer } from './view';

const ATTACK = '<img src=x onerror="globalThis.attacked = true"><script>attacked</script>';

const answer: AnswerPayload = {
  question: 'How many boats?',
  sql: 'select count(*) from boats',
  cell: '%%sql harbour\nselect count(*) from boats',
  explanation: '',
  assumptions: [],
  understood: [],
  notes: [],
  facts: ['1 row', '3 ms']
};

let root: HTMLElement;

beforeEach(() => {
  root = document.createElement('div');
  document.body.replaceChildren(root);
});

function card(changes: Partial<AnswerPayload> = {}): HTMLElement {
  renderAnswer(root, { ...answer, ...changes });
  return root;
}

function buttons(): string[] {
  return [...root.querySelectorAll('button')].map(node => node.textContent);
}

describe('content', () => {
  test('question, SQL and figures are shown', () => {
    card();
    expect(root.querySelector('.iops-question')?.textContent).toBe(answer.question);
    expect(root.querySelector('.iops-sql')?.textContent).toBe(answer.sql);
    expect([...root.querySelectorAll('.iops-facts li')].map(node => node.textContent)).toEqual([
      '1 row',
      '3 ms'
    ]);
  });

  test('where the SQL comes from is a badge with its meaning', () => {
    card({ trust: { kind: 'verified', label: 'Verified', meaning: 'A person has checked it.' } });
    const badge = root.querySelector<HTMLElement>('.iops-head .iops-trust-verified');
    expect(badge?.textContent).toBe('Verified');
    expect(badge?.title).toBe('A person has checked it.');
  });

  test('parts with nothing to say are left out', () => {
    card();
    expect(root.querySelectorAll('.iops-explanation, .iops-assumptions, .iops-notes, details')).toHaveLength(
      0
    );
  });

  test('understood words are underlined and listed', () => {
    card({ understood: [{ words: 'boats', meaning: 'boats' }] });
    expect(root.querySelector('.iops-read')?.textContent).toBe('boats');
    expect(root.querySelector('summary')?.textContent).toBe('How the question was read (1)');
  });

  test('drawing again replaces the card', () => {
    card();
    card({ question: 'And now?' });
    expect(root.querySelectorAll('section')).toHaveLength(1);
    expect(root.querySelector('.iops-question')?.textContent).toBe('And now?');
  });

  test('markup in any field is shown as text', () => {
    card({
      question: ATTACK,
      sql: ATTACK,
      explanation: ATTACK,
      assumptions: [ATTACK],
      understood: [{ words: ATTACK, meaning: ATTACK }],
      notes: [ATTACK],
      facts: [ATTACK]
    });
    expect(root.querySelectorAll('img, script')).toHaveLength(0);
    expect(root.textContent.split(ATTACK).length - 1).toBe(8);
  });

  test('a direction mark in the SQL is written out', () => {
    card({ sql: "select 1 where a = '\u202ex'" });
    expect(root.querySelector('.iops-sql')?.textContent).toBe("select 1 where a = '\\u202ex'");
  });
});

describe('buttons', () => {
  const cleanups: (() => void)[] = [];

  function listen(type: string, listener: (event: Event) => void): void {
    document.addEventListener(type, listener);
    cleanups.push(() => document.removeEventListener(type, listener));
  }

  afterEach(() => cleanups.splice(0).forEach(cleanup => cleanup()));

  test('copying puts exactly the SQL on the clipboard and says so', async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    card();
    root.querySelector('button')?.click();
    await vi.waitFor(() => expect(root.querySelector('[role=status]')?.textContent).toBe('Copied'));
    expect(writeText).toHaveBeenCalledWith(answer.sql);
    vi.unstubAllGlobals();
  });

  test('without a front end that inserts cells there is no such button', () => {
    card();
    expect(buttons()).toEqual(['Copy']);
  });

  test('with one, the button asks for the cell below', async () => {
    const sources: string[] = [];
    listen(CAN_INSERT_CELL, event => event.preventDefault());
    listen(INSERT_CELL, event => {
      event.preventDefault();
      sources.push((event as CustomEvent<InsertCellDetail>).detail.source);
    });
    card();
    expect(buttons()).toEqual(['Copy', 'Insert cell']);
    root.querySelectorAll('button')[1]?.click();
    await vi.waitFor(() => expect(root.querySelector('[role=status]')?.textContent).toBe('Inserted'));
    expect(sources).toEqual([answer.cell]);
  });

  test('an output outside a notebook is told', async () => {
    listen(CAN_INSERT_CELL, event => event.preventDefault());
    card();
    root.querySelectorAll('button')[1]?.click();
    await vi.waitFor(() => expect(root.querySelector('[role=status]')?.textContent).toBe('No notebook'));
  });
});

describe('payloads from notebooks', () => {
  test('a full one is accepted', () => expect(isAnswerPayload(answer)).toBe(true));

  test.each([
    ['null', null],
    ['text', 'answer'],
    ['nothing in it', {}],
    ['a list that is text', { ...answer, notes: 'x' }],
    ['a list of other things', { ...answer, facts: [1] }],
    ['an understanding without words', { ...answer, understood: [{ meaning: 'x' }] }],
    ['no SQL', { ...answer, sql: null }],
    ['trust of an unknown kind', { ...answer, trust: { kind: 'x', label: 'x', meaning: 'x' } }],
    ['trust that is text', { ...answer, trust: 'verified' }]
  ])('%s is refused', (_name, value) => expect(isAnswerPayload(value)).toBe(false));
});
