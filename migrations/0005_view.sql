CREATE TABLE "digest" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"reader" text NOT NULL,
	"state" text NOT NULL,
	"made_by_id" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	"sends_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "digest_plan" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"reader" text NOT NULL,
	"weekday" integer NOT NULL,
	"hour" integer NOT NULL,
	"zone" text NOT NULL,
	"space_id" uuid,
	"channel" text,
	"next_at" timestamp (3) with time zone,
	CONSTRAINT "digest_plan_once" UNIQUE("coalition_id","reader")
);
--> statement-breakpoint
CREATE TABLE "digest_shown" (
	"coalition_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"state" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "digest_shown_coalition_id_scope_key_pk" PRIMARY KEY("coalition_id","scope","key")
);
--> statement-breakpoint
CREATE TABLE "network_stage" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"stage" text NOT NULL,
	"before" text,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "network_round" (
	"coalition_id" uuid PRIMARY KEY NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "network_view" (
	"coalition_id" uuid NOT NULL,
	"quarter" text NOT NULL,
	"person_id" uuid NOT NULL,
	"climate" integer NOT NULL,
	"skills" integer NOT NULL,
	"win" text DEFAULT '' NOT NULL,
	"said_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "network_view_coalition_id_quarter_person_id_pk" PRIMARY KEY("coalition_id","quarter","person_id")
);
--> statement-breakpoint
CREATE TABLE "network_week" (
	"coalition_id" uuid NOT NULL,
	"week" date NOT NULL,
	"figures" jsonb NOT NULL,
	"counted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "network_week_coalition_id_week_pk" PRIMARY KEY("coalition_id","week")
);
--> statement-breakpoint
CREATE TABLE "report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"language" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"contents" jsonb NOT NULL,
	"state" text NOT NULL,
	"made_by_id" uuid,
	"made_at" timestamp (3) with time zone NOT NULL,
	"ready_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "report_name" (
	"organisation_id" uuid PRIMARY KEY NOT NULL,
	"coalition_id" uuid NOT NULL,
	"agreed_by_id" uuid,
	"agreed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "digest" ADD CONSTRAINT "digest_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digest" ADD CONSTRAINT "digest_made_by_id_person_id_fk" FOREIGN KEY ("made_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digest_plan" ADD CONSTRAINT "digest_plan_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digest_plan" ADD CONSTRAINT "digest_plan_space_id_space_id_fk" FOREIGN KEY ("space_id") REFERENCES "public"."space"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digest_shown" ADD CONSTRAINT "digest_shown_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_stage" ADD CONSTRAINT "network_stage_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_stage" ADD CONSTRAINT "network_stage_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_round" ADD CONSTRAINT "network_round_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_view" ADD CONSTRAINT "network_view_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_view" ADD CONSTRAINT "network_view_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_week" ADD CONSTRAINT "network_week_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report" ADD CONSTRAINT "report_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report" ADD CONSTRAINT "report_made_by_id_person_id_fk" FOREIGN KEY ("made_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_name" ADD CONSTRAINT "report_name_organisation_id_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_name" ADD CONSTRAINT "report_name_coalition_id_coalition_id_fk" FOREIGN KEY ("coalition_id") REFERENCES "public"."coalition"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_name" ADD CONSTRAINT "report_name_agreed_by_id_person_id_fk" FOREIGN KEY ("agreed_by_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "digest_coalition" ON "digest" USING btree ("coalition_id","reader","made_at");--> statement-breakpoint
CREATE INDEX "digest_made_by" ON "digest" USING btree ("made_by_id");--> statement-breakpoint
CREATE INDEX "digest_sends" ON "digest" USING btree ("sends_at");--> statement-breakpoint
CREATE INDEX "digest_made" ON "digest" USING btree ("made_at");--> statement-breakpoint
CREATE INDEX "digest_plan_next" ON "digest_plan" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "digest_shown_at" ON "digest_shown" USING btree ("at");--> statement-breakpoint
CREATE INDEX "network_stage_coalition" ON "network_stage" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "network_round_next" ON "network_round" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "network_view_person" ON "network_view" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "report_coalition" ON "report" USING btree ("coalition_id","made_at");--> statement-breakpoint
CREATE INDEX "report_made_by" ON "report" USING btree ("made_by_id");--> statement-breakpoint
CREATE INDEX "report_ready" ON "report" USING btree ("ready_at");--> statement-breakpoint
CREATE INDEX "report_name_coalition" ON "report_name" USING btree ("coalition_id");--> statement-breakpoint
CREATE INDEX "report_name_agreed_by" ON "report_name" USING btree ("agreed_by_id");--> statement-breakpoint
CREATE INDEX "amplification_request_opened" ON "amplification_request" USING btree ("coalition_id","opened_at");--> statement-breakpoint
CREATE INDEX "audit_role_left" ON "audit" USING btree ("coalition_id","at") WHERE act = 'role.left';--> statement-breakpoint
CREATE INDEX "person_joined" ON "person" USING btree ("coalition_id","joined_at");--> statement-breakpoint
CREATE INDEX "person_left" ON "person" USING btree ("coalition_id","left_at") WHERE left_at is not null;--> statement-breakpoint
CREATE INDEX "representative_hub" ON "representative" USING btree ("hub_id");--> statement-breakpoint
CREATE INDEX "resource_added" ON "resource" USING btree ("coalition_id","added_at");--> statement-breakpoint
CREATE INDEX "resource_thanks_thanked" ON "resource_thanks" USING btree ("coalition_id","thanked_at");--> statement-breakpoint
CREATE INDEX "result_reported" ON "result" USING btree ("coalition_id","reported_at") WHERE "result"."corrected_by_id" is null;