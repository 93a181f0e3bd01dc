import { devNull } from 'node:os'
import type { LocalEndpoint } from '../protocol/backend-protocol'

/** What of this computer a function needs to run at all; nothing else of it gets in. */
const ofHost = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG']

/** What Lambda puts into a function's environment: clients of the AWS SDK talk to this backend, whatever they ask for. */
export const functionEnvironment = (endpoint: Omit<LocalEndpoint, 'pid'>): Record<string, string> => ({
  ...Object.fromEntries(
    ofHost.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  ),
  AWS_REGION: endpoint.region,
  AWS_DEFAULT_REGION: endpoint.region,
  AWS_ACCESS_KEY_ID: endpoint.accessKeyId,
  AWS_SECRET_ACCESS_KEY: endpoint.secretAccessKey,
  AWS_ENDPOINT_URL: endpoint.url,
  AWS_ENDPOINT_URL_SQS: endpoint.url,
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull
})
