/** What the AWS view shows, by tag. */
export type AwsPage =
  | { readonly kind: 'connect' }
  | { readonly kind: 'edit'; readonly backendId: string }
  | { readonly kind: 'update'; readonly backendId: string }
  | { readonly kind: 'progress' }
  | { readonly kind: 'check'; readonly backendId: string }

/** What is asked before something on AWS, or in the list of backends, is gone. */
export type AwsDialog =
  | { readonly kind: 'remove-backend'; readonly backendId: string }
  | { readonly kind: 'remove-stack'; readonly backendId: string }
  | { readonly kind: 'sweep-queues'; readonly names: readonly string[] }
