/** Keys of the drawing. */
import type { Direction } from './graph';
import { ZOOM_STEP } from './toolbar';
import { isArrow, type Arrow } from './walking';

/** What the keys do. */
export interface KeyActions {
  walk: (arrow: Arrow) => void;
  pan: (dx: number, dy: number) => void;
  zoom: (factor: number) => void;
  fit: () => void;
  toggle: () => void;
  step: (direction: Direction) => void;
  search: () => void;
  clear: () => void;
}

/** Pixels that Shift and an arrow move the view. */
const PAN = 80;
const PANS: Record<Arrow, [number, number]> = {
  ArrowUp: [0, PAN],
  ArrowDown: [0, -PAN],
  ArrowLeft: [PAN, 0],
  ArrowRight: [-PAN, 0]
};

/** Does what a key means; false where it means nothing here. */
export function onKey(event: KeyboardEvent, actions: KeyActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  if (isArrow(event.key)) {
    if (event.shiftKey) {
      actions.pan(...PANS[event.key]);
    } else {
      actions.walk(event.key);
    }
    return true;
  }
  const act = actionOf(event.key, actions);
  act?.();
  return act !== undefined;
}

function actionOf(key: string, actions: KeyActions): (() => void) | undefined {
  const table: Record<string, () => void> = {
    '+': () => actions.zoom(ZOOM_STEP),
    '=': () => actions.zoom(ZOOM_STEP),
    '-': () => actions.zoom(1 / ZOOM_STEP),
    '0': actions.fit,
    Enter: actions.toggle,
    ' ': actions.toggle,
    '[': () => actions.step('upstream'),
    ']': () => actions.step('downstream'),
    '/': actions.search,
    Escape: actions.clear
  };
  return table[key];
}
