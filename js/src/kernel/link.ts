/** Follows the kernel of the current notebook, and holds the channel to it. */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';

import { ApiFailure } from '../failure';
import type { Translate } from '../replies';
import type { Failure, IKernelLink, KernelState } from '../tokens';
import { Channel } from './channel';

/** Code that may load the extension, so that a channel which was refused is worth another try. */
const LOADS = /iopsdata/;

/** Milliseconds after which an idle kernel that has not answered is asked again. */
const ANSWER_MS = 5000;

const GONE: ReadonlySet<Kernel.Status> = new Set(['dead', 'terminating']);
const STARTING: ReadonlySet<Kernel.Status> = new Set(['starting', 'restarting', 'autorestarting']);

/** The link to the kernel of the notebook that a person works in. */
export class KernelLink implements IKernelLink {
  constructor(
    tracker: INotebookTracker,
    private readonly trans: Translate
  ) {
    tracker.currentChanged.connect((_, panel) => this.follow(panel));
    this.follow(tracker.currentWidget);
  }

  get state(): KernelState {
    return this._state;
  }

  get stateChanged(): ISignal<this, KernelState> {
    return this._stateChanged;
  }

  async request<T>(name: string, args: JSONObject = {}): Promise<T> {
    if (this.state.status !== 'ready' || !this.channel) {
      throw new ApiFailure(this.notReady());
    }
    return (await this.channel.request(name, args)) as T;
  }

  private follow(panel: NotebookPanel | null): void {
    if (panel === this.panel) {
      return;
    }
    if (this.panel && !this.panel.isDisposed) {
      Signal.disconnectBetween(this.panel.sessionContext, this);
    }
    this.panel = panel;
    if (panel) {
      const { statusChanged, kernelChanged, iopubMessage } = panel.sessionContext;
      statusChanged.connect((context, status) => this.onStatus(context, status), this);
      kernelChanged.connect(() => this.reopen(), this);
      iopubMessage.connect((_, message) => this.onMessage(message), this);
    }
    this.reopen();
  }

  /** Leaves the old channel and opens one to the kernel that the notebook has now. */
  private reopen(): void {
    this.leave();
    const context = this.panel?.sessionContext;
    if (context) {
      this.onStatus(context, context.session?.kernel?.status ?? 'unknown');
    } else {
      this.tell({ status: 'none' });
    }
  }

  private leave(): void {
    this.channel?.close();
    this.channel = null;
    this.triesAgain = false;
  }

  private onStatus(context: ISessionContext, status: Kernel.Status): void {
    const notebook = this.notebook;
    if (GONE.has(status) || context.hasNoKernel) {
      this.leave();
      this.tell({ status: 'gone', notebook });
    } else if (STARTING.has(status)) {
      this.leave();
      this.tell({ status: 'waiting', notebook });
    } else if (status === 'idle') {
      this.onIdle(context);
    } else if (!this.channel) {
      this.tell({ status: 'waiting', notebook });
    }
  }

  private onIdle(context: ISessionContext): void {
    const kernel = context.session?.kernel;
    const isRefused = this.state.status === 'unloaded' && this.triesAgain;
    if (kernel && (!this.channel || isRefused)) {
      this.open(kernel);
    }
  }

  private open(kernel: Kernel.IKernelConnection): void {
    this.triesAgain = false;
    const notebook = this.notebook;
    if (this.state.status !== 'unloaded') {
      this.tell({ status: 'waiting', notebook });
    }
    const channel: Channel = new Channel(
      kernel,
      {
        onSnapshot: snapshot => {
          if (channel === this.channel) {
            this.triesAgain = false;
            this.unanswered = null;
            this.tell({ status: 'ready', notebook, snapshot });
          }
        },
        onClose: () => {
          if (channel === this.channel) {
            this.unanswered = null;
            this.tell({ status: 'unloaded', notebook });
            this.afterRefusal(kernel);
          }
        }
      },
      this.lost()
    );
    this.channel = channel;
    this.unanswered = channel;
    this.expectAnswer(kernel, channel);
  }

  private expectAnswer(kernel: Kernel.IKernelConnection, channel: Channel): void {
    window.setTimeout(() => this.openAgain(kernel, channel), ANSWER_MS);
  }

  /** A message on the way can be lost with the subshell that it was sent over. */
  private openAgain(kernel: Kernel.IKernelConnection, channel: Channel): void {
    if (channel !== this.channel || channel !== this.unanswered) {
      return;
    }
    if (kernel.status === 'idle') {
      channel.close();
      this.open(kernel);
    } else {
      this.expectAnswer(kernel, channel);
    }
  }

  /** A subshell may refuse after the cell that loads the extension has begun, or ended: no idle follows then. */
  private afterRefusal(kernel: Kernel.IKernelConnection): void {
    if (this.triesAgain && kernel.status === 'idle') {
      this.open(kernel);
    }
  }

  private onMessage(message: KernelMessage.IMessage): void {
    if (this.state.status !== 'ready' && message.header.msg_type === 'execute_input') {
      const { code } = (message as KernelMessage.IExecuteInputMsg).content;
      this.triesAgain ||= LOADS.test(code);
    }
  }

  private tell(state: KernelState): void {
    this._state = state;
    this._stateChanged.emit(state);
  }

  private notReady(): Failure {
    const title = this.trans.__('Kernel');
    switch (this.state.status) {
      case 'none':
        return {
          title,
          message: this.trans.__('No notebook is open.'),
          hint: this.trans.__('Open a notebook, then try again.')
        };
      case 'unloaded':
        return {
          title,
          message: this.trans.__('The notebook has not loaded iOpsData.'),
          hint: this.trans.__('Run "%load_ext iopsdata_jupyter" in a cell.')
        };
      default:
        return this.lost();
    }
  }

  private lost(): Failure {
    return {
      title: this.trans.__('Kernel'),
      message: this.trans.__('The kernel of this notebook does not answer.'),
      hint: this.trans.__('Restart the kernel, then run "%load_ext iopsdata_jupyter".')
    };
  }

  private get notebook(): string {
    return this.panel?.context.path ?? '';
  }

  private panel: NotebookPanel | null = null;
  private channel: Channel | null = null;
  /** The channel that the kernel has neither accepted nor refused so far. */
  private unanswered: Channel | null = null;
  private triesAgain = false;
  private _state: KernelState = { status: 'none' };
  private readonly _stateChanged = new Signal<this, KernelState>(this);
}
