/** Which branches are open, remembered from one visit to the next. */
import type { IStateDB } from '@jupyterlab/statedb';

import type { CatalogModel } from './model';

const STATE_KEY = 'iopsdata-jupyter:catalog';

/** Opens the branches that were open the last time, and keeps what changes from now on. */
export async function rememberOpen(
  model: CatalogModel,
  state: Pick<IStateDB, 'fetch' | 'save'>
): Promise<void> {
  const saved = await state.fetch(STATE_KEY);
  if (isKeys(saved)) {
    model.restore(saved);
  }
  let before = JSON.stringify(model.open);
  model.changed.connect(() => {
    const now = JSON.stringify(model.open);
    if (now !== before) {
      before = now;
      void state.save(STATE_KEY, [...model.open]);
    }
  });
}

function isKeys(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(key => typeof key === 'string');
}
