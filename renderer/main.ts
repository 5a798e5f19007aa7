import './bridge/zod-without-eval';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import './ui/styles/controls.css';
import './ui/styles/surfaces.css';

// Not before: a schema that is made decides at once whether code may be compiled for it.
void import('./open-page');
