import { expect, test } from 'vitest';

import { Graph } from './graph';
import { trace } from './path';
import { payload } from './testing/payloads';

const ORDERS = `
  raw.amount -> paid.euros
  raw.state ~> paid.euros
  paid.euros -> monthly.revenue
  paid.customer -> monthly.customer
  monthly.revenue ~> report.customer
  other.x -> else.y`;

function lit(lines: string, node: string, column: string | null): Record<string, string> {
  const { spots } = trace(new Graph(payload(lines)), { node, column });
  const entries = [...spots].flatMap(([id, columns]) =>
    [...columns].map(([name, strength]) => [`${id}.${name ?? ''}`, strength])
  );
  return Object.fromEntries(entries) as Record<string, string>;
}

test('a column lights all that it comes from and all that it shapes', () =>
  expect(lit(ORDERS, 'paid', 'euros')).toEqual({
    'paid.euros': 'direct',
    'raw.amount': 'direct',
    'raw.state': 'indirect',
    'monthly.revenue': 'direct',
    'report.customer': 'indirect'
  }));

test('behind an edge that only chooses rows, nothing is direct', () =>
  expect(lit('a.x ~> b.y\nb.y -> c.z', 'a', 'x')).toEqual({
    'a.x': 'direct',
    'b.y': 'indirect',
    'c.z': 'indirect'
  }));

test('of a direct and an indirect way, the direct one is told', () =>
  expect(lit('a.x ~> c.z\na.x -> b.y\nb.y -> c.z\nc.z -> d.w', 'a', 'x')).toMatchObject({
    'c.z': 'direct',
    'd.w': 'direct'
  }));

test('siblings of the column stay dark: up and down are walked from the start only', () =>
  expect(Object.keys(lit('a.x -> b.y\na.x -> c.z', 'b', 'y'))).toEqual(['b.y', 'a.x']));

test('through an unexpanded star a column keeps its name', () =>
  expect(lit('a.* -> b.*\nb.x -> c.y', 'c', 'y')).toEqual({
    'c.y': 'direct',
    'b.x': 'direct',
    'a.x': 'direct'
  }));

test('a node without columns passes everything on, as possible only', () =>
  expect(lit('a.x -> cell\ncell -> frame\nframe.y -> c.z', 'a', 'x')).toEqual({
    'a.x': 'direct',
    'cell.': 'indirect',
    'frame.': 'indirect',
    'c.z': 'indirect'
  }));

test('a whole node starts from all of its columns', () =>
  expect(lit('a.x -> b.y\na.z -> c.w', 'a', null)).toMatchObject({ 'b.y': 'direct', 'c.w': 'direct' }));

test('circles end', () =>
  expect(Object.keys(lit('a.x -> b.y\nb.y -> a.x', 'a', 'x')).sort()).toEqual(['a.x', 'b.y']));

test('what was found is counted each way', () => {
  const { counts } = trace(new Graph(payload(ORDERS)), { node: 'paid', column: 'euros' });
  expect(counts).toEqual({ upstream: 2, downstream: 2 });
});
