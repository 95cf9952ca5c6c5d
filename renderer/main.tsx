// In a layer of its own: whatever order the pages' styles are loaded in, ours come after it.
import '@mantine/core/styles.layer.css';
import './shared/tokens.css';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { navigate } from './frame/router.ts';
import { Live } from './transport/live.ts';
import { LiveProvider } from './transport/live-context.tsx';
import { openTransport } from './transport/open-transport.ts';

const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
// Mantine's scroll lock writes its style through a package of its own, which asks get-nonce.
setNonce(nonce);

const live = new Live(openTransport(), navigate);
live.start();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <LiveProvider live={live}>
        <App nonce={nonce} />
      </LiveProvider>
    </StrictMode>,
  );
}
