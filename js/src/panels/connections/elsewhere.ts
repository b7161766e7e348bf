/** What other notebooks had open when a person was last in them, as long as their kernels run. */
import type { KernelState } from '../../tokens';

/** Remembers, for each notebook, the names of its open connections. */
export class Elsewhere {
  constructor(private readonly isRunning: (notebook: string) => boolean) {}

  /** Learns what the current notebook's kernel has open. */
  learn(state: KernelState): void {
    if (state.status === 'ready') {
      this.open.set(
        state.notebook,
        state.snapshot.connections.map(({ name }) => name)
      );
    } else if (state.status !== 'none' && state.status !== 'waiting') {
      this.open.delete(state.notebook);
    }
  }

  /** The notebooks besides `current` that have `name` open. */
  notebooks(name: string, current: string): string[] {
    return [...this.open]
      .filter(([notebook, names]) => notebook !== current && names.includes(name) && this.isRunning(notebook))
      .map(([notebook]) => notebook)
      .sort();
  }

  private readonly open = new Map<string, readonly string[]>();
}
