/**
 * The way from a rendered profile to the kernel that made it: the comm of its widget, which stands in the same
 * output. No widget manager is needed, and a notebook that another kernel has written finds no such comm.
 */
import type { INotebookTracker } from '@jupyterlab/notebook';
import { KernelMessage, type Kernel } from '@jupyterlab/services';

import { isRecord } from '../../widgets/shared/checks';
import type { Channel } from '../../widgets/profile/kernel';

/** The MIME type under which an output names its widget. */
export const WIDGET_MIME = 'application/vnd.jupyter.widget-view+json';

const TARGET = 'jupyter.widget';

type Hear = Parameters<Channel['listen']>[0];

/** The channel of the output at `node`, whose widget is `model`. */
export class KernelChannel implements Channel {
  private readonly hearing = new Set<Hear>();
  private connected: Kernel.IKernelConnection | null = null;

  constructor(
    private readonly node: Node,
    private readonly model: string,
    private readonly notebooks: INotebookTracker
  ) {}

  async ready(): Promise<boolean> {
    const kernel = this.kernel();
    this.connect(kernel);
    if (kernel === null) {
      return false;
    }
    const { content } = await kernel.requestCommInfo({ target_name: TARGET });
    return content.status === 'ok' && this.model in content.comms;
  }

  send(content: Record<string, unknown>): void {
    const kernel = this.kernel();
    this.connect(kernel);
    if (kernel === null) {
      return;
    }
    const message = KernelMessage.createMessage<KernelMessage.ICommMsgMsg<'shell'>>({
      msgType: 'comm_msg',
      channel: 'shell',
      username: kernel.username,
      session: kernel.clientId,
      content: { comm_id: this.model, data: { method: 'custom', content: content as never } }
    });
    kernel.sendShellMessage(message, false, true);
  }

  listen(hear: Hear): () => void {
    this.hearing.add(hear);
    return () => {
      this.hearing.delete(hear);
      this.connect(null);
    };
  }

  /** Of the notebook that shows the output now: it may have been moved, or its kernel changed. */
  private kernel(): Kernel.IKernelConnection | null {
    const panel = this.notebooks.find(one => one.node.contains(this.node));
    return panel?.sessionContext.session?.kernel ?? null;
  }

  private connect(kernel: Kernel.IKernelConnection | null): void {
    if (kernel !== this.connected) {
      this.connected?.iopubMessage.disconnect(this.onMessage);
      kernel?.iopubMessage.connect(this.onMessage);
      this.connected = kernel;
    }
  }

  private readonly onMessage = (_: Kernel.IKernelConnection, message: KernelMessage.IIOPubMessage): void => {
    if (!KernelMessage.isCommMsgMsg(message) || message.content.comm_id !== this.model) {
      return;
    }
    const { data } = message.content;
    if (data['method'] === 'custom') {
      const buffers = (message.buffers ?? []).map(viewOf);
      this.hearing.forEach(hear => hear(data['content'], buffers));
    }
  };
}

function viewOf(buffer: ArrayBuffer | ArrayBufferView): DataView {
  return ArrayBuffer.isView(buffer)
    ? new DataView(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength)
    : new DataView(buffer);
}

/** The widget that stands in the same output, by the id of its model. */
export function modelIdOf(view: unknown): string | null {
  return isRecord(view) && typeof view['model_id'] === 'string' ? view['model_id'] : null;
}
