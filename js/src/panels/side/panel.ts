/** The side panel: sections that fold, each added by its own plugin. */
import type { IStateDB } from '@jupyterlab/statedb';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { SidePanel as LabSidePanel } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import type { AccordionPanel, Widget } from '@lumino/widgets';

import { iopsdataIcon } from '../../icon';
import type { ISidePanel } from '../../tokens';

const STATE_KEY = 'iopsdata-jupyter:side-panel';

/** Which sections a person opened or closed, by id. */
export type Folds = Readonly<Record<string, boolean>>;

/** The panel that stands in the left sidebar. */
export class SidePanel extends LabSidePanel implements ISidePanel {
  constructor(
    trans: TranslationBundle,
    translator: ITranslator,
    private readonly bringUp: (id: string) => void
  ) {
    super({ translator });
    this.id = 'iopsdata-panel';
    this.addClass('iops-SidePanel');
    this.title.icon = iopsdataIcon;
    this.title.caption = trans.__('iOpsData: connections, catalog and settings');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('iOpsData'));
    this.accordion.expansionToggled.connect((_, at) => this.onToggled(at));
  }

  add(section: Widget, options: { rank: number; expanded: boolean }): void {
    const at = this.ranks.filter(rank => rank <= options.rank).length;
    this.ranks.splice(at, 0, options.rank);
    this.insertWidget(at, section);
    this.fold(at, this.folds[section.id] ?? options.expanded);
  }

  reveal(id: string): void {
    this.bringUp(this.id);
    // A panel that has just been shown has no height yet that a section could get a share of.
    MessageLoop.flush();
    const at = this.widgets.findIndex(widget => widget.id === id);
    if (at >= 0) {
      this.accordion.expand(at);
      this.widgets[at]?.activate();
    }
  }

  /** Opens and closes the sections as they were left, and keeps what changes from now on. */
  async restore(state: IStateDB): Promise<void> {
    this.folds = ((await state.fetch(STATE_KEY)) ?? {}) as Folds;
    this.widgets.forEach((widget, at) => {
      const expanded = this.folds[widget.id];
      if (expanded !== undefined) {
        this.fold(at, expanded);
      }
    });
    this.state = state;
  }

  private fold(at: number, expanded: boolean): void {
    if (expanded) {
      this.accordion.expand(at);
    } else {
      this.accordion.collapse(at);
    }
  }

  private onToggled(at: number): void {
    const section = this.widgets[at];
    if (section && !section.isHidden) {
      this.makeRoom(at);
    }
    if (section && this.state) {
      this.folds = { ...this.folds, [section.id]: !section.isHidden };
      void this.state.save(STATE_KEY, this.folds);
    }
  }

  /** Gives a section that has no height yet its share: Lumino leaves one that began folded with none. */
  private makeRoom(at: number): void {
    const sizes = this.accordion.relativeSizes();
    const open = this.widgets.filter(widget => !widget.isHidden).length;
    const share = 1 / open;
    if ((sizes[at] ?? 0) < share / 2) {
      const others = sizes.reduce((sum, size, index) => (index === at ? sum : sum + size), 0) || 1;
      const resized = sizes.map((size, index) => (index === at ? share : (size / others) * (1 - share)));
      this.accordion.setRelativeSizes(resized);
    }
  }

  private get accordion(): AccordionPanel {
    return this.content as AccordionPanel;
  }

  private readonly ranks: number[] = [];
  private folds: Folds = {};
  private state: IStateDB | null = null;
}
