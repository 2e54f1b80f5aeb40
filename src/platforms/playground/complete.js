// Completion, of commands and of look-ups: an input with a list of what it may become.

const offered = new WeakSet();

/** Turns an input with `data-complete`, the address that is asked, into a combobox; once. */
export function offer(input) {
  if (offered.has(input)) return;
  offered.add(input);
  input.removeAttribute('list');
  const list = document.createElement('ul');
  list.id = `${input.id}-list`;
  list.role = 'listbox';
  list.hidden = true;
  input.after(list);
  input.role = 'combobox';
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  input.ariaExpanded = 'false';
  const hidden = input.form.elements[input.dataset.id];
  let asked = 0;

  function close() {
    asked += 1;
    list.hidden = true;
    input.ariaExpanded = 'false';
    input.removeAttribute('aria-activedescendant');
  }
  function choose(option) {
    if (hidden) hidden.value = option.dataset.id;
    input.value =
      hidden || option.dataset.value.endsWith(':') ? option.dataset.value : `${option.dataset.value} `;
    input.focus();
    close();
    if (!hidden) ask();
  }
  function move(by) {
    const at = [...list.children].findIndex((option) => option.ariaSelected === 'true');
    const to =
      list.children[(at + by + list.children.length + (at < 0 && by < 0 ? 1 : 0)) % list.children.length];
    for (const option of list.children) option.ariaSelected = String(option === to);
    input.setAttribute('aria-activedescendant', to.id);
    to.scrollIntoView({ block: 'nearest' });
  }
  async function ask() {
    const mine = ++asked;
    const url = new URL(input.dataset.complete, location.href);
    url.searchParams.set('written', input.value);
    const found = await fetch(url).then(
      (response) => (response.ok ? response.json() : []),
      () => [],
    );
    if (mine !== asked || document.activeElement !== input) return;
    list.replaceChildren(...found.map(draw));
    list.hidden = found.length === 0;
    input.ariaExpanded = String(found.length > 0);
  }
  function draw({ id, label, about }, index) {
    const option = document.createElement('li');
    option.role = 'option';
    option.id = `${list.id}-${index}`;
    option.dataset.value = label;
    option.dataset.id = id ?? '';
    option.ariaSelected = 'false';
    option.append(label);
    if (about) option.append(Object.assign(document.createElement('span'), { textContent: about }));
    option.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      choose(option);
    });
    return option;
  }
  input.addEventListener('input', () => {
    if (hidden) hidden.value = '';
    ask();
  });
  input.addEventListener('blur', close);
  input.form.addEventListener('submit', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' && list.hidden) return ask();
    if (list.hidden) return;
    const chosen = list.querySelector('[aria-selected=true]');
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Escape') close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) choose(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
