/** The text beside the pointer: exact edges and counts of what it is on. */
import { element } from '../shared/dom';

const GAP = 12;

/** Shows the `data-tip` of what the pointer is on, anywhere in `host`. */
export class Tip {
  readonly root = element('div', { class: 'iops-tip', 'aria-hidden': 'true', hidden: true });

  constructor(private readonly host: HTMLElement) {
    host.addEventListener('pointermove', event => this.follow(event));
    host.addEventListener('pointerleave', () => (this.root.hidden = true));
  }

  private follow(event: PointerEvent): void {
    const target = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
    const text = target?.getAttribute('data-tip') ?? '';
    this.root.hidden = text === '';
    if (text !== '') {
      this.root.textContent = text;
      this.place(event);
    }
  }

  /** Beside the pointer, and never over an edge of the widget. */
  private place(event: PointerEvent): void {
    const box = this.host.getBoundingClientRect();
    const left = Math.min(event.clientX - box.left + GAP, box.width - this.root.offsetWidth - 4);
    const below = event.clientY - box.top + GAP;
    const isLow = below + this.root.offsetHeight > box.height;
    const top = isLow ? event.clientY - box.top - this.root.offsetHeight - GAP / 2 : below;
    this.root.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(0, top)}px)`;
  }
}
