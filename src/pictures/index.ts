// Pictures: what a `picture` block shows, drawn as a PNG when it goes out.
// drawPicture({ kind: 'trend', title: 'High answers', labels: ['5 May', '12 May'], lines }) → bytes of 1,200 pixels' width
export { drawPicture } from './draw.ts';
