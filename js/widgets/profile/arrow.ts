/** Cells of rows that come as Arrow: exact numbers, null told from empty text, and text that stays text. */
import {
  Precision,
  tableFromIPC,
  Type,
  type Column,
  type DataType,
  type DecimalType,
  type FloatType
} from '@uwdata/flechette';

import { visible } from '../shared/visible';

/** A cell as it is shown. */
export interface Cell {
  text: string;
  /** What stands for no value or for text without characters, so that it is not taken for text. */
  isBlank: boolean;
}

/** Rows of one answer. */
export interface Page {
  rowCount: number;
  cell: (row: number, column: number) => Cell;
}

const NULL: Cell = { text: 'null', isBlank: true };
const EMPTY: Cell = { text: '(empty)', isBlank: true };

/** Reads an Arrow IPC stream; whole numbers beyond 2^53 and decimals keep every digit. */
export function pageOf(bytes: Uint8Array): Page {
  const table = tableFromIPC(bytes, { useBigInt: true, useDecimalInt: true });
  const columns = table.children;
  return {
    rowCount: table.numRows,
    cell: (row, column) => {
      const values = columns[column] as Column<unknown> | undefined;
      return values === undefined ? EMPTY : cellOf(values.at(row), values.type);
    }
  };
}

/** One value of a column of that type. */
export function cellOf(value: unknown, type: DataType): Cell {
  if (value === null || value === undefined) {
    return NULL;
  }
  if (value === '') {
    return EMPTY;
  }
  return { text: textOf(value, type), isBlank: false };
}

function textOf(value: unknown, type: DataType): string {
  if (isDecimal(type) && (typeof value === 'bigint' || typeof value === 'number')) {
    return decimalText(BigInt(value), type.scale);
  }
  if (typeof value === 'number' && isFloat(type) && type.precision === Precision.SINGLE) {
    return singleText(value);
  }
  return oneLine(String(value));
}

/** The fewest digits that tell a float of 32 bits, not those of the double that JavaScript makes of it. */
function singleText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) {
      return String(short);
    }
  }
  return String(Number(value.toPrecision(9)));
}

function isDecimal(type: DataType): type is DecimalType {
  return type.typeId === Type.Decimal;
}

function isFloat(type: DataType): type is FloatType {
  return type.typeId === Type.Float;
}

/** A number of so many units of 10^-scale, with all its digits. */
export function decimalText(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole =
    scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits + '0'.repeat(-scale);
  return units < 0n ? `-${whole}` : whole;
}

function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '⏎').replaceAll('\t', '⇥');
}
