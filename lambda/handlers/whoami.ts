import type { MessageHandler } from '../message-handler'

/** Tells who asks, and which backend answers. */
export const handler: MessageHandler = {
  command: '/whoami',
  usage: '',
  summary: 'tells who you are to me, and where I run',
  handle: ({ sender, conversationId, replyQueue }, { functionName, region, accountId }) =>
    [
      `You are ${sender.name || 'without a name'} (id ${sender.id}), in conversation ${conversationId}.`,
      `I answer on ${replyQueue}.`,
      `I am the function ${functionName} in region ${region}, account ${accountId}.`
    ].join('\n')
}
