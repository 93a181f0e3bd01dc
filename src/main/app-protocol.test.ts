import { expect, it } from 'vitest'
import { contentSecurityPolicy, type PageFiles } from '../web/page-files'
import { answerPageRequest } from './app-protocol'

const html = { type: 'text/html; charset=utf-8', body: Buffer.from('<p>'), etag: '"1"', immutable: false }
const files: PageFiles = new Map([['/', html]])

it('answers the page with the same policy as the browser host', async () => {
  const response = answerPageRequest(files, { method: 'GET', url: 'app://chatapp/?conversation=1#end' })

  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
  expect(await response.text()).toBe('<p>')
})

it.each([
  'app://chatapp/..%2fpackage.json',
  'app://chatapp/../../package.json',
  'app://chatapp/index.js.map',
  'app://chatapp//etc/passwd',
  'app://other/',
  'app://chatapp:1/',
  'app://somebody@chatapp/',
  'file:///etc/passwd',
  'https://chatapp/',
  'not a url'
])('has nothing at %s', (url) => {
  expect(answerPageRequest(files, { method: 'GET', url }).status).toBe(404)
})

it('takes no other method', () => {
  expect(answerPageRequest(files, { method: 'POST', url: 'app://chatapp/' }).status).toBe(404)
})
