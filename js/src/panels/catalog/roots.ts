/** What stands outermost in the catalog: saved connections, those that only the kernel has, and DataFrames. */
import type { ConnectionsState, KernelState, OpenConnection } from '../../tokens';
import type { Roots } from './model';

/** The connection in which the notebook's DataFrames are tables; they are shown as such already. */
const NOTEBOOK = 'notebook';

/** The outermost nodes, from what the server and the kernel tell. */
export function rootsOf(connections: ConnectionsState, kernel: KernelState): Roots {
  const open = openIn(kernel);
  const saved = connections.status === 'ready' ? connections.connections : [];
  const names = new Set(saved.map(connection => connection.name));
  const opened = new Set(open.map(connection => connection.name));
  const all = [...saved, ...open.filter(connection => !names.has(connection.name))];
  return {
    connections:
      connections.status === 'loading'
        ? null
        : all.map(({ name, driver, target }) => ({
            connection: name,
            driver,
            target,
            open: opened.has(name)
          })),
    failure: connections.status === 'failed' ? connections.failure : null,
    notebook: notebookOf(kernel)
  };
}

/** The connections that the kernel has open, without the notebook's own. */
export function openIn(kernel: KernelState): readonly OpenConnection[] {
  const open = kernel.status === 'ready' ? kernel.snapshot.connections : [];
  return open.filter(connection => connection.name !== NOTEBOOK);
}

function notebookOf(kernel: KernelState): Roots['notebook'] {
  switch (kernel.status) {
    case 'ready':
      return { path: kernel.notebook, frames: kernel.snapshot.dataframes };
    case 'unloaded':
      return { path: kernel.notebook, frames: null };
    default:
      return null;
  }
}
