import js from '@eslint/js';
import rxjs from 'eslint-plugin-rxjs-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'build/', 'coverage/', 'docs/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      rxjs.configs.recommended,
    ],
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['vitest.config.ts'] } },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['rxjs/*', '!rxjs/testing'], message: "Import from 'rxjs'." }] },
      ],
      // `() => subject$.next()` says enough; braces would say no more.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'rxjs-x/no-floating-observables': 'error',
      'rxjs-x/no-misused-observables': 'error',
      // What an operator forwards is whatever its source threw.
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      'rxjs-x/throw-error': ['error', { allowThrowingUnknown: true }],
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      // `$` ends a name that is an observable, nothing else: RxJS's own code says `source`, `inner` and
      // `observable` without it, and what starts or projects to one is a function.
      'rxjs-x/finnish': [
        'error',
        {
          functions: false,
          methods: false,
          names: { '^(source|inner|observable|start|project|bus)$': false },
          objects: false,
          parameters: false,
          strict: true,
          types: { '^(Bus|Subscriber)$': false },
        },
      ],
      'rxjs-x/no-exposed-subjects': 'error',
      'rxjs-x/no-ignored-default-value': 'error',
      'rxjs-x/no-ignored-error': 'error',
    },
  },
  {
    files: ['spec/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Seed it, so that a failure repeats.' },
      ],
      // Specs throw what users throw, also what isn't an Error, and hand in functions that do nothing.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/require-await': 'off',
      'rxjs-x/throw-error': 'off',
    },
  },
  // What runs in a terminal talks to it.
  { files: ['perf/**/*.ts', 'playground/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['playground/examples/*.ts'],
    rules: { '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }] },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { URL: 'readonly', console: 'readonly', process: 'readonly' } },
  },
);
