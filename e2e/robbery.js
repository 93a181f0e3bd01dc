// What a page can try at another origin, without a way around its own. It runs in a thief's page; see local-thieves.spec.ts.

/** What is not there by then does not come, in milliseconds. */
const SOON_MS = 1500
const wanted = { kind: 'wanted' }
const json = { 'content-type': 'application/json' }

/**
 * Tries everything at once.
 *
 * @param {string} target the origin of the browser host
 * @param {string} link a launch link, as if it had been overheard
 * @returns {Promise<Record<string, unknown>>} what was got, by the way it was got
 */
export async function rob(target, link) {
  const call = `${target}/call/chat.send`
  const session = `${target}/session`
  const body = JSON.stringify({ input: { text: '/echo stolen' } })
  const token = JSON.stringify({ token: new URL(link).searchParams.get('token') })
  /** @type {Record<string, unknown>} */
  const tries = {
    'a call': read(call, { method: 'POST', body, headers: json }),
    'a call as text': read(call, { method: 'POST', body, mode: 'no-cors' }),
    'a call of a form': sent(call, 'text/plain', body),
    'a call by a beacon': beaconed(call, body),
    'a session': read(session, { method: 'POST', body: token, headers: json }),
    'a session as text': read(session, { method: 'POST', body: token, mode: 'no-cors' }),
    'a session of a form': sent(session, 'text/plain', token),
    'keys of a form': sent(`${target}/keys`, 'application/x-www-form-urlencoded', 'accessKeyId'),
    'the page': read(target),
    'the page of the link': read(link),
    'the proof': read(`${target}/alive?nonce=n`),
    'the events': read(`${target}/events`),
    'a stream': opened(new EventSource(`${target}/events`, { withCredentials: true })),
    'a socket': opened(new WebSocket(`${target.replace('http', 'ws')}/events`)),
    'a script': loaded('script', { src: `${target}/alive?nonce=n` }),
    'a picture': loaded('img', { src: link }),
    'a style': loaded('link', { rel: 'stylesheet', href: target }),
    'a frame': answerOf(framed(target)),
    'a frame of the page for keys': answerOf(framed(`${target}/keys`)),
    'a tab': answerOf(window.open(target)),
    'what tabs say to each other': overheard(),
    'what is kept for the tab': window.sessionStorage.getItem('chatapp.session'),
    'what is kept for the browser': window.localStorage.length > 0 ? 'something' : null
  }
  const got = Object.entries(tries).map(async ([way, what]) => /** @type {const} */ ([way, await what]))
  return Object.fromEntries((await Promise.all(got)).filter(([, what]) => what !== null))
}

/** @param {(got: (what: unknown) => void) => void} begin */
const within = (begin) =>
  new Promise((resolve) => {
    setTimeout(resolve, SOON_MS, null)
    begin(resolve)
  })

/** @param {string} address @param {RequestInit} [init] */
async function read(address, init) {
  try {
    const answer = await fetch(address, { credentials: 'include', ...init })
    return answer.type === 'opaque' ? null : await answer.text()
  } catch {
    return null
  }
}

/** @param {string} action @param {string} enctype @param {string} name */
function sent(action, enctype, name) {
  const sink = Object.assign(document.createElement('iframe'), { name: crypto.randomUUID() })
  const form = Object.assign(document.createElement('form'), {
    method: 'post',
    action,
    enctype,
    target: sink.name
  })
  form.append(Object.assign(document.createElement('input'), { name }))
  document.body.append(sink, form)
  form.submit()
  return null
}

/** @param {string} address @param {string} body */
function beaconed(address, body) {
  navigator.sendBeacon(address, new Blob([body], { type: 'text/plain' }))
  return null
}

/** @param {EventSource | WebSocket} stream */
const opened = (stream) => within((got) => stream.addEventListener('open', () => got('it opened')))

/** @param {string} tag @param {Record<string, string>} attributes */
const loaded = (tag, attributes) =>
  within((got) => {
    const element = Object.assign(document.createElement(tag), attributes)
    element.addEventListener('load', () => got('it was loaded'))
    document.body.append(element)
  })

/** @param {string} src */
function framed(src) {
  const frame = Object.assign(document.createElement('iframe'), { src })
  document.body.append(frame)
  return frame.contentWindow
}

/** What another window says when it is asked as tabs ask each other, or lets be read. @param {Window | null} other */
const answerOf = (other) =>
  within((got) => {
    window.addEventListener('message', ({ data }) => got(data))
    setInterval(() => {
      other?.postMessage(wanted, '*')
      try {
        if (other?.location.href !== 'about:blank') got(other?.document.title)
      } catch {
        // It is of another origin: this is what should happen.
      }
    }, 100)
  })

const overheard = () =>
  within((got) => {
    const channel = new BroadcastChannel('chatapp.session')
    channel.addEventListener('message', ({ data }) => got(data))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    channel.postMessage(wanted)
  })
