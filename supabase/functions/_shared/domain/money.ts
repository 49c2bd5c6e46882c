/** Returns whole dollars with separators, cents only when there are some: "$31,490". */
export function formatCents(cents: number): string {
  const sign = cents < 0 ? "-" : "";
  const whole = Math.floor(Math.abs(cents) / 100);
  const rest = Math.abs(cents) % 100;
  const tail = rest === 0 ? "" : `.${String(rest).padStart(2, "0")}`;
  return `${sign}$${formatCount(whole)}${tail}`;
}

/** Returns a whole number with thousands separators: "31,490". */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
