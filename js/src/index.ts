import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

const connections: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:connections',
  description: 'A sidebar panel that lists the saved connections.',
  autoStart: true,
  activate: (_app: JupyterFrontEnd) => undefined
};

const plugins: JupyterFrontEndPlugin<unknown>[] = [connections];

export default plugins;
