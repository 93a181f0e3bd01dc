// Requests of somebody who has no session, no link and no ticket.
import {
  bearer,
  call,
  events,
  form,
  http,
  json,
  keyPage,
  keys,
  session,
  swapped,
  type Attack,
  type Target
} from './test-attack'

/** What is said in the place of the session. */
const credentials: Readonly<Record<string, (target: Target) => Record<string, string>>> = {
  nothing: () => ({ authorization: '' }),
  'a guess': () => ({ authorization: `Bearer ${'A'.repeat(43)}` }),
  'nothing after the word': () => ({ authorization: 'Bearer ' }),
  'a link’s token': ({ token }) => ({ authorization: `Bearer ${token}` }),
  'the proof that everybody gets': ({ aliveProof }) => ({ authorization: `Bearer ${aliveProof}` }),
  'the session without its last character': ({ session: secret }) => ({
    authorization: `Bearer ${secret.slice(0, -1)}`
  }),
  'the session and a character': ({ session: secret }) => ({ authorization: `Bearer ${secret}A` }),
  'the session in other letters': ({ session: secret }) => ({ authorization: `Bearer ${swapped(secret)}` }),
  'the session without the word': ({ session: secret }) => ({ authorization: secret }),
  'the session as a password': ({ session: secret }) => ({
    authorization: `Basic ${btoa(`chatapp:${secret}`)}`
  }),
  'the session as another kind': ({ session: secret }) => ({ authorization: `Digest ${secret}` }),
  'two sessions in one header': ({ session: secret }) => ({
    authorization: `Bearer ${secret}, Bearer ${secret}`
  }),
  'the session in a cookie, as it goes to every port': ({ session: secret, port }) => ({
    authorization: '',
    cookie: `chatapp.session=${secret}; chatapp-${port}=${secret}; session=${secret}`
  }),
  'the header in a cookie': ({ session: secret }) => ({
    authorization: '',
    cookie: `authorization=Bearer ${secret}`
  }),
  'the session for a proxy': ({ session: secret }) => ({
    authorization: '',
    'proxy-authorization': `Bearer ${secret}`
  }),
  'the session in headers of proxies': ({ session: secret }) => ({
    authorization: '',
    'x-forwarded-authorization': `Bearer ${secret}`,
    'x-original-authorization': `Bearer ${secret}`
  }),
  'the session as a WebSocket’s protocol': ({ session: secret }) => ({
    authorization: '',
    'sec-websocket-protocol': secret
  }),
  'an address of this computer, from a proxy': () => ({
    authorization: '',
    'x-forwarded-for': '127.0.0.1',
    forwarded: 'for=127.0.0.1'
  }),
  'a very long session': () => ({ authorization: `Bearer ${'A'.repeat(10_000)}` }),
  'a name that objects have': () => ({ authorization: 'Bearer __proto__' })
}

/** What is tried without a session. */
export const unknown: Attack[] = [
  ...Object.entries(credentials).flatMap(([name, headers]): Attack[] => [
    [`a call: ${name}`, (target) => call(target, { headers: headers(target) })],
    [`the events: ${name}`, (target) => events(target, { headers: headers(target) })]
  ]),
  ...['session', 'token', 'authorization', 'access_token'].flatMap((name): Attack[] => [
    [
      `a call: the session in the address as ${name}`,
      (target) =>
        call(target, { path: `/call/settings.get?${name}=${target.session}`, headers: { authorization: '' } })
    ],
    [
      `the events: the session in the address as ${name}`,
      (target) =>
        events(target, { path: `/events?${name}=${target.session}`, headers: { authorization: '' } })
    ]
  ]),
  [
    'the events: as an EventSource asks',
    (target) =>
      events(target, { headers: { authorization: '', accept: 'text/event-stream', 'last-event-id': '1' } })
  ],
  [
    'a call: the session in the body',
    (target) =>
      call(target, {
        body: JSON.stringify({ input: {}, session: target.session }),
        headers: { authorization: '' }
      })
  ]
]

/** What is said in the place of a link's token. */
const tokens: Readonly<Record<string, (target: Target) => unknown>> = {
  'a link that was used': ({ spent }) => ({ token: spent }),
  'a link that is too old': ({ expired }) => ({ token: expired }),
  'a link of an earlier run': ({ earlier }) => ({ token: earlier }),
  'a guess': () => ({ token: 'A'.repeat(43) }),
  'an empty token': () => ({ token: '' }),
  'a token with a blank': ({ token }) => ({ token: `${token} ` }),
  'a token in other letters': ({ token }) => ({ token: swapped(token) }),
  'a list with the token': ({ token }) => ({ token: [token] }),
  'an object with the token': ({ token }) => ({ token: { token } }),
  'the token and more': ({ token }) => ({ token, admin: true }),
  'the token by inheritance': ({ token }) => JSON.parse(`{"constructor":{"token":"${token}"}}`) as unknown,
  'a session in its place': ({ session: secret }) => ({ token: secret }),
  'a number': () => ({ token: 0 }),
  null: () => ({ token: null }),
  true: () => ({ token: true }),
  nothing: () => ({}),
  'the token alone': ({ token }) => token,
  'a very long token': () => ({ token: 'A'.repeat(100_000) })
}
const proofs: Readonly<Record<string, (target: Target) => unknown>> = {
  'no proof': () => ({ nonce: 'n', proof: '', show: true }),
  'a guess': () => ({ nonce: 'n', proof: 'A'.repeat(43), show: true }),
  'the proof for another purpose': ({ aliveProof }) => ({ nonce: 'n', proof: aliveProof, show: true }),
  'the nonce as its own proof': () => ({ nonce: 'n', proof: 'n', show: true }),
  'no nonce': () => ({ proof: 'A'.repeat(43), show: true }),
  'a session as the proof': ({ session: secret }) => ({ nonce: 'n', proof: secret, show: true }),
  'a list as the proof': ({ aliveProof }) => ({ nonce: 'n', proof: [aliveProof], show: true }),
  nothing: () => null
}

/** What is tried to get a session, a link or the page for keys. */
export const links: Attack[] = [
  ...Object.entries(tokens).map(([name, body]): Attack => [
    `a session: ${name}`,
    (target) => session(target, { body: JSON.stringify(body(target)) })
  ]),
  ...Object.entries(proofs).map(([name, body]): Attack => [
    `a link: ${name}`,
    (target) => session(target, { path: '/link', body: JSON.stringify(body(target)) })
  ]),
  [
    'a session: the token in the address',
    (target) => session(target, { path: `/session?token=${target.token}`, body: '{}' })
  ],
  [
    'a session: the token in a form',
    (target) => session(target, { body: `token=${target.token}`, headers: form })
  ],
  [
    'a session: asked for with GET',
    (target) => session(target, { method: 'GET', path: `/session?token=${target.token}` })
  ],
  [
    'the link: loaded ahead of the click',
    (target) =>
      http(target, {
        path: `/launch?token=${target.token}`,
        headers: { 'sec-purpose': 'prefetch;prerender' }
      })
  ],
  [
    'the link: loaded ahead, as it was said before',
    (target) => http(target, { path: `/launch?token=${target.token}`, headers: { purpose: 'prefetch' } })
  ],
  ...['', '?ticket=', '?ticket=guess', '?ticket=a&ticket=b', '?ticket[]=a', '?ticket=__proto__'].flatMap(
    (query): Attack[] => [
      [
        `the page for keys at "${query}"`,
        (target) => http(target, { path: `/keys${query}`, headers: bearer(target) })
      ],
      [
        `keys sent to "${query}"`,
        (target) => keyPage(target, { path: `/keys${query}`, headers: bearer(target) })
      ]
    ]
  ),
  ['keys sent as JSON', (target) => keyPage(target, { body: '{"accessKeyId":"a"}', headers: json })],
  ['keys sent as plain text', (target) => keyPage(target, { headers: { 'content-type': 'text/plain' } })],
  [
    'keys that are too long',
    (target) => keyPage(target, { body: `${keys}&sessionToken=${'x'.repeat(100_000)}` })
  ]
]
