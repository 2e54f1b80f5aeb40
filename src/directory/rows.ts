import type * as tables from './tables.ts';

export type Coalition = typeof tables.coalition.$inferSelect;
export type Space = typeof tables.space.$inferSelect;
export type Binding = typeof tables.binding.$inferSelect;
export type SpaceChannel = typeof tables.spaceChannel.$inferSelect;
export type Organisation = typeof tables.organisation.$inferSelect;
export type Hub = typeof tables.hub.$inferSelect;
export type Person = typeof tables.person.$inferSelect;
export type Account = typeof tables.account.$inferSelect;
export type Representative = typeof tables.representative.$inferSelect;
export type Role = typeof tables.role.$inferSelect;
export type RoleName = Role['role'];
export type ConsentKind = (typeof tables.consent.$inferSelect)['kind'];
