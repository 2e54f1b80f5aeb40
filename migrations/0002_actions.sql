CREATE TABLE "action" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"announcer_id" uuid,
	"state" text NOT NULL,
	"title" text NOT NULL,
	"what" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"zone" text NOT NULL,
	"place" text DEFAULT '' NOT NULL,
	"exact_place" text DEFAULT '' NOT NULL,
	"link" text,
	"tactic" text NOT NULL,
	"audience" text NOT NULL,
	"calling_hub_id" uuid,
	"lesson" text DEFAULT '' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"drafted_at" timestamp (3) with time zone NOT NULL,
	"posted_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	"drop_at" timestamp (3) with time zone,
	"posts_at" timestamp (3) with time zone,
	"count_at" timestamp (3) with time zone,
	"counted_at" timestamp (3) with time zone,
	"ask_at" timestamp (3) with time zone,
	"forget_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "action_copy" (
	"action_id" uuid NOT NULL,
	"space_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"delivery_id" uuid,
	CONSTRAINT "action_copy_action_id_space_id_pk" PRIMARY KEY("action_id","space_id")
);
--> statement-breakpoint
CREATE TABLE "action_hub" (
	"action_id" uuid NOT NULL,
	"hub_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	CONSTRAINT "action_hub_action_id_hub_id_pk" PRIMARY KEY("action_id","hub_id")
);
--> statement-breakpoint
CREATE TABLE "action_need" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"place" integer NOT NULL,
	"words" text NOT NULL,
	"taken_by_id" uuid,
	"taken_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "action_organiser" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	CONSTRAINT "action_organiser_once" UNIQUE("action_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "action_part" (
	"action_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"how" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "action_part_action_id_person_id_how_pk" PRIMARY KEY("action_id","person_id","how")
);
--> statement-breakpoint
CREATE TABLE "action_stance" (
	"action_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"stance" text NOT NULL,
	"set_by_id" uuid,
	"set_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "action_stance_action_id_organisation_id_pk" PRIMARY KEY("action_id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "tactic_mute" (
	"person_id" uuid NOT NULL,
	"tactic" text NOT NULL,
	"coalition_id" uuid NOT NULL,
	CONSTRAINT "tactic_mute_person_id_tactic_pk" PRIMARY KEY("person_id","tactic")
);
--> statement-breakpoint
CREATE TABLE "amplification_asked" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"framing" integer NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"will_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	"link" text,
	CONSTRAINT "amplification_asked_once" UNIQUE("request_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "amplification_request" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"requester_id" uuid,
	"organisation_id" uuid,
	"action_id" uuid,
	"state" text NOT NULL,
	"ask" text NOT NULL,
	"link" text,
	"tactic" text NOT NULL,
	"urgent" boolean NOT NULL,
	"framings" jsonb NOT NULL,
	"from_hour" integer,
	"until_hour" integer,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"drafted_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone,
	"unanswered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "amplification_round" (
	"coalition_id" uuid NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "amplification_round_coalition_id_pk" PRIMARY KEY("coalition_id")
);
--> statement-breakpoint
CREATE TABLE "listing_answer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"listing_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"address" text NOT NULL,
	"answered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "listing_answer_once" UNIQUE("listing_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "listing" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"words" text NOT NULL,
	"place" text DEFAULT '' NOT NULL,
	"listed_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "resource" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"added_by_id" uuid,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"link" text NOT NULL,
	"good_for" text NOT NULL,
	"language" text NOT NULL,
	"maker" text NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	"thanks" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "resource_link" UNIQUE("coalition_id","link")
);
--> statement-breakpoint
CREATE TABLE "resource_thanks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"resource_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"words" text NOT NULL,
	"thanked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "resource_thanks_once" UNIQUE("resource_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "credit" (
	"action_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	CONSTRAINT "credit_action_id_organisation_id_pk" PRIMARY KEY("action_id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "result" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"action_id" uuid NOT NULL,
	"count" integer NOT NULL,
	"unit" text NOT NULL,
	"source" text NOT NULL,
	"final" boolean NOT NULL,
	"reported_by_id" uuid,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"corrected_by_id" uuid,
	CONSTRAINT "result_count" CHECK ("result"."count" >= 0)
);
--> statement-breakpoint
ALTER TABLE "coalition" ADD COLUMN "speaks" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "action" ADD CONSTRAINT "action_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action" ADD CONSTRAINT "action_announcer_id_person_id_fk" FOREIGN KEY ("announcer_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action" ADD CONSTRAINT "action_calling_hub_id_hub_id_fk" FOREIGN KEY ("calling_hub_id") REFERENCES "public"."hub"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_copy" ADD CONSTRAINT "action_copy_action_id_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."action"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_copy" ADD CONSTRAINT "action_copy_space_id_space_id_fk" FOREIGN KEY ("space_id") REFERENCES "public"."space"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_copy" ADD CONSTRAINT "action_copy_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_hub" ADD CONSTRAINT "action_hub_action_id_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."action"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_hub" ADD CONSTRAINT "action_hub_hub_id_hub_id_fk" FOREIGN KEY ("hub_id") REFERENCES "public"."hub"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_hub" ADD CONSTRAINT "action_hub_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_need" ADD CONSTRAINT "action_need_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_need" ADD CONSTRAINT "action_need_action_id_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."action"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_need" ADD CONSTRAINT "action_need_taken_by_id_person_id_fk" FOREIGN KEY ("taken_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_organiser" ADD CONSTRAINT "action_organiser_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_organiser" ADD CONSTRAINT "action_organiser_action_id_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."action"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_organiser" ADD CONSTRAINT "action_organiser_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_part" ADD CONSTRAINT "action_part_action_id_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."action"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_part" ADD CONSTRAINT "action_part_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_part" ADD CONSTRAINT "action_part_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_stance" ADD CONSTRAINT "action_stance_action_id_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."action"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_stance" ADD CONSTRAINT "action_stance_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_stance" ADD CONSTRAINT "action_stance_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_stance" ADD CONSTRAINT "action_stance_set_by_id_person_id_fk" FOREIGN KEY ("set_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tactic_mute" ADD CONSTRAINT "tactic_mute_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tactic_mute" ADD CONSTRAINT "tactic_mute_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amplification_asked" ADD CONSTRAINT "amplification_asked_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amplification_asked" ADD CONSTRAINT "amplification_asked_request_id_amplification_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."amplification_request"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amplification_asked" ADD CONSTRAINT "amplification_asked_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amplification_request" ADD CONSTRAINT "amplification_request_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amplification_request" ADD CONSTRAINT "amplification_request_requester_id_person_id_fk" FOREIGN KEY ("requester_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amplification_request" ADD CONSTRAINT "amplification_request_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amplification_request" ADD CONSTRAINT "amplification_request_action_id_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."action"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amplification_round" ADD CONSTRAINT "amplification_round_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing_answer" ADD CONSTRAINT "listing_answer_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing_answer" ADD CONSTRAINT "listing_answer_listing_id_listing_id_fk" FOREIGN KEY ("listing_id") REFERENCES "public"."listing"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing_answer" ADD CONSTRAINT "listing_answer_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing" ADD CONSTRAINT "listing_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing" ADD CONSTRAINT "listing_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource" ADD CONSTRAINT "resource_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource" ADD CONSTRAINT "resource_added_by_id_person_id_fk" FOREIGN KEY ("added_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_thanks" ADD CONSTRAINT "resource_thanks_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_thanks" ADD CONSTRAINT "resource_thanks_resource_id_resource_id_fk" FOREIGN KEY ("resource_id") REFERENCES "public"."resource"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_thanks" ADD CONSTRAINT "resource_thanks_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit" ADD CONSTRAINT "credit_action_id_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."action"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit" ADD CONSTRAINT "credit_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit" ADD CONSTRAINT "credit_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "result" ADD CONSTRAINT "result_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "result" ADD CONSTRAINT "result_action_id_action_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."action"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "result" ADD CONSTRAINT "result_reported_by_id_person_id_fk" FOREIGN KEY ("reported_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "action_coalition" ON "action" USING btree ("coalition_id","state","starts_at");--> statement-breakpoint
CREATE INDEX "action_announcer" ON "action" USING btree ("announcer_id");--> statement-breakpoint
CREATE INDEX "action_drop" ON "action" USING btree ("drop_at");--> statement-breakpoint
CREATE INDEX "action_posts" ON "action" USING btree ("posts_at");--> statement-breakpoint
CREATE INDEX "action_count" ON "action" USING btree ("count_at");--> statement-breakpoint
CREATE INDEX "action_ask" ON "action" USING btree ("ask_at");--> statement-breakpoint
CREATE INDEX "action_forget" ON "action" USING btree ("forget_at");--> statement-breakpoint
CREATE INDEX "action_lesson" ON "action" USING gin (to_tsvector('english', "title" || ' ' || "what" || ' ' || "tactic")) WHERE "action"."lesson" <> '';--> statement-breakpoint
CREATE INDEX "action_copy_space" ON "action_copy" USING btree ("space_id");--> statement-breakpoint
CREATE INDEX "action_hub_hub" ON "action_hub" USING btree ("hub_id");--> statement-breakpoint
CREATE INDEX "action_need_action" ON "action_need" USING btree ("action_id");--> statement-breakpoint
CREATE INDEX "action_need_coalition" ON "action_need" USING btree ("coalition_id","taken_at");--> statement-breakpoint
CREATE INDEX "action_need_person" ON "action_need" USING btree ("taken_by_id");--> statement-breakpoint
CREATE INDEX "action_organiser_person" ON "action_organiser" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "action_part_person" ON "action_part" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "action_stance_organisation" ON "action_stance" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "action_stance_set_by" ON "action_stance" USING btree ("set_by_id");--> statement-breakpoint
CREATE INDEX "amplification_asked_person" ON "amplification_asked" USING btree ("person_id","asked_at");--> statement-breakpoint
CREATE INDEX "amplification_asked_coalition" ON "amplification_asked" USING btree ("coalition_id","asked_at");--> statement-breakpoint
CREATE INDEX "amplification_request_coalition" ON "amplification_request" USING btree ("coalition_id","state");--> statement-breakpoint
CREATE INDEX "amplification_request_due" ON "amplification_request" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "amplification_request_unanswered" ON "amplification_request" USING btree ("unanswered_at");--> statement-breakpoint
CREATE INDEX "amplification_request_requester" ON "amplification_request" USING btree ("requester_id");--> statement-breakpoint
CREATE INDEX "amplification_request_action" ON "amplification_request" USING btree ("action_id");--> statement-breakpoint
CREATE INDEX "amplification_request_live" ON "amplification_request" USING btree ("drafted_at") WHERE state in ('draft', 'waiting', 'open');--> statement-breakpoint
CREATE INDEX "amplification_round_due" ON "amplification_round" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "listing_answer_person" ON "listing_answer" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "listing_coalition" ON "listing" USING btree ("coalition_id","kind","ends_at");--> statement-breakpoint
CREATE INDEX "listing_person" ON "listing" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "listing_ends" ON "listing" USING btree ("ends_at") WHERE "listing"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "listing_ended" ON "listing" USING btree ("ended_at");--> statement-breakpoint
CREATE INDEX "listing_words" ON "listing" USING gin (to_tsvector('english', "words"));--> statement-breakpoint
CREATE INDEX "resource_added_by" ON "resource" USING btree ("added_by_id");--> statement-breakpoint
CREATE INDEX "resource_words" ON "resource" USING gin (to_tsvector('english', "title" || ' ' || "good_for" || ' ' || "maker"));--> statement-breakpoint
CREATE INDEX "resource_thanks_person" ON "resource_thanks" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "credit_organisation" ON "credit" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "result_action" ON "result" USING btree ("action_id");--> statement-breakpoint
CREATE INDEX "result_coalition" ON "result" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "result_reported_by" ON "result" USING btree ("reported_by_id");--> statement-breakpoint
CREATE UNIQUE INDEX "result_current" ON "result" USING btree ("action_id",lower("unit"),lower("source")) WHERE "result"."corrected_by_id" is null;--> statement-breakpoint
CREATE INDEX "organisation_hidden" ON "organisation" USING btree ("added_at") WHERE left_at is not null or not listed;--> statement-breakpoint
CREATE INDEX "role_led" ON "role" USING btree ("granted_at") WHERE role = 'driver' and granted_by_id is null and hub_id is null;