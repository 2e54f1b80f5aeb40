import { drawFace } from './draw-column.ts';
import { type Html, html } from './html.ts';
import { atStep, hrefOf, type PageState } from './state.ts';
import { findPerson, type StoryStep, type World } from './world.ts';

/** What greets whoever comes first: one paragraph and the story, step by step. */
export function drawWelcome(world: World): Html {
  return html`<section class="hello" aria-labelledby="hello"><h1 id="hello">See how Weft works, in ten minutes</h1>
<p>Weft helps the people of many groups find each other and act together. Here you can be any of them: type what they would type, press what they would press, and move the clock. Nobody here is real, and nothing leaves this computer.</p>
${world.story.length > 0 && drawSteps(world)}
<p class="or">Or choose anybody from the cast and look around. <button class="choose plain" popovertarget="cast">Choose a person</button></p></section>`;
}

function drawSteps(world: World): Html {
  const [begin] = world.story;
  return html`${begin && html`<p><a class="button main" id="begin" href="${hrefOf(atStep(begin, 1))}">Begin the story</a></p>`}<ol class="story-steps">${world.story.map(
    (step, index) => {
      const person = findPerson(world, step.account);
      return html`<li data-step="${index + 1}"><a href="${hrefOf(atStep(step, index + 1))}">${drawFace(person)}<span><b>Be ${person.name}</b><span>${step.says}</span></span></a></li>`;
    },
  )}</ol>`;
}

/** The step one is at, above the columns: what to do, who to be, and the way on. */
export function drawStory(world: World, state: PageState, number: number): Html {
  const { story: _, ...left } = state;
  const step = world.story[number - 1];
  if (!step) return html``;
  const isThere = state.shown[0]?.account === step.account;
  return html`<section class="story" aria-label="The story" data-step="${number}">
<p class="count">Step ${number} of ${world.story.length}</p><p class="says">${step.says}</p>
<p class="ways">${!isThere && html`<a class="button main" href="${hrefOf(atStep(step, number))}">Be ${findPerson(world, step.account).name}</a>`}
${drawWay(world, number - 1, 'Back', 'plain')}${drawWay(world, number + 1, nextLabel(world, number, step), isThere ? 'main' : 'plain')}
${number === world.story.length && html`<a class="button main" href="${hrefOf(left)}" data-leave-story>That is the story</a>`}
<a class="close" href="${hrefOf(left)}" data-leave-story aria-label="Leave the story">×</a></p></section>`;
}

function nextLabel(world: World, number: number, now: StoryStep): string {
  const next = world.story[number];
  return next === undefined || next.account === now.account
    ? 'Next'
    : `Next: be ${findPerson(world, next.account).name}`;
}

function drawWay(world: World, number: number, label: string, style: string): Html | false {
  const step: StoryStep | undefined = world.story[number - 1];
  return (
    step !== undefined && html`<a class="button ${style}" href="${hrefOf(atStep(step, number))}">${label}</a>`
  );
}
