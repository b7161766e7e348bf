/** The search outlives a reload of the page. */
import type { IStateDB } from '@jupyterlab/statedb';

import type { PanelModel } from './panel';

const KEY = 'iopsdata-jupyter:connections';

/** Takes up the search that was left, and keeps each later one. */
export async function rememberSearch(state: IStateDB, panel: PanelModel): Promise<void> {
  const kept = (await state.fetch(KEY)) as { search?: unknown } | undefined;
  if (typeof kept?.search === 'string' && panel.state.search === '') {
    panel.searchFor(kept.search);
  }
  let last = panel.state.search;
  panel.changed.connect(() => {
    const { search } = panel.state;
    if (search !== last) {
      last = search;
      void state.save(KEY, { search });
    }
  });
}
