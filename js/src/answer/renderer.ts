/** Shows answer cards from the notebook's own data: no kernel and no widget state are needed. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';

import { isAnswerPayload } from '../../widgets/answer/payload';
import type { AnswerStrings } from '../../widgets/answer/strings';
import { renderAnswer } from '../../widgets/answer/view';
import { ANSWER_MIME } from '../tokens';

/** Renders one answer. */
class RenderedAnswer extends Widget implements IRenderMime.IRenderer {
  constructor(private readonly strings: AnswerStrings) {
    super();
    this.addClass('iops-RenderedAnswer');
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const answer: unknown = model.data[ANSWER_MIME];
    if (!isAnswerPayload(answer)) {
      return Promise.reject(new Error('This answer was saved by another version of iopsdata-jupyter.'));
    }
    renderAnswer(this.node, answer, this.strings);
    return Promise.resolve();
  }
}

/** The factory for answer cards; safe, because a card can only ever hold text. */
export function answerRendererFactory(strings: AnswerStrings): IRenderMime.IRendererFactory {
  return { safe: true, mimeTypes: [ANSWER_MIME], createRenderer: () => new RenderedAnswer(strings) };
}
