/** The profile as DOM, for every front end: an anywidget and JupyterLab's renderer both use this. */
import { element } from '../shared/dom';
import { download } from '../shared/download';
import { keepKeys } from '../shared/keys';
import { button } from './controls';
import { detailsElement } from './details';
import { insightList, pairCount, pairList } from './findings';
import { Filtering } from './filtering';
import type { FilterKind } from './filters';
import { Grid } from './grid';
import { headerElement } from './header';
import { Kernel, type Channel } from './kernel';
import { chosen, EVERYTHING, modelOf, type Choice, type Entry, type Model, type SortKey } from './model';
import type { ProfilePayload } from './payload';
import { keptOf, Picking } from './picking';
import { RowsPanel } from './rows_panel';
import { jsonText, pageText, type PageSource } from './save';
import { english, type ProfileStrings } from './strings';
import { Tabs } from './tabs';
import { Tip } from './tip';
import { Toolbar } from './toolbar';
import { oneLine } from './wording';

/** A profile in `host`, until it is destroyed; a later stage replaces the figures and nothing else. */
export class ProfileView {
  private readonly root: HTMLElement;
  private readonly header = element('div', {});
  private readonly status = element('span', { class: 'iops-hidden', role: 'status' });
  private readonly toolbar: Toolbar;
  private readonly grid: Grid;
  private readonly tabs: Tabs;
  private readonly body = element('div', { class: 'iops-body' });
  private readonly buttons: HTMLElement[];
  private readonly kernel: Kernel | null;
  private readonly filtering: Filtering;
  private readonly rows: RowsPanel;
  private choice: Choice = EVERYTHING;
  private opened: string | null = null;
  private panel: HTMLElement | null = null;
  /** The model whose rows the kernel can be asked for. */
  private live: Model | null = null;
  private model: Model;

  constructor(
    host: HTMLElement,
    private payload: ProfilePayload,
    private readonly strings: ProfileStrings = english,
    private readonly page: PageSource | null = null,
    channel: Channel | null = null
  ) {
    this.model = modelOf(payload);
    this.kernel = channel === null ? null : new Kernel(channel);
    this.filtering = new Filtering(strings, this.kernel, {
      changed: () => this.drawFiltered(),
      leave: () => this.grid.focus()
    });
    this.rows = new RowsPanel(strings, this.kernel, this.filtering);
    this.toolbar = new Toolbar(strings, change => this.choose(change));
    this.grid = new Grid(
      strings,
      {
        open: entry => this.toggle(entry),
        close: () => this.open(null),
        sort: key => this.sort(key)
      },
      column => this.filtering.lensOf(column)
    );
    this.tabs = new Tabs(strings.views);
    this.buttons = this.saveButtons();
    this.root = element('section', { class: 'iops-profile-view' });
    this.root.addEventListener('focusin', keepKeys);
    new Picking(this.root, (column, kind, place, isRange) => this.filter(column, kind, place, isRange));
    const tip = new Tip(this.root);
    this.body.append(this.grid.root);
    const columns = element('div', {}, this.toolbar.root, this.body);
    this.tabs.set('columns', strings.columnsTab, () => columns);
    this.root.append(this.header, this.filtering.root, this.tabs.root, tip.root, this.status);
    host.replaceChildren(this.root);
    this.draw();
    this.refresh();
  }

  /** Shows another stage, or another profile; search, order and what is open stay. */
  update(payload: ProfilePayload): void {
    this.payload = payload;
    this.model = modelOf(payload);
    this.filtering.reset(null);
    this.draw();
    this.refresh();
  }

  /** Asks the kernel whether rows and filters can be had; what the reader has filtered stays where they can. */
  refresh(): void {
    const { model, kernel } = this;
    if (kernel === null || model.before !== null || model.profile.progress < 1) {
      this.live = null;
      this.rows.reset(model, kernel !== null && model.profile.progress < 1 ? 'early' : 'alone');
      return;
    }
    if (this.live !== model) {
      this.rows.reset(model, 'waiting');
    }
    void kernel.hello().then(can => {
      if (model === this.model && can !== (this.live === model)) {
        this.live = can ? model : null;
        this.filtering.reset(this.live);
        this.rows.reset(model, can ? 'live' : 'alone');
        this.drawFiltered();
      } else if (model === this.model && !can) {
        this.rows.reset(model, 'alone');
      }
    });
  }

  destroy(): void {
    this.rows.destroy();
    this.filtering.destroy();
    this.kernel?.destroy();
    this.grid.destroy();
    this.root.remove();
  }

  private draw(): void {
    const { model, strings } = this;
    this.root.setAttribute('aria-label', strings.profileOf(oneLine(model.profile.name, 120)));
    this.header.replaceChildren(headerElement(model, strings, this.buttons));
    const open = (name: string): void => this.reveal(name);
    if (model.before === null) {
      this.tabs.set('rows', strings.rowsTab, () => this.rows.root);
    } else {
      this.tabs.remove('rows');
    }
    this.tabs.set('insights', strings.insightsTab(model.insights.length), () =>
      insightList(model, strings, open)
    );
    const pairs = pairCount(model);
    if (pairs > 0) {
      this.tabs.set('pairs', strings.pairsTab(pairs), () => pairList(model, strings, open));
    } else {
      this.tabs.remove('pairs');
    }
    this.toolbar.update(model, this.choice);
    this.drawColumns();
    this.drawDetails();
  }

  private drawColumns(): void {
    const entries = chosen(this.model.entries, this.choice);
    this.toolbar.count(entries.length, this.model.entries.length);
    this.grid.update(entries, this.choice, this.model.before !== null);
  }

  /** What changes with the filters. */
  private drawFiltered(): void {
    this.drawColumns();
    this.drawDetails();
    this.rows.update();
  }

  private filter(position: number, kind: FilterKind, place: number, isRange: boolean): void {
    const column = this.model.profile.columns[position];
    if (column !== undefined) {
      this.filtering.toggle(column.name, kind, place, isRange);
    }
  }

  private drawDetails(): void {
    const entry = this.model.entries.find(one => one.column.name === this.opened);
    const before = this.panel;
    const isSame = before !== null && before.dataset['shown'] === this.opened;
    const kept = isSame ? keptOf(before) : null;
    const lens = entry && this.filtering.lensOf(entry.column);
    const close = (): void => this.open(null);
    this.panel = entry ? detailsElement(entry, this.model, this.strings, close, lens) : null;
    before?.remove();
    if (this.panel !== null) {
      this.panel.dataset['shown'] = this.opened ?? '';
      this.body.append(this.panel);
      kept?.(this.panel);
    }
    this.body.classList.toggle('iops-has-details', this.panel !== null);
    this.grid.mark(this.panel === null ? null : this.opened);
  }

  private choose(change: Partial<Choice>): void {
    this.choice = { ...this.choice, ...change };
    this.drawColumns();
  }

  /** A first press sorts, a second turns the order round, a third gives back the table's own. */
  private sort(key: SortKey): void {
    const isLargestFirst = key !== 'name';
    if (this.choice.sort !== key) {
      this.choose({ sort: key, descending: isLargestFirst });
    } else if (this.choice.descending === isLargestFirst) {
      this.choose({ descending: !isLargestFirst });
    } else {
      this.choose({ sort: 'position', descending: false });
    }
  }

  private toggle(entry: Entry): void {
    this.open(entry.column.name === this.opened ? null : entry.column.name);
  }

  private open(name: string | null): void {
    const isClosing = name === null && this.opened !== null;
    const last = this.opened;
    this.opened = name;
    this.drawDetails();
    if (isClosing && last !== null && this.body.isConnected) {
      this.grid.reveal(last, true);
    }
  }

  /** Goes to a column from another part; a filter that hides it is taken away. */
  private reveal(name: string): void {
    if (!chosen(this.model.entries, this.choice).some(entry => entry.column.name === name)) {
      this.choice = { ...EVERYTHING, sort: this.choice.sort, descending: this.choice.descending };
      this.toolbar.reset();
      this.toolbar.update(this.model, this.choice);
      this.drawColumns();
    }
    this.tabs.show('columns');
    this.open(name);
    this.grid.reveal(name, true);
  }

  private saveButtons(): HTMLElement[] {
    const { strings } = this;
    const json = button(
      strings.saveJson,
      () => this.save(jsonText(this.payload), 'json'),
      this.nameOf('JSON')
    );
    const html = button(strings.saveHtml, () => void this.saveHtml(), this.nameOf('HTML'));
    return this.page === null ? [json] : [json, html];
  }

  private nameOf(format: string): string {
    return `${format}: ${this.strings.profileOf(oneLine(this.model.profile.name, 60))}`;
  }

  private async saveHtml(): Promise<void> {
    const fragment = await this.page?.().catch(() => null);
    if (fragment) {
      this.save(/^\s*<!doctype/i.test(fragment) ? fragment : pageText(fragment), 'html');
    } else {
      this.status.textContent = this.strings.saveFailed;
    }
  }

  private save(text: string, suffix: 'json' | 'html'): void {
    const type = suffix === 'json' ? 'application/json' : 'text/html';
    const name = `profile.${suffix}`;
    download(new Blob([text], { type: `${type};charset=utf-8` }), name);
    this.status.textContent = this.strings.saved(name);
  }
}
