// What tests, fault runs and measurements do in a page's place.

/** Trades a launch link in, as the page behind it does; resolves to the host's answer. */
export const redeem = async (link: string): Promise<Response> => {
  const { origin, searchParams } = new URL(link)
  return await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: searchParams.get('token') ?? '' })
  })
}

/** The session that an answer carries, as a header. */
export const bearerIn = async (answer: Response): Promise<string> => {
  const { value } = (await answer.json()) as { value: { session: string } }
  return `Bearer ${value.session}`
}
