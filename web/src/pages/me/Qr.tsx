import { renderSVG } from 'uqr'

/** A QR code, dark on white in every scheme, since phones read it so. */
export function Qr({ text, label }: { text: string; label: string }) {
  const drawn = renderSVG(text, { border: 3 })
  return <img src={`data:image/svg+xml,${encodeURIComponent(drawn)}`} alt={label} width={232} height={232} style={{ borderRadius: 8 }} />
}
