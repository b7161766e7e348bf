/** The sidebar panel: a toolbar over the body; reads again each time it is opened. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon, Toolbar, ToolbarButton } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';

import { iopsdataIcon } from '../../icon';
import type { IConnectionsModel } from '../../tokens';
import { createBody } from './body';

/** Lists the saved connections. */
export class ConnectionsPanel extends Panel {
  constructor(
    private readonly model: IConnectionsModel,
    trans: TranslationBundle
  ) {
    super();
    this.id = 'iopsdata-connections';
    this.addClass('iops-Connections');
    this.title.icon = iopsdataIcon;
    this.title.caption = trans.__('iOpsData connections');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', this.title.caption);
    this.addWidget(createToolbar(model, trans));
    this.addWidget(createBody(model, trans));
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.model.refresh();
  }
}

function createToolbar(model: IConnectionsModel, trans: TranslationBundle): Toolbar {
  const toolbar = new Toolbar();
  const heading = new Widget({ node: document.createElement('h2') });
  heading.node.textContent = trans.__('Connections');
  heading.addClass('iops-Connections-heading');
  toolbar.addItem('heading', heading);
  toolbar.addItem('spacer', Toolbar.createSpacerItem());
  const onClick = (): void => void model.refresh();
  toolbar.addItem('refresh', new ToolbarButton({ icon: refreshIcon, onClick, tooltip: trans.__('Refresh') }));
  return toolbar;
}
