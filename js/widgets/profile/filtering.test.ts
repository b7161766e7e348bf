import { columnFromArray, int64, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { Channel } from './kernel';
import type { Profile } from './payload';
import { column, profile, textColumn } from './testing';
import { ProfileView } from './view';

const ATTACK = '<img src=x onerror="globalThis.attacked = true">';

type Message = Record<string, unknown>;

/** A kernel whose answers the test gives. */
class FakeChannel implements Channel {
  readonly sent: Message[] = [];
  private hear: Parameters<Channel['listen']>[0] = () => undefined;

  constructor(private readonly can: boolean) {}

  ready = (): Promise<boolean> => Promise.resolve(true);

  send = (content: Message): void => {
    this.sent.push(content);
    if (content['request'] === 'hello') {
      this.hear({ id: content['id'], can: this.can }, []);
    }
  };

  listen = (hear: Parameters<Channel['listen']>[0]): (() => void) => {
    this.hear = hear;
    return () => (this.hear = () => undefined);
  };

  /** The last request of a kind. */
  last(request: string): Message {
    const found = this.sent.filter(one => one['request'] === request).at(-1);
    if (found === undefined) {
      throw new Error(`Nobody asked for ${request}.`);
    }
    return found;
  }

  answer(request: Message, content: Message, buffers: DataView[] = []): void {
    this.hear({ id: request['id'], ...content }, buffers);
  }
}

let root: HTMLElement;
let view: ProfileView | null = null;
let channel: FakeChannel;

beforeEach(() => {
  root = document.createElement('div');
  document.body.replaceChildren(root);
});

afterEach(() => {
  vi.useRealTimers();
  view?.destroy();
});

const two = profile([column('a'), textColumn('t', ATTACK)], { row_count: 10 });

async function show(shown: Profile = two, can = true): Promise<void> {
  channel = new FakeChannel(can);
  view = new ProfileView(root, { version: 1, profile: shown }, undefined, null, channel);
  await vi.waitFor(() => expect(channel.sent).not.toHaveLength(0));
  await Promise.resolve();
}

function all(selector: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(selector)];
}

function press(node: Element | undefined, options: MouseEventInit = {}): void {
  node?.dispatchEvent(new MouseEvent('click', { bubbles: true, ...options }));
}

function bins(): HTMLElement[] {
  return all('.iops-sizer [data-kind=range] [data-place]');
}

const bar = (): string => all('.iops-filters')[0]?.textContent ?? '';
const PART = { rows: 3, columns: [[0, 3, 0, [3, 0]]], progress: 1 };

describe('filters', () => {
  test('a press on a bin asks, the answer is drawn over the whole, and the row stays closed', async () => {
    await show();
    press(bins()[0]);
    const asked = channel.last('filter');
    expect(asked['filters']).toEqual([{ column: 'a', kind: 'range', first: 0, last: 0 }]);
    expect(bar()).toContain('Counting');
    channel.answer(asked, PART);
    expect(bar()).toContain('3 of 10 rows');
    expect(all('.iops-left')).toHaveLength(2);
    expect(bins()[0]?.dataset['tip']).toContain('3 fit');
    expect(all('.iops-details')).toHaveLength(0);
  });

  test('a late answer of an older request is dropped', async () => {
    await show();
    press(bins()[0]);
    const old = channel.last('filter');
    press(bins()[1]);
    channel.answer(channel.last('filter'), { ...PART, rows: 7 });
    channel.answer(old, PART);
    expect(bar()).toContain('7 of 10 rows');
  });

  test('Shift adds everything between', async () => {
    const wide = column('a', { histogram: { edges: [0, 1, 2, 3, 4], counts: [1, 1, 1, 1] } });
    await show(profile([wide]));
    press(bins()[0]);
    press(bins()[3], { shiftKey: true });
    expect(channel.last('filter')['filters']).toEqual([{ column: 'a', kind: 'range', first: 0, last: 3 }]);
  });

  test('a chip takes its filter away, and without filters nothing is asked', async () => {
    await show();
    press(bins()[0]);
    press(all('.iops-chip')[0]);
    expect(all('.iops-filters')[0]?.hidden).toBe(true);
    expect(channel.sent.at(-1)?.['request']).toBe('stop');
  });

  test('a failure is told, and the filter stays', async () => {
    await show();
    press(bins()[0]);
    channel.answer(channel.last('filter'), { error: { title: '', message: ATTACK, hint: 'Wait.' } });
    expect(bar()).toContain(`${ATTACK} Wait.`);
    expect(all('img')).toHaveLength(0);
    press(all('.iops-trouble button')[0]);
    channel.answer(channel.last('filter'), PART);
    expect(bar()).toContain('3 of 10 rows');
  });

  test('an answer that does not come is told', async () => {
    await show();
    vi.useFakeTimers();
    press(bins()[0]);
    vi.advanceTimersByTime(60_000);
    expect(bar()).toContain('Still waiting');
  });

  test('an answer of another shape is an error and no picture', async () => {
    await show();
    press(bins()[0]);
    channel.answer(channel.last('filter'), { rows: 'all', columns: [[0, 1]], progress: 1 });
    expect(all('.iops-left')).toHaveLength(0);
    expect(all('.iops-trouble button')).toHaveLength(1);
  });

  test('another profile has no filters', async () => {
    await show();
    press(bins()[0]);
    view?.update({ version: 1, profile: profile([column('b')]) });
    expect(all('.iops-filters')[0]?.hidden).toBe(true);
  });

  test('where the kernel cannot be asked nothing can be pressed', async () => {
    await show(two, false);
    expect(all('[data-place]')).toHaveLength(0);
    expect(root.textContent).not.toContain('undefined');
  });
});

describe('rows', () => {
  const shown = async (): Promise<void> => {
    await show();
    all('[role=tab]')[1]?.click();
    // jsdom sees no intersections, by which the panel learns that it is shown.
    press(bins()[0]);
  };

  test('are asked for a page at a time and stay text', async () => {
    await shown();
    const asked = channel.last('rows');
    expect(asked).toMatchObject({ offset: 0, limit: 100 });
    const table = tableFromColumns({
      '0': columnFromArray([2n ** 60n, null], int64()),
      '1': columnFromArray([ATTACK, ''], utf8())
    });
    const bytes = tableToIPC(table, { format: 'stream' }) as Uint8Array;
    const buffer = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    channel.answer(asked, { held: 2, whole: true }, [buffer]);
    await vi.waitFor(() => expect(all('.iops-table-body [role=row]')).toHaveLength(2));
    expect(all('[role=cell]').map(one => one.textContent)).toEqual([
      String(2n ** 60n),
      ATTACK,
      'null',
      '(empty)'
    ]);
    expect(all('.iops-caption')[0]?.textContent).toBe('All 2 rows that fit');
    expect(all('img')).toHaveLength(0);
  });

  test('a failure is told and can be tried again', async () => {
    await shown();
    channel.answer(channel.last('rows'), { error: { title: '', message: 'Gone.', hint: '' } });
    await vi.waitFor(() => expect(all('.iops-caption')[0]?.textContent).toContain('Gone.'));
    press(all('.iops-caption button')[0]);
    expect(channel.sent.filter(one => one['request'] === 'rows')).toHaveLength(2);
  });
});
