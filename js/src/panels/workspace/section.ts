/** The section of the side panel: reads again each time it is opened, and looks on while it is seen. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon, Toolbar, ToolbarButton } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import type { Questions } from '../../parts/dialogs';
import { createBody } from './body';
import type { WorkspaceModel } from './model';
import { Watching } from './watching';

/** The team's project and this machine's part in it. */
export class WorkspaceSection extends Panel implements Toolbar.IWidgetToolbar {
  constructor(
    private readonly model: WorkspaceModel,
    questions: Questions,
    trans: TranslationBundle
  ) {
    super();
    this.id = 'iopsdata-workspace';
    this.addClass('iops-Workspace');
    this.title.label = trans.__('Workspace');
    this.watching = new Watching(model);
    this.toolbar = new Toolbar();
    const onClick = (): void => void model.refresh();
    this.toolbar.addItem(
      'refresh',
      new ToolbarButton({ icon: refreshIcon, onClick, tooltip: trans.__('Refresh') })
    );
    this.addWidget(createBody({ model, questions, trans }));
  }

  override dispose(): void {
    this.watching.stop();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.watching.start();
    void this.model.refresh();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this.watching.stop();
  }

  readonly toolbar: Toolbar;
  private readonly watching: Watching;
}
