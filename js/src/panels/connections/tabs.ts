/** The tabs in which connections are added and edited: one for each connection. */
import type { JupyterFrontEnd, ILayoutRestorer } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';

import { Command } from './commands';
import type { EngineId } from './engines';
import { FormModel, type FormWork } from './form/model';
import { FormTab, type TabParts } from './form/tab';

/** What every tab shares. */
export interface TabsParts extends Omit<TabParts, 'model'> {
  work: FormWork;
  /** Told when a form has saved a connection. */
  onSaved: (name: string) => void;
}

/** Opens tabs, and brings up the one that is there already. */
export class Tabs {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly parts: TabsParts
  ) {}

  /** A form for a new connection. */
  add(engine?: EngineId): void {
    this.open(null, engine);
  }

  /** The form of a saved connection. */
  edit(name: string): void {
    const shown = this.tracker.find(tab => tab.connection === name);
    if (shown) {
      this.app.shell.activateById(shown.id);
    } else {
      this.open(name);
    }
  }

  /** Opens again what was open when the page was left; a form that was never saved is not kept. */
  restore(restorer: ILayoutRestorer): void {
    void restorer.restore(this.tracker, {
      command: Command.edit,
      args: tab => ({ name: tab.connection ?? '' }),
      name: tab => tab.connection ?? ''
    });
  }

  private open(name: string | null, engine?: EngineId): void {
    const model = new FormModel(this.parts.work, name, engine);
    const tab = new FormTab({ ...this.parts, model });
    tab.id = `iopsdata-connection-${++this.last}`;
    model.saved.connect((_, saved) => {
      this.parts.onSaved(saved.name);
      void this.tracker.save(tab);
    });
    void this.tracker.add(tab);
    this.app.shell.add(tab, 'main');
    this.app.shell.activateById(tab.id);
    void model.load();
  }

  private readonly tracker = new WidgetTracker<FormTab>({ namespace: 'iopsdata-connections' });
  private last = 0;
}
