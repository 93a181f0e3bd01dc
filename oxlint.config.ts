import { defineConfig, type OxlintOverride } from 'oxlint'
import { layers, refusedImports, testFiles } from './test/layers.ts'

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'import', 'react', 'jsx-a11y', 'promise', 'vitest', 'oxc'],
  categories: { correctness: 'error', suspicious: 'error' },
  env: { builtin: true, node: true, browser: true },
  ignorePatterns: ['out/**', 'dist/**'],
  rules: {
    'import/no-cycle': 'error',
    'import/no-named-as-default-member': 'off',
    'import/no-unassigned-import': 'off',
    'no-await-in-loop': 'off',
    'no-empty-pattern': [
      'error',
      {
        allowObjectPatternsAsParameters: true
      }
    ],
    'no-console': 'off',
    'no-shadow': 'off',
    'no-underscore-dangle': 'off',
    'react/react-in-jsx-scope': 'off',
    'react/rules-of-hooks': 'error',
    'react/exhaustive-deps': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': [
      'error',
      {
        considerDefaultExhaustiveForUnions: true
      }
    ],
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/consistent-type-imports': 'error',
    'unicorn/no-confusing-array-with': 'off',
    'unicorn/prefer-node-protocol': 'error',
    'vitest/expect-expect': [
      'error',
      {
        assertFunctionNames: ['expect', 'fc.assert']
      }
    ]
  },
  overrides: [
    ...Object.keys(layers).map((layer): OxlintOverride => ({
      files: [`${layer}/*`],
      rules: { 'no-restricted-imports': ['error', { patterns: refusedImports(layer) }] }
    })),
    {
      files: ['src/**', 'lambda/**', 'lib/**'],
      rules: {
        'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
        'max-params': ['error', 3]
      }
    },
    {
      files: testFiles,
      rules: { 'no-restricted-imports': 'off', 'max-lines-per-function': 'off', 'max-params': 'off' }
    }
  ]
})
