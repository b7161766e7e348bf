/** Shows profiles from the notebook's own data: no kernel and no widget state are needed. */
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Panel } from '@lumino/widgets';

import { isProfilePayload, type ProfilePayload } from '../../widgets/profile/payload';
import type { ProfileStrings } from '../../widgets/profile/strings';
import type { ProfileView } from '../../widgets/profile/view';
import { PROFILE_MIME } from '../tokens';

/** Renders one profile, stage after stage. */
class RenderedProfile extends Panel implements IRenderMime.IRenderer {
  private view: ProfileView | null = null;
  private html: string | null = null;

  constructor(
    private readonly strings: ProfileStrings,
    private readonly rendermime: IRenderMimeRegistry
  ) {
    super();
    this.addClass('iops-RenderedProfile');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const payload: unknown = model.data[PROFILE_MIME];
    const html = model.data['text/html'];
    this.html = typeof html === 'string' ? html : null;
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

  /** The view is loaded with the first profile, so that it costs JupyterLab's start nothing. */
  private async renderProfile(payload: ProfilePayload): Promise<void> {
    const { ProfileView } = await import('../../widgets/profile/view');
    if (this.isDisposed) {
      return;
    }
    if (this.view === null) {
      // Without the static page there is nothing to save as one.
      const page = this.html === null ? null : () => Promise.resolve(this.html);
      this.view = new ProfileView(this.node, payload, this.strings, page);
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
  rendermime: IRenderMimeRegistry
): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [PROFILE_MIME],
    createRenderer: () => new RenderedProfile(strings, rendermime)
  };
}
