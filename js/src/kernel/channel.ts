/** One comm to one kernel: requests with ids, replies, and the snapshots that the kernel sends by itself. */
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';

import { ApiFailure } from '../failure';
import type { Failure, KernelSnapshot } from '../tokens';

const TARGET = 'iopsdata';

/** What a channel tells its owner. */
export interface ChannelListener {
  /** The kernel has the extension, and this is open in it. */
  onSnapshot(snapshot: KernelSnapshot): void;
  /** The kernel closed the comm: it does not have the extension, or has been restarted. */
  onClose(): void;
}

interface Waiting {
  resolve: (reply: unknown) => void;
  reject: (error: ApiFailure) => void;
}

interface KernelReply {
  id?: string;
  reply?: unknown;
  failure?: Failure;
  event?: string;
  snapshot?: KernelSnapshot;
}

/** A comm that is open from its creation until `close`, or until the kernel closes it. */
export class Channel {
  constructor(
    kernel: Kernel.IKernelConnection,
    private readonly listener: ChannelListener,
    private readonly closed: Failure
  ) {
    this.comm = kernel.createComm(TARGET);
    this.comm.onMsg = message => this.onMessage(message);
    this.comm.onClose = () => this.end();
    // The reply to comm_open says nothing; a kernel without the target answers with comm_close.
    this.comm.open();
  }

  /** The kernel's reply; rejects with an ApiFailure. */
  request(name: string, args: JSONObject): Promise<unknown> {
    if (this.comm.isDisposed) {
      return Promise.reject(new ApiFailure(this.closed));
    }
    const id = String(++this.last);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.comm.send({ id, request: name, arguments: args });
    });
  }

  /** Ends the channel; requests that wait are rejected, the listener is not told. */
  close(): void {
    this.ended = true;
    this.rejectAll();
    if (!this.comm.isDisposed) {
      this.comm.onClose = () => undefined;
      this.comm.dispose();
    }
  }

  private onMessage(message: KernelMessage.ICommMsgMsg): void {
    const data = message.content.data as KernelReply;
    if (data.event === 'snapshot' && data.snapshot) {
      this.listener.onSnapshot(data.snapshot);
    }
    const waiting = data.id === undefined ? undefined : this.waiting.get(data.id);
    if (data.id !== undefined && waiting) {
      this.waiting.delete(data.id);
      if (data.failure) {
        waiting.reject(new ApiFailure(data.failure));
      } else {
        waiting.resolve(data.reply);
      }
    }
  }

  private end(): void {
    this.rejectAll();
    if (!this.ended) {
      this.ended = true;
      this.listener.onClose();
    }
  }

  private rejectAll(): void {
    for (const { reject } of this.waiting.values()) {
      reject(new ApiFailure(this.closed));
    }
    this.waiting.clear();
  }

  private readonly comm: Kernel.IComm;
  private readonly waiting = new Map<string, Waiting>();
  private last = 0;
  private ended = false;
}
