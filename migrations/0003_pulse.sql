CREATE TABLE "pulse_comment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"pulse_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"words" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pulse_question" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"theme" text NOT NULL,
	"words" text NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "pulse" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"questions" jsonb NOT NULL,
	"public_key" bytea NOT NULL,
	"opens_at" timestamp (3) with time zone NOT NULL,
	"closes_at" timestamp (3) with time zone NOT NULL,
	"eligible" integer NOT NULL,
	"asked" integer NOT NULL,
	"did" text DEFAULT '' NOT NULL,
	"participation" integer,
	"due_at" timestamp (3) with time zone,
	CONSTRAINT "pulse_number" UNIQUE("coalition_id","number")
);
--> statement-breakpoint
CREATE TABLE "pulse_released" (
	"id" uuid PRIMARY KEY NOT NULL,
	"pulse_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"question" integer NOT NULL,
	"segment_id" uuid,
	"bands" text NOT NULL,
	"count" integer,
	CONSTRAINT "pulse_released_once" UNIQUE NULLS NOT DISTINCT("pulse_id","question","segment_id","bands")
);
--> statement-breakpoint
CREATE TABLE "pulse_roster" (
	"pulse_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	CONSTRAINT "pulse_roster_pulse_id_person_id_pk" PRIMARY KEY("pulse_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "pulse_schedule" (
	"coalition_id" uuid NOT NULL,
	"weekday" integer NOT NULL,
	"hour" integer NOT NULL,
	"next_at" timestamp (3) with time zone,
	CONSTRAINT "pulse_schedule_coalition_id_pk" PRIMARY KEY("coalition_id")
);
--> statement-breakpoint
CREATE TABLE "pulse_sealed" (
	"pulse_id" uuid NOT NULL,
	"tag" bytea NOT NULL,
	"sealed" bytea NOT NULL,
	CONSTRAINT "pulse_sealed_pulse_id_tag_pk" PRIMARY KEY("pulse_id","tag")
) PARTITION BY LIST ("pulse_id");
--> statement-breakpoint
ALTER TABLE "pulse_comment" ADD CONSTRAINT "pulse_comment_pulse_id_pulse_id_fk" FOREIGN KEY ("pulse_id") REFERENCES "public"."pulse"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pulse_comment" ADD CONSTRAINT "pulse_comment_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pulse_question" ADD CONSTRAINT "pulse_question_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pulse" ADD CONSTRAINT "pulse_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pulse_released" ADD CONSTRAINT "pulse_released_pulse_id_pulse_id_fk" FOREIGN KEY ("pulse_id") REFERENCES "public"."pulse"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pulse_released" ADD CONSTRAINT "pulse_released_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pulse_roster" ADD CONSTRAINT "pulse_roster_pulse_id_pulse_id_fk" FOREIGN KEY ("pulse_id") REFERENCES "public"."pulse"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pulse_roster" ADD CONSTRAINT "pulse_roster_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pulse_roster" ADD CONSTRAINT "pulse_roster_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pulse_schedule" ADD CONSTRAINT "pulse_schedule_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pulse_comment_pulse" ON "pulse_comment" USING btree ("pulse_id");--> statement-breakpoint
CREATE INDEX "pulse_question_coalition" ON "pulse_question" USING btree ("coalition_id") WHERE "pulse_question"."retired_at" is null;--> statement-breakpoint
CREATE INDEX "pulse_due" ON "pulse" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "pulse_released_coalition" ON "pulse_released" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "pulse_roster_person" ON "pulse_roster" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "pulse_schedule_next" ON "pulse_schedule" USING btree ("next_at");