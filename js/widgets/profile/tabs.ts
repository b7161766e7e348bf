/** Tabs by the pattern of the ARIA Authoring Practices: arrows move, one panel is shown. */
import { element } from '../shared/dom';

interface Tab {
  tab: HTMLButtonElement;
  panel: HTMLElement;
  /** Makes the content; null once it is in the panel. */
  make: (() => HTMLElement) | null;
}

let instances = 0;

/** Named panels of which one is shown. */
export class Tabs {
  readonly root: HTMLElement;
  private readonly id = `iops-profile-${(instances += 1)}`;
  private readonly bar: HTMLElement;
  private readonly tabs = new Map<string, Tab>();
  private shown = '';

  constructor(name: string) {
    this.bar = element('div', { class: 'iops-tabs', role: 'tablist', 'aria-label': name });
    this.bar.addEventListener('keydown', event => this.press(event));
    this.root = element('div', { class: 'iops-tabbed' }, this.bar);
  }

  /** Adds a panel, or replaces its title and content, which is made when it is seen; the first one is shown. */
  set(key: string, title: string, make: () => HTMLElement): void {
    const found = this.tabs.get(key) ?? this.add(key);
    found.tab.textContent = title;
    found.make = make;
    this.fill(found);
  }

  /** Takes a panel away; the first one is shown in its place. */
  remove(key: string): void {
    const found = this.tabs.get(key);
    found?.tab.remove();
    found?.panel.remove();
    this.tabs.delete(key);
    const [first] = this.tabs.keys();
    if (this.shown === key && first !== undefined) {
      this.show(first);
    }
  }

  /** Shows a panel. */
  show(key: string): void {
    this.shown = key;
    for (const [name, { tab, panel }] of this.tabs) {
      const isShown = name === key;
      tab.setAttribute('aria-selected', String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
      panel.hidden = !isShown;
    }
    const found = this.tabs.get(key);
    if (found) {
      this.fill(found);
    }
  }

  private fill(tab: Tab): void {
    if (!tab.panel.hidden && tab.make !== null) {
      tab.panel.replaceChildren(tab.make());
      tab.make = null;
    }
  }

  private add(key: string): Tab {
    const [tabId, panelId] = [`${this.id}-tab-${key}`, `${this.id}-panel-${key}`];
    const tab = element('button', { type: 'button', role: 'tab', id: tabId, 'aria-controls': panelId });
    const panel = element('div', {
      class: 'iops-panel',
      role: 'tabpanel',
      id: panelId,
      'aria-labelledby': tabId
    });
    tab.addEventListener('click', () => this.show(key));
    const added: Tab = { tab, panel, make: null };
    this.tabs.set(key, added);
    this.bar.append(tab);
    this.root.append(panel);
    this.show(this.shown || key);
    return added;
  }

  private press(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };
    const step = steps[event.key];
    const keys = [...this.tabs.keys()];
    const next = keys[(keys.indexOf(this.shown) + (step ?? 0) + keys.length) % keys.length];
    if (step !== undefined && next !== undefined) {
      this.show(next);
      this.tabs.get(next)?.tab.focus();
      event.preventDefault();
    }
  }
}
