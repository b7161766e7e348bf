/** Looks now and then how things stand, for as long as the section is seen. */
import type { WorkspaceModel } from './model';

/** Milliseconds between two looks while all is well, while the project is gone, and while a browser signs in. */
export const PAUSES = { well: 60_000, gone: 10_000, browser: 2_000 } as const;

/** How long to wait before the next look; null: nothing can change by itself. */
export function pauseOf({ state }: Pick<WorkspaceModel, 'state'>): number | null {
  const { view, browser } = state;
  if (view.status === 'signedOut') {
    return browser ? PAUSES.browser : null;
  }
  if (view.status !== 'signedIn') {
    return view.status === 'failed' ? PAUSES.gone : null;
  }
  return view.signIn.offline_since === null ? PAUSES.well : PAUSES.gone;
}

/** Starts and stops the looking. */
export class Watching {
  constructor(private readonly model: WorkspaceModel) {
    model.stateChanged.connect(() => this.plan());
  }

  /** Begins; a section that is seen already is left alone. */
  start(): void {
    this.seen = true;
    this.plan();
  }

  stop(): void {
    this.seen = false;
    this.plan();
  }

  private plan(): void {
    const pause = this.seen && !this.model.state.busy ? pauseOf(this.model) : null;
    if (pause === this.pause) {
      return;
    }
    this.pause = pause;
    clearTimeout(this.timer);
    if (pause !== null) {
      this.timer = setTimeout(() => void this.look(), pause);
    }
  }

  private async look(): Promise<void> {
    const signedIn = this.model.state.view.status === 'signedIn';
    try {
      await (signedIn ? this.model.sync() : this.model.refresh());
    } finally {
      this.pause = null;
      this.plan();
    }
  }

  private seen = false;
  private pause: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
}
