/** Imported before any schema: the window's content security policy forbids compiled code, which zod would try. */
import { config } from 'zod';

config({ jitless: true });
