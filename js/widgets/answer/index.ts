/** The answer card as an anywidget: the one synchronised trait is `answer`. */
import type { Render } from '@anywidget/types';

import { isAnswerPayload } from './payload';
import { renderAnswer } from './view';
import '../shared/theme.css';
import './answer.css';

interface AnswerModel {
  answer: unknown;
}

const render: Render<AnswerModel> = ({ model, el }) => {
  const draw = (): void => {
    const answer = model.get('answer');
    if (isAnswerPayload(answer)) {
      renderAnswer(el, answer);
    }
  };
  draw();
  model.on('change:answer', draw);
  return () => model.off('change:answer', draw);
};

export default { render };
