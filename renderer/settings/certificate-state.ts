import type { CertificateView, SecureFileView } from '../../main/contract/model.ts';

export type CertificateState = 'valid' | 'soon' | 'expired' | 'not-yet';

/** Time to get a new one, where that takes a form and a signature. */
const SOON_MS = 30 * 86_400_000;

export function stateOfCertificate({ validFrom, validTo }: CertificateView, now: number): CertificateState {
  if (validTo < now) return 'expired';
  if (validFrom > now) return 'not-yet';
  return validTo - now < SOON_MS ? 'soon' : 'valid';
}

/** The worst that is true of files, with the certificate it is true of; null when all is well. */
export function worstOf(
  views: readonly (SecureFileView | null)[],
  now: number,
): { readonly state: 'unreadable' | Exclude<CertificateState, 'valid'>; readonly certificate: CertificateView | null } | null {
  if (views.some((view) => view?.ok === false)) return { state: 'unreadable', certificate: null };
  const all = views.flatMap((view) => (view?.ok ? view.certificates : []));
  for (const state of ['expired', 'not-yet', 'soon'] as const) {
    const certificate = all.find((one) => stateOfCertificate(one, now) === state);
    if (certificate !== undefined) return { state, certificate };
  }
  return null;
}
