/** The lineage graph as an anywidget: the one synchronised trait is `payload`. */
import type { Render } from '@anywidget/types';

import { isLineagePayload } from './payload';
import { LineageView } from './view';
import '../shared/theme.css';
import './lineage.css';

interface LineageModel {
  payload: unknown;
}

const render: Render<LineageModel> = ({ model, el }) => {
  let view: LineageView | null = null;
  const draw = (): void => {
    const payload = model.get('payload');
    view?.destroy();
    view = isLineagePayload(payload) ? new LineageView(el, payload) : null;
  };
  draw();
  model.on('change:payload', draw);
  return () => {
    model.off('change:payload', draw);
    view?.destroy();
  };
};

export default { render };
