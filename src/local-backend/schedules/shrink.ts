/**
 * The fewest of some things with which a test still holds, by delta debugging: nothing of what is left can be left out.
 *
 * The test holds for all of them. It is asked in order, one at a time. https://doi.org/10.1109/32.988498
 */
export async function smallest<T>(
  all: readonly T[],
  holds: (some: readonly T[]) => Promise<boolean>
): Promise<readonly T[]> {
  let left = all
  let parts = 2
  while (left.length > 0) {
    const size = Math.max(1, Math.ceil(left.length / parts))
    let fewer: readonly T[] | undefined
    for (let at = 0; at < left.length && fewer === undefined; at += size) {
      const without = [...left.slice(0, at), ...left.slice(at + size)]
      if (await holds(without)) fewer = without
    }
    if (fewer !== undefined) {
      left = fewer
      parts = Math.max(2, parts - 1)
    } else if (size === 1) return left
    else parts = Math.min(left.length, parts * 2)
  }
  return left
}
