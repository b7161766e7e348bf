// Bundles each anywidget module and its style into iopsdata_jupyter/widgets/static.
// Usage: node js/widgets/build.mjs [--watch]
import { build, context } from 'esbuild';

const options = {
  entryPoints: {
    answer: 'js/widgets/answer/index.ts',
    lineage: 'js/widgets/lineage/index.ts',
    profile: 'js/widgets/profile/index.ts'
  },
  outdir: 'iopsdata_jupyter/widgets/static',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'info'
};

if (process.argv.includes('--watch')) {
  await (await context(options)).watch();
} else {
  await build(options);
}
