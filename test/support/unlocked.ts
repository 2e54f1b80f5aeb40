import { unlockWith } from '#store/index.ts';

unlockWith(['a secret of at least thirty-two characters']);
