/** The extension's icon: data, and the spark of a question. */
import { LabIcon } from '@jupyterlab/ui-components';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path d="M12.6 3.2C11.7 3.1 10.9 3 10 3 5.6 3 2 4.3 2 6s3.6 3 8 3c1.8 0 3.4-.2 4.7-.6L11.2 7z"/>
    <path d="M2 8.3V12c0 1.7 3.6 3 8 3s8-1.3 8-3v-.8l-1.3.4-1.1-2.1C14 10.1 12.1 10.4 10 10.4 6.5 10.4 3.5 9.6 2 8.3z"/>
    <path d="M2 14.3V18c0 1.7 3.6 3 8 3s8-1.3 8-3v-3.7c-1.5 1.3-4.5 2.1-8 2.1s-6.5-.8-8-2.1z"/>
    <path d="M18.3 1l1.15 3.05L22.5 5.2l-3.05 1.15L18.3 9.4l-1.15-3.05L14.1 5.2l3.05-1.15z"/>
  </g>
</svg>`;

/** Icon of the sidebar panel. */
export const iopsdataIcon = new LabIcon({ name: 'iopsdata-jupyter:icon', svgstr: SVG });

/** The icon as an image for the launcher, in a colour that is seen on light and on dark: no theme reaches into it. */
export const ICON_URL = `data:image/svg+xml,${encodeURIComponent(SVG.replace('#616161', '#1e88e5'))}`;
