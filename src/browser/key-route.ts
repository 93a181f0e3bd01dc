import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ChatApp } from '../core/chat-app'
import { KEY_PAGE_PATH, type KeyPageAnswer } from '../web/key-page'

/** The largest form: three fields at their longest, encoded. */
const MAX_FORM_BYTES = 64 * 1024

const querySchema = z.object({ ticket: z.string().max(100) }).catch({ ticket: '' })

/**
 * Serves the page for access keys. Its one-time ticket, which only a session can have asked for, lets in: a form and
 * the tab it stands in can carry no header.
 *
 * It is the only route that takes a form, and only from our own origin; the app's calls take JSON alone.
 */
export async function serveKeyPage(
  server: FastifyInstance,
  keyPage: Pick<ChatApp['keyPage'], 'answer'>
): Promise<void> {
  await server.register(async (routes) => {
    routes.removeAllContentTypeParsers()
    routes.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
      (_request, body, done) => done(null, body)
    )
    routes.get(KEY_PAGE_PATH, (request, reply) => send(reply, keyPage.answer(ticketOf(request), null)))
    routes.post(KEY_PAGE_PATH, (request, reply) => {
      const form = typeof request.body === 'string' ? request.body : ''
      return send(reply, keyPage.answer(ticketOf(request), form))
    })
  })
}

const ticketOf = ({ query }: FastifyRequest): string => querySchema.parse(query).ticket

const send = (reply: FastifyReply, { status, headers, html }: KeyPageAnswer): FastifyReply =>
  reply.code(status).headers(headers).send(html)
