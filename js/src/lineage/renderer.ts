/** Shows lineage graphs from the notebook's own data: no kernel and no widget state are needed. */
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Panel } from '@lumino/widgets';

import { isLineagePayload, type LineagePayload } from '../../widgets/lineage/payload';
import type { LineageStrings } from '../../widgets/lineage/strings';
import type { LineageView } from '../../widgets/lineage/view';
import { LINEAGE_MIME } from '../tokens';

/** Renders one graph. */
class RenderedLineage extends Panel implements IRenderMime.IRenderer {
  private view: LineageView | null = null;

  constructor(
    private readonly strings: LineageStrings,
    private readonly rendermime: IRenderMimeRegistry
  ) {
    super();
    this.addClass('iops-RenderedLineage');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const payload: unknown = model.data[LINEAGE_MIME];
    this.view?.destroy();
    this.view = null;
    if (isLineagePayload(payload)) {
      await this.renderGraph(payload);
    } else {
      await this.renderStatic(model);
    }
  }

  override dispose(): void {
    this.view?.destroy();
    super.dispose();
  }

  /** The view is loaded with the first graph, so that it costs JupyterLab's start nothing. */
  private async renderGraph(payload: LineagePayload): Promise<void> {
    const { LineageView } = await import('../../widgets/lineage/view');
    if (!this.isDisposed) {
      this.view = new LineageView(this.node, payload, this.strings);
    }
  }

  /** The static form of a graph that another version wrote. */
  private async renderStatic(model: IRenderMime.IMimeModel): Promise<void> {
    const mimeType = 'text/html' in model.data ? 'text/html' : 'text/plain';
    const renderer = this.rendermime.createRenderer(mimeType);
    await renderer.renderModel(model);
    this.addWidget(renderer);
  }
}

/** The factory for lineage graphs; safe, because a graph can only ever hold text. */
export function lineageRendererFactory(
  strings: LineageStrings,
  rendermime: IRenderMimeRegistry
): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [LINEAGE_MIME],
    createRenderer: () => new RenderedLineage(strings, rendermime)
  };
}
