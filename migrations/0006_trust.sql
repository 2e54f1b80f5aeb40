CREATE TABLE "introduction_kept_block" (
	"coalition_id" uuid NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "introduction_kept_block_coalition_id_hash_pk" PRIMARY KEY("coalition_id","hash")
);
--> statement-breakpoint
CREATE TABLE "privacy_deletion" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"keep" boolean NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"written_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "safety_bar" (
	"coalition_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"removal" uuid NOT NULL,
	"by_id" uuid,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "safety_bar_coalition_id_hash_pk" PRIMARY KEY("coalition_id","hash")
);
--> statement-breakpoint
CREATE TABLE "safety_concern" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"raised_by_id" uuid,
	"about_id" uuid,
	"words" text NOT NULL,
	"state" text NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"taken_by_id" uuid,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "safety_concern_reader" (
	"concern_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	CONSTRAINT "safety_concern_reader_concern_id_person_id_pk" PRIMARY KEY("concern_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "safety_contact" (
	"coalition_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"named_by_id" uuid,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "safety_contact_coalition_id_person_id_pk" PRIMARY KEY("coalition_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "safety_hidden" (
	"subject" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"what" text NOT NULL,
	"reason" text NOT NULL,
	"by_id" uuid,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "safety_seen" (
	"person_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"day" date NOT NULL,
	"people" integer NOT NULL,
	CONSTRAINT "safety_seen_person_id_day_pk" PRIMARY KEY("person_id","day")
);
--> statement-breakpoint
CREATE TABLE "safety_suspension" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"by_id" uuid,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone
);
--> statement-breakpoint
DROP INDEX "person_present";--> statement-breakpoint
ALTER TABLE "person" ADD COLUMN "suspended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "introduction_kept_block" ADD CONSTRAINT "introduction_kept_block_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "privacy_deletion" ADD CONSTRAINT "privacy_deletion_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_bar" ADD CONSTRAINT "safety_bar_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_bar" ADD CONSTRAINT "safety_bar_by_id_person_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_concern" ADD CONSTRAINT "safety_concern_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_concern" ADD CONSTRAINT "safety_concern_raised_by_id_person_id_fk" FOREIGN KEY ("raised_by_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_concern" ADD CONSTRAINT "safety_concern_about_id_person_id_fk" FOREIGN KEY ("about_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_concern" ADD CONSTRAINT "safety_concern_taken_by_id_person_id_fk" FOREIGN KEY ("taken_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_concern_reader" ADD CONSTRAINT "safety_concern_reader_concern_id_safety_concern_id_fk" FOREIGN KEY ("concern_id") REFERENCES "public"."safety_concern"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_concern_reader" ADD CONSTRAINT "safety_concern_reader_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_concern_reader" ADD CONSTRAINT "safety_concern_reader_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_contact" ADD CONSTRAINT "safety_contact_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_contact" ADD CONSTRAINT "safety_contact_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_contact" ADD CONSTRAINT "safety_contact_named_by_id_person_id_fk" FOREIGN KEY ("named_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_hidden" ADD CONSTRAINT "safety_hidden_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_hidden" ADD CONSTRAINT "safety_hidden_by_id_person_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_seen" ADD CONSTRAINT "safety_seen_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_seen" ADD CONSTRAINT "safety_seen_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_suspension" ADD CONSTRAINT "safety_suspension_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_suspension" ADD CONSTRAINT "safety_suspension_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "safety_suspension" ADD CONSTRAINT "safety_suspension_by_id_person_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "privacy_deletion_unwritten" ON "privacy_deletion" USING btree ("at") WHERE written_at is null;--> statement-breakpoint
CREATE INDEX "privacy_deletion_coalition" ON "privacy_deletion" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "safety_bar_removal" ON "safety_bar" USING btree ("removal");--> statement-breakpoint
CREATE INDEX "safety_bar_by" ON "safety_bar" USING btree ("by_id");--> statement-breakpoint
CREATE INDEX "safety_concern_coalition" ON "safety_concern" USING btree ("coalition_id","state");--> statement-breakpoint
CREATE INDEX "safety_concern_closed" ON "safety_concern" USING btree ("closed_at");--> statement-breakpoint
CREATE INDEX "safety_concern_raised_by" ON "safety_concern" USING btree ("raised_by_id");--> statement-breakpoint
CREATE INDEX "safety_concern_about" ON "safety_concern" USING btree ("about_id");--> statement-breakpoint
CREATE INDEX "safety_concern_taken_by" ON "safety_concern" USING btree ("taken_by_id");--> statement-breakpoint
CREATE INDEX "safety_concern_reader_person" ON "safety_concern_reader" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "safety_contact_person" ON "safety_contact" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "safety_contact_named_by" ON "safety_contact" USING btree ("named_by_id");--> statement-breakpoint
CREATE INDEX "safety_hidden_coalition" ON "safety_hidden" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "safety_hidden_by" ON "safety_hidden" USING btree ("by_id");--> statement-breakpoint
CREATE INDEX "safety_seen_coalition" ON "safety_seen" USING btree ("coalition_id","day");--> statement-breakpoint
CREATE INDEX "safety_suspension_coalition" ON "safety_suspension" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "safety_suspension_by" ON "safety_suspension" USING btree ("by_id");--> statement-breakpoint
CREATE INDEX "safety_suspension_until" ON "safety_suspension" USING btree ("until");--> statement-breakpoint
CREATE INDEX "person_present" ON "person" USING btree ("coalition_id","suspended_at") WHERE left_at is null;