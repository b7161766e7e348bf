/** Words of the workspace section. */
import type { Role, SignIn } from '../../api/types';
import type { Translate } from '../../replies';

/** What a translation with a plural needs beside. */
export type Words = Translate & { _n(one: string, many: string, count: number, ...rest: unknown[]): string };

/** The time of day of a moment, with the date where it is of another day. */
export function timeOf(moment: string, now: Date, language?: string): string {
  const at = new Date(moment);
  const clock = at.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  return at.toDateString() === now.toDateString() ? clock : `${dateOf(moment, language)}, ${clock}`;
}

/** The date of a moment. */
export function dateOf(moment: string, language?: string): string {
  return new Date(moment).toLocaleDateString(language, { year: 'numeric', month: 'short', day: 'numeric' });
}

/** How the copy on this machine stands with the project. */
export function syncText(signIn: SignIn, now: Date, trans: Words, language?: string): string {
  if (signIn.offline_since !== null) {
    return trans.__('The project cannot be reached since %1', timeOf(signIn.offline_since, now, language));
  }
  return signIn.synced_at === null
    ? trans.__('Nothing has been read from the project yet')
    : trans.__('In sync, read at %1', timeOf(signIn.synced_at, now, language));
}

/** What waits here for the project; empty where nothing does. */
export function outboxText({ waiting, refused }: SignIn, trans: Words): string[] {
  const found = [];
  if (waiting > 0) {
    found.push(trans._n('%1 audit event waits to be sent', '%1 audit events wait to be sent', waiting));
  }
  if (refused > 0) {
    found.push(
      trans._n(
        '%1 audit event was refused by the project and stays here',
        '%1 audit events were refused by the project and stay here',
        refused
      )
    );
  }
  return found;
}

/** A role in the language of the page. */
export function roleLabel(role: Role, trans: Translate): string {
  switch (role) {
    case 'owner':
      return trans.__('owner');
    case 'editor':
      return trans.__('editor');
    case 'viewer':
      return trans.__('viewer');
  }
}
