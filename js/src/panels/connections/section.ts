/** The section of the side panel: reads again each time it is opened. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { addIcon, refreshIcon, Toolbar, ToolbarButton } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import { createBody, type Actions } from './body';
import type { PanelModel } from './panel';

/** What the section's toolbar and body do. */
export interface SectionActions extends Actions {
  refresh(): void;
}

/** Lists the saved and the open connections. */
export class ConnectionsSection extends Panel implements Toolbar.IWidgetToolbar {
  constructor(
    model: PanelModel,
    private readonly actions: SectionActions,
    trans: TranslationBundle
  ) {
    super();
    this.id = 'iopsdata-connections';
    this.addClass('iops-Connections');
    this.title.label = trans.__('Connections');
    this.toolbar = createToolbar(actions, trans);
    this.addWidget(createBody(model, actions, trans));
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.actions.refresh();
  }

  readonly toolbar: Toolbar;
}

function createToolbar(actions: SectionActions, trans: TranslationBundle): Toolbar {
  const toolbar = new Toolbar();
  const buttons = [
    { id: 'add', icon: addIcon, tooltip: trans.__('Add a connection'), onClick: () => actions.add() },
    { id: 'refresh', icon: refreshIcon, tooltip: trans.__('Refresh'), onClick: () => actions.refresh() }
  ];
  for (const { id, ...button } of buttons) {
    toolbar.addItem(id, new ToolbarButton(button));
  }
  return toolbar;
}
