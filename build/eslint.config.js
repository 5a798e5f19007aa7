import { fileURLToPath } from 'node:url';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A wall of the design: these files may not import what one of the patterns names. */
const wall = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

const noElectron = {
  regex: '^electron(/|$)',
  message: "Only electron/main.ts, preload.ts, ipc/ and shell/ may import 'electron'.",
};
const noRenderer = { regex: '(^|/)renderer/', message: 'electron/ may not know the renderer.' };
const noMain = { regex: '^(\\.\\./)+electron/', message: 'The renderer speaks to electron/ through shared/ipc/contract.ts only.' };
const noNode = { regex: '^node:', message: 'There is no Node in the window.' };
const onlyPure = { regex: '^(?!zod$|jsonc-parser$|\\.{1,2}/)', message: 'shared/ may import itself and two pure libraries: zod and jsonc-parser.' };
const noRooms = { regex: '^(\\.\\./)+(electron|renderer|build|test)/', message: 'shared/ may not know the other rooms.' };

/** What Node 18.15, the oldest runtime (Electron 25), lacks; the types know it and would let it pass. */
const tooNew = [
  ['URL', 'canParse'], ['URL', 'parse'], ['Promise', 'withResolvers'], ['Object', 'groupBy'], ['Map', 'groupBy'], ['Array', 'fromAsync'], ['AbortSignal', 'any'],
].map(([object, property]) => ({ object, property, message: 'Node 18.15 does not have it.' }));
const tooNewOfAny = ['toSorted', 'toReversed', 'toSpliced', 'isWellFormed', 'toWellFormed'].map((property) => ({ property, message: 'Node 18.15 does not have it.' }));

export default tseslint.config(
  { ignores: ['dist/**', 'release/**', 'test-results/**', 'node_modules/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: false } },
  ...tseslint.configs.recommended,
  {
    files: ['{shared,electron,test}/**/*.ts', 'build/*.ts', 'renderer/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      // An interface asks for a promise; what answers from memory has nothing to await.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    rules: {
      eqeqeq: ['error', 'always'],
      'no-console': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['{shared,electron}/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', ...tooNew, ...tooNewOfAny] },
  },
  wall(['shared/**/*.ts'], [onlyPure, noRooms]),
  wall(['electron/**/*.ts'], [noElectron, noRenderer], [
    'electron/{main,preload}.ts',
    'electron/{ipc,shell}/**',
  ]),
  wall(['electron/{main,preload}.ts', 'electron/{ipc,shell}/**/*.ts'], [noRenderer]),
  wall(['renderer/**/*.{ts,svelte}'], [noElectron, noMain, noNode]),
  ...svelte.configs.recommended,
  {
    files: ['renderer/**/*.svelte', 'renderer/**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      // Types are svelte-check's business; these two need them or misread runes.
      'no-undef': 'off',
      'prefer-const': 'off',
      'svelte/no-at-html-tags': 'error',
      // Berth's window has no router of SvelteKit.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: { globals: globals.node },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
