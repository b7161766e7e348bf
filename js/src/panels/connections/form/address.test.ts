import { describe, expect, test } from 'vitest';

import { emptyAddress, readAddress, writeAddress, type ServerEngine } from './address';

const URLS: [ServerEngine, string][] = [
  ['postgresql', 'postgresql://ann@db.example:5432/shop'],
  ['postgresql', 'postgresql://db.example/shop'],
  ['postgresql', 'redshift://ann@h/d?sslmode=verify-full&sslrootcert=%2Fca.pem'],
  ['postgresql', 'postgresql://a%40b@[::1]:5432/my%20shop?application_name=x%20y&sslmode=allow'],
  ['mysql', 'mysql://root@h:3307/shop?ssl_verify_cert=true&ssl_verify_identity=true&ssl_ca=%2Fca.pem'],
  ['mysql', 'mysql://h/shop?ssl_disabled=true&connect_timeout=3'],
  ['spark', 'sc://h:15002'],
  ['spark', 'sc://h/;use_ssl=true;user_id=ann']
];

test.each(URLS)('%s: %s is read and written as it is', (engine, url) => {
  const read = readAddress(engine, url);
  expect(read?.password).toBe('');
  expect(read && writeAddress(engine, read.address)).toBe(url);
});

describe('reading', () => {
  test('each part has its field', () => {
    expect(
      readAddress('postgresql', 'Postgresql://a%40b:p%2Fw@h:1/d?sslmode=verify-ca&sslrootcert=%2Fca&x=1&y=2')
    ).toEqual({
      address: {
        ...{ scheme: 'postgresql', host: 'h', port: '1', database: 'd', user: 'a@b' },
        ...{ ssl: 'verify-ca', authorities: '/ca', options: 'x=1\ny=2' }
      },
      password: 'p/w'
    });
  });

  test('the mode with the most parameters is the one that is meant', () => {
    const read = readAddress('mysql', 'mysql://h/d?ssl_verify_cert=true&ssl_verify_identity=true');
    expect([read?.address.ssl, read?.address.options]).toEqual(['verify-full', '']);
  });

  test.each([
    ['several hosts', 'postgresql://a:1,b:2/d'],
    ['no host', 'postgresql:///d'],
    ['another scheme', 'mysql://h/d'],
    ['a percent sign of its own', 'postgresql://u%@h/d'],
    ['no URL', 'shop.db'],
    ['nothing', '']
  ])('%s has no fields', (_name, url) => expect(readAddress('postgresql', url)).toBeNull());
});

test('what is typed cannot break out of its part', () => {
  const address = {
    ...emptyAddress('postgresql'),
    host: 'h',
    user: 'a@evil:1/x?y',
    database: 'd?sslmode=disable'
  };
  const read = readAddress('postgresql', writeAddress('postgresql', address));
  expect(read?.address).toEqual(address);
});
