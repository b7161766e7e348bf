/** The section of the side panel: reads again each time it is opened. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon, Toolbar, ToolbarButton } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import { createBody, type Models } from './body';

/** Models, keys, limits and what a model is told. */
export class SettingsSection extends Panel implements Toolbar.IWidgetToolbar {
  constructor(
    private readonly models: Models,
    trans: TranslationBundle
  ) {
    super();
    this.id = 'iopsdata-settings';
    this.addClass('iops-Settings');
    this.title.label = trans.__('Ask settings');
    this.toolbar = new Toolbar();
    const onClick = (): void => void this.refresh();
    this.toolbar.addItem(
      'refresh',
      new ToolbarButton({ icon: refreshIcon, onClick, tooltip: trans.__('Refresh') })
    );
    this.addWidget(createBody({ ...models, trans }));
  }

  /** Reads settings, providers and connections again. */
  async refresh(): Promise<void> {
    const { settings, keys, samples } = this.models;
    await Promise.all([settings.refresh(), samples.refresh()]);
    const model = settings.find('model')?.value;
    await keys.refresh(typeof model === 'string' ? model : '');
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.refresh();
  }

  readonly toolbar: Toolbar;
}
