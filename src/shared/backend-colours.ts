/** The colours a backend can be told by; each has a name on the page, and two shades in its style sheet. */
export const backendColours = ['grey', 'blue', 'green', 'amber', 'pink', 'teal', 'violet', 'red'] as const

export type BackendColour = (typeof backendColours)[number]
