import { pageHeaders, securityHeaders, type PageFiles } from '../web/page-files'

/** The page's own scheme: unlike `file:`, it has an origin, headers and nothing else of the disk. */
export const APP_SCHEME = 'app'
export const APP_ORIGIN = `${APP_SCHEME}://chatapp`

/** What the scheme may do; to be registered before Electron is ready. */
export const appScheme: Electron.CustomScheme = {
  scheme: APP_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
}

/** Whether an address names the page's own origin, and nobody in front of it. */
export const isAppUrl = ({ protocol, host, username, password }: URL): boolean =>
  `${protocol}//${host}` === APP_ORIGIN && username === '' && password === ''

/** Answers one request for the page from the fixed list of files; 404 for everything else. */
export function answerPageRequest(files: PageFiles, request: Pick<Request, 'method' | 'url'>): Response {
  const file = fileFor(files, request)
  if (!file) return new Response('There is nothing here.', { status: 404, headers: securityHeaders })
  return new Response(file.body, { headers: pageHeaders(file) })
}

function fileFor(files: PageFiles, { method, url }: Pick<Request, 'method' | 'url'>) {
  if (method !== 'GET' || !URL.canParse(url)) return undefined
  const { pathname } = new URL(url)
  return isAppUrl(new URL(url)) ? files.get(pathname === '' ? '/' : pathname) : undefined
}
