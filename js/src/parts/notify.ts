/** Results of actions as Lab's notifications. */
import { Notification } from '@jupyterlab/apputils';

import { ApiFailure } from '../failure';

/** Runs an action and tells why it failed, if it did; null in that case. An error of the program passes. */
export async function told<T>(action: Promise<T>): Promise<{ value: T } | null> {
  try {
    return { value: await action };
  } catch (error) {
    if (!(error instanceof ApiFailure)) {
      throw error;
    }
    const { message, hint } = error.failure;
    Notification.error(hint ? `${message} ${hint}` : message, { autoClose: 8000 });
    return null;
  }
}
