/** The product's mark, as in resources/icon.svg: two speech shapes, the first carrying a queue. */
export function BrandMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="32 32 960 960" aria-hidden="true">
      <rect x="32" y="32" width="960" height="960" rx="224" fill="#5652df" />
      <path
        fill="#ffffff"
        d="M292 216H612A132 132 0 0 1 744 348A132 132 0 0 1 612 480H192A32 32 0 0 1 160 448V348A132 132 0 0 1 292 216Z"
      />
      <path
        fill="#c3c8ff"
        d="M412 544H732A132 132 0 0 1 864 676V776A32 32 0 0 1 832 808H412A132 132 0 0 1 280 676A132 132 0 0 1 412 544Z"
      />
      <g fill="#4a49d6">
        <circle cx="316" cy="348" r="44" />
        <circle cx="452" cy="348" r="44" />
        <circle cx="588" cy="348" r="44" />
      </g>
    </svg>
  )
}
