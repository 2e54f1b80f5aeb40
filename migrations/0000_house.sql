CREATE TABLE "delivery" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject" uuid NOT NULL,
	"recipient" text NOT NULL,
	"occurrence" text DEFAULT '' NOT NULL,
	"person_id" uuid,
	"space_id" uuid,
	"channel" text,
	"edits" uuid,
	"effect" jsonb,
	"unasked" boolean NOT NULL,
	"lane" smallint NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "delivery_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"state" text DEFAULT 'due' NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"claimed_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"gate" text,
	"not_before" timestamp (3) with time zone,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"read_backs" smallint DEFAULT 0 NOT NULL,
	"lease_owner" uuid,
	"lease_until" timestamp (3) with time zone,
	"first_tried_at" timestamp (3) with time zone,
	"platform" text,
	"tenant" text,
	"address" jsonb,
	"conversation" text,
	"posted" text,
	"code" text,
	CONSTRAINT "delivery_once" UNIQUE("kind","subject","recipient","occurrence")
);
--> statement-breakpoint
CREATE TABLE "pace" (
	"key" text PRIMARY KEY NOT NULL,
	"free_at" timestamp (3) with time zone NOT NULL,
	"wide" boolean NOT NULL,
	"code" text
);
--> statement-breakpoint
CREATE TABLE "account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"space_id" uuid NOT NULL,
	"platform" text NOT NULL,
	"external" text NOT NULL,
	"direct" text,
	"thread" text,
	"closed_at" timestamp (3) with time zone,
	"added_at" timestamp (3) with time zone NOT NULL,
	"gone_at" timestamp (3) with time zone,
	CONSTRAINT "account_space_external" UNIQUE("space_id","external")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"person_id" uuid,
	"act" text NOT NULL,
	"subject" uuid,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "binding" (
	"space_id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"vouches" boolean NOT NULL,
	"bound_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "block" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"blocked_person_id" uuid,
	"blocked_organisation_id" uuid,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "block_once" UNIQUE NULLS NOT DISTINCT("person_id","blocked_person_id","blocked_organisation_id")
);
--> statement-breakpoint
CREATE TABLE "coalition" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"purpose" text DEFAULT '' NOT NULL,
	"principles" text DEFAULT '' NOT NULL,
	"zone" text DEFAULT 'UTC' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"purpose_changed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "code" (
	"hash" text PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"use" text NOT NULL,
	"person_id" uuid,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "consent" (
	"person_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"answer" text NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "consent_person_id_kind_pk" PRIMARY KEY("person_id","kind")
);
--> statement-breakpoint
CREATE TABLE "hub" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"zone" text NOT NULL,
	"places" text DEFAULT '' NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "hub_member" (
	"hub_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "hub_member_hub_id_person_id_pk" PRIMARY KEY("hub_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"sealed_token" text NOT NULL,
	"bot" text,
	"installed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "installation_platform_tenant_pk" PRIMARY KEY("platform","tenant")
);
--> statement-breakpoint
CREATE TABLE "notification" (
	"person_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"manner" text NOT NULL,
	CONSTRAINT "notification_person_id_kind_pk" PRIMARY KEY("person_id","kind")
);
--> statement-breakpoint
CREATE TABLE "organisation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"listed" boolean DEFAULT true NOT NULL,
	"about" text DEFAULT '' NOT NULL,
	"issues" text DEFAULT '' NOT NULL,
	"place" text DEFAULT '' NOT NULL,
	"signed_at" timestamp (3) with time zone,
	"added_at" timestamp (3) with time zone NOT NULL,
	"left_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"name" text NOT NULL,
	"organisation_id" uuid,
	"offers" text DEFAULT '' NOT NULL,
	"needs" text DEFAULT '' NOT NULL,
	"issues" text DEFAULT '' NOT NULL,
	"place" text DEFAULT '' NOT NULL,
	"zone" text NOT NULL,
	"zone_from" text NOT NULL,
	"language" text DEFAULT 'en' NOT NULL,
	"spoken" text DEFAULT '' NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"vouched_at" timestamp (3) with time zone,
	"vouched_by_id" uuid,
	"snoozed_until" timestamp (3) with time zone,
	"left_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "representative" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"organisation_id" uuid,
	"hub_id" uuid,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "representative_once" UNIQUE NULLS NOT DISTINCT("person_id","organisation_id","hub_id"),
	CONSTRAINT "representative_of_one" CHECK (("representative"."organisation_id" is null) <> ("representative"."hub_id" is null))
);
--> statement-breakpoint
CREATE TABLE "role" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"hub_id" uuid,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"granted_by_id" uuid,
	CONSTRAINT "role_once" UNIQUE NULLS NOT DISTINCT("person_id","role","hub_id")
);
--> statement-breakpoint
CREATE TABLE "space" (
	"id" uuid PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"name" text NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"gone_at" timestamp (3) with time zone,
	CONSTRAINT "space_platform_tenant" UNIQUE("platform","tenant")
);
--> statement-breakpoint
CREATE TABLE "space_channel" (
	"space_id" uuid NOT NULL,
	"coalition_id" uuid NOT NULL,
	"use" text NOT NULL,
	"channel" text NOT NULL,
	"name" text,
	"can_post" boolean,
	"obstacle" text,
	"readers" jsonb,
	"checked_at" timestamp (3) with time zone,
	CONSTRAINT "space_channel_space_id_use_pk" PRIMARY KEY("space_id","use")
);
--> statement-breakpoint
CREATE TABLE "tie" (
	"coalition_id" uuid NOT NULL,
	"first_id" uuid NOT NULL,
	"second_id" uuid NOT NULL,
	"first_said_at" timestamp (3) with time zone,
	"second_said_at" timestamp (3) with time zone,
	"met_at" timestamp (3) with time zone,
	"since" timestamp (3) with time zone,
	CONSTRAINT "tie_first_id_second_id_pk" PRIMARY KEY("first_id","second_id"),
	CONSTRAINT "tie_order" CHECK ("tie"."first_id" < "tie"."second_id")
);
--> statement-breakpoint
CREATE TABLE "bundle" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"goes_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "form" (
	"id" uuid PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"tenant" text NOT NULL,
	"account" text NOT NULL,
	"sealed" boolean NOT NULL,
	"coalition_id" uuid,
	"source" jsonb NOT NULL,
	"step" smallint DEFAULT 0 NOT NULL,
	"values" jsonb,
	"ask" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"platform" text NOT NULL,
	"key" text NOT NULL,
	"tenant" text NOT NULL,
	"account" text NOT NULL,
	"state" text NOT NULL,
	"payload" jsonb,
	"answer" jsonb,
	"coalition_id" uuid,
	"person_id" uuid,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "inbox_platform_key_pk" PRIMARY KEY("platform","key")
);
--> statement-breakpoint
CREATE TABLE "introduction_ask" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"words" text NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"alone_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "introduction_claim" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"sayer_id" uuid NOT NULL,
	"other_id" uuid NOT NULL,
	"said_at" timestamp (3) with time zone NOT NULL,
	"answer" text,
	CONSTRAINT "introduction_claim_once" UNIQUE("sayer_id","other_id")
);
--> statement-breakpoint
CREATE TABLE "introduction_follow" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"introduction_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"round" smallint NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"answer" text,
	"answered_at" timestamp (3) with time zone,
	"outcome" text,
	"outcome_at" timestamp (3) with time zone,
	CONSTRAINT "introduction_follow_once" UNIQUE("introduction_id","person_id","round")
);
--> statement-breakpoint
CREATE TABLE "introduction" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"first_id" uuid,
	"second_id" uuid,
	"ask_id" uuid,
	"weaver_id" uuid,
	"with_weaver" boolean DEFAULT false NOT NULL,
	"reasons" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"reach" text NOT NULL,
	"state" text NOT NULL,
	"offered_at" timestamp (3) with time zone NOT NULL,
	"lapses_at" timestamp (3) with time zone,
	"introduced_at" timestamp (3) with time zone,
	"follow_at" timestamp (3) with time zone,
	"follows" smallint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "introduction_pair_key" (
	"coalition_id" uuid PRIMARY KEY NOT NULL,
	"key" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "introduction_past_pair" (
	"coalition_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "introduction_past_pair_coalition_id_hash_pk" PRIMARY KEY("coalition_id","hash")
);
--> statement-breakpoint
CREATE TABLE "introduction_rest" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"unanswered" smallint NOT NULL,
	"since" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "introduction_round" (
	"coalition_id" uuid PRIMARY KEY NOT NULL,
	"weekly_at" timestamp (3) with time zone NOT NULL,
	"daily_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "introduction_side" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"introduction_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"told" boolean NOT NULL,
	"open" boolean NOT NULL,
	"answer" text,
	"answered_at" timestamp (3) with time zone,
	"address" text DEFAULT '' NOT NULL,
	CONSTRAINT "introduction_side_once" UNIQUE("introduction_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "introduction_suggestion" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"first_id" uuid NOT NULL,
	"second_id" uuid NOT NULL,
	"ask_id" uuid,
	"score" integer NOT NULL,
	"reasons" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"with_weaver" boolean DEFAULT false NOT NULL,
	"held_by_id" uuid,
	"held_until" timestamp (3) with time zone,
	"hidden_until" timestamp (3) with time zone,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "introduction_suggestion_pair" UNIQUE("first_id","second_id"),
	CONSTRAINT "introduction_suggestion_order" CHECK ("introduction_suggestion"."first_id" < "introduction_suggestion"."second_id")
);
--> statement-breakpoint
CREATE TABLE "introduction_turn" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"day" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "representative_claim" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"declined_at" timestamp (3) with time zone,
	CONSTRAINT "representative_claim_once" UNIQUE("organisation_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "signing" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"shown_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "signing_once" UNIQUE("organisation_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "playground_clock" (
	"id" text PRIMARY KEY NOT NULL,
	"stands_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "playground_conversation" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant" text NOT NULL,
	"title" text NOT NULL,
	"accounts" text[] NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "playground_form" (
	"account" text PRIMARY KEY NOT NULL,
	"view" jsonb NOT NULL,
	"errors" jsonb NOT NULL,
	"shown" jsonb NOT NULL,
	"conversation" text NOT NULL,
	"message" bigint
);
--> statement-breakpoint
CREATE TABLE "playground_message" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "playground_message_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text,
	"conversation" text NOT NULL,
	"author" text,
	"only_to" text,
	"message" jsonb NOT NULL,
	"posted_at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	CONSTRAINT "playground_message_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "playground_read" (
	"account" text NOT NULL,
	"conversation" text NOT NULL,
	"up_to" bigint NOT NULL,
	CONSTRAINT "playground_read_account_conversation_pk" PRIMARY KEY("account","conversation")
);
--> statement-breakpoint
CREATE TABLE "due_failure" (
	"name" text NOT NULL,
	"row_id" uuid NOT NULL,
	"coalition_id" uuid,
	"attempts" smallint NOT NULL,
	"retry_at" timestamp (3) with time zone NOT NULL,
	"stuck" boolean NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"code" text NOT NULL,
	CONSTRAINT "due_failure_name_row_id_pk" PRIMARY KEY("name","row_id")
);
--> statement-breakpoint
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_space_id_space_id_fk" FOREIGN KEY ("space_id") REFERENCES "public"."space"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_space_id_space_id_fk" FOREIGN KEY ("space_id") REFERENCES "public"."space"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "binding" ADD CONSTRAINT "binding_space_id_space_id_fk" FOREIGN KEY ("space_id") REFERENCES "public"."space"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "binding" ADD CONSTRAINT "binding_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block" ADD CONSTRAINT "block_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block" ADD CONSTRAINT "block_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block" ADD CONSTRAINT "block_blocked_person_id_person_id_fk" FOREIGN KEY ("blocked_person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "block" ADD CONSTRAINT "block_blocked_organisation_id_organisation_id_fk" FOREIGN KEY ("blocked_organisation_id") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "code" ADD CONSTRAINT "code_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "code" ADD CONSTRAINT "code_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent" ADD CONSTRAINT "consent_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent" ADD CONSTRAINT "consent_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub" ADD CONSTRAINT "hub_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub_member" ADD CONSTRAINT "hub_member_hub_id_hub_id_fk" FOREIGN KEY ("hub_id") REFERENCES "public"."hub"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub_member" ADD CONSTRAINT "hub_member_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub_member" ADD CONSTRAINT "hub_member_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification" ADD CONSTRAINT "notification_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification" ADD CONSTRAINT "notification_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation" ADD CONSTRAINT "organisation_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person" ADD CONSTRAINT "person_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person" ADD CONSTRAINT "person_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "representative" ADD CONSTRAINT "representative_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "representative" ADD CONSTRAINT "representative_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "representative" ADD CONSTRAINT "representative_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "representative" ADD CONSTRAINT "representative_hub_id_hub_id_fk" FOREIGN KEY ("hub_id") REFERENCES "public"."hub"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role" ADD CONSTRAINT "role_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role" ADD CONSTRAINT "role_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role" ADD CONSTRAINT "role_hub_id_hub_id_fk" FOREIGN KEY ("hub_id") REFERENCES "public"."hub"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "space_channel" ADD CONSTRAINT "space_channel_space_id_space_id_fk" FOREIGN KEY ("space_id") REFERENCES "public"."space"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "space_channel" ADD CONSTRAINT "space_channel_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tie" ADD CONSTRAINT "tie_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tie" ADD CONSTRAINT "tie_first_id_person_id_fk" FOREIGN KEY ("first_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tie" ADD CONSTRAINT "tie_second_id_person_id_fk" FOREIGN KEY ("second_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bundle" ADD CONSTRAINT "bundle_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bundle" ADD CONSTRAINT "bundle_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "form" ADD CONSTRAINT "form_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_ask" ADD CONSTRAINT "introduction_ask_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_ask" ADD CONSTRAINT "introduction_ask_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_claim" ADD CONSTRAINT "introduction_claim_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_claim" ADD CONSTRAINT "introduction_claim_sayer_id_person_id_fk" FOREIGN KEY ("sayer_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_claim" ADD CONSTRAINT "introduction_claim_other_id_person_id_fk" FOREIGN KEY ("other_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_follow" ADD CONSTRAINT "introduction_follow_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_follow" ADD CONSTRAINT "introduction_follow_introduction_id_introduction_id_fk" FOREIGN KEY ("introduction_id") REFERENCES "public"."introduction"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_follow" ADD CONSTRAINT "introduction_follow_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction" ADD CONSTRAINT "introduction_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction" ADD CONSTRAINT "introduction_first_id_person_id_fk" FOREIGN KEY ("first_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction" ADD CONSTRAINT "introduction_second_id_person_id_fk" FOREIGN KEY ("second_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction" ADD CONSTRAINT "introduction_ask_id_introduction_ask_id_fk" FOREIGN KEY ("ask_id") REFERENCES "public"."introduction_ask"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction" ADD CONSTRAINT "introduction_weaver_id_person_id_fk" FOREIGN KEY ("weaver_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_pair_key" ADD CONSTRAINT "introduction_pair_key_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_past_pair" ADD CONSTRAINT "introduction_past_pair_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_rest" ADD CONSTRAINT "introduction_rest_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_rest" ADD CONSTRAINT "introduction_rest_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_round" ADD CONSTRAINT "introduction_round_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_side" ADD CONSTRAINT "introduction_side_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_side" ADD CONSTRAINT "introduction_side_introduction_id_introduction_id_fk" FOREIGN KEY ("introduction_id") REFERENCES "public"."introduction"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_side" ADD CONSTRAINT "introduction_side_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_suggestion" ADD CONSTRAINT "introduction_suggestion_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_suggestion" ADD CONSTRAINT "introduction_suggestion_first_id_person_id_fk" FOREIGN KEY ("first_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_suggestion" ADD CONSTRAINT "introduction_suggestion_second_id_person_id_fk" FOREIGN KEY ("second_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_suggestion" ADD CONSTRAINT "introduction_suggestion_ask_id_introduction_ask_id_fk" FOREIGN KEY ("ask_id") REFERENCES "public"."introduction_ask"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_suggestion" ADD CONSTRAINT "introduction_suggestion_held_by_id_person_id_fk" FOREIGN KEY ("held_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_turn" ADD CONSTRAINT "introduction_turn_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introduction_turn" ADD CONSTRAINT "introduction_turn_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "representative_claim" ADD CONSTRAINT "representative_claim_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "representative_claim" ADD CONSTRAINT "representative_claim_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "representative_claim" ADD CONSTRAINT "representative_claim_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing" ADD CONSTRAINT "signing_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing" ADD CONSTRAINT "signing_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing" ADD CONSTRAINT "signing_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "due_failure" ADD CONSTRAINT "due_failure_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_due" ON "delivery" USING btree ("lane","due_at","position") WHERE state = 'due' and gate is null;--> statement-breakpoint
CREATE INDEX "delivery_gate" ON "delivery" USING btree ("gate","lane","due_at","position") WHERE state = 'due' and gate is not null;--> statement-breakpoint
CREATE INDEX "delivery_lease" ON "delivery" USING btree ("lease_until") WHERE state = 'sending';--> statement-breakpoint
CREATE INDEX "delivery_person" ON "delivery" USING btree ("person_id","claimed_at");--> statement-breakpoint
CREATE INDEX "delivery_edits" ON "delivery" USING btree ("edits") WHERE edits is not null;--> statement-breakpoint
CREATE INDEX "delivery_subject" ON "delivery" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "delivery_coalition" ON "delivery" USING btree ("coalition_id","ended_at");--> statement-breakpoint
CREATE INDEX "delivery_ended" ON "delivery" USING btree ("ended_at");--> statement-breakpoint
CREATE INDEX "account_person" ON "account" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "account_external" ON "account" USING btree ("platform","external");--> statement-breakpoint
CREATE INDEX "audit_coalition" ON "audit" USING btree ("coalition_id","at");--> statement-breakpoint
CREATE INDEX "binding_coalition" ON "binding" USING btree ("coalition_id");--> statement-breakpoint
CREATE UNIQUE INDEX "hub_name" ON "hub" USING btree ("coalition_id",lower("name"));--> statement-breakpoint
CREATE INDEX "hub_member_person" ON "hub_member" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "organisation_name" ON "organisation" USING btree ("coalition_id",lower("name"));--> statement-breakpoint
CREATE INDEX "person_coalition" ON "person" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "person_organisation" ON "person" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "role_coalition" ON "role" USING btree ("coalition_id","role");--> statement-breakpoint
CREATE INDEX "tie_second" ON "tie" USING btree ("second_id");--> statement-breakpoint
CREATE INDEX "tie_coalition" ON "tie" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "bundle_goes" ON "bundle" USING btree ("goes_at");--> statement-breakpoint
CREATE INDEX "form_created" ON "form" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "form_coalition" ON "form" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "inbox_received" ON "inbox" USING btree ("state","received_at");--> statement-breakpoint
CREATE INDEX "inbox_account" ON "inbox" USING btree ("platform","account");--> statement-breakpoint
CREATE INDEX "inbox_coalition" ON "inbox" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "inbox_person" ON "inbox" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "introduction_ask_due" ON "introduction_ask" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "introduction_ask_person" ON "introduction_ask" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "introduction_ask_coalition" ON "introduction_ask" USING btree ("coalition_id","state");--> statement-breakpoint
CREATE INDEX "introduction_claim_other" ON "introduction_claim" USING btree ("other_id");--> statement-breakpoint
CREATE INDEX "introduction_follow_person" ON "introduction_follow" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "introduction_open_pair" ON "introduction" USING btree ("first_id","second_id") WHERE "introduction"."state" in ('offered', 'introduced');--> statement-breakpoint
CREATE INDEX "introduction_lapse" ON "introduction" USING btree ("lapses_at");--> statement-breakpoint
CREATE INDEX "introduction_follow_at" ON "introduction" USING btree ("follow_at");--> statement-breakpoint
CREATE INDEX "introduction_coalition" ON "introduction" USING btree ("coalition_id","offered_at");--> statement-breakpoint
CREATE INDEX "introduction_weaver" ON "introduction" USING btree ("weaver_id");--> statement-breakpoint
CREATE INDEX "introduction_second" ON "introduction" USING btree ("second_id");--> statement-breakpoint
CREATE INDEX "introduction_past_pair_end" ON "introduction_past_pair" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "introduction_round_weekly" ON "introduction_round" USING btree ("weekly_at");--> statement-breakpoint
CREATE INDEX "introduction_round_daily" ON "introduction_round" USING btree ("daily_at");--> statement-breakpoint
CREATE UNIQUE INDEX "introduction_side_open" ON "introduction_side" USING btree ("person_id") WHERE "introduction_side"."open";--> statement-breakpoint
CREATE INDEX "introduction_side_person" ON "introduction_side" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "introduction_suggestion_coalition" ON "introduction_suggestion" USING btree ("coalition_id","score");--> statement-breakpoint
CREATE INDEX "introduction_suggestion_second" ON "introduction_suggestion" USING btree ("second_id");--> statement-breakpoint
CREATE INDEX "introduction_turn_person" ON "introduction_turn" USING btree ("person_id","day");--> statement-breakpoint
CREATE INDEX "representative_claim_coalition" ON "representative_claim" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "playground_message_conversation_id_index" ON "playground_message" USING btree ("conversation","id");--> statement-breakpoint
CREATE INDEX "due_failure_coalition" ON "due_failure" USING btree ("coalition_id");