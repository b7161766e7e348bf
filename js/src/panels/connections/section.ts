/** The section of the side panel: reads again each time it is opened. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon, Toolbar, ToolbarButton } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import type { IConnectionsModel } from '../../tokens';
import { createBody } from './body';

/** Lists the saved connections. */
export class ConnectionsSection extends Panel implements Toolbar.IWidgetToolbar {
  constructor(
    private readonly model: IConnectionsModel,
    trans: TranslationBundle
  ) {
    super();
    this.id = 'iopsdata-connections';
    this.addClass('iops-Connections');
    this.title.label = trans.__('Connections');
    this.toolbar = createToolbar(model, trans);
    this.addWidget(createBody(model, trans));
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.model.refresh();
  }

  readonly toolbar: Toolbar;
}

function createToolbar(model: IConnectionsModel, trans: TranslationBundle): Toolbar {
  const toolbar = new Toolbar();
  const onClick = (): void => void model.refresh();
  toolbar.addItem('refresh', new ToolbarButton({ icon: refreshIcon, onClick, tooltip: trans.__('Refresh') }));
  return toolbar;
}
