const KINDS: Readonly<Record<string, string>> = {
  test_drive: "Test drive",
  service: "Service",
  appraisal: "Appraisal",
  delivery: "Delivery",
  call_back: "Call back",
};

/** What a kind of appointment is called. */
export function appointmentName(kind: string): string {
  return KINDS[kind] ?? kind.replaceAll("_", " ");
}
