/** TODO: placeholder */
export function qrCodeSvg(_text: string): string {
  return "<svg/>";
}
