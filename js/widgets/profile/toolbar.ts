/** Search and filters over the list. */
import { element } from '../shared/dom';
import { GROUPS, groupOf, warningKinds, type Choice, type Model } from './model';
import type { ProfileStrings } from './strings';
import { oneLine } from './wording';

/** The row of controls; it tells its owner what the reader chose. */
export class Toolbar {
  readonly root: HTMLElement;
  private readonly search: HTMLInputElement;
  private readonly group: HTMLSelectElement;
  private readonly show: HTMLSelectElement;
  private readonly status = element('span', { class: 'iops-muted iops-shown', role: 'status' });

  constructor(
    private readonly strings: ProfileStrings,
    onChange: (change: Partial<Choice>) => void
  ) {
    const s = strings;
    const name = { placeholder: s.search, 'aria-label': s.search };
    this.search = element('input', { type: 'search', class: 'iops-input', ...name });
    this.group = element('select', { class: 'iops-input', 'aria-label': s.type });
    this.show = element('select', { class: 'iops-input', 'aria-label': s.show });
    this.search.addEventListener('input', () => onChange({ query: this.search.value.trim() }));
    this.group.addEventListener('change', () => onChange({ group: this.group.value as Choice['group'] }));
    this.show.addEventListener('change', () => onChange({ show: this.show.value }));
    this.root = element('div', { class: 'iops-toolbar' }, this.search, this.group, this.show, this.status);
  }

  /** Offers what there is to filter by; what is chosen stays. */
  update(model: Model, choice: Choice): void {
    const s = this.strings;
    const count = (group: string): number =>
      model.entries.filter(entry => groupOf(entry.column) === group).length;
    const groups = GROUPS.filter(group => count(group) > 0 || group === choice.group);
    fill(this.group, choice.group, [
      ['', s.anyType],
      ...groups.map((group): [string, string] => [group, `${s.groups[group]} (${count(group)})`])
    ]);
    fill(this.show, choice.show, [
      ['', s.showAll],
      ['nulls', s.showNulls],
      model.before === null ? ['warned', s.showWarned] : ['changed', s.showChanged],
      ['personal', s.showPersonal],
      ...warningKinds(model).map((kind): [string, string] => [
        `kind:${kind}`,
        s.showKind(oneLine(kind.replaceAll('_', ' '), 40))
      ])
    ]);
  }

  /** Empties the search; the lists follow with `update`. */
  reset(): void {
    this.search.value = '';
  }

  /** Tells how many columns are shown. */
  count(shown: number, all: number): void {
    this.status.textContent = shown === 0 ? this.strings.nothingFound : this.strings.shown(shown, all);
  }
}

function fill(select: HTMLSelectElement, value: string, options: [string, string][]): void {
  const nodes = options.map(([key, text]) =>
    element('option', { value: key, selected: key === value }, text)
  );
  select.replaceChildren(...nodes);
}
