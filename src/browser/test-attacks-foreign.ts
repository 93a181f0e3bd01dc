// Requests that come from elsewhere: other names of the host, pages of other origins, what browsers say of them.
import {
  bearer,
  call,
  doors,
  form,
  http,
  json,
  keyPage,
  session,
  own,
  type Attack,
  type Parts,
  type Target
} from './test-attack'

/** The same fault at each door. */
const atEachDoor = (name: string, more: (target: Target) => Parts): Attack[] =>
  Object.entries(doors).map(([door, make]) => [`${door}: ${name}`, (target) => make(target, more(target))])

const hostNames: Readonly<Record<string, (port: number) => string>> = {
  'a name that was bound anew to 127.0.0.1': (port) => `evil.example:${port}`,
  'a name without a port': () => 'evil.example',
  'our address without a port': () => '127.0.0.1',
  'our address with another port': () => '127.0.0.1:1',
  'our address with a longer port': (port) => `127.0.0.1:${port}0`,
  'our address with a zero before the port': (port) => `127.0.0.1:0${port}`,
  'our address as the beginning of a name': (port) => `127.0.0.1.evil.example:${port}`,
  'our address with a dot behind it': (port) => `127.0.0.1.:${port}`,
  'our address as a user of another host': (port) => `127.0.0.1:${port}@evil.example`,
  'a user at our address': (port) => `evil@127.0.0.1:${port}`,
  'our address and another one': (port) => `127.0.0.1:${port}, evil.example`,
  'our address with a path': (port) => `127.0.0.1:${port}/evil.example`,
  'another address of the loopback': (port) => `127.0.0.2:${port}`,
  'every address': (port) => `0.0.0.0:${port}`,
  'the short form of our address': (port) => `127.1:${port}`,
  'our address as one number': (port) => `2130706433:${port}`,
  'our address in hexadecimal': (port) => `0x7f.0.0.1:${port}`,
  'our address in octal': (port) => `0177.0.0.1:${port}`,
  'the IPv6 loopback': (port) => `[::1]:${port}`,
  'our address within IPv6': (port) => `[::ffff:127.0.0.1]:${port}`,
  'localhost with a dot behind it': (port) => `localhost.:${port}`,
  'localhost as the beginning of a name': (port) => `localhost.evil.example:${port}`,
  'localhost as the end of a name': (port) => `evil.localhost:${port}`,
  'localhost in capitals': (port) => `LOCALHOST:${port}`,
  'no name at all': () => ''
}

const origins: Readonly<Record<string, (port: number) => string>> = {
  'no origin of its own (a sandboxed frame, a file)': () => 'null',
  'a web page': () => 'https://evil.example',
  'a web page on our port': (port) => `http://evil.example:${port}`,
  'a program on another port': () => 'http://127.0.0.1:1',
  'a program on port 80': () => 'http://127.0.0.1',
  'our address over TLS': (port) => `https://127.0.0.1:${port}`,
  localhost: (port) => `http://localhost:${port}`,
  'the IPv6 loopback': (port) => `http://[::1]:${port}`,
  'our origin with a slash': (port) => `http://127.0.0.1:${port}/`,
  'our origin in capitals': (port) => `HTTP://127.0.0.1:${port}`,
  'our origin as the beginning of a name': (port) => `http://127.0.0.1:${port}.evil.example`,
  'our origin as a user of another host': (port) => `http://127.0.0.1:${port}@evil.example`,
  'a user at our origin': (port) => `http://evil@127.0.0.1:${port}`,
  'our origin and another one': (port) => `http://127.0.0.1:${port} https://evil.example`,
  'a file': () => 'file://',
  'an extension': () => 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'a page that was made by a script': () => 'blob:null',
  nothing: () => ''
}

/** What a browser says of a request that another page makes: to what, how, from where. */
const fetches: readonly (readonly [site: string, mode: string, dest: string])[] = [
  ['cross-site', 'no-cors', 'script'],
  ['cross-site', 'no-cors', 'image'],
  ['cross-site', 'no-cors', 'style'],
  ['cross-site', 'no-cors', 'empty'],
  ['cross-site', 'cors', 'empty'],
  ['cross-site', 'cors', 'script'],
  ['cross-site', 'navigate', 'iframe'],
  ['cross-site', 'navigate', 'object'],
  ['cross-site', 'navigate', 'embed'],
  ['cross-site', 'websocket', 'websocket'],
  ['same-site', 'no-cors', 'script'],
  ['same-site', 'cors', 'empty'],
  ['same-site', 'navigate', 'iframe'],
  ['same-site', 'no-cors', 'audio'],
  ['same-site', 'no-cors', 'worker'],
  ['something new', 'cors', 'empty']
]
const fetched = (at: number) => {
  const [site = '', mode = '', dest = ''] = fetches[at] ?? []
  return { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest }
}

/** What pages of other origins try. */
export const foreign: Attack[] = [
  ...Object.entries(hostNames).flatMap(([name, host]): Attack[] => [
    ...atEachDoor(`the host is ${name}`, ({ port }) => ({ host: host(port) })),
    [`the page: the host is ${name}`, (target) => http(target, { host: host(target.port) })]
  ]),
  // A browser may take that name for ::1, where another program can listen.
  ...[call, session, keyPage].map((door, at): Attack => [
    `under localhost, which another program may answer to (${at + 1})`,
    (target) =>
      door(target, {
        host: `localhost:${target.port}`,
        headers: { origin: `http://localhost:${target.port}` }
      })
  ]),
  ...Object.entries(origins).flatMap(([name, from]) =>
    atEachDoor(`the origin is ${name}`, ({ port }) => ({ headers: { origin: from(port) } }))
  ),
  ...fetches.flatMap(([site, mode, dest], at): Attack[] => [
    ...atEachDoor(`fetched ${site} as ${mode} ${dest}`, () => ({ headers: fetched(at) })),
    [`the page: fetched ${site} as ${mode} ${dest}`, (target) => http(target, { headers: fetched(at) })],
    [
      `the page for keys: fetched ${site} as ${mode} ${dest}`,
      (target) => http(target, { path: `/keys?ticket=${target.ticket}`, headers: fetched(at) })
    ]
  ]),
  [
    'a form of another page, sent to the tab',
    (target) =>
      call(target, {
        headers: {
          ...form,
          'sec-fetch-site': 'cross-site',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document'
        }
      })
  ],
  ...['call/settings.get', 'session', 'link'].flatMap((path): Attack[] => [
    [
      `/${path}: neither an origin nor where it comes from`,
      (target) =>
        http(target, {
          method: 'POST',
          path: `/${path}`,
          body: JSON.stringify({ token: target.token }),
          headers: { ...json, ...bearer(target) }
        })
    ],
    [
      `/${path}: a referrer in place of the origin`,
      (target) =>
        http(target, {
          method: 'POST',
          path: `/${path}`,
          body: JSON.stringify({ token: target.token }),
          headers: { ...json, ...bearer(target), referer: `http://${own(target)}/` }
        })
    ],
    [
      `/${path}: typed by a person, and yet a POST`,
      (target) =>
        http(target, {
          method: 'POST',
          path: `/${path}`,
          body: JSON.stringify({ token: target.token }),
          headers: { ...json, ...bearer(target), 'sec-fetch-site': 'none' }
        })
    ]
  ]),
  ...['/call/settings.get', '/events', '/session', '/keys', '/'].map((path): Attack => [
    `${path}: asks ahead whether another origin may`,
    (target) =>
      http(target, {
        method: 'OPTIONS',
        path,
        headers: {
          origin: 'https://evil.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization, content-type',
          'access-control-request-private-network': 'true'
        }
      })
  ])
]
