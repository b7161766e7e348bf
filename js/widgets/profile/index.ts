/** The profile as an anywidget: `payload` is the one synchronised trait; everything else is asked for by name. */
import type { Render } from '@anywidget/types';

import { isRecord } from '../shared/checks';
import { isProfilePayload } from './payload';
import type { Channel } from './kernel';
import type { PageSource } from './save';
import { english } from './strings';
import { ProfileView } from './view';
import '../shared/theme.css';
import './profile.css';

interface ProfileModel {
  payload: unknown;
}

type Model = Parameters<Render<ProfileModel>>[0]['model'];

/** Milliseconds that a kernel may take to write a page. */
const PATIENCE = 30_000;

/** Asks the kernel for the static page; it makes it from the profile that it holds. */
function pageOf(model: Model): PageSource {
  return () =>
    new Promise(resolve => {
      const end = (page: string | null): void => {
        clearTimeout(timer);
        model.off('msg:custom', listen);
        resolve(page);
      };
      const listen = (message: unknown): void => {
        if (isRecord(message) && typeof message['page'] === 'string') {
          end(message['page']);
        }
      };
      const timer = setTimeout(() => end(null), PATIENCE);
      model.on('msg:custom', listen);
      model.send({ request: 'page' });
    });
}

/** The widget's own way to its kernel. */
function channelOf(model: Model): Channel {
  return {
    ready: () => Promise.resolve(true),
    send: content => model.send(content),
    listen: hear => {
      const listen = (content: unknown, buffers: DataView[]): void => hear(content, buffers);
      model.on('msg:custom', listen);
      return () => model.off('msg:custom', listen);
    }
  };
}

const render: Render<ProfileModel> = ({ model, el }) => {
  let view: ProfileView | null = null;
  const draw = (): void => {
    const payload = model.get('payload');
    if (!isProfilePayload(payload)) {
      return;
    }
    if (view === null) {
      view = new ProfileView(el, payload, english, pageOf(model), channelOf(model));
    } else {
      view.update(payload);
    }
  };
  draw();
  model.on('change:payload', draw);
  return () => {
    model.off('change:payload', draw);
    view?.destroy();
  };
};

export default { render };
