/** Whether an address is one of AWS IoT Core's own. */
export function isAwsAddress(url: string): boolean {
  return /\.iot(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/i.test(URL.parse(url)?.hostname ?? '');
}
