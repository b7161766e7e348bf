/** Presses on bins, values and nulls, by pointer and by keyboard. */
import type { FilterKind } from './filters';

/** Told which place of which picture was pressed; `isRange`: everything from the place before. */
export type OnPick = (column: number, kind: FilterKind, place: number, isRange: boolean) => void;

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Hears presses anywhere in `root` on what has a `data-place` within a `data-kind`. */
export class Picking {
  constructor(
    root: HTMLElement,
    private readonly onPick: OnPick
  ) {
    root.addEventListener('click', event => this.pick(event.target, event.shiftKey));
    root.addEventListener('keydown', event => this.press(event));
  }

  private pick(target: EventTarget | null, isRange: boolean): boolean {
    const place = target instanceof Element ? target.closest<HTMLElement>('[data-kind] [data-place]') : null;
    const owner = place?.closest<HTMLElement>('[data-kind]');
    if (!place || !owner) {
      return false;
    }
    const { column, kind } = owner.dataset;
    this.onPick(Number(column), kind as FilterKind, Number(place.dataset['place']), isRange);
    return true;
  }

  private press(event: KeyboardEvent): void {
    const { target } = event;
    // A real button clicks by itself.
    if (!(target instanceof SVGElement) || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const step = STEPS[event.key];
    if (event.key === 'Enter' || event.key === ' ') {
      if (this.pick(target, event.shiftKey)) {
        event.preventDefault();
      }
    } else if (step !== undefined && target.hasAttribute('data-place')) {
      move(target, step);
      event.preventDefault();
    }
  }
}

/** The focus goes to the place beside, which is then the one that Tab reaches. */
function move(place: SVGElement, step: number): void {
  const places = [...(place.parentElement?.querySelectorAll<SVGElement>('[data-place]') ?? [])];
  const next = places[places.indexOf(place) + step];
  if (next !== undefined) {
    place.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
  }
}

/** What a reader has done to a panel, to be done again to the one that takes its place. */
export function keptOf(panel: HTMLElement): (next: HTMLElement) => void {
  const { scrollTop } = panel;
  const folds = [...panel.querySelectorAll('details')].map(fold => fold.open);
  const focused = panel.querySelector<HTMLElement>(':focus');
  const path = focused && focused.hasAttribute('data-place') ? selectorOf(focused) : null;
  const isPanel = panel === document.activeElement;
  return next => {
    next.querySelectorAll('details').forEach((fold, place) => (fold.open = folds[place] ?? false));
    next.scrollTop = scrollTop;
    const target = path === null ? null : next.querySelector<HTMLElement>(path);
    if (target !== null) {
      next.querySelectorAll('[data-place][tabindex="0"]').forEach(one => one.setAttribute('tabindex', '-1'));
      target.setAttribute('tabindex', '0');
      target.focus({ preventScroll: true });
    } else if (isPanel) {
      next.focus({ preventScroll: true });
    }
  };
}

function selectorOf(place: HTMLElement): string {
  const kind = place.closest<HTMLElement>('[data-kind]')?.dataset['kind'] ?? '';
  return `[data-kind="${kind}"] [data-place="${place.dataset['place'] ?? ''}"]`;
}
