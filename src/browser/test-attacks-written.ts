// Requests that are not written as our page writes them.
import { bearer, call, events, http, json, origin, own, type Attack, type Target } from './test-attack'

/** Methods, bodies and paths that are none of ours. */
export const shapes: Attack[] = [
  ...['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'BREW'].map(
    (method): Attack => [`a call with ${method}`, (target) => call(target, { method })]
  ),
  ...['x-http-method-override', 'x-method-override', 'x-http-method'].map((name): Attack => [
    `a GET that says with ${name} to be a POST`,
    (target) =>
      http(target, {
        path: '/call/settings.get',
        headers: { ...bearer(target), ...origin(target), [name]: 'POST' }
      })
  ]),
  ...[
    '',
    'text/plain',
    'text/plain;application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonp',
    'text/json',
    'application/octet-stream',
    'application/csp-report',
    'text/plain, application/json'
  ].map((type): Attack => [
    `a call as "${type}"`,
    (target) => call(target, { headers: { 'content-type': type } })
  ]),
  ...[
    '',
    '[]',
    '"x"',
    '{"input":',
    '{"input":{},"input2":{}}',
    '\xff\xfe{}',
    `{"input":${'['.repeat(50_000)}`,
    '{}{}',
    `{"input":"${'x'.repeat(3_000_000)}"}`
  ].map((body, at): Attack => [
    `a call with a body that is none of ours (${at + 1})`,
    (target) => call(target, { body })
  ]),
  ...[
    '/call/settings.steal',
    '/call/',
    '/call',
    '/call/toString',
    '/call/__proto__',
    '/call/constructor',
    '/call/settings.get/',
    '/call//settings.get',
    '//call/settings.get',
    '/CALL/settings.get',
    '/call/settings.get%00',
    '/call/settings.get%20',
    '/call/..%2fcall%2fsettings.get',
    '/./call/settings.get',
    '/x/../call/settings.get',
    '/call/settings.get;x=1',
    String.raw`/call\settings.get`
  ].map((path): Attack => [`a call at ${path}`, (target) => call(target, { path })]),
  ...[
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/%252e%252e/secret.txt',
    '/....//secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%c0%af..%c0%afsecret.txt',
    String.raw`/assets/..\..\secret.txt`,
    '//etc/passwd',
    '/file:///etc/passwd',
    '/assets/',
    '/assets',
    '/assets/index-Bx3kQ_-9.js.map',
    '/index.html/../../secret.txt',
    '/index.html%00.txt',
    '/%00',
    '/%zz',
    '/.env',
    '/browser-host.json',
    '/profiles/default/browser-host.json',
    '/favicon.ico/..',
    '/~root'
  ].map((path): Attack => [`a file at ${path}`, (target) => http(target, { path, headers: bearer(target) })]),
  ...['/', '/events', '/call/settings.get', '/session'].map((path): Attack => [
    `a WebSocket at ${path}`,
    (target) =>
      events(target, {
        path,
        method: path === '/' ? 'GET' : 'POST',
        headers: {
          ...json,
          upgrade: 'websocket',
          connection: 'upgrade',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'sec-websocket-version': '13',
          origin: 'https://evil.example'
        }
      })
  ]),
  [
    'HTTP/2 by an upgrade',
    (target) =>
      events(target, {
        headers: {
          authorization: '',
          upgrade: 'h2c',
          connection: 'upgrade, http2-settings',
          'http2-settings': 'AAMAAABkAAQAAP__'
        }
      })
  ],
  ['HTTP/2 at once', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']
]

const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n\r\n`

/** A whole call that would be let in, for where one request is hidden in another. */
const hidden = (target: Target): string => call(target, {})

/** A request whose head is put together by hand, with a call hidden behind it. */
const smuggled = (name: string, head: (target: Target) => readonly string[], body = ''): Attack => [
  `hidden in ${name}`,
  (target) => lines(...head(target)) + body + hidden(target)
]
const start = (target: Target): string[] => [
  'POST /session HTTP/1.1',
  `Host: ${own(target)}`,
  `Origin: http://${own(target)}`,
  'Content-Type: application/json'
]

/** Requests that servers and the programs before them may read differently. */
export const written: Attack[] = [
  smuggled(
    'a length and chunks',
    (target) => [...start(target), 'Content-Length: 5', 'Transfer-Encoding: chunked'],
    '0\r\n\r\n'
  ),
  smuggled(
    'chunks and a length',
    (target) => [...start(target), 'Transfer-Encoding: chunked', 'Content-Length: 5'],
    '0\r\n\r\n'
  ),
  smuggled('two lengths', (target) => [...start(target), 'Content-Length: 0', 'Content-Length: 5']),
  smuggled('two lengths in one header', (target) => [...start(target), 'Content-Length: 0, 5']),
  smuggled('a negative length', (target) => [...start(target), 'Content-Length: -1']),
  smuggled('a length with a sign', (target) => [...start(target), 'Content-Length: +0']),
  smuggled('a length in hexadecimal', (target) => [...start(target), 'Content-Length: 0x0']),
  smuggled('a length that is no number', (target) => [...start(target), 'Content-Length: none']),
  smuggled('an unknown encoding', (target) => [...start(target), 'Transfer-Encoding: identity']),
  smuggled(
    'an encoding before "chunked"',
    (target) => [...start(target), 'Transfer-Encoding: gzip, chunked'],
    '0\r\n\r\n'
  ),
  smuggled(
    'an encoding after "chunked"',
    (target) => [...start(target), 'Transfer-Encoding: chunked, identity'],
    '0\r\n\r\n'
  ),
  smuggled(
    'two encodings',
    (target) => [...start(target), 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
    '0\r\n\r\n'
  ),
  smuggled(
    'an encoding with a tab',
    (target) => [...start(target), 'Transfer-Encoding:\tchunked\x0b'],
    '0\r\n\r\n'
  ),
  smuggled(
    'a blank before the colon',
    (target) => [...start(target), 'Transfer-Encoding : chunked'],
    '0\r\n\r\n'
  ),
  smuggled(
    'a header over two lines',
    (target) => [...start(target), 'X-A: a', ' Transfer-Encoding: chunked'],
    '0\r\n\r\n'
  ),
  smuggled('a chunk of no length', (target) => [...start(target), 'Transfer-Encoding: chunked'], 'x\r\n\r\n'),
  smuggled(
    'a chunk of a negative length',
    (target) => [...start(target), 'Transfer-Encoding: chunked'],
    '-1\r\n\r\n'
  ),
  smuggled(
    'a chunk of too great a length',
    (target) => [...start(target), 'Transfer-Encoding: chunked'],
    'fffffffffffffffff\r\n'
  ),
  smuggled('a line that ends with CR alone', (target) => [...start(target), 'X-A: a\rContent-Length: 0']),
  smuggled('a header with NUL', (target) => [...start(target), 'X-A: a\0b', 'Content-Length: 0']),
  smuggled('a header without a name', (target) => [...start(target), ': a', 'Content-Length: 0']),
  smuggled('a header without a colon', (target) => [...start(target), 'X-A', 'Content-Length: 0']),
  smuggled('two hosts', (target) => [...start(target), 'Host: evil.example', 'Content-Length: 0']),
  smuggled('two origins', (target) => [
    ...start(target),
    'Origin: https://evil.example',
    'Content-Length: 0'
  ]),
  smuggled('a version that there is not', (target) => ['POST /session HTTP/3.7', `Host: ${own(target)}`]),
  smuggled('a request without a version', () => ['GET /']),
  smuggled('a request without a host', () => ['GET / HTTP/1.1']),
  smuggled('a target of two lines', (target) => ['GET /\rHTTP/1.1', `Host: ${own(target)}`]),
  [
    'two sessions in two headers',
    (target) => call(target, {}).replace('\r\n\r\n', `\r\nAuthorization: Bearer ${target.session}\r\n\r\n`)
  ],
  ['blanks around the host', (target) => call(target, { host: ` ${own(target)} ` })],
  ['a tab before the host', (target) => call(target, { host: `\t${own(target)}` })],
  ['a target with another host', (target) => call(target, { path: 'http://evil.example/call/settings.get' })],
  ['a target with our host', (target) => call(target, { path: `http://${own(target)}/call/settings.get` })],
  [
    'a target of a proxy',
    (target) => http(target, { method: 'CONNECT', path: own(target), headers: bearer(target) })
  ],
  [
    'a target that is a star',
    (target) => http(target, { method: 'OPTIONS', path: '*', headers: bearer(target) })
  ],
  ['a head of 100 KB', (target) => call(target, { headers: { 'x-long': 'x'.repeat(100_000) } })],
  ['an address of 100 KB', (target) => call(target, { path: `/call/${'x'.repeat(100_000)}` })],
  [
    'five thousand headers',
    (target) =>
      call(target, { headers: Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`x-${at}`, 'x'])) })
  ],
  ['a request that is none', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['words of another protocol', () => 'EHLO evil.example\r\nMAIL FROM:<a@evil.example>\r\n\r\n'],
  ['a cache’s protocol', () => '*1\r\n$4\r\nPING\r\n\r\n']
]
