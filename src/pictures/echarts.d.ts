// Single parts of echarts come without types; all of them together take twice the memory.
declare module 'echarts/lib/*';
