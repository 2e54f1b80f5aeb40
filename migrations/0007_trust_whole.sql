CREATE TABLE "hub_ask" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"hub_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "hub_ask_once" UNIQUE("hub_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "privacy_departure" (
	"id" uuid PRIMARY KEY NOT NULL,
	"what" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"written_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "coalition" ADD COLUMN "risk" text DEFAULT 'medium' NOT NULL;--> statement-breakpoint
ALTER TABLE "hub" ADD COLUMN "listed" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "space" ADD COLUMN "leaving_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "space" ADD COLUMN "drop_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "safety_seen" ADD COLUMN "marks" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "hub_ask" ADD CONSTRAINT "hub_ask_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub_ask" ADD CONSTRAINT "hub_ask_hub_id_hub_id_fk" FOREIGN KEY ("hub_id") REFERENCES "public"."hub"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub_ask" ADD CONSTRAINT "hub_ask_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "hub_ask_asked" ON "hub_ask" USING btree ("asked_at");--> statement-breakpoint
CREATE INDEX "hub_ask_person" ON "hub_ask" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "privacy_departure_unwritten" ON "privacy_departure" USING btree ("at") WHERE written_at is null;--> statement-breakpoint
CREATE INDEX "organisation_left" ON "organisation" USING btree ("left_at") WHERE left_at is not null;--> statement-breakpoint
CREATE INDEX "space_gone" ON "space" USING btree ("gone_at") WHERE gone_at is not null;--> statement-breakpoint
CREATE INDEX "space_drop" ON "space" USING btree ("drop_at") WHERE drop_at is not null;
--> statement-breakpoint
UPDATE "space" SET "drop_at" = now() + interval '30 days' WHERE "gone_at" IS NOT NULL;--> statement-breakpoint
DELETE FROM "installation" USING "space" WHERE "space"."platform" = "installation"."platform" AND "space"."tenant" = "installation"."tenant" AND "space"."gone_at" IS NOT NULL;
--> statement-breakpoint
UPDATE "introduction_ask" SET "due_at" = greatest("ends_at", now()) WHERE "state" IN ('answered', 'closed') AND "words" <> '' AND "due_at" IS NULL;--> statement-breakpoint
UPDATE "introduction" SET "note" = '' WHERE "state" = 'settled' AND "note" <> '';--> statement-breakpoint
UPDATE "introduction_side" SET "address" = '' FROM "introduction" WHERE "introduction"."id" = "introduction_side"."introduction_id" AND "introduction"."state" = 'settled' AND "introduction_side"."address" <> '';
