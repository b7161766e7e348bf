// Rules: typescript-eslint's strict set with types, and no way from text to markup.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const MARKUP = 'Text becomes text nodes only: use js/widgets/shared/dom.ts.';
const markupProperties = ['innerHTML', 'outerHTML', 'srcdoc'];
const markupCalls = [
  'insertAdjacentHTML',
  'setHTMLUnsafe',
  'createContextualFragment',
  'parseFromString',
  'write'
];

export default tseslint.config(
  { ignores: ['js/lib/**', 'node_modules/**', 'iopsdata_jupyter/**'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['js/widgets/*.mjs'] } }
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      complexity: ['error', 10],
      'max-lines-per-function': ['error', 60],
      'no-restricted-properties': [
        'error',
        ...[...markupProperties, ...markupCalls].map(property => ({ property, message: MARKUP }))
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: MARKUP }
      ]
    }
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly' } } },
  { files: ['**/*.test.ts'], rules: { 'max-lines-per-function': 'off' } }
);
