/** The section of the side panel: reads nothing before it is seen. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { collapseAllIcon, refreshIcon, Toolbar, ToolbarButton } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import { createBody } from './body';
import type { CatalogModel } from './model';
import type { Acts } from './tree';

/** Shows the tree of the catalog. */
export class CatalogSection extends Panel implements Toolbar.IWidgetToolbar {
  constructor(
    private readonly model: CatalogModel,
    private readonly acts: Acts,
    trans: TranslationBundle,
    refresh: () => void
  ) {
    super();
    this.id = 'iopsdata-catalog';
    this.addClass('iops-Catalog');
    this.title.label = trans.__('Catalog');
    this.toolbar = createToolbar(model, trans, refresh);
    this.addWidget(createBody({ model, trans, acts }));
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.model.shown = true;
    if (this.model.roots.connections === null) {
      this.acts.readConnections();
    }
  }

  protected override onBeforeHide(message: Message): void {
    super.onBeforeHide(message);
    this.model.shown = false;
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.querySelector<HTMLElement>('[role=tree]:not([hidden]), input')?.focus();
  }

  readonly toolbar: Toolbar;
}

function createToolbar(model: CatalogModel, trans: TranslationBundle, refresh: () => void): Toolbar {
  const toolbar = new Toolbar();
  toolbar.addItem(
    'collapse',
    new ToolbarButton({
      icon: collapseAllIcon,
      onClick: () => model.closeAll(),
      tooltip: trans.__('Close all branches')
    })
  );
  toolbar.addItem(
    'refresh',
    new ToolbarButton({ icon: refreshIcon, onClick: refresh, tooltip: trans.__('Read the catalog anew') })
  );
  return toolbar;
}
