/** Duplicating, deleting and testing saved connections, with what a person is asked and told. */
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Client } from '../../api/client';
import { ApiFailure } from '../../failure';
import type { Questions } from '../../parts/dialogs';
import type { PanelModel } from './panel';
import type { Row } from './rows';

/** Work on saved connections; each ends with the list read again. */
export class Editing {
  constructor(
    private readonly panel: PanelModel,
    private readonly client: Pick<Client, 'copyConnection' | 'deleteConnection'>,
    private readonly questions: Questions,
    private readonly trans: Pick<TranslationBundle, '__'>
  ) {}

  /** Saves it under a name that is asked for; null where none was given. */
  async duplicate({ name }: Row): Promise<string | null> {
    const { trans } = this;
    const title = trans.__('Duplicate %1', name);
    const given = await this.questions.text(title, trans.__('Name of the copy'), this.freeName(name));
    if (given === null) {
      return null;
    }
    await this.client.copyConnection(name, given);
    await this.panel.refresh();
    this.panel.choose(given);
    return given;
  }

  /** Deletes it once a person has said so, and nobody has changed it meanwhile. */
  async remove({ name, saved }: Row): Promise<void> {
    const { trans } = this;
    const title = trans.__('Delete %1?', name);
    const body = trans.__('Its address and password are forgotten. Data and notebooks stay as they are.');
    if (!saved || !(await this.questions.confirm(title, body, trans.__('Delete')))) {
      return;
    }
    try {
      await this.client.deleteConnection(name, saved.revision);
      this.panel.forget(name);
      Notification.success(trans.__('Deleted %1', name), { autoClose: 3000 });
    } finally {
      await this.panel.refresh();
    }
  }

  /** Opens it in the server; the row and a notification tell what was found. */
  async test({ name }: Row): Promise<void> {
    const { trans } = this;
    const finding = await this.panel.test(name);
    if (finding.status === 'failed') {
      throw new ApiFailure({ ...finding.failure, message: `${name}: ${finding.failure.message}` });
    }
    if (finding.status === 'works') {
      const { version, latency_ms, warnings } = finding.test;
      const text = trans.__('%1 works: %2, %3 ms.', name, version, latency_ms);
      Notification.emit([text, ...warnings].join(' '), warnings.length > 0 ? 'warning' : 'success', {
        autoClose: warnings.length > 0 ? false : 4000
      });
    }
  }

  private freeName(name: string): string {
    const names = [`${name}_copy`, ...Array.from({ length: 99 }, (_, at) => `${name}_copy${at + 2}`)];
    return names.find(candidate => !this.panel.row(candidate)) ?? '';
  }
}
