/** Asking the kernel: requests with names of their own, answers by them, late ones dropped. */
import { isListOf, isRecord } from '../shared/checks';
import type { Filter } from './filters';

/** A way to the kernel's side of a profile. */
export interface Channel {
  /** Whether that side is there; a notebook may have been saved by another kernel. */
  ready: () => Promise<boolean>;
  send: (content: Record<string, unknown>) => void;
  /** Hears every answer until the function that it gives is called. */
  listen: (hear: (content: unknown, buffers: readonly DataView[]) => void) => () => void;
}

/** Why a request failed, in the kernel's words. */
export interface Failure {
  message: string;
  hint: string;
}

/** One column over the rows that are left. */
export interface ColumnLeft {
  count: number;
  nulls: number;
  /** By the places of its picture; null where it stays as it is. */
  counts: number[] | null;
}

/** A part of what filters leave. */
export interface Part {
  rows: number;
  columns: Map<number, ColumnLeft>;
  /** Share of the columns that are counted, 0..1. */
  progress: number;
}

/** Some rows. */
export interface RowsAnswer {
  /** Rows that the kernel holds. */
  held: number;
  /** Whether there are no more than these. */
  isWhole: boolean;
  /** An Arrow IPC stream. */
  bytes: Uint8Array;
}

type Answer = Record<string, unknown>;
/** Whether that was the last answer to a request. */
type Hear = (answer: Answer, buffers: readonly DataView[]) => boolean;

/** An answer of another version. */
const UNREADABLE: Failure = { message: 'The answer cannot be read.', hint: 'Reload the page.' };

/** The requests of one view. */
export class Kernel {
  private readonly view = Math.random().toString(36).slice(2);
  private readonly waiting = new Map<string, Hear>();
  private readonly silence: () => void;
  private last = 0;

  constructor(private readonly channel: Channel) {
    this.silence = channel.listen((content, buffers) => this.hear(content, buffers));
  }

  /** Whether rows and filters can be asked for. */
  async hello(): Promise<boolean> {
    if (!(await this.channel.ready())) {
      return false;
    }
    return new Promise(resolve => {
      this.ask('hello', {}, answer => {
        resolve(answer['can'] === true);
        return true;
      });
    });
  }

  /** Counts under filters, part by part; whatever this view asked before is given up. */
  filter(filters: readonly Filter[], hear: (part: Part) => void, fail: (failure: Failure) => void): void {
    this.waiting.clear();
    this.ask('filter', { filters }, answer => {
      const part = partOf(answer);
      if (part === null) {
        fail(failureOf(answer) ?? UNREADABLE);
        return true;
      }
      hear(part);
      return part.progress >= 1;
    });
  }

  /** Rows under filters; never settles where a later `filter` or `stop` made them needless. */
  rows(filters: readonly Filter[], offset: number, limit: number): Promise<RowsAnswer | Failure> {
    return new Promise(resolve => {
      this.ask('rows', { filters, offset, limit }, (answer, buffers) => {
        resolve(rowsOf(answer, buffers) ?? failureOf(answer) ?? UNREADABLE);
        return true;
      });
    });
  }

  /** Gives up everything that was asked. */
  stop(): void {
    this.waiting.clear();
    this.channel.send({ request: 'stop', view: this.view });
  }

  destroy(): void {
    this.waiting.clear();
    this.silence();
  }

  private ask(request: string, fields: Record<string, unknown>, hear: Hear): void {
    const id = `${this.view}-${(this.last += 1)}`;
    this.waiting.set(id, hear);
    this.channel.send({ request, view: this.view, id, ...fields });
  }

  private hear(content: unknown, buffers: readonly DataView[]): void {
    if (!isRecord(content) || typeof content['id'] !== 'string') {
      return;
    }
    if (this.waiting.get(content['id'])?.(content, buffers) === true) {
      this.waiting.delete(content['id']);
    }
  }
}

function failureOf(answer: Answer): Failure | null {
  const error = answer['error'];
  if (!isRecord(error)) {
    return null;
  }
  return { message: String(error['message']), hint: String(error['hint']) };
}

function partOf(answer: Answer): Part | null {
  const { rows, columns, progress } = answer;
  if (typeof rows !== 'number' || typeof progress !== 'number' || !isListOf(columns, isColumn)) {
    return null;
  }
  const listed = columns as [number, number, number, number[] | null][];
  const found = listed.map(([position, count, nulls, counts]): [number, ColumnLeft] => [
    position,
    { count, nulls, counts }
  ]);
  return { rows, columns: new Map(found), progress };
}

function isColumn(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 4) {
    return false;
  }
  const [counts, ...figures] = [...(value as unknown[])].reverse();
  return isListOf(figures, isNumber) && (counts === null || isListOf(counts, isNumber));
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function rowsOf(answer: Answer, buffers: readonly DataView[]): RowsAnswer | null {
  const { held, whole } = answer;
  const [buffer] = buffers;
  if (typeof held !== 'number' || typeof whole !== 'boolean' || buffer === undefined) {
    return null;
  }
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return { held, isWhole: whole, bytes };
}
