import { expect } from './app'
import { begin, field, log, meet, say, test, title } from './two-people'

test.setTimeout(90_000)

test('two people talk in a room: join, write, mention, reply, react, edit, delete, leave', async ({
  ada,
  ben
}) => {
  await meet(ada, ben)

  await say(ada, 'Good morning')
  await expect(log(ben).getByText('Good morning')).toBeVisible()
  await expect(log(ada).getByRole('button', { name: 'Seen by 1' })).toBeVisible({ timeout: 15_000 })

  await log(ben).getByRole('article', { name: 'Message from Ada' }).last().hover()
  await log(ben).getByRole('button', { name: 'Reply to it' }).last().click()
  await field(ben).pressSequentially('hi @a')
  await field(ben).press('Enter')
  await field(ben).press('Enter')
  await expect(log(ada).getByRole('article', { name: 'Message from Ben, mentions you' })).toContainText(
    'Good morning'
  )

  await log(ada)
    .getByRole('article', { name: /Message from Ben/ })
    .hover()
  await log(ada).getByRole('button', { name: 'React', exact: true }).last().click()
  await ada.getByRole('button', { name: '👍' }).click()
  await expect(log(ben).getByRole('button', { name: '👍 1, from Ada' })).toBeVisible()

  await field(ada).press('ArrowUp')
  await expect(field(ada)).toHaveValue('Good morning')
  await say(ada, 'Good evening')
  await expect(log(ben).getByRole('article', { name: 'Message from Ada' })).toContainText('Good evening')
  await expect(log(ben).getByText('edited')).toBeVisible()

  await say(ada, '/time')
  await expect(log(ben).getByRole('article', { name: 'Message from MessageProcessor' })).toBeVisible()
  await say(ada, '/topic Low tide')
  await expect(log(ben).getByText('Ada set the topic: Low tide')).toBeVisible()

  await log(ada).getByRole('article').filter({ hasText: 'Good evening' }).first().click()
  await log(ada).getByRole('article').filter({ hasText: 'Good evening' }).first().press('Delete')
  await ada.getByRole('alertdialog').getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(log(ben).getByText('This message was deleted.')).toBeVisible()

  await say(ben, '/leave')
  await ben.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()
  await expect(ben.getByText('You left this room.')).toBeVisible()
  await expect(log(ada).getByText('Ben left')).toBeVisible()
})

test('a person is found by name, and written to', async ({ ada, ben }) => {
  await meet(ada, ben)
  await begin(ben, 'Person…')
  const people = ben.getByRole('dialog', { name: 'People' })
  await people.getByRole('option', { name: /Ada/ }).click()
  await expect(title(ben)).toHaveText('Ada')
  await say(ben, 'only for you')

  await ada
    .getByRole('navigation', { name: 'Chats' })
    .getByRole('button', { name: /person Ben/ })
    .click()
  await expect(log(ada).getByText('only for you')).toBeVisible()
  await ada.getByRole('button', { name: 'About this conversation' }).click()
  await expect(ada.getByRole('dialog', { name: 'About this conversation' })).toContainText(/[Ee]ncrypted/)
})
