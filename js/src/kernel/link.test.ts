import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { expect, test, vi } from 'vitest';

import { KernelLink } from './link';

const SNAPSHOT = { current: 'shop', connections: [], dataframes: [] };
const trans = { __: (text: string) => text };

class FakeComm {
  isDisposed = false;
  onMsg: (message: unknown) => void = () => undefined;
  onClose: () => void = () => undefined;
  open(): void {}
  send(): void {}
  dispose(): void {
    this.isDisposed = true;
    this.onClose();
  }
  snapshot(): void {
    this.onMsg({ content: { data: { event: 'snapshot', snapshot: SNAPSHOT } } });
  }
}

class FakeContext {
  comms: FakeComm[] = [];
  hasNoKernel = false;
  session = {
    kernel: {
      status: 'idle' as Kernel.Status,
      createComm: () => {
        const comm = new FakeComm();
        this.comms.push(comm);
        return comm;
      }
    }
  };
  statusChanged = new Signal<this, Kernel.Status>(this);
  kernelChanged = new Signal<this, void>(this);
  iopubMessage = new Signal<this, unknown>(this);

  become(status: Kernel.Status): void {
    this.session.kernel.status = status;
    this.statusChanged.emit(status);
  }
  run(code: string): void {
    this.become('busy');
    this.show(code);
    this.become('idle');
  }
  show(code: string): void {
    this.iopubMessage.emit({ header: { msg_type: 'execute_input' }, content: { code } });
  }
  get comm(): FakeComm {
    return this.comms[this.comms.length - 1] as FakeComm;
  }
}

function panel(path: string) {
  const sessionContext = new FakeContext();
  return { sessionContext, context: { path }, isDisposed: false };
}

function follow(first: ReturnType<typeof panel> | null) {
  const tracker = { currentWidget: first };
  const changed = new Signal<object, unknown>(tracker);
  const link = new KernelLink({ ...tracker, currentChanged: changed } as unknown as INotebookTracker, trans);
  return { link, changed };
}

test('without a notebook there is nothing to ask', async () => {
  const { link } = follow(null);
  expect(link.state).toEqual({ status: 'none' });
  await expect(link.request('snapshot')).rejects.toMatchObject({
    failure: { message: 'No notebook is open.' }
  });
});

test('a kernel with the extension is ready once it has said what is open', () => {
  const notebook = panel('a.ipynb');
  const { link } = follow(notebook);
  expect(link.state.status).toBe('waiting');
  notebook.sessionContext.comm.snapshot();
  expect(link.state).toEqual({ status: 'ready', notebook: 'a.ipynb', snapshot: SNAPSHOT });
});

test('a kernel without it is asked again after a cell that names it, and after no other', () => {
  const { sessionContext } = panel('a.ipynb');
  const { link } = follow({ sessionContext, context: { path: 'a.ipynb' }, isDisposed: false });
  sessionContext.comm.dispose();
  expect(link.state.status).toBe('unloaded');
  sessionContext.run('1 + 1');
  expect(sessionContext.comms).toHaveLength(1);
  sessionContext.run('%load_ext iopsdata_jupyter');
  expect(sessionContext.comms).toHaveLength(2);
  sessionContext.comm.snapshot();
  expect(link.state.status).toBe('ready');
});

test('a refusal that comes after the cell that loads the extension is asked again', () => {
  const notebook = panel('a.ipynb');
  const { link } = follow(notebook);
  notebook.sessionContext.run('%load_ext iopsdata_jupyter');
  expect(notebook.sessionContext.comms).toHaveLength(1);
  notebook.sessionContext.comm.dispose();
  expect(notebook.sessionContext.comms).toHaveLength(2);
  notebook.sessionContext.comm.dispose();
  expect(notebook.sessionContext.comms).toHaveLength(2);
  notebook.sessionContext.run('%connect sample # of iopsdata');
  notebook.sessionContext.comm.snapshot();
  expect(link.state.status).toBe('ready');
});

test('a refusal while that cell runs is asked again when it has ended', () => {
  const { sessionContext } = panel('a.ipynb');
  const { link } = follow({ sessionContext, context: { path: 'a.ipynb' }, isDisposed: false });
  sessionContext.become('busy');
  sessionContext.show('%load_ext iopsdata_jupyter');
  sessionContext.comm.dispose();
  expect(sessionContext.comms).toHaveLength(1);
  sessionContext.become('idle');
  expect(sessionContext.comms).toHaveLength(2);
  sessionContext.comm.snapshot();
  expect(link.state.status).toBe('ready');
});

test('a kernel that dies is gone, and found again after its restart', () => {
  const notebook = panel('a.ipynb');
  const { link } = follow(notebook);
  notebook.sessionContext.comm.snapshot();
  notebook.sessionContext.become('dead');
  expect(link.state).toEqual({ status: 'gone', notebook: 'a.ipynb' });
  notebook.sessionContext.become('restarting');
  expect(link.state.status).toBe('waiting');
  notebook.sessionContext.become('idle');
  notebook.sessionContext.comm.snapshot();
  expect(link.state.status).toBe('ready');
});

test('another notebook is another kernel, and the first is no longer heard', () => {
  const first = panel('a.ipynb');
  const second = panel('b.ipynb');
  const { link, changed } = follow(first);
  changed.emit(second);
  second.sessionContext.comm.snapshot();
  first.sessionContext.become('dead');
  expect(link.state).toEqual({ status: 'ready', notebook: 'b.ipynb', snapshot: SNAPSHOT });
  expect(first.sessionContext.comms[0]?.isDisposed).toBe(true);
});

test('an idle kernel that does not answer is asked again', () => {
  vi.useFakeTimers();
  const notebook = panel('a.ipynb');
  const { link } = follow(notebook);
  vi.advanceTimersByTime(6000);
  expect(notebook.sessionContext.comms).toHaveLength(2);
  expect(notebook.sessionContext.comms[0]?.isDisposed).toBe(true);
  notebook.sessionContext.comm.snapshot();
  vi.advanceTimersByTime(60_000);
  expect(notebook.sessionContext.comms).toHaveLength(2);
  expect(link.state.status).toBe('ready');
  vi.useRealTimers();
});

test('a kernel that is busy when its answer is due is asked again once it is idle', () => {
  vi.useFakeTimers();
  const notebook = panel('a.ipynb');
  follow(notebook);
  notebook.sessionContext.become('busy');
  vi.advanceTimersByTime(12_000);
  expect(notebook.sessionContext.comms).toHaveLength(1);
  notebook.sessionContext.become('idle');
  vi.advanceTimersByTime(6000);
  expect(notebook.sessionContext.comms).toHaveLength(2);
  vi.useRealTimers();
});

test('an idle kernel that does not answer after the cell that loads the extension is asked again', () => {
  vi.useFakeTimers();
  const { sessionContext } = panel('a.ipynb');
  const { link } = follow({ sessionContext, context: { path: 'a.ipynb' }, isDisposed: false });
  sessionContext.comm.dispose();
  sessionContext.run('%load_ext iopsdata_jupyter');
  expect(sessionContext.comms).toHaveLength(2);
  vi.advanceTimersByTime(6000);
  expect(sessionContext.comms).toHaveLength(3);
  sessionContext.comm.snapshot();
  expect(link.state.status).toBe('ready');
  vi.useRealTimers();
});
