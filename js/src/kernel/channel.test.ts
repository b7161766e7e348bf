import type { Kernel } from '@jupyterlab/services';
import { expect, test, vi } from 'vitest';

import { ApiFailure } from '../failure';
import { Channel } from './channel';

const CLOSED = { title: 'Kernel', message: 'It does not answer.', hint: null };
const SNAPSHOT = { current: 'notebook', connections: [], dataframes: [] };

class FakeComm {
  isDisposed = false;
  sent: { id: string; request: string; arguments: unknown }[] = [];
  onMsg: (message: unknown) => void = () => undefined;
  onClose: () => void = () => undefined;
  open(): void {}
  send(data: FakeComm['sent'][number]): void {
    this.sent.push(data);
  }
  dispose(): void {
    this.isDisposed = true;
    this.onClose();
  }
  receive(data: unknown): void {
    this.onMsg({ content: { data } });
  }
}

function open() {
  const comm = new FakeComm();
  const kernel = { createComm: () => comm } as unknown as Kernel.IKernelConnection;
  const listener = { onSnapshot: vi.fn(), onClose: vi.fn() };
  return { comm, listener, channel: new Channel(kernel, listener, CLOSED) };
}

test('replies go to the request with their id, in any order', async () => {
  const { comm, channel } = open();
  const first = channel.request('columns', { frame: 'a' });
  const second = channel.request('columns', { frame: 'b' });
  comm.receive({ id: comm.sent[1]?.id, reply: 'b' });
  comm.receive({ id: comm.sent[0]?.id, reply: 'a' });
  expect(await Promise.all([first, second])).toEqual(['a', 'b']);
});

test('a failure of the kernel rejects with its words', async () => {
  const { comm, channel } = open();
  const failure = { title: 'Usage', message: 'No such frame.', hint: 'Did you mean a?' };
  const asked = channel.request('columns', {});
  comm.receive({ id: comm.sent[0]?.id, failure });
  await expect(asked).rejects.toMatchObject({ failure });
});

test('what the kernel sends by itself goes to the listener', () => {
  const { comm, listener } = open();
  comm.receive({ event: 'snapshot', snapshot: SNAPSHOT });
  expect(listener.onSnapshot).toHaveBeenCalledWith(SNAPSHOT);
});

test('a kernel that closes leaves nobody waiting', async () => {
  const { comm, channel, listener } = open();
  const asked = channel.request('columns', {});
  comm.dispose();
  await expect(asked).rejects.toBeInstanceOf(ApiFailure);
  await expect(channel.request('columns', {})).rejects.toMatchObject({ failure: CLOSED });
  expect(listener.onClose).toHaveBeenCalledOnce();
});

test('an end of our own rejects what waits, and tells no listener', async () => {
  const { channel, listener } = open();
  const asked = channel.request('columns', {});
  channel.close();
  await expect(asked).rejects.toBeInstanceOf(ApiFailure);
  expect(listener.onClose).not.toHaveBeenCalled();
});

test('a reply that nobody waits for is left', () => {
  const { comm, listener } = open();
  comm.receive({ id: '7', reply: 1 });
  expect(listener.onSnapshot).not.toHaveBeenCalled();
});
