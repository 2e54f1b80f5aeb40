CREATE TABLE "convergence_day" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"called_by_id" uuid,
	"hub_id" uuid,
	"state" text NOT NULL,
	"name" text NOT NULL,
	"ask" text NOT NULL,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"from_minute" integer NOT NULL,
	"until_minute" integer NOT NULL,
	"zone" text,
	"version" integer DEFAULT 1 NOT NULL,
	"link_key" uuid NOT NULL,
	"drafted_at" timestamp (3) with time zone NOT NULL,
	"planned_at" timestamp (3) with time zone,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"cancelled_at" timestamp (3) with time zone,
	"reason" text DEFAULT '' NOT NULL,
	"rounds_from" timestamp (3) with time zone,
	"drop_at" timestamp (3) with time zone,
	"wake_at" timestamp (3) with time zone,
	"woken_at" timestamp (3) with time zone,
	"count_at" timestamp (3) with time zone,
	"counted_at" timestamp (3) with time zone,
	"peaks" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"repeats" integer,
	"series_id" uuid,
	"outside" jsonb,
	CONSTRAINT "convergence_day_days" CHECK ("convergence_day"."first_day" <= "convergence_day"."last_day"),
	CONSTRAINT "convergence_day_minutes" CHECK ("convergence_day"."from_minute" < "convergence_day"."until_minute")
);
--> statement-breakpoint
CREATE TABLE "convergence_copy" (
	"day_id" uuid NOT NULL,
	"space_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"post_id" uuid,
	"tally_id" uuid,
	"event_id" uuid,
	"event_code" text,
	CONSTRAINT "convergence_copy_day_id_space_id_pk" PRIMARY KEY("day_id","space_id")
);
--> statement-breakpoint
CREATE TABLE "convergence_hub" (
	"day_id" uuid NOT NULL,
	"hub_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	CONSTRAINT "convergence_hub_day_id_hub_id_pk" PRIMARY KEY("day_id","hub_id")
);
--> statement-breakpoint
CREATE TABLE "convergence_result" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"day_id" uuid NOT NULL,
	"hosting_id" uuid NOT NULL,
	"count" integer NOT NULL,
	"source" text NOT NULL,
	"final" boolean NOT NULL,
	"reported_by_id" uuid,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"corrected_by_id" uuid,
	CONSTRAINT "convergence_result_count" CHECK ("convergence_result"."count" >= 0)
);
--> statement-breakpoint
CREATE TABLE "convergence_role" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"day_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"taken_by_id" uuid,
	"taken_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "convergence_told" (
	"day_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "convergence_told_day_id_person_id_pk" PRIMARY KEY("day_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "convergence_hosting" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"day_id" uuid NOT NULL,
	"hub_id" uuid,
	"organisation_id" uuid,
	"state" text NOT NULL,
	"what" text DEFAULT '' NOT NULL,
	"place" text DEFAULT '' NOT NULL,
	"expected" integer,
	"bring" text DEFAULT '' NOT NULL,
	"lead_id" uuid,
	"led_at" timestamp (3) with time zone,
	"asked_by_id" uuid,
	"asked_at" timestamp (3) with time zone,
	"hosted_at" timestamp (3) with time zone,
	"confirmed_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "convergence_hosting_somebody" CHECK ("convergence_hosting"."hub_id" is not null or "convergence_hosting"."organisation_id" is not null)
);
--> statement-breakpoint
ALTER TABLE "action" ADD COLUMN "reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "convergence_day" ADD CONSTRAINT "convergence_day_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_day" ADD CONSTRAINT "convergence_day_called_by_id_person_id_fk" FOREIGN KEY ("called_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_day" ADD CONSTRAINT "convergence_day_hub_id_hub_id_fk" FOREIGN KEY ("hub_id") REFERENCES "public"."hub"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_copy" ADD CONSTRAINT "convergence_copy_day_id_convergence_day_id_fk" FOREIGN KEY ("day_id") REFERENCES "public"."convergence_day"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_copy" ADD CONSTRAINT "convergence_copy_space_id_space_id_fk" FOREIGN KEY ("space_id") REFERENCES "public"."space"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_copy" ADD CONSTRAINT "convergence_copy_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_hub" ADD CONSTRAINT "convergence_hub_day_id_convergence_day_id_fk" FOREIGN KEY ("day_id") REFERENCES "public"."convergence_day"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_hub" ADD CONSTRAINT "convergence_hub_hub_id_hub_id_fk" FOREIGN KEY ("hub_id") REFERENCES "public"."hub"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_hub" ADD CONSTRAINT "convergence_hub_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_result" ADD CONSTRAINT "convergence_result_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_result" ADD CONSTRAINT "convergence_result_day_id_convergence_day_id_fk" FOREIGN KEY ("day_id") REFERENCES "public"."convergence_day"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_result" ADD CONSTRAINT "convergence_result_hosting_id_convergence_hosting_id_fk" FOREIGN KEY ("hosting_id") REFERENCES "public"."convergence_hosting"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_result" ADD CONSTRAINT "convergence_result_reported_by_id_person_id_fk" FOREIGN KEY ("reported_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_role" ADD CONSTRAINT "convergence_role_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_role" ADD CONSTRAINT "convergence_role_day_id_convergence_day_id_fk" FOREIGN KEY ("day_id") REFERENCES "public"."convergence_day"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_role" ADD CONSTRAINT "convergence_role_taken_by_id_person_id_fk" FOREIGN KEY ("taken_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_told" ADD CONSTRAINT "convergence_told_day_id_convergence_day_id_fk" FOREIGN KEY ("day_id") REFERENCES "public"."convergence_day"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_told" ADD CONSTRAINT "convergence_told_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_told" ADD CONSTRAINT "convergence_told_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_hosting" ADD CONSTRAINT "convergence_hosting_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_hosting" ADD CONSTRAINT "convergence_hosting_day_id_convergence_day_id_fk" FOREIGN KEY ("day_id") REFERENCES "public"."convergence_day"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_hosting" ADD CONSTRAINT "convergence_hosting_hub_id_hub_id_fk" FOREIGN KEY ("hub_id") REFERENCES "public"."hub"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_hosting" ADD CONSTRAINT "convergence_hosting_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_hosting" ADD CONSTRAINT "convergence_hosting_lead_id_person_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "convergence_hosting" ADD CONSTRAINT "convergence_hosting_asked_by_id_person_id_fk" FOREIGN KEY ("asked_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "convergence_day_coalition" ON "convergence_day" USING btree ("coalition_id","state","first_day");--> statement-breakpoint
CREATE INDEX "convergence_day_called_by" ON "convergence_day" USING btree ("called_by_id");--> statement-breakpoint
CREATE INDEX "convergence_day_hub" ON "convergence_day" USING btree ("hub_id");--> statement-breakpoint
CREATE INDEX "convergence_day_series" ON "convergence_day" USING btree ("series_id");--> statement-breakpoint
CREATE INDEX "convergence_day_drop" ON "convergence_day" USING btree ("drop_at");--> statement-breakpoint
CREATE INDEX "convergence_day_wake" ON "convergence_day" USING btree ("wake_at");--> statement-breakpoint
CREATE INDEX "convergence_day_count" ON "convergence_day" USING btree ("count_at");--> statement-breakpoint
CREATE UNIQUE INDEX "convergence_day_link" ON "convergence_day" USING btree ("link_key");--> statement-breakpoint
CREATE INDEX "convergence_copy_space" ON "convergence_copy" USING btree ("space_id");--> statement-breakpoint
CREATE INDEX "convergence_hub_hub" ON "convergence_hub" USING btree ("hub_id");--> statement-breakpoint
CREATE INDEX "convergence_result_day" ON "convergence_result" USING btree ("day_id");--> statement-breakpoint
CREATE INDEX "convergence_result_hosting" ON "convergence_result" USING btree ("hosting_id");--> statement-breakpoint
CREATE INDEX "convergence_result_coalition" ON "convergence_result" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "convergence_result_reported_by" ON "convergence_result" USING btree ("reported_by_id");--> statement-breakpoint
CREATE UNIQUE INDEX "convergence_result_current" ON "convergence_result" USING btree ("hosting_id",lower("source")) WHERE "convergence_result"."corrected_by_id" is null;--> statement-breakpoint
CREATE INDEX "convergence_role_day" ON "convergence_role" USING btree ("day_id");--> statement-breakpoint
CREATE INDEX "convergence_role_taken_by" ON "convergence_role" USING btree ("taken_by_id");--> statement-breakpoint
CREATE INDEX "convergence_told_person" ON "convergence_told" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "convergence_hosting_coalition" ON "convergence_hosting" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "convergence_hosting_day" ON "convergence_hosting" USING btree ("day_id");--> statement-breakpoint
CREATE INDEX "convergence_hosting_hub" ON "convergence_hosting" USING btree ("hub_id");--> statement-breakpoint
CREATE INDEX "convergence_hosting_organisation" ON "convergence_hosting" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "convergence_hosting_lead" ON "convergence_hosting" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "convergence_hosting_asked_by" ON "convergence_hosting" USING btree ("asked_by_id");--> statement-breakpoint
CREATE UNIQUE INDEX "convergence_hosting_once" ON "convergence_hosting" USING btree ("day_id",coalesce("organisation_id", "hub_id"),lower("place")) WHERE "convergence_hosting"."state" <> 'withdrawn';--> statement-breakpoint
CREATE INDEX "amplification_done" ON "amplification_asked" USING btree ("person_id","done_at") WHERE "amplification_asked"."done_at" is not null;--> statement-breakpoint
CREATE INDEX "delivery_uncertain" ON "delivery" USING btree ("coalition_id","ended_at") WHERE state = 'uncertain';