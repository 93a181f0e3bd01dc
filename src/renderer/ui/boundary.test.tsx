import { Suspense } from 'react'
import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { Boundary, PaneBoundary } from './boundary'
import { lazyPart } from './lazy-part'

/** Throws as long as it is told to. */
function Thrower({ fault }: { fault: { message: string | null } }) {
  if (fault.message !== null) throw new Error(fault.message)
  return <p>drawn</p>
}

it('keeps what a pane throws to that pane, says what happened, and draws it anew on demand', async () => {
  const fault: { message: string | null } = { message: 'the flux is low' }
  await render(
    <>
      <PaneBoundary name="Queues">
        <Thrower fault={fault} />
      </PaneBoundary>
      <p>beside it</p>
    </>
  )

  const note = page.getByRole('alert')
  await expect.element(note.getByText('Queues could not be shown')).toBeVisible()
  await expect.element(note.getByText('the flux is low', { exact: false })).toBeVisible()
  await expect.element(page.getByText('beside it')).toBeVisible()
  await note.getByText('Details').click()
  await expect.element(note.getByRole('button', { name: 'Copy' })).toBeVisible()
  await note.getByRole('button', { name: 'Try again' }).click()
  await expect.element(note).toBeVisible()

  fault.message = null
  await note.getByRole('button', { name: 'Try again' }).click()

  await expect.element(page.getByText('drawn')).toBeVisible()
})

const at = (key: string, message: string | null) => (
  <Boundary resetKey={key} renderFallback={() => <p>fallen</p>}>
    <Thrower fault={{ message }} />
  </Boundary>
)

it('forgets a failure when there is something else to draw', async () => {
  const { rerender } = await render(at('one', 'no'))
  await expect.element(page.getByText('fallen')).toBeVisible()

  await rerender(at('two', null))

  await expect.element(page.getByText('drawn')).toBeVisible()
})

it('fetches a part anew that could not be loaded, as often as it is asked to', async () => {
  let calls = 0
  const Part = lazyPart(async () => {
    calls++
    if (calls < 3) throw new TypeError('Failed to fetch dynamically imported module')
    return { default: () => <p>loaded</p> }
  })
  await render(
    <PaneBoundary name="Settings">
      <Suspense>
        <Part />
      </Suspense>
    </PaneBoundary>
  )
  const again = page.getByRole('button', { name: 'Try again' })

  await expect.element(page.getByText('Settings could not be shown')).toBeVisible()
  expect(calls).toBe(1)
  await again.click()
  await expect.poll(() => calls).toBe(2)
  await expect.element(page.getByText('Settings could not be shown')).toBeVisible()
  await again.click()

  await expect.element(page.getByText('loaded')).toBeVisible()
})

it('does not hold it against a part that it could not be loaded ahead of time', async () => {
  let calls = 0
  const Part = lazyPart(async () => {
    if (calls++ === 0) throw new TypeError('Failed to fetch dynamically imported module')
    return { default: () => <p>loaded</p> }
  })

  await Part.warmUp()
  await render(
    <Suspense>
      <Part />
    </Suspense>
  )

  await expect.element(page.getByText('loaded')).toBeVisible()
})
