CREATE TABLE "broadcast" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject" uuid NOT NULL,
	"occurrence" text DEFAULT '' NOT NULL,
	"message" jsonb,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "broadcast_once" UNIQUE("kind","subject","occurrence")
);
--> statement-breakpoint
CREATE TABLE "due_done" (
	"name" text PRIMARY KEY NOT NULL,
	"done_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outage" (
	"id" uuid PRIMARY KEY NOT NULL,
	"began_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "delivery_coalition";--> statement-breakpoint
DROP INDEX "inbox_account";--> statement-breakpoint
DROP INDEX "delivery_person";--> statement-breakpoint
DROP INDEX "delivery_ended";--> statement-breakpoint
ALTER TABLE "delivery" ADD COLUMN "broadcast_id" uuid;--> statement-breakpoint
ALTER TABLE "delivery" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "pace" ADD COLUMN "every" double precision;--> statement-breakpoint
ALTER TABLE "pace" ADD COLUMN "burst" smallint;--> statement-breakpoint
ALTER TABLE "pace" ADD COLUMN "learnt_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "broadcast" ADD CONSTRAINT "broadcast_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "broadcast_coalition" ON "broadcast" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "broadcast_expires" ON "broadcast" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "outage_ended" ON "outage" USING btree ("ended_at");--> statement-breakpoint
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_broadcast_id_broadcast_id_fk" FOREIGN KEY ("broadcast_id") REFERENCES "public"."broadcast"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_broadcast" ON "delivery" USING btree ("broadcast_id","state") WHERE broadcast_id is not null;--> statement-breakpoint
CREATE INDEX "delivery_badly" ON "delivery" USING btree ("coalition_id","ended_at") WHERE state in ('refused', 'expired', 'uncertain');--> statement-breakpoint
CREATE INDEX "delivery_bundled" ON "delivery" USING btree ("expires_at") WHERE state = 'bundled' and ended_at is null;--> statement-breakpoint
CREATE INDEX "delivery_text" ON "delivery" USING btree ("ended_at") WHERE effect is not null or address is not null;--> statement-breakpoint
CREATE INDEX "pace_wide" ON "pace" USING btree ("key") WHERE wide;--> statement-breakpoint
CREATE INDEX "pace_narrow" ON "pace" USING btree ("free_at") WHERE not wide;--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at");--> statement-breakpoint
CREATE INDEX "person_present" ON "person" USING btree ("coalition_id") WHERE left_at is null;--> statement-breakpoint
CREATE INDEX "person_unvouched" ON "person" USING btree ("coalition_id","joined_at") WHERE vouched_at is null and left_at is null;--> statement-breakpoint
CREATE INDEX "form_values" ON "form" USING btree ("created_at") WHERE values is not null;--> statement-breakpoint
CREATE INDEX "form_unused" ON "form" USING btree ("created_at") WHERE used_at is null;--> statement-breakpoint
CREATE INDEX "inbox_answer" ON "inbox" USING btree ("platform","account") WHERE answer is not null;--> statement-breakpoint
CREATE INDEX "inbox_text" ON "inbox" USING btree ("received_at") WHERE payload is not null or answer is not null;--> statement-breakpoint
CREATE INDEX "delivery_person" ON "delivery" USING btree ("person_id","state","claimed_at");--> statement-breakpoint
CREATE INDEX "delivery_ended" ON "delivery" USING btree ("ended_at") WHERE ended_at is not null;