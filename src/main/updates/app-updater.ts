import { z } from 'zod'
import type { Updater } from '../../core/calls/updates'
import { readJson, writeJson } from '../../platform/json-file'
import {
  updateChoicesSchema,
  type UpdateChoices,
  type Updates,
  type UpdateState
} from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import type { Installer } from './installer'
