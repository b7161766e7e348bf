/** The form's words that depend on what is filled in. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { EngineId } from '../engines';
import { isServer } from './address';
import { isSamePlace, type Draft, type Problem, type Scope } from './draft';
import type { FormState } from './model';

type Words = Pick<TranslationBundle, '__'>;

/** What is wrong with a field, and how it would be right. */
export function problemText(problem: Problem | undefined, trans: Words): string | undefined {
  switch (problem) {
    case 'missing':
      return trans.__('This is needed.');
    case 'name':
      return trans.__('A name has letters, digits, - and _, and starts with a letter.');
    case 'port':
      return trans.__('A port is a number from 1 to 65535.');
    case 'host':
      return trans.__('A host has no spaces and none of / ? # @ , ; – several hosts go into a URL.');
    case 'scheme':
      return trans.__('A URL begins with its scheme, such as snowflake://.');
    case 'options':
      return trans.__('Each line is name=value, percent-encoded where needed.');
    case 'unconfirmed':
      return trans.__('Say that this is meant.');
    case undefined:
      return undefined;
  }
}

/** What becomes of the saved password. */
export function passwordHelp({ draft, saved }: FormState, trans: Words): string {
  if (!draft.keepPassword) {
    return trans.__('It is used for the test alone. A kernel then needs it from its environment.');
  }
  if (!saved?.has_password) {
    return trans.__('Kept encrypted. It is never shown again.');
  }
  if (draft.password !== '') {
    return trans.__('It replaces everything that is kept encrypted for this connection.');
  }
  return isSamePlace(draft, saved)
    ? trans.__('One is saved, and stays unless another is typed here.')
    : trans.__('The address has changed, and the saved password was given for the old one: type it again.');
}

/** What saving for others shows them. */
export function sharingText(draft: Draft, scope: Scope & { kind: 'workspace' }, trans: Words): string {
  const isPlaceOnServer = isServer(draft.engine) || draft.engine === 'other';
  if (!isPlaceOnServer) {
    return trans.__(
      'Save this path for the workspace %1. Its members see it; it opens for those who have the file there.',
      scope.name
    );
  }
  return draft.keepPassword
    ? trans.__(
        'Save this for the workspace %1. Its members see the address and can connect with its password.',
        scope.name
      )
    : trans.__(
        'Save this for the workspace %1. Its members see the address; the password is not kept.',
        scope.name
      );
}

/** Where the form saves. */
export function scopeText(scope: Scope, trans: Words): string {
  return scope.kind === 'own'
    ? trans.__('Saved for you, on the machine of this Jupyter server.')
    : trans.__('Saved for the workspace %1.', scope.name);
}

/** What a path of the engine can be. */
export function pathHelp(engine: EngineId, trans: Words): string {
  return engine === 'files'
    ? trans.__('A file, a folder, or a pattern such as data/*.parquet; each file becomes a table.')
    : trans.__('Relative to the folder that the file browser shows, or absolute.');
}

/** The modes of SSL in words. */
export function sslText(mode: string, trans: Words): string {
  switch (mode) {
    case 'disable':
      return trans.__('Off');
    case 'require':
      return trans.__('On, certificate not checked');
    case 'verify-ca':
      return trans.__('On, certificate checked');
    case 'verify-full':
      return trans.__('On, certificate and host name checked');
    default:
      return trans.__('As the server offers it');
  }
}
