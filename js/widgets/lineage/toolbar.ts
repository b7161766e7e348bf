/** The row of buttons over the drawing. */
import { element } from '../shared/dom';
import { button } from './controls';
import { ICONS } from './icons';
import type { LineageStrings } from './strings';

/** What the buttons do. */
export interface ToolbarActions {
  toggleList: () => void;
  zoom: (factor: number) => void;
  fit: () => void;
  openAll: () => void;
  closeAll: () => void;
  toggleCtes: () => void;
  showAll: () => void;
  save: (kind: 'svg' | 'png') => void;
}

/** What the buttons show. */
export interface ToolbarState {
  isListOpen: boolean;
  hasCtes: boolean;
  foldsCtes: boolean;
  hidesCards: boolean;
  cards: number;
}

/** One step of a zoom button. */
export const ZOOM_STEP = 1.3;

/** The toolbar. */
export class Toolbar {
  readonly root: HTMLElement;
  private readonly list: HTMLButtonElement;
  private readonly ctes: HTMLButtonElement;
  private readonly showAll: HTMLButtonElement;
  private readonly count = element('span', { class: 'iops-muted iops-cards-count' });

  constructor(
    private readonly strings: LineageStrings,
    actions: ToolbarActions
  ) {
    const s = strings;
    this.list = button(ICONS.list, s.list, s.listHint, actions.toggleList);
    this.ctes = button([], s.ctes, s.ctesHint, actions.toggleCtes);
    this.showAll = button([], s.showAll, s.showAll, actions.showAll);
    this.root = element(
      'div',
      { class: 'iops-toolbar', role: 'group', 'aria-label': s.title },
      this.list,
      separator(),
      button(ICONS.minus, '', s.zoomOut, () => actions.zoom(1 / ZOOM_STEP)),
      button(ICONS.plus, '', s.zoomIn, () => actions.zoom(ZOOM_STEP)),
      button(ICONS.fit, '', s.fit, actions.fit),
      separator(),
      button(ICONS.open, '', s.openAll, actions.openAll),
      button(ICONS.close, '', s.closeAll, actions.closeAll),
      this.ctes,
      this.showAll,
      this.count,
      button(ICONS.save, s.saveSvg, `${s.saveSvg}: ${s.title}`, () => actions.save('svg')),
      button(ICONS.save, s.savePng, `${s.savePng}: ${s.title}`, () => actions.save('png'))
    );
  }

  /** Shows a state. */
  update(state: ToolbarState): void {
    this.list.setAttribute('aria-expanded', String(state.isListOpen));
    this.ctes.hidden = !state.hasCtes;
    this.ctes.setAttribute('aria-pressed', String(!state.foldsCtes));
    this.showAll.hidden = !state.hidesCards;
    this.count.textContent = this.strings.cards(state.cards);
  }
}

function separator(): HTMLElement {
  return element('span', { class: 'iops-separator' });
}
