import { createContext, use } from 'react'

/**
 * Whether what stands here is reached with Tab. A list that is one tab stop takes its rows out but the one that is at
 * hand; what stands in the others is clicked.
 */
export const TabOrder = createContext(true)

/** For the `tabIndex` of whatever takes the focus by itself. */
export const useTabIndex = (): -1 | undefined => (use(TabOrder) ? undefined : -1)
