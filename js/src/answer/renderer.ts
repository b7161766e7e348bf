/** Shows answer cards from the notebook's own data: no kernel and no widget state are needed. */
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Panel } from '@lumino/widgets';

import { isAnswerPayload } from '../../widgets/answer/payload';
import type { AnswerStrings } from '../../widgets/answer/strings';
import { renderAnswer } from '../../widgets/answer/view';
import { ANSWER_MIME } from '../tokens';

/** Renders one answer. */
class RenderedAnswer extends Panel implements IRenderMime.IRenderer {
  constructor(
    private readonly strings: AnswerStrings,
    private readonly rendermime: IRenderMimeRegistry
  ) {
    super();
    this.addClass('iops-RenderedAnswer');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const answer: unknown = model.data[ANSWER_MIME];
    if (isAnswerPayload(answer)) {
      renderAnswer(this.node, answer, this.strings);
    } else {
      await this.renderStatic(model);
    }
  }

  /** The static form of a card that another version wrote. */
  private async renderStatic(model: IRenderMime.IMimeModel): Promise<void> {
    const mimeType = 'text/html' in model.data ? 'text/html' : 'text/plain';
    const renderer = this.rendermime.createRenderer(mimeType);
    await renderer.renderModel(model);
    this.addWidget(renderer);
  }
}

/** The factory for answer cards; safe, because a card can only ever hold text. */
export function answerRendererFactory(
  strings: AnswerStrings,
  rendermime: IRenderMimeRegistry
): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [ANSWER_MIME],
    createRenderer: () => new RenderedAnswer(strings, rendermime)
  };
}
