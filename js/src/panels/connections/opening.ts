/** Opening connections in the kernel of the current notebook. */
import type { TranslationBundle } from '@jupyterlab/translation';

import { ApiFailure } from '../../failure';
import type { Failure, IKernelLink } from '../../tokens';
import { canStandInCell, connectSource } from './cell';
import type { CurrentNotebook } from './notebook';
import type { PanelModel } from './panel';
import type { Row } from './rows';

/** What can be done with a connection and the kernel; each throws an ApiFailure where it cannot. */
export class Opening {
  constructor(
    private readonly panel: PanelModel,
    private readonly link: Pick<IKernelLink, 'state' | 'request'>,
    private readonly notebook: CurrentNotebook,
    private readonly trans: Pick<TranslationBundle, '__'>
  ) {}

  /** Makes an open connection the current one, or opens a saved one by a cell that it runs. */
  async open(row: Row): Promise<void> {
    if (row.open !== 'no') {
      await this.link.request('use_connection', { name: row.name });
      return;
    }
    this.panel.forget(row.name);
    if (!(await this.insert(row, true))) {
      this.panel.markFailed(row.name, this.notOpened());
    }
  }

  /** Puts the cell that opens it into the notebook; false where it was run and failed. */
  async insert(row: Row, run: boolean): Promise<boolean> {
    const { status } = this.link.state;
    if (!canStandInCell(row.name)) {
      throw new ApiFailure(this.badName(row.name));
    }
    if (status === 'none' || !this.notebook.isPython()) {
      throw new ApiFailure(this.noNotebook());
    }
    if (status === 'gone' && run) {
      throw new ApiFailure(this.noKernel());
    }
    return this.notebook.insert(connectSource(row, status !== 'ready'), run);
  }

  /** Closes it in the kernel. */
  async close(row: Row): Promise<void> {
    await this.link.request('close_connection', { name: row.name });
  }

  private notOpened(): Failure {
    const title = this.trans.__('Not opened');
    const message = this.trans.__('It could not be opened in the notebook.');
    return { title, message, hint: this.trans.__('The output of its cell says why.') };
  }

  private badName(name: string): Failure {
    const title = this.trans.__('Not opened');
    const message = this.trans.__('"%1" cannot be the name of a connection in a cell.', name);
    return { title, message, hint: this.trans.__('Duplicate it under another name.') };
  }

  private noNotebook(): Failure {
    const title = this.trans.__('Not opened');
    const message = this.trans.__('No Python notebook is open.');
    return { title, message, hint: this.trans.__('Open one, then open the connection again.') };
  }

  private noKernel(): Failure {
    const title = this.trans.__('Not opened');
    const message = this.trans.__('The kernel of this notebook has stopped.');
    return { title, message, hint: this.trans.__('Restart it, then open the connection again.') };
  }
}
