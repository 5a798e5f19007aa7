/** The small window of a question. */
import { openPage } from './open-page';
import QuestionPage from './screens/questions/QuestionPage.svelte';
import { QuestionState } from './state/question-window.svelte';

openPage(QuestionPage, (client) => new QuestionState(client));
