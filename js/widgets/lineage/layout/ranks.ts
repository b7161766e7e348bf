/** Which column a card stands in: right of all that it reads. */
import type { Pair } from './model';

/** Ranks from 0, and the pairs that point to the right. */
export interface Ranking {
  rank: ReadonlyMap<string, number>;
  /** Without loops and without the pairs that close a circle. */
  forward: readonly Pair[];
}

type Neighbours = Map<string, string[]>;

/**
 * Longest-path ranks after dropping the pairs that close a circle; what nothing feeds stands just before its
 * first reader, so that lines stay short.
 */
export function rankCards(ids: readonly string[], pairs: readonly Pair[]): Ranking {
  const forward = withoutCircles(ids, pairs);
  const next = neighbours(forward, 'source', 'target');
  const before = neighbours(forward, 'target', 'source');
  const rank = new Map<string, number>();
  for (const id of inOrder(ids, next, before)) {
    rank.set(id, Math.max(-1, ...listed(before, id).map(other => rank.get(other) ?? 0)) + 1);
  }
  for (const id of ids) {
    const readers = listed(next, id).map(other => rank.get(other) ?? 0);
    if (!before.has(id) && readers.length > 0) {
      rank.set(id, Math.min(...readers) - 1);
    }
  }
  return { rank, forward };
}

/** The pairs left when a walk, begun where nothing leads to, drops those back to an open card. */
function withoutCircles(ids: readonly string[], pairs: readonly Pair[]): Pair[] {
  const next = neighbours(pairs, 'source', 'target');
  const fed = new Set(pairs.filter(pair => pair.source !== pair.target).map(pair => pair.target));
  const closed = new Set<string>();
  const open = new Set<string>();
  const forward: Pair[] = [];
  for (const start of [...ids.filter(id => !fed.has(id)), ...ids]) {
    if (closed.has(start)) {
      continue;
    }
    open.add(start);
    const stack = [{ id: start, rest: listed(next, start).values() }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const step = top.rest.next();
      if (step.done) {
        open.delete(top.id);
        closed.add(top.id);
        stack.pop();
      } else if (!open.has(step.value)) {
        forward.push({ source: top.id, target: step.value });
        if (!closed.has(step.value)) {
          open.add(step.value);
          stack.push({ id: step.value, rest: listed(next, step.value).values() });
        }
      }
    }
  }
  return forward;
}

/** Cards so that each comes after all that lead to it (Kahn's method). */
function* inOrder(ids: readonly string[], next: Neighbours, before: Neighbours): Generator<string> {
  const waiting = new Map(ids.map(id => [id, listed(before, id).length]));
  const ready = ids.filter(id => waiting.get(id) === 0);
  for (const id of ready) {
    yield id;
    for (const other of listed(next, id)) {
      const left = (waiting.get(other) ?? 0) - 1;
      waiting.set(other, left);
      if (left === 0) {
        ready.push(other);
      }
    }
  }
}

function neighbours(pairs: readonly Pair[], from: keyof Pair, to: keyof Pair): Neighbours {
  const lists: Neighbours = new Map();
  for (const pair of pairs) {
    const list = lists.get(pair[from]);
    if (list) {
      list.push(pair[to]);
    } else {
      lists.set(pair[from], [pair[to]]);
    }
  }
  return lists;
}

function listed(lists: Neighbours, id: string): string[] {
  return lists.get(id) ?? [];
}
