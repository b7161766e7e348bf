import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { CAN_REVEAL_CELL, REVEAL_CELL, type RevealCellDetail } from '../shared/cells';
import { isLineagePayload, type LineagePayload } from './payload';
import { large, payload } from './testing/payloads';
import { LineageView } from './view';

const ATTACK = '<img src=x onerror="globalThis.attacked = true"><script>attacked</script>';
const SIZE = { width: 1200, height: 600 };

class Observer {
  constructor(private readonly callback: () => void) {}
  observe(): void {
    this.callback();
  }
  disconnect(): void {
    // nothing is watched
  }
}

let root: HTMLElement;
let view: LineageView;
const cleanups: (() => void)[] = [];

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', Observer);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(SIZE.width);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(SIZE.height);
  root = document.createElement('div');
  document.body.replaceChildren(root);
});

afterEach(() => {
  view.destroy();
  cleanups.splice(0).forEach(cleanup => cleanup());
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function show(graph: LineagePayload): void {
  view = new LineageView(root, graph);
}

/** A press and release at a point; jsdom has no PointerEvent. */
function click(x: number, y: number): void {
  const at = { clientX: x, clientY: y, button: 0, bubbles: true };
  canvas().dispatchEvent(new MouseEvent('pointerdown', at));
  canvas().dispatchEvent(new MouseEvent('pointerup', at));
}

function canvas(): SVGSVGElement {
  return root.querySelector('.iops-canvas') as unknown as SVGSVGElement;
}

/** The middle of a row on the screen: where the drawing was moved to, the card in it, and the row on the card. */
function place(element: Element | null): [number, number] {
  const [cx = 0, cy = 0] = numbersOf(root.querySelector('.iops-world'));
  const [k = 1] = numbersOf(root.querySelector('.iops-scale'));
  const [x = 0, y = 0] = numbersOf(element?.closest('.iops-card') ?? null);
  const top = Number(element?.querySelector('rect')?.getAttribute('y'));
  return [cx + (x + 60) * k, cy + (y + top + 10) * k];
}

function numbersOf(element: Element | null): number[] {
  const transform = element?.getAttribute('transform') ?? '';
  return [...transform.matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map(match => Number(match[0]));
}

function row(node: string, column: string): Element | null {
  return root.querySelector(`[data-node="${node}"] [data-column="${column}"]`);
}

function press(key: string): void {
  canvas().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

function names(): string[] {
  return [...root.querySelectorAll('.iops-card')].map(card => card.getAttribute('data-node') ?? '').sort();
}

function buttonNamed(name: string): HTMLButtonElement | undefined {
  return [...root.querySelectorAll('button')].find(
    button => button.textContent === name || button.getAttribute('aria-label') === name
  );
}

function status(): string {
  return root.querySelector('[role=status]')?.textContent ?? '';
}

const CHAIN = 'a.x -> b.y\na.k ~> b.y\nb.y -> c.z\nd.u -> c.v';

describe('drawing', () => {
  test('tables are cards with their columns', () => {
    show(payload(CHAIN));
    expect(names()).toEqual(['a', 'b', 'c', 'd']);
    expect(row('a', 'x')?.textContent).toBe('x');
  });

  test('an empty graph says so', () => {
    show(payload(''));
    expect(root.textContent).toContain('No table is read or written.');
  });

  test('notes are told', () => {
    show({ ...payload('a.x -> b.y'), notes: ['Cell 3 could not be read.'] });
    expect(root.querySelector('.iops-notes')?.textContent).toBe('Cell 3 could not be read.');
  });

  test('of a large graph only what is seen is in the document', () => {
    show(large(500, 10));
    expect(root.querySelectorAll('.iops-canvas *').length).toBeLessThan(150);
    for (let zoom = 0; zoom < 9; zoom++) {
      press('+');
    }
    const cards = root.querySelectorAll('.iops-card').length;
    expect(cards).toBeGreaterThan(0);
    expect(cards).toBeLessThan(120);
  });

  test('a small graph has no map, one of 31 cards has', () => {
    show(large(30, 2));
    expect(root.querySelector('.iops-minimap')?.hasAttribute('hidden')).toBe(true);
    view.destroy();
    show(large(31, 2));
    expect(root.querySelector('.iops-minimap')?.hasAttribute('hidden')).toBe(false);
  });

  test('markup in any field is shown as text', () => {
    const graph = payload('a.x -> b.y');
    for (const node of graph.nodes) {
      Object.assign(node, { name: ATTACK, sql: ATTACK, columns: [ATTACK], connection: ATTACK });
    }
    for (const edge of graph.edges) {
      Object.assign(edge, {
        source_column: ATTACK,
        target_column: ATTACK,
        expression: ATTACK,
        reason: ATTACK
      });
      Object.assign(edge, { confidence: 0.5, subtype: ATTACK });
    }
    show({ ...graph, notes: [ATTACK], focus: { node: 'b', column: ATTACK } });
    buttonNamed('List')?.click();
    expect(root.querySelectorAll('img, script, foreignObject, a')).toHaveLength(0);
    expect(root.textContent).toContain(ATTACK);
  });

  test('direction marks, control characters and 10,000 letters do nothing', () => {
    const graph = payload('a.x -> b.y');
    const [first] = graph.nodes;
    Object.assign(first ?? {}, { name: `\u202egpj\u0007${'x'.repeat(10_000)}` });
    show({ ...graph, focus: { node: 'a', column: null } });
    expect(root.textContent).not.toContain('\u202e');
    expect(root.textContent).not.toContain('\u0007');
    expect(root.textContent).not.toContain('x'.repeat(500));
  });
});

describe('lighting', () => {
  test('a click on a column lights its path and dims the rest', () => {
    show(payload(CHAIN));
    click(...place(row('b', 'y')));
    expect(row('a', 'x')?.classList).toContain('iops-lit-direct');
    expect(row('a', 'k')?.classList).toContain('iops-lit-indirect');
    expect(row('c', 'z')?.classList).toContain('iops-lit-direct');
    expect(row('c', 'v')?.classList).not.toContain('iops-lit-direct');
    expect(root.querySelector('[data-node=d]')?.classList).toContain('iops-dim');
    expect(root.querySelectorAll('.iops-canvas .iops-line.iops-lit-direct')).toHaveLength(2);
    expect(root.querySelectorAll('.iops-canvas .iops-line.iops-lit-indirect')).toHaveLength(1);
    expect(status()).toBe('b.y: 2 upstream, 1 downstream');
  });

  test('a click beside everything takes the light away', () => {
    show(payload(CHAIN));
    click(...place(row('b', 'y')));
    click(1, 1);
    expect(root.querySelectorAll('.iops-dim, .iops-lit-direct.iops-row')).toHaveLength(0);
    expect(root.querySelector('aside')?.hidden).toBe(true);
  });

  test('the payload may ask for a column to be lit at first', () => {
    show({ ...payload(CHAIN), focus: { node: 'b', column: 'y' } });
    expect(row('c', 'z')?.classList).toContain('iops-lit-direct');
  });

  test('the panel tells expression, doubt and where to go on', () => {
    const graph = payload(CHAIN);
    Object.assign(graph.edges[0] ?? {}, {
      expression: 'x * 2',
      confidence: 0.5,
      reason: 'two tables have an x'
    });
    show({ ...graph, focus: { node: 'b', column: 'y' } });
    const panel = root.querySelector('aside');
    expect(panel?.textContent).toContain('x * 2');
    expect(panel?.textContent).toContain('50 % sure: two tables have an x');
    buttonNamed('a.x')?.click();
    expect(status()).toBe('a.x: 0 upstream, 2 downstream');
  });

  test('a line that is clicked on shows what it does', () => {
    const graph = payload('a.x -> b.y');
    Object.assign(graph.edges[0] ?? {}, { expression: 'upper(x)' });
    show(graph);
    const [ax, ay] = place(row('a', 'x'));
    const [bx] = place(row('b', 'y'));
    click((ax + bx) / 2 + 60, ay);
    expect(root.querySelector('aside')?.textContent).toContain('upper(x)');
  });
});

describe('opening and expanding', () => {
  test('a card shows ten columns and tells of the rest', () => {
    show(large(1, 25));
    expect(root.querySelectorAll('.iops-row')).toHaveLength(10);
    expect(root.querySelector('.iops-more')?.textContent).toBe('… 15 more');
  });

  test('Enter closes and opens the card that is chosen', () => {
    show(payload(CHAIN));
    press('ArrowDown');
    press('Escape');
    press('ArrowDown');
    press('Enter');
    expect(root.querySelectorAll('[data-node=a] .iops-row:not(.iops-lit-direct)')).toHaveLength(0);
  });

  test('all cards are closed and opened by the buttons', () => {
    show(payload(CHAIN));
    buttonNamed('Close all')?.click();
    expect(root.querySelectorAll('.iops-row')).toHaveLength(0);
    buttonNamed('Open all')?.click();
    expect(root.querySelectorAll('.iops-row')).toHaveLength(6);
  });

  test('from one card, neighbours come in step by step', () => {
    show({ ...payload('a.x -> b.x\nb.x -> c.x\nc.x -> d.x'), focus: { node: 'b', column: null } });
    buttonNamed('Only this')?.click();
    expect(names()).toEqual(['b']);
    expect(root.querySelectorAll('.iops-handle')).toHaveLength(2);
    press(']');
    expect(names()).toEqual(['b', 'c']);
    press('[');
    expect(names()).toEqual(['a', 'b', 'c']);
    buttonNamed('Show all')?.click();
    expect(names()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('CTEs fold into lines and come back', () => {
    show(payload('a.x -> c.y\nc.y -> t.z', { c: 'cte' }));
    buttonNamed('CTEs')?.click();
    expect(names()).toEqual(['a', 't']);
    click(...place(row('a', 'x')));
    expect(row('t', 'z')?.classList).toContain('iops-lit-direct');
    buttonNamed('CTEs')?.click();
    expect(names()).toEqual(['a', 'c', 't']);
  });
});

describe('list', () => {
  function tree(): string[] {
    return [...root.querySelectorAll('[role=treeitem] > .iops-item')].map(item => item.textContent);
  }

  function search(text: string): void {
    buttonNamed('List')?.click();
    const input = root.querySelector('input');
    if (input) {
      input.value = text;
      input.dispatchEvent(new Event('input'));
    }
  }

  test('search finds tables and columns, and marks the cards', () => {
    show(payload(CHAIN));
    search('Z');
    expect(tree()).toEqual(['c, table', 'z']);
    expect(root.querySelector('[data-node=c]')?.classList).toContain('iops-match');
    expect(root.querySelector('[data-node=a]')?.classList).not.toContain('iops-match');
  });

  test('Enter in the search lights the first thing that has the text', () => {
    show(payload(CHAIN));
    search('z');
    root.querySelector('input')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(status()).toBe('c.z: 3 upstream, 0 downstream');
  });

  test('the tree opens and is walked by keys', () => {
    show(payload(CHAIN));
    search('');
    const item = root.querySelector('[role=treeitem]');
    expect(item?.getAttribute('aria-expanded')).toBe('false');
    const key = (name: string): void => {
      const focused = document.activeElement;
      focused?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    };
    root.querySelector('input')?.focus();
    key('ArrowDown');
    key('ArrowRight');
    expect(item?.getAttribute('aria-expanded')).toBe('true');
    key('ArrowDown');
    expect(document.activeElement?.textContent).toBe('x');
    key('Enter');
    expect(status()).toBe('a.x: 0 upstream, 2 downstream');
  });

  test('a hidden card that is chosen comes back', () => {
    show({ ...payload(CHAIN), focus: { node: 'b', column: null } });
    buttonNamed('Only this')?.click();
    search('d');
    root.querySelector('input')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(names()).toEqual(['b', 'd']);
  });
});

describe('moving', () => {
  const transform = (): string =>
    ['.iops-world', '.iops-scale'].map(name => root.querySelector(name)?.getAttribute('transform')).join(' ');

  test('plus zooms in, 0 fits again', () => {
    show(payload(CHAIN));
    const before = transform();
    press('+');
    expect(transform()).not.toBe(before);
    press('0');
    expect(transform()).toBe(before);
  });

  test('the wheel zooms once the pointer has moved over the drawing, and leaves the page alone before', () => {
    show(payload(CHAIN));
    const turn = (): boolean =>
      canvas().dispatchEvent(new WheelEvent('wheel', { deltaY: -100, bubbles: true, cancelable: true }));
    expect(turn()).toBe(true);
    canvas().dispatchEvent(Object.assign(new MouseEvent('pointermove'), { movementX: 20, movementY: 0 }));
    expect(turn()).toBe(false);
  });

  test('dragging moves the drawing and selects nothing', () => {
    show(payload(CHAIN));
    const before = transform();
    Object.assign(canvas(), { setPointerCapture: () => undefined });
    const [x, y] = place(row('b', 'y'));
    const event = (type: string, dx: number): MouseEvent =>
      new MouseEvent(type, { clientX: x + dx, clientY: y, button: 0, bubbles: true });
    canvas().dispatchEvent(event('pointerdown', 0));
    canvas().dispatchEvent(event('pointermove', 50));
    canvas().dispatchEvent(event('pointerup', 50));
    expect(transform()).not.toBe(before);
    expect(status()).toBe('');
  });
});

describe('cells', () => {
  const listen = (type: string, listener: (event: Event) => void): void => {
    document.addEventListener(type, listener);
    cleanups.push(() => document.removeEventListener(type, listener));
  };

  function showCell(): void {
    const graph = payload('a.x -> b.y');
    Object.assign(graph.nodes[0] ?? {}, { cell: 'cell-1' });
    show({ ...graph, focus: { node: 'a', column: null } });
  }

  test('without a front end that knows cells there is no such button', () => {
    showCell();
    expect(buttonNamed('Go to the cell')).toBeUndefined();
  });

  test('with one, the button asks for the cell', () => {
    const cells: string[] = [];
    listen(CAN_REVEAL_CELL, event => event.preventDefault());
    listen(REVEAL_CELL, event => cells.push((event as CustomEvent<RevealCellDetail>).detail.cell));
    showCell();
    buttonNamed('Go to the cell')?.click();
    expect(cells).toEqual(['cell-1']);
    expect(status()).toBe('The cell is not in this notebook.');
  });
});

describe('payloads from notebooks', () => {
  const good = payload('a.x -> b.y');
  beforeEach(() => show(good));

  test('a full one is accepted', () => expect(isLineagePayload(good)).toBe(true));

  test.each([
    ['null', null],
    ['another version', { ...good, version: 2 }],
    ['a node of an unknown kind', { ...good, nodes: [{ ...good.nodes[0], kind: 'x' }] }],
    ['an edge from nowhere', { ...good, edges: [{ ...good.edges[0], source: 'z' }] }],
    ['a focus on nothing', { ...good, focus: { node: 'z', column: null } }],
    ['notes that are no texts', { ...good, notes: [1] }]
  ])('%s is refused', (_name, value) => expect(isLineagePayload(value)).toBe(false));
});
