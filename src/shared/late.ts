/**
 * Stands in the place of an object that is made when something of it is asked for first. The build puts it around the
 * schemas of a file: a command uses few of the thousands that it loads, and making them all takes longer than its work.
 */
export function late<T extends object>(make: () => T): T {
  let made: T | undefined
  const whole = (): T => (made ??= make())
  return new Proxy<object>(
    {},
    {
      get: (_, key): unknown => Reflect.get(whole(), key),
      set: (_, key, value) => Reflect.set(whole(), key, value),
      has: (_, key) => Reflect.has(whole(), key),
      getPrototypeOf: () => Reflect.getPrototypeOf(whole())
    }
  ) as T
}
