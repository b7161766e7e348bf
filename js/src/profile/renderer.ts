/** Shows profiles from the notebook's own data: no kernel and no widget state are needed. */
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import { isProfilePayload, type ProfilePayload } from '../../widgets/profile/payload';
import type { ProfileStrings } from '../../widgets/profile/strings';
import type { ProfileView } from '../../widgets/profile/view';
import { PROFILE_MIME } from '../tokens';
import { KernelChannel, modelIdOf, WIDGET_MIME } from './channel';

/** Renders one profile, stage after stage. */
class RenderedProfile extends Panel implements IRenderMime.IRenderer {
  private view: ProfileView | null = null;
  private html: string | null = null;
  private channel: KernelChannel | null = null;

  constructor(
    private readonly strings: ProfileStrings,
    private readonly rendermime: IRenderMimeRegistry,
    private readonly notebooks: INotebookTracker | null
  ) {
    super();
    this.addClass('iops-RenderedProfile');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const payload: unknown = model.data[PROFILE_MIME];
    const html = model.data['text/html'];
    this.html = typeof html === 'string' ? html : null;
    const id = modelIdOf(model.data[WIDGET_MIME]);
    if (id !== null && this.notebooks !== null) {
      this.channel ??= new KernelChannel(this.node, id, this.notebooks);
    }
    if (isProfilePayload(payload)) {
      await this.renderProfile(payload);
    } else {
      await this.renderStatic(model);
    }
  }

  override dispose(): void {
    this.view?.destroy();
    super.dispose();
  }

  /** Only what is in a notebook has a kernel to ask. */
  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.view?.refresh();
  }

  /** The view is loaded with the first profile, so that it costs JupyterLab's start nothing. */
  private async renderProfile(payload: ProfilePayload): Promise<void> {
    const { ProfileView } = await import('../../widgets/profile/view');
    if (this.isDisposed) {
      return;
    }
    if (this.view === null) {
      // Without the static page there is nothing to save as one.
      const page = this.html === null ? null : () => Promise.resolve(this.html);
      this.view = new ProfileView(this.node, payload, this.strings, page, this.channel);
    } else {
      this.view.update(payload);
    }
  }

  /** The static form of a profile that another version wrote. */
  private async renderStatic(model: IRenderMime.IMimeModel): Promise<void> {
    this.view?.destroy();
    this.view = null;
    const mimeType = 'text/html' in model.data ? 'text/html' : 'text/plain';
    const renderer = this.rendermime.createRenderer(mimeType);
    await renderer.renderModel(model);
    this.addWidget(renderer);
  }
}

/** The factory for profiles; safe, because a profile can only ever hold text. */
export function profileRendererFactory(
  strings: ProfileStrings,
  rendermime: IRenderMimeRegistry,
  notebooks: INotebookTracker | null
): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [PROFILE_MIME],
    createRenderer: () => new RenderedProfile(strings, rendermime, notebooks)
  };
}
