/** A tab of the main area: what it shows comes when the tab is first seen. */
import { MainAreaWidget } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, refreshIcon, ToolbarButton, type LabIcon } from '@jupyterlab/ui-components';
import type { JSONObject } from '@lumino/coreutils';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';
import type { ReactElement } from 'react';

import { FailureNotice } from '../parts/failure-notice';
import type { Failure } from '../tokens';
import { Loader, type LoadState } from './loader';

/** What a tab is made of. */
export interface TabOptions {
  id: string;
  label: string;
  caption: string;
  icon: LabIcon;
  /** What is said while it comes. */
  loading: string;
  /** MIME type of what `load` gives; a renderer for it is registered. */
  mimeType: string;
  /** Rejects with an ApiFailure. */
  load(): Promise<unknown>;
}

/** Shows what was loaded, with its progress and its failure. */
export class LoadedTab extends MainAreaWidget<Panel> {
  constructor(
    private readonly own: TabOptions,
    private readonly rendermime: IRenderMimeRegistry,
    private readonly trans: TranslationBundle
  ) {
    super({ content: new Panel() });
    this.id = own.id;
    this.addClass('iops-Tab');
    this.title.label = own.label;
    this.title.caption = own.caption;
    this.title.icon = own.icon;
    this.title.closable = true;
    this.loader = new Loader(() => own.load());
    this.loader.stateChanged.connect((_, state) => this.show_(state));
    const onClick = (): void => void this.loader.load();
    this.toolbar.addItem(
      'refresh',
      new ToolbarButton({ icon: refreshIcon, onClick, label: trans.__('Read anew') })
    );
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    if (this.loader.state.status === 'idle') {
      void this.loader.load();
    }
  }

  private show_(state: LoadState<unknown>): void {
    if (this.isDisposed) {
      return;
    }
    this.content.node.setAttribute('aria-busy', String(state.status === 'loading'));
    this.clear();
    switch (state.status) {
      case 'loading':
        this.add(<Progress text={this.own.loading} />);
        break;
      case 'failed':
        this.add(
          <Trouble failure={state.failure} trans={this.trans} retry={() => void this.loader.load()} />
        );
        break;
      case 'ready':
        void this.render(state.value);
        break;
      case 'idle':
    }
  }

  private async render(value: unknown): Promise<void> {
    const renderer = this.rendermime.createRenderer(this.own.mimeType);
    this.content.addWidget(renderer);
    const plain = this.trans.__('This cannot be shown: the extension and the kernel differ in version.');
    const data = { [this.own.mimeType]: value as JSONObject, 'text/plain': plain };
    await renderer.renderModel(this.rendermime.createModel({ data }));
  }

  private add(element: ReactElement): void {
    this.content.addWidget(ReactWidget.create(element));
  }

  private clear(): void {
    for (const widget of [...this.content.widgets]) {
      widget.dispose();
    }
  }

  private readonly loader: Loader<unknown>;
}

function Progress({ text }: { text: string }): ReactElement {
  return (
    <div className="iops-Tab-notice" role="status">
      <p>{text}</p>
      <progress aria-label={text} />
    </div>
  );
}

function Trouble({
  failure,
  trans,
  retry
}: {
  failure: Failure;
  trans: TranslationBundle;
  retry: () => void;
}): ReactElement {
  return (
    <div className="iops-Tab-notice">
      <FailureNotice failure={failure} />
      <button className="iops-Tab-retry" onClick={retry}>
        {trans.__('Try again')}
      </button>
    </div>
  );
}
