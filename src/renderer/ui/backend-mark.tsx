import type { BackendColour } from '../../shared/backend-colours'
import type { Message } from '../text/words'
import css from './backend-mark.module.css'

/** What each colour is called. */
export const colourWords: Record<BackendColour, Message> = {
  grey: 'Grey',
  blue: 'Blue',
  green: 'Green',
  amber: 'Amber',
  pink: 'Pink',
  teal: 'Teal',
  violet: 'Violet',
  red: 'Red'
}

/** A dot in the colour of a backend; whoever draws it writes the backend's or the colour's name beside it. */
export const BackendMark = ({ colour }: { colour: BackendColour }) => (
  <span className={css['mark']} data-backend-colour={colour} aria-hidden />
)
