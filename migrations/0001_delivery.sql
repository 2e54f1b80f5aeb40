CREATE TABLE "broadcast" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject" uuid NOT NULL,
	"occurrence" text DEFAULT '' NOT NULL,
	"message" jsonb,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"cancelled_at" timestamp (3) with time zone,
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
ALTER TABLE "delivery" ADD COLUMN "broadcast_id" uuid;--> statement-breakpoint
ALTER TABLE "pace" ADD COLUMN "every" double precision;--> statement-breakpoint
ALTER TABLE "pace" ADD COLUMN "burst" smallint;--> statement-breakpoint
ALTER TABLE "pace" ADD COLUMN "learnt_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "broadcast" ADD CONSTRAINT "broadcast_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "broadcast_coalition" ON "broadcast" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "broadcast_expires" ON "broadcast" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "outage_ended" ON "outage" USING btree ("ended_at");--> statement-breakpoint
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_broadcast_id_broadcast_id_fk" FOREIGN KEY ("broadcast_id") REFERENCES "public"."broadcast"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_broadcast" ON "delivery" USING btree ("broadcast_id","state") WHERE broadcast_id is not null;