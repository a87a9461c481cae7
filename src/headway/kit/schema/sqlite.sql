CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" bigint NOT NULL REFERENCES "people_user" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL);
CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "activity_chainhead" ("organisation_id" bigint NOT NULL PRIMARY KEY REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "sequence" bigint unsigned NOT NULL CHECK ("sequence" >= 0), "hash" varchar(64) NOT NULL);
CREATE TABLE "activity_event" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "sequence" bigint unsigned NOT NULL CHECK ("sequence" >= 0), "at" datetime NOT NULL, "person_name" varchar(200) NOT NULL, "verb" varchar(60) NOT NULL, "subject_type" varchar(40) NOT NULL, "subject_id" bigint NOT NULL, "subject_label" varchar(300) NOT NULL, "before" text NULL, "after" text NULL, "why" text NOT NULL, "previous_hash" varchar(64) NOT NULL, "hash" varchar(64) NOT NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "event_sequence_once_in_organisation" UNIQUE ("organisation_id", "sequence"));
CREATE TABLE "activity_notice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(10) NOT NULL, "title" varchar(300) NOT NULL, "body" text NOT NULL, "url" varchar(300) NOT NULL, "subject_type" varchar(40) NOT NULL, "subject_id" bigint NULL, "key" varchar(200) NOT NULL, "letter" text NOT NULL, "letter_html" text NOT NULL, "is_urgent" bool NOT NULL, "created_at" datetime NOT NULL, "read_at" datetime NULL, "sent_at" datetime NULL, "settled_at" datetime NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
CREATE TABLE "coaching_helpmessage" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "written_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "request_id" bigint NOT NULL REFERENCES "coaching_helprequest" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "coaching_helprequest" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "question" text NOT NULL, "asked_at" datetime NOT NULL, "state" varchar(8) NOT NULL, "waits_since" datetime NULL, "closed_at" datetime NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "asked_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "closed_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "help_waits_while_open" CHECK ((("state" = 'open' AND "waits_since" IS NOT NULL) OR (NOT ("state" = 'open') AND "waits_since" IS NULL))));
CREATE TABLE "coaching_suggestion" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "changes" text NOT NULL CHECK ((JSON_VALID("changes") OR "changes" IS NULL)), "before" text NOT NULL CHECK ((JSON_VALID("before") OR "before" IS NULL)), "why" text NOT NULL, "created_at" datetime NOT NULL, "state" varchar(9) NOT NULL, "answered_at" datetime NULL, "answer" text NOT NULL, "answered_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NOT NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "request_id" bigint NULL REFERENCES "coaching_helprequest" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "discussion_comment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "subject_type" varchar(10) NOT NULL, "subject_id" bigint NOT NULL, "text" text NOT NULL, "created_at" datetime NOT NULL, "edited_at" datetime NULL, "removed_at" datetime NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "removed_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "reply_to_id" bigint NULL REFERENCES "discussion_comment" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "discussion_follow" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "subject_type" varchar(10) NOT NULL, "subject_id" bigint NOT NULL, "is_on" bool NOT NULL, "since" datetime NOT NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "follow_once_a_person" UNIQUE ("subject_type", "subject_id", "person_id"), CONSTRAINT "follow_of_kpi_is_kept_there" CHECK ((NOT ("subject_type" = 'kpi') OR NOT "is_on")));
CREATE TABLE "discussion_mention" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "is_told" bool NOT NULL, "comment_id" bigint NOT NULL REFERENCES "discussion_comment" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "mention_once_a_comment" UNIQUE ("comment_id", "person_id"));
CREATE TABLE "discussion_nudge" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "subject_type" varchar(10) NOT NULL, "subject_id" bigint NOT NULL, "on" date NOT NULL, "at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "nudge_once_a_day" UNIQUE ("subject_type", "subject_id", "person_id", "on"));
CREATE TABLE "discussion_reaction" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(9) NOT NULL, "created_at" datetime NOT NULL, "comment_id" bigint NOT NULL REFERENCES "discussion_comment" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "reaction_once_of_a_kind" UNIQUE ("comment_id", "person_id", "kind"));
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
CREATE TABLE "django_tasks_database_dbtaskresult" ("id" char(32) NOT NULL PRIMARY KEY, "args_kwargs" text NOT NULL CHECK ((JSON_VALID("args_kwargs") OR "args_kwargs" IS NULL)), "priority" integer NOT NULL, "task_path" text NOT NULL, "queue_name" varchar(32) NOT NULL, "backend_name" varchar(32) NOT NULL, "run_after" datetime NOT NULL, "enqueued_at" datetime NOT NULL, "finished_at" datetime NULL, "started_at" datetime NULL, "return_value" text NULL CHECK ((JSON_VALID("return_value") OR "return_value" IS NULL)), "exception_class_path" text NOT NULL, "traceback" text NOT NULL, "worker_ids" text NOT NULL CHECK ((JSON_VALID("worker_ids") OR "worker_ids" IS NULL)), "status" varchar(10) NOT NULL, CONSTRAINT "priority_range" CHECK ("priority" BETWEEN -100 AND 100));
CREATE TABLE "exchange_importchange" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" integer unsigned NOT NULL CHECK ("position" >= 0), "kind" varchar(20) NOT NULL, "external_id" varchar(250) NOT NULL, "object_id" bigint NOT NULL, "created" bool NOT NULL, "before" text NULL CHECK ((JSON_VALID("before") OR "before" IS NULL)), "entry_before" text NULL CHECK ((JSON_VALID("entry_before") OR "entry_before" IS NULL)), "fingerprint" varchar(64) NOT NULL, "run_id" bigint NOT NULL REFERENCES "exchange_importrun" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "exchange_importedobject" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "source" varchar(100) NOT NULL, "kind" varchar(20) NOT NULL, "external_id" varchar(250) NOT NULL, "object_id" bigint NOT NULL, "values" text NOT NULL CHECK ((JSON_VALID("values") OR "values" IS NULL)), "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "imported_object_once" UNIQUE ("organisation_id", "source", "kind", "external_id"));
CREATE TABLE "exchange_importrun" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "source" varchar(100) NOT NULL, "filename" varchar(300) NOT NULL, "format" varchar(40) NOT NULL, "state" varchar(9) NOT NULL, "content" BLOB NULL, "report" text NOT NULL CHECK ((JSON_VALID("report") OR "report" IS NULL)), "created_at" datetime NOT NULL, "committed_at" datetime NULL, "undone_at" datetime NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "kit_idempotencyrecord" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token_id" bigint NOT NULL, "key" varchar(200) NOT NULL, "fingerprint" varchar(64) NOT NULL, "status" smallint unsigned NOT NULL CHECK ("status" >= 0), "headers" text NOT NULL CHECK ((JSON_VALID("headers") OR "headers" IS NULL)), "body" BLOB NOT NULL, "created_at" datetime NOT NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "idempotency_key_once" UNIQUE ("organisation_id", "token_id", "key"));
CREATE TABLE "kpis_annotation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "starts_on" date NOT NULL, "text" varchar(200) NOT NULL, "created_at" datetime NOT NULL, "removed_at" datetime NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "kpis_archivedspell" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "archived_at" datetime NOT NULL, "restored_at" datetime NOT NULL, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "kpis_connector" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(20) NOT NULL, "settings" text NOT NULL CHECK ((JSON_VALID("settings") OR "settings" IS NULL)), "sealed" text NOT NULL, "every" varchar(4) NOT NULL, "at" time NOT NULL, "weekday" smallint unsigned NOT NULL CHECK ("weekday" >= 0), "window" smallint unsigned NOT NULL CHECK ("window" >= 0), "is_active" bool NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "created_at" datetime NOT NULL, "next_at" datetime NULL, "running_since" datetime NULL, "running_for" varchar(60) NOT NULL, "last_run_at" datetime NULL, "last_success_at" datetime NULL, "failing_since" datetime NULL, "failures" integer unsigned NOT NULL CHECK ("failures" >= 0), "error_code" varchar(40) NOT NULL, "error" text NOT NULL, "gave_up" bool NOT NULL, "kpi_id" bigint NOT NULL UNIQUE REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "left_out" integer unsigned NOT NULL CHECK ("left_out" >= 0), "left_out_why" text NOT NULL, "left_out_since" datetime NULL);
CREATE TABLE "kpis_connectorrun" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "started_at" datetime NOT NULL, "ended_at" datetime NOT NULL, "by_hand" bool NOT NULL, "read" integer unsigned NOT NULL CHECK ("read" >= 0), "created" integer unsigned NOT NULL CHECK ("created" >= 0), "changed" integer unsigned NOT NULL CHECK ("changed" >= 0), "unchanged" integer unsigned NOT NULL CHECK ("unchanged" >= 0), "kept" integer unsigned NOT NULL CHECK ("kept" >= 0), "notes" text NOT NULL, "error_code" varchar(40) NOT NULL, "error" text NOT NULL, "out_since" datetime NULL, "connector_id" bigint NOT NULL REFERENCES "kpis_connector" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "left_out" integer unsigned NOT NULL CHECK ("left_out" >= 0));
CREATE TABLE "kpis_follow" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "follow_once" UNIQUE ("kpi_id", "person_id"));
CREATE TABLE "kpis_kpi" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL, "external_id" varchar(200) NOT NULL, "position" integer unsigned NOT NULL CHECK ("position" >= 0), "archived_at" datetime NULL, "question" text NOT NULL, "formula" text NOT NULL, "measure" varchar(60) NOT NULL, "decimals" smallint unsigned NOT NULL CHECK ("decimals" >= 0), "better" varchar(7) NOT NULL, "nature" varchar(7) NOT NULL, "leads_lag" smallint unsigned NULL CHECK ("leads_lag" >= 0), "frequency" varchar(9) NOT NULL, "due_lag" smallint unsigned NOT NULL CHECK ("due_lag" >= 0), "in_time" varchar(5) NOT NULL, "scale" real NOT NULL, "is_count" bool NOT NULL, "low_bound" real NULL, "high_bound" real NULL, "source" text NOT NULL, "query" text NOT NULL, "limitations" text NOT NULL, "counter_metric" text NOT NULL, "response_plan" text NOT NULL, "cause_days" smallint unsigned NOT NULL CHECK ("cause_days" >= 0), "action_days" smallint unsigned NOT NULL CHECK ("action_days" >= 0), "review_by" date NULL, "form" varchar(12) NOT NULL, "season" smallint unsigned NOT NULL CHECK ("season" >= 0), "spread" varchar(6) NOT NULL, "screened" bool NOT NULL, "rules" text NOT NULL CHECK ((JSON_VALID("rules") OR "rules" IS NULL)), "colouring" varchar(10) NOT NULL, "created_at" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "updater_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "copied_version" integer unsigned NULL CHECK ("copied_version" >= 0), "segmented_by" varchar(60) NOT NULL, "partial" bool NOT NULL, "expression" text NOT NULL, "missing" varchar(6) NOT NULL, "levels" text NOT NULL CHECK ((JSON_VALID("levels") OR "levels" IS NULL)), "former_levels" text NOT NULL CHECK ((JSON_VALID("former_levels") OR "former_levels" IS NULL)), "leads_id" bigint NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "copied_from_id" bigint NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "kpis_kpiinput" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "input_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "kpi_input_once" UNIQUE ("kpi_id", "name"));
CREATE TABLE "kpis_kpisignal" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "rule" varchar(6) NOT NULL, "starts_on" date NOT NULL, "first_on" date NOT NULL, "side" smallint NOT NULL, "variation" varchar(9) NOT NULL, "raised_at" datetime NOT NULL, "withdrawn_at" datetime NULL, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "response_id" bigint NULL REFERENCES "kpis_response" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "kpis_kpistate" ("kpi_id" bigint NOT NULL PRIMARY KEY REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "starts_on" date NULL, "value" real NULL, "state" varchar(9) NOT NULL, "points" integer unsigned NOT NULL CHECK ("points" >= 0), "stage" varchar(6) NOT NULL, "baseline" integer unsigned NOT NULL CHECK ("baseline" >= 0), "centre" real NULL, "sigma" real NULL, "lower" real NULL, "upper" real NULL, "variation" varchar(9) NOT NULL, "assurance" varchar(9) NOT NULL, "colour" varchar(5) NOT NULL, "advice" varchar(15) NOT NULL, "rules" text NOT NULL CHECK ((JSON_VALID("rules") OR "rules" IS NULL)), "since" date NULL, "recent" text NOT NULL CHECK ((JSON_VALID("recent") OR "recent" IS NULL)), "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "alike" varchar(200) NOT NULL, "band" text NOT NULL CHECK ((JSON_VALID("band") OR "band" IS NULL)), "misses" real NULL, "is_answered" bool NOT NULL, "response_due_on" date NULL);
CREATE TABLE "kpis_kpiversion" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "fields" text NOT NULL CHECK ((JSON_VALID("fields") OR "fields" IS NULL)), "effective_on" date NOT NULL, "breaks" bool NOT NULL, "why" text NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "kpi_version_once" UNIQUE ("kpi_id", "number"));
CREATE TABLE kpis_measurement (
    series_id bigint NOT NULL REFERENCES kpis_series (id) DEFERRABLE INITIALLY DEFERRED,
    starts_on date NOT NULL,
    value real NULL,
    numerator real NULL,
    denominator real NULL,
    state varchar(9) NOT NULL,
    reason varchar(300) NOT NULL,
    origin varchar(9) NOT NULL,
    revision integer NOT NULL CHECK (revision >= 0),
    person_id bigint NULL REFERENCES people_person (id) DEFERRABLE INITIALLY DEFERRED,
    entered_at datetime NOT NULL,
    PRIMARY KEY (series_id, starts_on)
) WITHOUT ROWID;
CREATE TABLE "kpis_rebase" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "starts_on" date NOT NULL, "different" text NOT NULL, "reason" text NOT NULL, "wanted" text NOT NULL, "lasting" text NOT NULL, "created_at" datetime NOT NULL, "undone_at" datetime NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "kpis_response" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "stage" varchar(12) NOT NULL, "raised_at" datetime NOT NULL, "acknowledged_at" datetime NULL, "note" text NOT NULL, "cause_due_on" date NOT NULL, "cause" text NOT NULL, "cause_at" datetime NULL, "action_due_on" date NOT NULL, "action" text NOT NULL, "action_at" datetime NULL, "action_ends_on" date NULL, "outcome" varchar(12) NOT NULL, "closing_word" text NOT NULL, "closed_at" datetime NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "acknowledged_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "action_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "action_owner_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "cause_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "closed_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "held_because" text NOT NULL, CONSTRAINT "response_number_once" UNIQUE ("kpi_id", "number"));
CREATE TABLE "kpis_revision" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "starts_on" date NOT NULL, "revision" integer unsigned NOT NULL CHECK ("revision" >= 0), "value" real NULL, "numerator" real NULL, "denominator" real NULL, "state" varchar(9) NOT NULL, "reason" varchar(300) NOT NULL, "origin" varchar(9) NOT NULL, "entered_at" datetime NOT NULL, "replaced_at" datetime NOT NULL, "person_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "series_id" bigint NOT NULL REFERENCES "kpis_series" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "revision_once" UNIQUE ("series_id", "starts_on", "revision"));
CREATE TABLE "kpis_series" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(60) NOT NULL, "name" varchar(120) NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "archived_at" datetime NULL, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "since" date NULL, CONSTRAINT "series_once" UNIQUE ("kpi_id", "key"));
CREATE TABLE "kpis_target" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "effective_on" date NOT NULL, "kind" varchar(8) NOT NULL, "low" real NULL, "high" real NULL, "worst" real NULL, "red" real NULL, "best" real NULL, "by" date NULL, "why" text NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "moves" bool NOT NULL, "curve" text NULL CHECK ((JSON_VALID("curve") OR "curve" IS NULL)));
CREATE TABLE "okrs_assessment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "self_grade" real NULL, "comment" text NOT NULL, "miss_reason" text NOT NULL, "decision" varchar(6) NOT NULL, "closing_word" text NOT NULL, "said_at" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "carry_to_id" bigint NULL REFERENCES "okrs_cycle" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NULL UNIQUE REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NOT NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "said_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "okrs_checkin" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "value" real NULL, "milestones_done" text NULL CHECK ((JSON_VALID("milestones_done") OR "milestones_done" IS NULL)), "stated_progress" real NULL, "confidence" smallint unsigned NULL CHECK ("confidence" >= 0), "note" text NOT NULL, "entered_at" datetime NOT NULL, "effective_on" date NOT NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "supersedes_id" bigint NULL UNIQUE REFERENCES "okrs_checkin" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NOT NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "kpi_starts_on" date NULL, CONSTRAINT "checkin_confidence_to_10" CHECK (("confidence" IS NULL OR "confidence" <= 10)));
CREATE TABLE "okrs_closure" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "outcome" varchar(12) NOT NULL, "computed_score" real NULL, "self_grade" real NULL, "grade_comment" text NOT NULL, "closing_word" text NOT NULL, "closed_at" datetime NOT NULL, "closed_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "carried_to_id" bigint NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NOT NULL UNIQUE REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "current_score" real NULL, "decision" varchar(6) DEFAULT '' NOT NULL, "miss_reason" text DEFAULT '' NOT NULL, "original_score" real NULL, "scored_on" date NULL);
CREATE TABLE "okrs_cycle" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "kind" varchar(9) NOT NULL, "starts_on" date NOT NULL, "ends_on" date NOT NULL, "phase" varchar(13) NOT NULL, "plan_lock_on" date NOT NULL, "locked_at" datetime NULL, "scoring_standard" varchar(24) NOT NULL, "closed_at" datetime NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "calendar" text DEFAULT '{}' NOT NULL CHECK ((JSON_VALID("calendar") OR "calendar" IS NULL)), "parent_id" bigint NULL REFERENCES "okrs_cycle" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "cycle_name_once_in_organisation" UNIQUE ("organisation_id", "name"), CONSTRAINT "cycle_ends_after_start" CHECK ("ends_on" > ("starts_on")));
CREATE TABLE "okrs_dependency" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(300) NOT NULL, "due_on" date NULL, "state" varchar(9) NOT NULL, "requested_at" datetime NOT NULL, "answered_at" datetime NULL, "answer" text NOT NULL, "answered_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "delivered_by_id" bigint NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NOT NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "requested_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "okrs_goalpostchange" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "field" varchar(20) NOT NULL, "before" text NULL CHECK ((JSON_VALID("before") OR "before" IS NULL)), "after" text NULL CHECK ((JSON_VALID("after") OR "after" IS NULL)), "reason" text NOT NULL, "effective_on" date NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NOT NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "approved_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "approved_on" date NULL);
CREATE TABLE "okrs_goalpostrequest" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "changes" text NOT NULL CHECK ((JSON_VALID("changes") OR "changes" IS NULL)), "before" text NOT NULL CHECK ((JSON_VALID("before") OR "before" IS NULL)), "reason" text NOT NULL, "created_at" datetime NOT NULL, "state" varchar(9) NOT NULL, "answered_at" datetime NULL, "answer" text NOT NULL, "answered_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NOT NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "okrs_grade" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "computed_score" real NULL, "self_grade" real NULL, "comment" text NOT NULL, "graded_at" datetime NOT NULL, "graded_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NOT NULL UNIQUE REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "current_score" real NULL, "decision" varchar(6) DEFAULT '' NOT NULL, "original_score" real NULL, "miss_reason" text DEFAULT '' NOT NULL);
CREATE TABLE "okrs_initiative" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(300) NOT NULL, "due_on" date NULL, "done_on" date NULL, "dropped_on" date NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NOT NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "okrs_keyresult" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(600) NOT NULL, "description" text NOT NULL, "kind" varchar(10) NOT NULL, "start" real NULL, "target" real NULL, "low" real NULL, "high" real NULL, "fail" real NULL, "scale" varchar(6) NOT NULL, "anchors" text NULL CHECK ((JSON_VALID("anchors") OR "anchors" IS NULL)), "measure" varchar(60) NOT NULL, "aggregation" varchar(4) NOT NULL, "weight" real NOT NULL, "cadence" varchar(9) NOT NULL, "profile" text NULL CHECK ((JSON_VALID("profile") OR "profile" IS NULL)), "position" integer unsigned NOT NULL CHECK ("position" >= 0), "added_on" date NULL, "cancelled_on" date NULL, "cancel_reason" text NOT NULL, "value" real NULL, "raw" real NULL, "score" real NULL, "confidence" smallint unsigned NULL CHECK ("confidence" >= 0), "previous_confidence" smallint unsigned NULL CHECK ("previous_confidence" >= 0), "read_on" date NULL, "checked_in_at" datetime NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "updater_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NOT NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "is_health" bool DEFAULT 0 NOT NULL, "override" varchar(9) DEFAULT '' NOT NULL, "probability" real NULL, "raw_of_record" real NULL, "raw_original" real NULL, "weight_of_record" real NULL, "weight_original" real NULL, "carry_count" smallint unsigned DEFAULT 0 NOT NULL CHECK ("carry_count" >= 0), "paired_with_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "carried_from_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "n_min" smallint unsigned NULL CHECK ("n_min" >= 0), "override_until" date NULL, "kpi_id" bigint NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "valued_on" date NULL, CONSTRAINT "key_result_confidence_to_10" CHECK (("confidence" IS NULL OR "confidence" <= 10)), CONSTRAINT "key_result_weight_not_negative" CHECK ("weight" >= 0.0));
CREATE TABLE "okrs_milestone" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(300) NOT NULL, "weight" real NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "key_result_id" bigint NOT NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "okrs_objective" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(400) NOT NULL, "description" text NOT NULL, "ambition" varchar(12) NOT NULL, "origin" varchar(9) NOT NULL, "state" varchar(8) NOT NULL, "is_local" bool NOT NULL, "position" integer unsigned NOT NULL CHECK ("position" >= 0), "score" real NULL, "coverage" real NOT NULL, "created_at" datetime NOT NULL, "updated_at" datetime NOT NULL, "archived_at" datetime NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "cycle_id" bigint NOT NULL REFERENCES "okrs_cycle" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "own_score" real NULL, "own_weight" real DEFAULT 1.0 NOT NULL, "focus_reason" text DEFAULT '' NOT NULL, "visibility" varchar(12) DEFAULT 'organisation' NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "carry_count" smallint unsigned DEFAULT 0 NOT NULL CHECK ("carry_count" >= 0), "own_coverage" real NULL, "recovers_id" bigint NULL REFERENCES "kpis_response" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "objective_own_weight_not_negative" CHECK ("own_weight" >= 0.0));
CREATE TABLE "okrs_objective_viewers" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "objective_id" bigint NOT NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "okrs_objectivelink" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(17) NOT NULL, "child_id" bigint NOT NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "goal_id" bigint NULL REFERENCES "strategy_midtermgoal" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "child_key_result_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "share" real NULL, "weight" real DEFAULT 1.0 NOT NULL, CONSTRAINT "link_has_one_parent" CHECK ((("goal_id" IS NOT NULL AND "key_result_id" IS NULL AND "objective_id" IS NULL) OR ("goal_id" IS NULL AND "key_result_id" IS NULL AND "objective_id" IS NOT NULL) OR ("goal_id" IS NULL AND "key_result_id" IS NOT NULL AND "objective_id" IS NULL))), CONSTRAINT "link_not_to_itself" CHECK (NOT ("child_id" = ("objective_id") AND "objective_id" IS NOT NULL)), CONSTRAINT "link_ends_fit_its_kind" CHECK ((("child_key_result_id" IS NULL AND "kind" = 'aligned') OR ("child_key_result_id" IS NULL AND "kind" = 'drives_score' AND "objective_id" IS NOT NULL) OR ("child_key_result_id" IS NOT NULL AND "key_result_id" IS NOT NULL AND "kind" = 'contributes_value'))), CONSTRAINT "link_weight_not_negative" CHECK ("weight" >= 0.0), CONSTRAINT "link_share_to_1" CHECK (("share" IS NULL OR ("share" >= 0.0 AND "share" <= 1.0))));
CREATE TABLE "okrs_signature" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "role" varchar(5) NOT NULL, "digest" varchar(64) NOT NULL, "signed_at" datetime NOT NULL, "voided_at" datetime NULL, "void_reason" text NOT NULL, "objective_id" bigint NOT NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "okrs_statusoverride" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "status" varchar(9) NOT NULL, "computed" varchar(12) NOT NULL, "reason" text NOT NULL, "set_on" date NOT NULL, "ended_on" date NULL, "created_at" datetime NOT NULL, "key_result_id" bigint NOT NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "expires_on" date NULL);
CREATE TABLE "packs_pack" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(200) NOT NULL, "created_at" datetime NOT NULL, "day" date NULL, "is_as_known" bool NOT NULL, "cadence" varchar(9) NOT NULL, "send_day" smallint unsigned NOT NULL CHECK ("send_day" >= 0), "with_file" bool NOT NULL, "next_on" date NULL, "frozen_at" datetime NULL, "content" text NOT NULL, "digest" varchar(64) NOT NULL, "archived_at" datetime NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "frozen_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "maker_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "make_at" datetime NULL, "make_error" varchar(300) NOT NULL, "make_failures" smallint unsigned NOT NULL CHECK ("make_failures" >= 0), "source_id" bigint NULL REFERENCES "packs_pack" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "pack_frozen_with_content" CHECK ((("content" = '' AND "digest" = '' AND "frozen_at" IS NULL) OR ("frozen_at" IS NOT NULL AND NOT ("content" = '') AND NOT ("digest" = '')))));
CREATE TABLE "packs_pack_recipients" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "pack_id" bigint NOT NULL REFERENCES "packs_pack" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "packs_packcomment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "created_at" datetime NOT NULL, "resolved_at" datetime NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "resolved_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "page_id" bigint NOT NULL REFERENCES "packs_packpage" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "packs_packfile" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "is_of_frozen" bool NOT NULL, "kind" varchar(4) NOT NULL, "language" varchar(10) NOT NULL, "time_zone" varchar(64) NOT NULL, "key" varchar(64) NOT NULL, "name" varchar(250) NOT NULL, "day" date NOT NULL, "content" text NOT NULL, "asked_at" datetime NOT NULL, "queued_at" datetime NULL, "started_at" datetime NULL, "made_at" datetime NULL, "error" varchar(300) NOT NULL, "size" integer unsigned NOT NULL CHECK ("size" >= 0), "body" BLOB NULL, "asked_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "pack_id" bigint NOT NULL REFERENCES "packs_pack" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "pack_file_made_once" UNIQUE ("pack_id", "key"), CONSTRAINT "pack_file_made_with_body" CHECK ((("body" IS NULL AND "made_at" IS NULL) OR ("body" IS NOT NULL AND "made_at" IS NOT NULL))));
CREATE TABLE "packs_packletter" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "sent_at" datetime NULL, "claimed_until" datetime NULL, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "send_id" bigint NOT NULL REFERENCES "packs_packsend" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "pack_letter_once_a_person" UNIQUE ("send_id", "person_id"));
CREATE TABLE "packs_packpage" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "kind" varchar(10) NOT NULL, "subject_id" bigint unsigned NULL CHECK ("subject_id" >= 0), "title" varchar(200) NOT NULL, "note" text NOT NULL, "pack_id" bigint NOT NULL REFERENCES "packs_pack" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "packs_packsend" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "due_on" date NULL, "created_at" datetime NOT NULL, "failures" smallint unsigned NOT NULL CHECK ("failures" >= 0), "error" varchar(300) NOT NULL, "next_at" datetime NULL, "asked_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "frozen_id" bigint NOT NULL REFERENCES "packs_pack" ("id") DEFERRABLE INITIALLY DEFERRED, "pack_id" bigint NOT NULL REFERENCES "packs_pack" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "pack_sent_once_a_period" UNIQUE ("pack_id", "due_on"));
CREATE TABLE "people_apitoken" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL, "secret_hash" varchar(64) NOT NULL UNIQUE, "hint" varchar(12) NOT NULL, "scopes" text NOT NULL CHECK ((JSON_VALID("scopes") OR "scopes" IS NULL)), "created_at" datetime NOT NULL, "expires_at" datetime NULL, "last_used_at" datetime NULL, "revoked_at" datetime NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "people_invitation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "secret_hash" varchar(64) NOT NULL UNIQUE, "created_at" datetime NOT NULL, "expires_at" datetime NOT NULL, "accepted_at" datetime NULL, "withdrawn_at" datetime NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "invited_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "people_membership" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(6) NOT NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "membership_once_per_kind" UNIQUE ("unit_id", "person_id", "kind"));
CREATE TABLE "people_organisation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL, "slug" varchar(80) NOT NULL UNIQUE, "time_zone" varchar(64) NOT NULL, "language" varchar(12) NOT NULL, "fiscal_year_start" smallint unsigned NOT NULL CHECK ("fiscal_year_start" >= 0), "week_start" smallint unsigned NOT NULL CHECK ("week_start" >= 0), "created_at" datetime NOT NULL, "focus_rule" varchar(5) DEFAULT 'warn' NOT NULL, "goal_posts_need_approval" bool DEFAULT 1 NOT NULL);
CREATE TABLE "people_person" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL, "email" varchar(254) NOT NULL, "role" varchar(8) NOT NULL, "is_active" bool NOT NULL, "created_at" datetime NOT NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" bigint NULL REFERENCES "people_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "people_unit" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL, "kind" varchar(10) NOT NULL, "path" varchar(200) NOT NULL, "position" integer unsigned NOT NULL CHECK ("position" >= 0), "archived_at" datetime NULL, "lead_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "parent_id" bigint NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "people_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "email" varchar(254) NOT NULL UNIQUE, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "theme" varchar(6) NOT NULL);
CREATE TABLE "people_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "people_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "people_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "people_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "reminders_absence" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "first" date NOT NULL, "last" date NOT NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "absence_ends_after_it_begins" CHECK ("last" >= ("first")));
CREATE TABLE "reminders_channel" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL, "kind" varchar(10) NOT NULL, "secrets" text NOT NULL, "host" varchar(255) NOT NULL, "topics" text NOT NULL CHECK ((JSON_VALID("topics") OR "topics" IS NULL)), "at" time NOT NULL, "created_at" datetime NOT NULL, "next_at" datetime NULL, "posted_at" datetime NULL, "told_until" datetime NOT NULL, "failures" smallint unsigned NOT NULL CHECK ("failures" >= 0), "error" varchar(300) NOT NULL, "removed_at" datetime NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "maker_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "reminders_escalation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(60) NOT NULL, "due_on" date NOT NULL, "level" varchar(5) NOT NULL, "told_at" datetime NOT NULL, "withdrawn_at" datetime NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "escalated_once_a_level" UNIQUE ("owner_id", "key", "due_on", "level"));
CREATE TABLE "reminders_escalationrule" ("organisation_id" bigint NOT NULL PRIMARY KEY REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "lead_after" smallint unsigned NULL CHECK ("lead_after" >= 0), "coach_after" smallint unsigned NULL CHECK ("coach_after" >= 0), "version" integer unsigned NOT NULL CHECK ("version" >= 0));
CREATE TABLE "reminders_feedtoken" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "secret_hash" varchar(64) NOT NULL UNIQUE, "created_at" datetime NOT NULL, "last_used_at" datetime NULL, "revoked_at" datetime NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "reminders_letter" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "day" date NULL, "created_at" datetime NOT NULL, "next_at" datetime NULL, "failures" smallint unsigned NOT NULL CHECK ("failures" >= 0), "error" varchar(300) NOT NULL, "sent_at" datetime NULL, "ended_at" datetime NULL, "notice_id" bigint NULL UNIQUE REFERENCES "activity_notice" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "digest_once_a_day" UNIQUE ("person_id", "day"), CONSTRAINT "letter_is_digest_or_notice" CHECK ((("day" IS NULL AND "notice_id" IS NOT NULL) OR ("day" IS NOT NULL AND "notice_id" IS NULL))));
CREATE TABLE "reminders_publicholiday" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "on" date NOT NULL, "name" varchar(100) NOT NULL, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "holiday_once_in_unit" UNIQUE ("unit_id", "on"));
CREATE TABLE "reminders_quicklink" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "secret_hash" varchar(64) NOT NULL UNIQUE, "created_at" datetime NOT NULL, "expires_at" datetime NOT NULL, "used_at" datetime NULL, "check_in_id" bigint NULL REFERENCES "okrs_checkin" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NOT NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "reminders_reminded" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(60) NOT NULL, "due_on" date NOT NULL, "told_on" date NOT NULL, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "reminded_of_a_key" UNIQUE ("person_id", "key"));
CREATE TABLE "reminders_remindersettings" ("person_id" bigint NOT NULL PRIMARY KEY REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "time_zone" varchar(64) NOT NULL, "at" time NOT NULL, "before" smallint unsigned NOT NULL CHECK ("before" >= 0), "again" smallint unsigned NOT NULL CHECK ("again" >= 0), "most" smallint unsigned NOT NULL CHECK ("most" >= 0), "kinds" text NOT NULL CHECK ((JSON_VALID("kinds") OR "kinds" IS NULL)), "has_at_once" bool NOT NULL, "by_email" bool NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "reminder_settings_within_bounds" CHECK (("again" >= 1 AND "again" <= 10 AND "before" <= 10 AND "most" <= 10)));
CREATE TABLE "reminders_round" ("person_id" bigint NOT NULL PRIMARY KEY REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "next_at" datetime NULL);
CREATE TABLE "reminders_workcalendar" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "weekdays" text NOT NULL CHECK ((JSON_VALID("weekdays") OR "weekdays" IS NULL)), "opens" time NOT NULL, "closes" time NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "work_calendar_one_of_unit" UNIQUE ("unit_id"), CONSTRAINT "work_calendar_closes_after_it_opens" CHECK ("closes" > ("opens")));
CREATE TABLE "rituals_acknowledgement" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "rule" varchar(40) NOT NULL, "subject_kind" varchar(10) NOT NULL, "subject_id" bigint NOT NULL, "mark" varchar(64) NOT NULL, "message" text NOT NULL, "note" text NOT NULL, "acknowledged_at" datetime NOT NULL, "cycle_id" bigint NOT NULL REFERENCES "okrs_cycle" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "acknowledged_once" UNIQUE ("cycle_id", "mark"));
CREATE TABLE "rituals_actionitem" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(400) NOT NULL, "due_on" date NULL, "state" varchar(7) NOT NULL, "created_at" datetime NOT NULL, "ended_at" datetime NULL, "closing_word" text NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "created_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "ended_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "blocker_id" bigint NULL REFERENCES "rituals_blocker" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" bigint NULL REFERENCES "rituals_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "times_put_off" smallint unsigned DEFAULT 0 NOT NULL CHECK ("times_put_off" >= 0), "put_off_why" text DEFAULT '' NOT NULL, CONSTRAINT "action_item_ended_when_settled" CHECK ((("ended_at" IS NULL AND "state" = 'open') OR (NOT ("state" = 'open') AND "ended_at" IS NOT NULL))));
CREATE TABLE "rituals_attendance" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "joined_at" datetime NOT NULL, "seen_at" datetime NOT NULL, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" bigint NOT NULL REFERENCES "rituals_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "writing_at" datetime NULL, CONSTRAINT "attendance_once" UNIQUE ("meeting_id", "person_id"), CONSTRAINT "attendance_seen_after_joining" CHECK ("seen_at" >= ("joined_at")));
CREATE TABLE "rituals_blocker" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(400) NOT NULL, "due_on" date NULL, "raised_at" datetime NOT NULL, "resolved_at" datetime NULL, "resolution" text NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "key_result_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "raised_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "resolved_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" bigint NULL REFERENCES "rituals_meeting" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "rituals_card" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "column" varchar(20) NOT NULL, "text" text NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "written_at" datetime NULL, "revealed_at" datetime NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" bigint NULL REFERENCES "rituals_cardgroup" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" bigint NOT NULL REFERENCES "rituals_meeting" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "rituals_cardgroup" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(300) NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "votes" smallint unsigned NULL CHECK ("votes" >= 0), "is_kept" bool NOT NULL, "objective_id" bigint NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" bigint NOT NULL REFERENCES "rituals_meeting" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "rituals_contribution" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "question" varchar(20) NOT NULL, "text" text NOT NULL, "written_at" datetime NOT NULL, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" bigint NOT NULL REFERENCES "rituals_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "contribution_once" UNIQUE ("meeting_id", "person_id", "question"));
CREATE TABLE "rituals_frame" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(400) NOT NULL, "why" text NOT NULL, "created_at" datetime NOT NULL, "state" varchar(9) NOT NULL, "answered_at" datetime NULL, "answer" text NOT NULL, "answered_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "cycle_id" bigint NOT NULL REFERENCES "okrs_cycle" ("id") DEFERRABLE INITIALLY DEFERRED, "goal_id" bigint NULL REFERENCES "strategy_midtermgoal" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NULL UNIQUE REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "parent_id" bigint NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "rituals_headsup" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "on" date NOT NULL, "title" varchar(300) NOT NULL, "written_at" datetime NOT NULL, "removed_at" datetime NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "rituals_learning" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "written_at" datetime NOT NULL, "removed_at" datetime NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "cycle_id" bigint NULL REFERENCES "okrs_cycle" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" bigint NULL REFERENCES "rituals_meeting" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "rituals_meeting" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(13) NOT NULL, "mode" varchar(5) NOT NULL, "state" varchar(9) NOT NULL, "week" date NULL, "planned_at" datetime NOT NULL, "ends_at" datetime NULL, "format" varchar(20) NOT NULL, "is_anonymous" bool NOT NULL, "stages" text NOT NULL CHECK ((JSON_VALID("stages") OR "stages" IS NULL)), "stage" smallint unsigned NOT NULL CHECK ("stage" >= 0), "running_since" datetime NULL, "opened_at" datetime NULL, "closed_at" datetime NULL, "content" text NULL CHECK ((JSON_VALID("content") OR "content" IS NULL)), "created_at" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "created_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "cycle_id" bigint NULL REFERENCES "okrs_cycle" ("id") DEFERRABLE INITIALLY DEFERRED, "facilitator_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "series_id" bigint NULL REFERENCES "rituals_meetingseries" ("id") DEFERRABLE INITIALLY DEFERRED, "focus" varchar(40) DEFAULT '' NOT NULL, "heard_at" datetime NULL, CONSTRAINT "meeting_weekly_has_week" CHECK ((NOT ("kind" = 'weekly') OR "week" IS NOT NULL)));
CREATE TABLE "rituals_meetingseries" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(13) NOT NULL, "mode" varchar(5) NOT NULL, "weekday" smallint unsigned NOT NULL CHECK ("weekday" >= 0), "at" time NOT NULL, "weeks" smallint unsigned NOT NULL CHECK ("weeks" >= 0), "open_hours" smallint unsigned NOT NULL CHECK ("open_hours" >= 0), "since" date NOT NULL, "ended_on" date NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "facilitator_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "series_weekday_and_weeks" CHECK (("weekday" <= 6 AND "weeks" >= 1)));
CREATE TABLE "rituals_minute" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(8) NOT NULL, "text" text NOT NULL, "seconds" integer unsigned NOT NULL CHECK ("seconds" >= 0), "written_at" datetime NOT NULL, "removed_at" datetime NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" bigint NOT NULL REFERENCES "rituals_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "rituals_priority" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "week" date NOT NULL, "title" varchar(300) NOT NULL, "state" varchar(7) NOT NULL, "written_at" datetime NOT NULL, "carried_from_id" bigint NULL REFERENCES "rituals_priority" ("id") DEFERRABLE INITIALLY DEFERRED, "key_result_id" bigint NULL REFERENCES "okrs_keyresult" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "rituals_publishedplan" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "content" text NOT NULL CHECK ((JSON_VALID("content") OR "content" IS NULL)), "note" text NOT NULL, "published_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "cycle_id" bigint NOT NULL REFERENCES "okrs_cycle" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "published_plan_numbered" UNIQUE ("cycle_id", "unit_id", "number"));
CREATE TABLE "rituals_pulse" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "question" varchar(300) NOT NULL, "is_anonymous" bool NOT NULL, "counts" text NOT NULL CHECK ((JSON_VALID("counts") OR "counts" IS NULL)), "meeting_id" bigint NOT NULL UNIQUE REFERENCES "rituals_meeting" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "rituals_pulseanswer" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "value" smallint unsigned NULL CHECK ("value" >= 0), "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "pulse_id" bigint NOT NULL REFERENCES "rituals_pulse" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "pulse_answered_once" UNIQUE ("pulse_id", "person_id"), CONSTRAINT "pulse_1_to_5" CHECK (("value" IS NULL OR ("value" >= 1 AND "value" <= 5))));
CREATE TABLE "rituals_vote" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "value" smallint unsigned NOT NULL CHECK ("value" >= 0), "group_id" bigint NULL REFERENCES "rituals_cardgroup" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" bigint NOT NULL REFERENCES "rituals_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "objective_id" bigint NULL REFERENCES "okrs_objective" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "vote_to_10" CHECK ("value" <= 10));
CREATE TABLE "strategy_cardrule" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "mean" varchar(10) NOT NULL, "since" date NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "strategy_causeeffectlink" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "sign" smallint NOT NULL, "lag" smallint unsigned NOT NULL CHECK ("lag" >= 0), "per" varchar(9) NOT NULL, "strength" varchar(6) NOT NULL, "rationale" text NOT NULL, "since" date NOT NULL, "until" date NULL, "created_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "cause_id" bigint NOT NULL REFERENCES "strategy_midtermgoal" ("id") DEFERRABLE INITIALLY DEFERRED, "cause_kpi_id" bigint NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "effect_id" bigint NOT NULL REFERENCES "strategy_midtermgoal" ("id") DEFERRABLE INITIALLY DEFERRED, "effect_kpi_id" bigint NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "link_between_two_goals" CHECK (NOT ("cause_id" = ("effect_id"))));
CREATE TABLE "strategy_goalmeasure" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "weight" real NOT NULL, "scoring" varchar(8) NOT NULL, "since" date NOT NULL, "until" date NULL, "created_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "goal_id" bigint NOT NULL REFERENCES "strategy_midtermgoal" ("id") DEFERRABLE INITIALLY DEFERRED, "kpi_id" bigint NOT NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "strategy_goalreview" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "day" date NOT NULL, "outcome" varchar(7) NOT NULL, "why" text NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "goal_id" bigint NOT NULL REFERENCES "strategy_midtermgoal" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "strategy_linktrial" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verdict" varchar(12) NOT NULL, "lack" varchar(9) NOT NULL, "first_on" date NULL, "last_on" date NULL, "n" integer unsigned NOT NULL CHECK ("n" >= 0), "pairs" integer unsigned NOT NULL CHECK ("pairs" >= 0), "r" real NULL, "low" real NULL, "high" real NULL, "p_value" real NULL, "power" real NULL, "without_season" bool NOT NULL, "together" smallint unsigned NOT NULL CHECK ("together" >= 0), "tested_at" datetime NOT NULL, "cause_kpi_id" bigint NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "effect_kpi_id" bigint NULL REFERENCES "kpis_kpi" ("id") DEFERRABLE INITIALLY DEFERRED, "link_id" bigint NOT NULL REFERENCES "strategy_causeeffectlink" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "data" varchar(64) NOT NULL, "same_data" bool NOT NULL, "again_at" datetime NULL);
CREATE TABLE "strategy_midtermgoal" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(300) NOT NULL, "description" text NOT NULL, "starts_on" date NOT NULL, "ends_on" date NOT NULL, "archived_at" datetime NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "perspective_id" bigint NULL REFERENCES "strategy_perspective" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NULL REFERENCES "people_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "position" integer unsigned NOT NULL CHECK ("position" >= 0), "copy_of_id" bigint NULL REFERENCES "strategy_midtermgoal" ("id") DEFERRABLE INITIALLY DEFERRED, "serves_id" bigint NULL REFERENCES "strategy_midtermgoal" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "goal_ends_after_start" CHECK ("ends_on" > ("starts_on")));
CREATE TABLE "strategy_perspective" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "hint" varchar(160) NOT NULL, "removed_at" datetime NULL);
CREATE TABLE "strategy_statement" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(8) NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "text" text NOT NULL, "effective_on" date NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "statement_version_once" UNIQUE ("organisation_id", "kind", "version"));
CREATE TABLE "strategy_weight" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "weight" real NOT NULL, "since" date NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "goal_id" bigint NULL REFERENCES "strategy_midtermgoal" ("id") DEFERRABLE INITIALLY DEFERRED, "organisation_id" bigint NOT NULL REFERENCES "people_organisation" ("id") DEFERRABLE INITIALLY DEFERRED, "perspective_id" bigint NULL REFERENCES "strategy_perspective" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "weight_of_one_thing" CHECK ((("goal_id" IS NULL OR "perspective_id" IS NULL) AND 1 = (CASE WHEN "goal_id" IS NULL THEN 1 ELSE 0 END + CASE WHEN "perspective_id" IS NULL THEN 1 ELSE 0 END))));
CREATE INDEX "absences_of_person" ON "reminders_absence" ("person_id", "last");
CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");
CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");
CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");
CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");
CREATE INDEX "action_open_by_owner" ON "rituals_actionitem" ("owner_id", "due_on") WHERE "state" = 'open';
CREATE INDEX "action_open_by_unit" ON "rituals_actionitem" ("unit_id", "due_on") WHERE "state" = 'open';
CREATE INDEX "action_open_of_all" ON "rituals_actionitem" ("organisation_id", "due_on") WHERE "state" = 'open';
CREATE INDEX "activity_event_organisation_id_0c02bb05" ON "activity_event" ("organisation_id");
CREATE INDEX "activity_event_person_id_3e1359cc" ON "activity_event" ("person_id");
CREATE INDEX "activity_notice_author_id_71d35512" ON "activity_notice" ("author_id");
CREATE INDEX "activity_notice_organisation_id_3c521d77" ON "activity_notice" ("organisation_id");
CREATE INDEX "activity_notice_person_id_c0f996b6" ON "activity_notice" ("person_id");
CREATE UNIQUE INDEX "assessment_once_for_an_objective" ON "okrs_assessment" ("objective_id") WHERE "key_result_id" IS NULL;
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "blocker_open_by_unit" ON "rituals_blocker" ("unit_id", "raised_at") WHERE "resolved_at" IS NULL;
CREATE INDEX "blocker_open_of_all" ON "rituals_blocker" ("organisation_id", "raised_at") WHERE "resolved_at" IS NULL;
CREATE INDEX "cards_in_order" ON "rituals_card" ("meeting_id", "column", "position");
CREATE INDEX "channels_of_unit" ON "reminders_channel" ("organisation_id", "unit_id");
CREATE INDEX "checkin_latest" ON "okrs_checkin" ("key_result_id", "effective_on" DESC, "id" DESC);
CREATE INDEX "closing_words_latest" ON "okrs_closure" ("organisation_id", "closed_at" DESC, "id" DESC) WHERE NOT ("closing_word" = '');
CREATE INDEX "coaching_helpmessage_author_id_614d1af8" ON "coaching_helpmessage" ("author_id");
CREATE INDEX "coaching_helpmessage_request_id_69cd7fb1" ON "coaching_helpmessage" ("request_id");
CREATE INDEX "coaching_helprequest_asked_by_id_e992079f" ON "coaching_helprequest" ("asked_by_id");
CREATE INDEX "coaching_helprequest_closed_by_id_6103ed86" ON "coaching_helprequest" ("closed_by_id");
CREATE INDEX "coaching_helprequest_key_result_id_01f8e137" ON "coaching_helprequest" ("key_result_id");
CREATE INDEX "coaching_helprequest_objective_id_dcc3ad69" ON "coaching_helprequest" ("objective_id");
CREATE INDEX "coaching_helprequest_organisation_id_8ac28f19" ON "coaching_helprequest" ("organisation_id");
CREATE INDEX "coaching_helprequest_unit_id_049d11c1" ON "coaching_helprequest" ("unit_id");
CREATE INDEX "coaching_suggestion_answered_by_id_ab90c7d5" ON "coaching_suggestion" ("answered_by_id");
CREATE INDEX "coaching_suggestion_author_id_fe8a12a6" ON "coaching_suggestion" ("author_id");
CREATE INDEX "coaching_suggestion_key_result_id_e439c70d" ON "coaching_suggestion" ("key_result_id");
CREATE INDEX "coaching_suggestion_objective_id_87c0c661" ON "coaching_suggestion" ("objective_id");
CREATE INDEX "coaching_suggestion_organisation_id_920fa98c" ON "coaching_suggestion" ("organisation_id");
CREATE INDEX "coaching_suggestion_request_id_a5fc98e8" ON "coaching_suggestion" ("request_id");
CREATE INDEX "comments_latest" ON "discussion_comment" ("organisation_id", "id" DESC);
CREATE INDEX "comments_of_subject" ON "discussion_comment" ("organisation_id", "subject_type", "subject_id", "id" DESC);
CREATE INDEX "connector_due" ON "kpis_connector" ("next_at") WHERE ("is_active" AND "next_at" IS NOT NULL);
CREATE INDEX "connector_failing" ON "kpis_connector" ("organisation_id") WHERE "failing_since" IS NOT NULL;
CREATE INDEX "connector_incomplete" ON "kpis_connector" ("organisation_id") WHERE "left_out_since" IS NOT NULL;
CREATE INDEX "connector_run_latest" ON "kpis_connectorrun" ("connector_id", "id" DESC);
CREATE INDEX "cycle_by_start" ON "okrs_cycle" ("organisation_id", "starts_on" DESC);
CREATE INDEX "dependency_by_unit" ON "okrs_dependency" ("unit_id", "state");
CREATE INDEX "discussion_comment_author_id_e6fa51d3" ON "discussion_comment" ("author_id");
CREATE INDEX "discussion_comment_organisation_id_909bec96" ON "discussion_comment" ("organisation_id");
CREATE INDEX "discussion_comment_removed_by_id_f34657ae" ON "discussion_comment" ("removed_by_id");
CREATE INDEX "discussion_comment_reply_to_id_00f85ad6" ON "discussion_comment" ("reply_to_id");
CREATE INDEX "discussion_follow_organisation_id_9ea2f461" ON "discussion_follow" ("organisation_id");
CREATE INDEX "discussion_follow_person_id_5c5c2858" ON "discussion_follow" ("person_id");
CREATE INDEX "discussion_mention_comment_id_4cd4aea6" ON "discussion_mention" ("comment_id");
CREATE INDEX "discussion_mention_person_id_a957ceab" ON "discussion_mention" ("person_id");
CREATE INDEX "discussion_nudge_author_id_ce01c88a" ON "discussion_nudge" ("author_id");
CREATE INDEX "discussion_nudge_organisation_id_36e95658" ON "discussion_nudge" ("organisation_id");
CREATE INDEX "discussion_nudge_person_id_01d951ab" ON "discussion_nudge" ("person_id");
CREATE INDEX "discussion_reaction_comment_id_081e2091" ON "discussion_reaction" ("comment_id");
CREATE INDEX "discussion_reaction_person_id_298f4405" ON "discussion_reaction" ("person_id");
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
CREATE INDEX "django_task_backend_071754_idx" ON "django_tasks_database_dbtaskresult" ("backend_name");
CREATE INDEX "django_task_queue_n_99c321_idx" ON "django_tasks_database_dbtaskresult" ("queue_name");
CREATE INDEX "escalations_open" ON "reminders_escalation" ("owner_id") WHERE "withdrawn_at" IS NULL;
CREATE INDEX "event_by_subject" ON "activity_event" ("organisation_id", "subject_type", "subject_id", "sequence");
CREATE INDEX "event_by_time" ON "activity_event" ("organisation_id", "at");
CREATE INDEX "exchange_importchange_run_id_35328b4b" ON "exchange_importchange" ("run_id");
CREATE INDEX "exchange_importedobject_organisation_id_67a8af99" ON "exchange_importedobject" ("organisation_id");
CREATE INDEX "exchange_importrun_organisation_id_5e561686" ON "exchange_importrun" ("organisation_id");
CREATE INDEX "exchange_importrun_person_id_31305cfe" ON "exchange_importrun" ("person_id");
CREATE UNIQUE INDEX "feed_one_of_a_unit" ON "reminders_feedtoken" ("person_id", "unit_id") WHERE "revoked_at" IS NULL;
CREATE UNIQUE INDEX "feed_one_of_ones_own" ON "reminders_feedtoken" ("person_id") WHERE ("revoked_at" IS NULL AND "unit_id" IS NULL);
CREATE INDEX "followed_by" ON "discussion_follow" ("person_id", "subject_type");
CREATE INDEX "frame_by_unit" ON "rituals_frame" ("cycle_id", "unit_id", "state");
CREATE INDEX "goal_by_year" ON "strategy_midtermgoal" ("organisation_id", "starts_on");
CREATE UNIQUE INDEX "goal_copied_once_into_a_unit" ON "strategy_midtermgoal" ("unit_id", "copy_of_id") WHERE ("archived_at" IS NULL AND "copy_of_id" IS NOT NULL);
CREATE UNIQUE INDEX "goal_measured_once_by_a_kpi" ON "strategy_goalmeasure" ("goal_id", "kpi_id") WHERE "until" IS NULL;
CREATE INDEX "goal_post_asked" ON "okrs_goalpostrequest" ("organisation_id", "state", "objective_id");
CREATE INDEX "goal_post_ledger" ON "okrs_goalpostchange" ("objective_id", "effective_on");
CREATE UNIQUE INDEX "goals_linked_once" ON "strategy_causeeffectlink" ("cause_id", "effect_id") WHERE "until" IS NULL;
CREATE INDEX "groups_in_order" ON "rituals_cardgroup" ("meeting_id", "position");
CREATE INDEX "heads_ups_by_day" ON "rituals_headsup" ("unit_id", "on");
CREATE INDEX "help_by_asker" ON "coaching_helprequest" ("asked_by_id", "asked_at" DESC);
CREATE INDEX "help_not_closed_by_unit" ON "coaching_helprequest" ("unit_id", "state", "asked_at" DESC) WHERE NOT ("state" = 'closed');
CREATE INDEX "help_not_closed_of_all" ON "coaching_helprequest" ("organisation_id", "waits_since") WHERE NOT ("state" = 'closed');
CREATE INDEX "help_thread" ON "coaching_helpmessage" ("request_id", "id");
CREATE UNIQUE INDEX "holiday_once_in_organisation" ON "reminders_publicholiday" ("organisation_id", "on") WHERE "unit_id" IS NULL;
CREATE INDEX "import_change_in_order" ON "exchange_importchange" ("run_id", "position");
CREATE INDEX "import_newest_first" ON "exchange_importrun" ("organisation_id", "id" DESC);
CREATE INDEX "key_result_by_objective" ON "okrs_keyresult" ("objective_id", "position");
CREATE INDEX "key_result_by_owner" ON "okrs_keyresult" ("owner_id", "objective_id");
CREATE INDEX "key_result_by_updater" ON "okrs_keyresult" ("updater_id", "objective_id");
CREATE INDEX "kit_idempotencyrecord_created_at_2ae40369" ON "kit_idempotencyrecord" ("created_at");
CREATE INDEX "kit_idempotencyrecord_organisation_id_17a01ebc" ON "kit_idempotencyrecord" ("organisation_id");
CREATE INDEX "kpi_by_name" ON "kpis_kpi" ("organisation_id", (LOWER("name")), "id");
CREATE INDEX "kpi_by_owner" ON "kpis_kpi" ("owner_id");
CREATE INDEX "kpi_by_unit" ON "kpis_kpi" ("organisation_id", "unit_id", "position");
CREATE INDEX "kpi_by_updater" ON "kpis_kpi" ("updater_id") WHERE "updater_id" IS NOT NULL;
CREATE UNIQUE INDEX "kpi_external_id_once" ON "kpis_kpi" ("organisation_id", "external_id") WHERE NOT ("external_id" = '');
CREATE INDEX "kpi_state_by_colour" ON "kpis_kpistate" ("organisation_id", "colour");
CREATE INDEX "kpi_state_by_likeness" ON "kpis_kpistate" ("organisation_id", "alike");
CREATE INDEX "kpi_state_by_response_due" ON "kpis_kpistate" ("organisation_id", "response_due_on") WHERE "response_due_on" IS NOT NULL;
CREATE INDEX "kpis_annotation_author_id_9bf1cd55" ON "kpis_annotation" ("author_id");
CREATE INDEX "kpis_annotation_kpi_id_21334c0f" ON "kpis_annotation" ("kpi_id");
CREATE INDEX "kpis_archivedspell_kpi_id_25eaedbd" ON "kpis_archivedspell" ("kpi_id");
CREATE INDEX "kpis_connector_organisation_id_401ea706" ON "kpis_connector" ("organisation_id");
CREATE INDEX "kpis_connectorrun_connector_id_38c7d488" ON "kpis_connectorrun" ("connector_id");
CREATE INDEX "kpis_connectorrun_person_id_a9c1aedd" ON "kpis_connectorrun" ("person_id");
CREATE INDEX "kpis_follow_kpi_id_3d6f27d5" ON "kpis_follow" ("kpi_id");
CREATE INDEX "kpis_follow_person_id_ec95110b" ON "kpis_follow" ("person_id");
CREATE INDEX "kpis_kpi_copied_from_id_17d55814" ON "kpis_kpi" ("copied_from_id");
CREATE INDEX "kpis_kpi_leads_id_4ae21ba7" ON "kpis_kpi" ("leads_id");
CREATE INDEX "kpis_kpi_organisation_id_96964243" ON "kpis_kpi" ("organisation_id");
CREATE INDEX "kpis_kpi_unit_id_60d5c266" ON "kpis_kpi" ("unit_id");
CREATE INDEX "kpis_kpiinput_input_id_74bc1262" ON "kpis_kpiinput" ("input_id");
CREATE INDEX "kpis_kpiinput_kpi_id_bbec2b03" ON "kpis_kpiinput" ("kpi_id");
CREATE INDEX "kpis_kpisignal_kpi_id_0de06594" ON "kpis_kpisignal" ("kpi_id");
CREATE INDEX "kpis_kpisignal_response_id_a1184f13" ON "kpis_kpisignal" ("response_id");
CREATE INDEX "kpis_kpistate_organisation_id_af284c5a" ON "kpis_kpistate" ("organisation_id");
CREATE INDEX "kpis_kpiversion_author_id_76a6bec3" ON "kpis_kpiversion" ("author_id");
CREATE INDEX "kpis_kpiversion_kpi_id_4d0759b5" ON "kpis_kpiversion" ("kpi_id");
CREATE INDEX "kpis_kpiversion_unit_id_6df61f46" ON "kpis_kpiversion" ("unit_id");
CREATE INDEX "kpis_rebase_author_id_85185da3" ON "kpis_rebase" ("author_id");
CREATE INDEX "kpis_rebase_kpi_id_699da35c" ON "kpis_rebase" ("kpi_id");
CREATE INDEX "kpis_response_acknowledged_by_id_e8f89ecd" ON "kpis_response" ("acknowledged_by_id");
CREATE INDEX "kpis_response_action_by_id_c349bb28" ON "kpis_response" ("action_by_id");
CREATE INDEX "kpis_response_action_owner_id_846c4c95" ON "kpis_response" ("action_owner_id");
CREATE INDEX "kpis_response_cause_by_id_28384b86" ON "kpis_response" ("cause_by_id");
CREATE INDEX "kpis_response_closed_by_id_045d1eea" ON "kpis_response" ("closed_by_id");
CREATE INDEX "kpis_response_kpi_id_a8b07cf9" ON "kpis_response" ("kpi_id");
CREATE INDEX "kpis_response_organisation_id_ae603d5e" ON "kpis_response" ("organisation_id");
CREATE INDEX "kpis_response_owner_id_ecc75fbb" ON "kpis_response" ("owner_id");
CREATE INDEX "kpis_series_kpi_id_fc29de6c" ON "kpis_series" ("kpi_id");
CREATE INDEX "kpis_target_author_id_b503128d" ON "kpis_target" ("author_id");
CREATE INDEX "kpis_target_kpi_id_7a596b72" ON "kpis_target" ("kpi_id");
CREATE INDEX "learnings_latest" ON "rituals_learning" ("organisation_id", "written_at" DESC);
CREATE INDEX "letters_of_person" ON "reminders_letter" ("person_id", "created_at" DESC);
CREATE UNIQUE INDEX "link_goal_once" ON "okrs_objectivelink" ("child_id", "goal_id") WHERE "goal_id" IS NOT NULL;
CREATE UNIQUE INDEX "link_key_result_once" ON "okrs_objectivelink" ("child_id", "key_result_id") WHERE ("child_key_result_id" IS NULL AND "key_result_id" IS NOT NULL);
CREATE UNIQUE INDEX "link_objective_once" ON "okrs_objectivelink" ("child_id", "objective_id") WHERE "objective_id" IS NOT NULL;
CREATE UNIQUE INDEX "link_value_once" ON "okrs_objectivelink" ("child_key_result_id", "key_result_id") WHERE "child_key_result_id" IS NOT NULL;
CREATE INDEX "meeting_async_by_state" ON "rituals_meeting" ("state", "id") WHERE "mode" = 'async';
CREATE INDEX "meeting_by_day" ON "rituals_meeting" ("organisation_id", "state", "planned_at");
CREATE INDEX "meeting_by_unit" ON "rituals_meeting" ("unit_id", "kind", "planned_at" DESC);
CREATE INDEX "meeting_latest_of_unit" ON "rituals_meeting" ("unit_id", "planned_at" DESC);
CREATE UNIQUE INDEX "meeting_one_open_of_a_kind" ON "rituals_meeting" ("unit_id", "kind") WHERE "state" = 'open';
CREATE UNIQUE INDEX "meeting_one_weekly_a_week" ON "rituals_meeting" ("unit_id", "week") WHERE ("kind" = 'weekly' AND NOT ("state" = 'cancelled'));
CREATE INDEX "milestone_in_order" ON "okrs_milestone" ("key_result_id", "position");
CREATE INDEX "minutes_of_meeting" ON "rituals_minute" ("meeting_id", "id");
CREATE UNIQUE INDEX "notice_once" ON "activity_notice" ("person_id", "kind", "key") WHERE NOT ("key" = '');
CREATE INDEX "notices_latest" ON "activity_notice" ("person_id", "id" DESC);
CREATE INDEX "notices_to_send" ON "activity_notice" ("created_at") WHERE "settled_at" IS NULL;
CREATE INDEX "notices_unread" ON "activity_notice" ("person_id", "id" DESC) WHERE "read_at" IS NULL;
CREATE INDEX "objective_by_state" ON "okrs_objective" ("cycle_id", "state");
CREATE INDEX "objective_by_unit" ON "okrs_objective" ("organisation_id", "cycle_id", "unit_id", "position");
CREATE INDEX "okrs_assessment_carry_to_id_1996fc39" ON "okrs_assessment" ("carry_to_id");
CREATE INDEX "okrs_assessment_objective_id_d6e9aceb" ON "okrs_assessment" ("objective_id");
CREATE INDEX "okrs_assessment_organisation_id_8c84a72c" ON "okrs_assessment" ("organisation_id");
CREATE INDEX "okrs_assessment_said_by_id_41180326" ON "okrs_assessment" ("said_by_id");
CREATE INDEX "okrs_checkin_key_result_id_5d8a6b9f" ON "okrs_checkin" ("key_result_id");
CREATE INDEX "okrs_checkin_organisation_id_eeca9f17" ON "okrs_checkin" ("organisation_id");
CREATE INDEX "okrs_checkin_person_id_b0b7cadc" ON "okrs_checkin" ("person_id");
CREATE INDEX "okrs_closure_carried_to_id_b4d354f6" ON "okrs_closure" ("carried_to_id");
CREATE INDEX "okrs_closure_closed_by_id_f8e97e0c" ON "okrs_closure" ("closed_by_id");
CREATE INDEX "okrs_closure_organisation_id_1baf252e" ON "okrs_closure" ("organisation_id");
CREATE INDEX "okrs_cycle_organisation_id_7cb6e435" ON "okrs_cycle" ("organisation_id");
CREATE INDEX "okrs_cycle_parent_id_63c324e2" ON "okrs_cycle" ("parent_id");
CREATE INDEX "okrs_dependency_answered_by_id_eeb678e9" ON "okrs_dependency" ("answered_by_id");
CREATE INDEX "okrs_dependency_delivered_by_id_500e33aa" ON "okrs_dependency" ("delivered_by_id");
CREATE INDEX "okrs_dependency_key_result_id_21ce5138" ON "okrs_dependency" ("key_result_id");
CREATE INDEX "okrs_dependency_organisation_id_84dddeda" ON "okrs_dependency" ("organisation_id");
CREATE INDEX "okrs_dependency_requested_by_id_5ec0d5bc" ON "okrs_dependency" ("requested_by_id");
CREATE INDEX "okrs_dependency_unit_id_84b5d4e7" ON "okrs_dependency" ("unit_id");
CREATE INDEX "okrs_goalpostchange_approved_by_id_5b810210" ON "okrs_goalpostchange" ("approved_by_id");
CREATE INDEX "okrs_goalpostchange_author_id_90da90e3" ON "okrs_goalpostchange" ("author_id");
CREATE INDEX "okrs_goalpostchange_key_result_id_9a30492a" ON "okrs_goalpostchange" ("key_result_id");
CREATE INDEX "okrs_goalpostchange_objective_id_0351e99d" ON "okrs_goalpostchange" ("objective_id");
CREATE INDEX "okrs_goalpostchange_organisation_id_31f91b15" ON "okrs_goalpostchange" ("organisation_id");
CREATE INDEX "okrs_goalpostrequest_answered_by_id_863fe65e" ON "okrs_goalpostrequest" ("answered_by_id");
CREATE INDEX "okrs_goalpostrequest_author_id_fe08d651" ON "okrs_goalpostrequest" ("author_id");
CREATE INDEX "okrs_goalpostrequest_key_result_id_5e93dda5" ON "okrs_goalpostrequest" ("key_result_id");
CREATE INDEX "okrs_goalpostrequest_objective_id_67ecb0ba" ON "okrs_goalpostrequest" ("objective_id");
CREATE INDEX "okrs_goalpostrequest_organisation_id_79369324" ON "okrs_goalpostrequest" ("organisation_id");
CREATE INDEX "okrs_grade_graded_by_id_7f6ab7ac" ON "okrs_grade" ("graded_by_id");
CREATE INDEX "okrs_grade_organisation_id_2ae23f90" ON "okrs_grade" ("organisation_id");
CREATE INDEX "okrs_initiative_key_result_id_b7d36a94" ON "okrs_initiative" ("key_result_id");
CREATE INDEX "okrs_initiative_organisation_id_bbdb0a2c" ON "okrs_initiative" ("organisation_id");
CREATE INDEX "okrs_initiative_owner_id_d1d34de6" ON "okrs_initiative" ("owner_id");
CREATE INDEX "okrs_keyresult_carried_from_id_272d6ff1" ON "okrs_keyresult" ("carried_from_id");
CREATE INDEX "okrs_keyresult_kpi_id_c275f5ed" ON "okrs_keyresult" ("kpi_id");
CREATE INDEX "okrs_keyresult_objective_id_4024c10b" ON "okrs_keyresult" ("objective_id");
CREATE INDEX "okrs_keyresult_organisation_id_8a717b67" ON "okrs_keyresult" ("organisation_id");
CREATE INDEX "okrs_keyresult_owner_id_1e0fb435" ON "okrs_keyresult" ("owner_id");
CREATE INDEX "okrs_keyresult_paired_with_id_d3ade553" ON "okrs_keyresult" ("paired_with_id");
CREATE INDEX "okrs_keyresult_updater_id_e98186d1" ON "okrs_keyresult" ("updater_id");
CREATE INDEX "okrs_milestone_key_result_id_e68a77ba" ON "okrs_milestone" ("key_result_id");
CREATE INDEX "okrs_objective_author_id_bbcea802" ON "okrs_objective" ("author_id");
CREATE INDEX "okrs_objective_cycle_id_eee9cdbb" ON "okrs_objective" ("cycle_id");
CREATE INDEX "okrs_objective_organisation_id_3ef1981c" ON "okrs_objective" ("organisation_id");
CREATE INDEX "okrs_objective_owner_id_6d5adece" ON "okrs_objective" ("owner_id");
CREATE INDEX "okrs_objective_recovers_id_75e716b1" ON "okrs_objective" ("recovers_id");
CREATE INDEX "okrs_objective_unit_id_9e8b744d" ON "okrs_objective" ("unit_id");
CREATE INDEX "okrs_objective_viewers_objective_id_08a85a8f" ON "okrs_objective_viewers" ("objective_id");
CREATE UNIQUE INDEX "okrs_objective_viewers_objective_id_person_id_9110470a_uniq" ON "okrs_objective_viewers" ("objective_id", "person_id");
CREATE INDEX "okrs_objective_viewers_person_id_018c23d9" ON "okrs_objective_viewers" ("person_id");
CREATE INDEX "okrs_objectivelink_child_id_5059fb3d" ON "okrs_objectivelink" ("child_id");
CREATE INDEX "okrs_objectivelink_child_key_result_id_edd0e8a5" ON "okrs_objectivelink" ("child_key_result_id");
CREATE INDEX "okrs_objectivelink_goal_id_4c4f8405" ON "okrs_objectivelink" ("goal_id");
CREATE INDEX "okrs_objectivelink_key_result_id_588c2d4d" ON "okrs_objectivelink" ("key_result_id");
CREATE INDEX "okrs_objectivelink_objective_id_e8697e04" ON "okrs_objectivelink" ("objective_id");
CREATE INDEX "okrs_objectivelink_organisation_id_fd719b62" ON "okrs_objectivelink" ("organisation_id");
CREATE INDEX "okrs_signature_objective_id_30ebb39e" ON "okrs_signature" ("objective_id");
CREATE INDEX "okrs_signature_organisation_id_1eb3b606" ON "okrs_signature" ("organisation_id");
CREATE INDEX "okrs_signature_person_id_a122d921" ON "okrs_signature" ("person_id");
CREATE INDEX "okrs_statusoverride_key_result_id_ad8dbb61" ON "okrs_statusoverride" ("key_result_id");
CREATE INDEX "okrs_statusoverride_organisation_id_0748193d" ON "okrs_statusoverride" ("organisation_id");
CREATE INDEX "okrs_statusoverride_person_id_87e5693f" ON "okrs_statusoverride" ("person_id");
CREATE UNIQUE INDEX "override_one_in_force" ON "okrs_statusoverride" ("key_result_id") WHERE "ended_on" IS NULL;
CREATE INDEX "packs_latest_first" ON "packs_pack" ("organisation_id", "frozen_at" DESC, "id" DESC);
CREATE INDEX "packs_pack_frozen_by_id_c85349ba" ON "packs_pack" ("frozen_by_id");
CREATE INDEX "packs_pack_maker_id_f9b9045f" ON "packs_pack" ("maker_id");
CREATE INDEX "packs_pack_next_on_0b8fd198" ON "packs_pack" ("next_on");
CREATE INDEX "packs_pack_organisation_id_33938314" ON "packs_pack" ("organisation_id");
CREATE INDEX "packs_pack_recipients_pack_id_c4c2f5f1" ON "packs_pack_recipients" ("pack_id");
CREATE UNIQUE INDEX "packs_pack_recipients_pack_id_person_id_d601a9a4_uniq" ON "packs_pack_recipients" ("pack_id", "person_id");
CREATE INDEX "packs_pack_recipients_person_id_d3f2e318" ON "packs_pack_recipients" ("person_id");
CREATE INDEX "packs_pack_source_id_54d5bdf1" ON "packs_pack" ("source_id");
CREATE INDEX "packs_pack_unit_id_4283fb41" ON "packs_pack" ("unit_id");
CREATE INDEX "packs_packcomment_author_id_a9449153" ON "packs_packcomment" ("author_id");
CREATE INDEX "packs_packcomment_page_id_21b79e68" ON "packs_packcomment" ("page_id");
CREATE INDEX "packs_packcomment_resolved_by_id_f9877cd0" ON "packs_packcomment" ("resolved_by_id");
CREATE INDEX "packs_packfile_asked_at_5998d000" ON "packs_packfile" ("asked_at");
CREATE INDEX "packs_packfile_asked_by_id_2d6ef523" ON "packs_packfile" ("asked_by_id");
CREATE INDEX "packs_packfile_pack_id_2ff8a313" ON "packs_packfile" ("pack_id");
CREATE INDEX "packs_packletter_person_id_73c5acc0" ON "packs_packletter" ("person_id");
CREATE INDEX "packs_packletter_send_id_8a7b52bc" ON "packs_packletter" ("send_id");
CREATE INDEX "packs_packpage_pack_id_8fd33bae" ON "packs_packpage" ("pack_id");
CREATE INDEX "packs_packsend_asked_by_id_5cd9585f" ON "packs_packsend" ("asked_by_id");
CREATE INDEX "packs_packsend_frozen_id_92aeb078" ON "packs_packsend" ("frozen_id");
CREATE INDEX "packs_packsend_next_at_a99da681" ON "packs_packsend" ("next_at");
CREATE INDEX "packs_packsend_pack_id_69d0c49a" ON "packs_packsend" ("pack_id");
CREATE INDEX "pages_of_pack" ON "packs_packpage" ("pack_id", "position");
CREATE INDEX "people_apitoken_organisation_id_a8c9bf4e" ON "people_apitoken" ("organisation_id");
CREATE INDEX "people_apitoken_person_id_3d2ada73" ON "people_apitoken" ("person_id");
CREATE INDEX "people_invitation_invited_by_id_3784d49d" ON "people_invitation" ("invited_by_id");
CREATE INDEX "people_invitation_organisation_id_ac6bf02f" ON "people_invitation" ("organisation_id");
CREATE INDEX "people_invitation_person_id_d00204d6" ON "people_invitation" ("person_id");
CREATE INDEX "people_membership_organisation_id_a6c82864" ON "people_membership" ("organisation_id");
CREATE INDEX "people_membership_person_id_dd6d28d1" ON "people_membership" ("person_id");
CREATE INDEX "people_membership_unit_id_17e4545d" ON "people_membership" ("unit_id");
CREATE INDEX "people_person_organisation_id_276b0765" ON "people_person" ("organisation_id");
CREATE INDEX "people_person_user_id_6381a4ab" ON "people_person" ("user_id");
CREATE INDEX "people_unit_lead_id_64441a80" ON "people_unit" ("lead_id");
CREATE INDEX "people_unit_organisation_id_f2b9ab1e" ON "people_unit" ("organisation_id");
CREATE INDEX "people_unit_parent_id_4456c6e4" ON "people_unit" ("parent_id");
CREATE INDEX "people_unit_path_d4c7a0fd" ON "people_unit" ("path");
CREATE INDEX "people_user_groups_group_id_1f0237d0" ON "people_user_groups" ("group_id");
CREATE INDEX "people_user_groups_user_id_290df956" ON "people_user_groups" ("user_id");
CREATE UNIQUE INDEX "people_user_groups_user_id_group_id_60378d34_uniq" ON "people_user_groups" ("user_id", "group_id");
CREATE INDEX "people_user_user_permissions_permission_id_55f01ef0" ON "people_user_user_permissions" ("permission_id");
CREATE INDEX "people_user_user_permissions_user_id_7d19557b" ON "people_user_user_permissions" ("user_id");
CREATE UNIQUE INDEX "people_user_user_permissions_user_id_permission_id_a7ac6748_uniq" ON "people_user_user_permissions" ("user_id", "permission_id");
CREATE INDEX "person_by_name" ON "people_person" ("organisation_id", (LOWER("name")));
CREATE UNIQUE INDEX "person_email_once_in_organisation" ON "people_person" ("organisation_id", (LOWER("email"))) WHERE NOT ("email" = '');
CREATE UNIQUE INDEX "person_user_once_in_organisation" ON "people_person" ("organisation_id", "user_id") WHERE "user_id" IS NOT NULL;
CREATE UNIQUE INDEX "perspective_name_once" ON "strategy_perspective" ("organisation_id", "name") WHERE "removed_at" IS NULL;
CREATE INDEX "priorities_of_person" ON "rituals_priority" ("person_id", "week");
CREATE INDEX "priorities_of_week" ON "rituals_priority" ("unit_id", "week", "id");
CREATE UNIQUE INDEX "rebase_once_a_period" ON "kpis_rebase" ("kpi_id", "starts_on") WHERE "undone_at" IS NULL;
CREATE INDEX "reminders_absence_organisation_id_59fffc15" ON "reminders_absence" ("organisation_id");
CREATE INDEX "reminders_absence_person_id_babf814d" ON "reminders_absence" ("person_id");
CREATE INDEX "reminders_channel_maker_id_779f72a1" ON "reminders_channel" ("maker_id");
CREATE INDEX "reminders_channel_next_at_0bc5d5d7" ON "reminders_channel" ("next_at");
CREATE INDEX "reminders_channel_organisation_id_a5a6a222" ON "reminders_channel" ("organisation_id");
CREATE INDEX "reminders_channel_unit_id_4944cc5d" ON "reminders_channel" ("unit_id");
CREATE INDEX "reminders_escalation_organisation_id_ccafd150" ON "reminders_escalation" ("organisation_id");
CREATE INDEX "reminders_escalation_owner_id_b9e2a727" ON "reminders_escalation" ("owner_id");
CREATE INDEX "reminders_escalation_person_id_c3079499" ON "reminders_escalation" ("person_id");
CREATE INDEX "reminders_feedtoken_organisation_id_6ea82ef0" ON "reminders_feedtoken" ("organisation_id");
CREATE INDEX "reminders_feedtoken_person_id_9837b69c" ON "reminders_feedtoken" ("person_id");
CREATE INDEX "reminders_feedtoken_unit_id_4de25a2d" ON "reminders_feedtoken" ("unit_id");
CREATE INDEX "reminders_letter_next_at_caec016c" ON "reminders_letter" ("next_at");
CREATE INDEX "reminders_letter_organisation_id_45493de7" ON "reminders_letter" ("organisation_id");
CREATE INDEX "reminders_letter_person_id_61d1f23a" ON "reminders_letter" ("person_id");
CREATE INDEX "reminders_publicholiday_organisation_id_037bc007" ON "reminders_publicholiday" ("organisation_id");
CREATE INDEX "reminders_publicholiday_unit_id_3c628665" ON "reminders_publicholiday" ("unit_id");
CREATE INDEX "reminders_quicklink_check_in_id_ac683a24" ON "reminders_quicklink" ("check_in_id");
CREATE INDEX "reminders_quicklink_expires_at_08367b98" ON "reminders_quicklink" ("expires_at");
CREATE INDEX "reminders_quicklink_key_result_id_e133201f" ON "reminders_quicklink" ("key_result_id");
CREATE INDEX "reminders_quicklink_organisation_id_871cbba8" ON "reminders_quicklink" ("organisation_id");
CREATE INDEX "reminders_quicklink_person_id_b5e3e294" ON "reminders_quicklink" ("person_id");
CREATE INDEX "reminders_reminded_person_id_57eae27e" ON "reminders_reminded" ("person_id");
CREATE INDEX "reminders_remindersettings_organisation_id_cefb1210" ON "reminders_remindersettings" ("organisation_id");
CREATE INDEX "reminders_round_next_at_4c184556" ON "reminders_round" ("next_at");
CREATE INDEX "reminders_workcalendar_organisation_id_ed5b6b07" ON "reminders_workcalendar" ("organisation_id");
CREATE INDEX "reminders_workcalendar_unit_id_1c34401d" ON "reminders_workcalendar" ("unit_id");
CREATE UNIQUE INDEX "response_one_open" ON "kpis_response" ("kpi_id") WHERE "closed_at" IS NULL;
CREATE INDEX "response_open_by_owner" ON "kpis_response" ("organisation_id", "owner_id") WHERE "closed_at" IS NULL;
CREATE INDEX "reviews_of_goal" ON "strategy_goalreview" ("goal_id", "day" DESC);
CREATE INDEX "rituals_acknowledgement_cycle_id_8d9699c7" ON "rituals_acknowledgement" ("cycle_id");
CREATE INDEX "rituals_acknowledgement_organisation_id_e965e125" ON "rituals_acknowledgement" ("organisation_id");
CREATE INDEX "rituals_acknowledgement_person_id_f2bd08f5" ON "rituals_acknowledgement" ("person_id");
CREATE INDEX "rituals_acknowledgement_unit_id_cdfcbe0c" ON "rituals_acknowledgement" ("unit_id");
CREATE INDEX "rituals_actionitem_blocker_id_7b0017a4" ON "rituals_actionitem" ("blocker_id");
CREATE INDEX "rituals_actionitem_created_by_id_62f094cd" ON "rituals_actionitem" ("created_by_id");
CREATE INDEX "rituals_actionitem_ended_by_id_45697986" ON "rituals_actionitem" ("ended_by_id");
CREATE INDEX "rituals_actionitem_key_result_id_89a4be65" ON "rituals_actionitem" ("key_result_id");
CREATE INDEX "rituals_actionitem_meeting_id_f7bf2ab9" ON "rituals_actionitem" ("meeting_id");
CREATE INDEX "rituals_actionitem_objective_id_3da592c9" ON "rituals_actionitem" ("objective_id");
CREATE INDEX "rituals_actionitem_organisation_id_c1d89688" ON "rituals_actionitem" ("organisation_id");
CREATE INDEX "rituals_actionitem_owner_id_a1b7750d" ON "rituals_actionitem" ("owner_id");
CREATE INDEX "rituals_actionitem_unit_id_f7c9710a" ON "rituals_actionitem" ("unit_id");
CREATE INDEX "rituals_attendance_meeting_id_5adb60c0" ON "rituals_attendance" ("meeting_id");
CREATE INDEX "rituals_attendance_person_id_e7908aef" ON "rituals_attendance" ("person_id");
CREATE INDEX "rituals_blocker_key_result_id_85cbdaf7" ON "rituals_blocker" ("key_result_id");
CREATE INDEX "rituals_blocker_meeting_id_06e40166" ON "rituals_blocker" ("meeting_id");
CREATE INDEX "rituals_blocker_objective_id_61e9afb8" ON "rituals_blocker" ("objective_id");
CREATE INDEX "rituals_blocker_organisation_id_23006ed2" ON "rituals_blocker" ("organisation_id");
CREATE INDEX "rituals_blocker_owner_id_e0179342" ON "rituals_blocker" ("owner_id");
CREATE INDEX "rituals_blocker_raised_by_id_6be09580" ON "rituals_blocker" ("raised_by_id");
CREATE INDEX "rituals_blocker_resolved_by_id_5b3434a9" ON "rituals_blocker" ("resolved_by_id");
CREATE INDEX "rituals_blocker_unit_id_29a7ad81" ON "rituals_blocker" ("unit_id");
CREATE INDEX "rituals_card_author_id_2ac6f69d" ON "rituals_card" ("author_id");
CREATE INDEX "rituals_card_group_id_7c1a007e" ON "rituals_card" ("group_id");
CREATE INDEX "rituals_card_meeting_id_e498421d" ON "rituals_card" ("meeting_id");
CREATE INDEX "rituals_cardgroup_meeting_id_16cf7885" ON "rituals_cardgroup" ("meeting_id");
CREATE INDEX "rituals_cardgroup_objective_id_7552d8b1" ON "rituals_cardgroup" ("objective_id");
CREATE INDEX "rituals_contribution_meeting_id_171c92be" ON "rituals_contribution" ("meeting_id");
CREATE INDEX "rituals_contribution_person_id_559f8968" ON "rituals_contribution" ("person_id");
CREATE INDEX "rituals_frame_answered_by_id_9bb85814" ON "rituals_frame" ("answered_by_id");
CREATE INDEX "rituals_frame_author_id_6b979e1a" ON "rituals_frame" ("author_id");
CREATE INDEX "rituals_frame_cycle_id_1e9ad966" ON "rituals_frame" ("cycle_id");
CREATE INDEX "rituals_frame_goal_id_2a429a73" ON "rituals_frame" ("goal_id");
CREATE INDEX "rituals_frame_organisation_id_fd55c49a" ON "rituals_frame" ("organisation_id");
CREATE INDEX "rituals_frame_parent_id_48fb4e59" ON "rituals_frame" ("parent_id");
CREATE INDEX "rituals_frame_unit_id_b13bf91a" ON "rituals_frame" ("unit_id");
CREATE INDEX "rituals_headsup_author_id_a1a1d983" ON "rituals_headsup" ("author_id");
CREATE INDEX "rituals_headsup_organisation_id_290ca5fe" ON "rituals_headsup" ("organisation_id");
CREATE INDEX "rituals_headsup_unit_id_d871cba5" ON "rituals_headsup" ("unit_id");
CREATE INDEX "rituals_learning_author_id_5cf58100" ON "rituals_learning" ("author_id");
CREATE INDEX "rituals_learning_cycle_id_d3f4837c" ON "rituals_learning" ("cycle_id");
CREATE INDEX "rituals_learning_meeting_id_a8a174bb" ON "rituals_learning" ("meeting_id");
CREATE INDEX "rituals_learning_organisation_id_be312854" ON "rituals_learning" ("organisation_id");
CREATE INDEX "rituals_learning_unit_id_5493101d" ON "rituals_learning" ("unit_id");
CREATE INDEX "rituals_meeting_created_by_id_6e57b10d" ON "rituals_meeting" ("created_by_id");
CREATE INDEX "rituals_meeting_cycle_id_8b9dc787" ON "rituals_meeting" ("cycle_id");
CREATE INDEX "rituals_meeting_facilitator_id_81757518" ON "rituals_meeting" ("facilitator_id");
CREATE INDEX "rituals_meeting_organisation_id_dfd85d13" ON "rituals_meeting" ("organisation_id");
CREATE INDEX "rituals_meeting_series_id_2376382e" ON "rituals_meeting" ("series_id");
CREATE INDEX "rituals_meeting_unit_id_6b46fbc1" ON "rituals_meeting" ("unit_id");
CREATE INDEX "rituals_meetingseries_facilitator_id_cc4e2905" ON "rituals_meetingseries" ("facilitator_id");
CREATE INDEX "rituals_meetingseries_organisation_id_dac5f529" ON "rituals_meetingseries" ("organisation_id");
CREATE INDEX "rituals_meetingseries_unit_id_55cf2af7" ON "rituals_meetingseries" ("unit_id");
CREATE INDEX "rituals_minute_author_id_80aacf72" ON "rituals_minute" ("author_id");
CREATE INDEX "rituals_minute_key_result_id_090da639" ON "rituals_minute" ("key_result_id");
CREATE INDEX "rituals_minute_meeting_id_04ba4e63" ON "rituals_minute" ("meeting_id");
CREATE INDEX "rituals_minute_objective_id_dadf7c86" ON "rituals_minute" ("objective_id");
CREATE INDEX "rituals_priority_carried_from_id_191e868f" ON "rituals_priority" ("carried_from_id");
CREATE INDEX "rituals_priority_key_result_id_b8d0c95d" ON "rituals_priority" ("key_result_id");
CREATE INDEX "rituals_priority_organisation_id_b4cbcf96" ON "rituals_priority" ("organisation_id");
CREATE INDEX "rituals_priority_person_id_715ad3e4" ON "rituals_priority" ("person_id");
CREATE INDEX "rituals_priority_unit_id_e1648139" ON "rituals_priority" ("unit_id");
CREATE INDEX "rituals_publishedplan_author_id_2591e4b8" ON "rituals_publishedplan" ("author_id");
CREATE INDEX "rituals_publishedplan_cycle_id_536e4fc5" ON "rituals_publishedplan" ("cycle_id");
CREATE INDEX "rituals_publishedplan_organisation_id_a98785c6" ON "rituals_publishedplan" ("organisation_id");
CREATE INDEX "rituals_publishedplan_unit_id_88583a7b" ON "rituals_publishedplan" ("unit_id");
CREATE INDEX "rituals_pulseanswer_person_id_b5a5ffac" ON "rituals_pulseanswer" ("person_id");
CREATE INDEX "rituals_pulseanswer_pulse_id_2cfe4891" ON "rituals_pulseanswer" ("pulse_id");
CREATE INDEX "rituals_vote_group_id_eec2639f" ON "rituals_vote" ("group_id");
CREATE INDEX "rituals_vote_meeting_id_584bd608" ON "rituals_vote" ("meeting_id");
CREATE INDEX "rituals_vote_objective_id_51434b48" ON "rituals_vote" ("objective_id");
CREATE INDEX "rituals_vote_person_id_42a9cfd9" ON "rituals_vote" ("person_id");
CREATE INDEX "series_async_in_force" ON "rituals_meetingseries" ("kind") WHERE ("ended_on" IS NULL AND "mode" = 'async');
CREATE UNIQUE INDEX "series_one_in_force" ON "rituals_meetingseries" ("unit_id", "kind") WHERE "ended_on" IS NULL;
CREATE INDEX "signal_by_period" ON "kpis_kpisignal" ("kpi_id", "starts_on" DESC);
CREATE UNIQUE INDEX "signal_once" ON "kpis_kpisignal" ("kpi_id", "starts_on", "rule") WHERE "withdrawn_at" IS NULL;
CREATE UNIQUE INDEX "signature_once_per_role" ON "okrs_signature" ("objective_id", "role") WHERE "voided_at" IS NULL;
CREATE INDEX "strategy_cardrule_author_id_1ebbdc6c" ON "strategy_cardrule" ("author_id");
CREATE INDEX "strategy_cardrule_organisation_id_0ba8ce7b" ON "strategy_cardrule" ("organisation_id");
CREATE INDEX "strategy_causeeffectlink_author_id_0a05f862" ON "strategy_causeeffectlink" ("author_id");
CREATE INDEX "strategy_causeeffectlink_cause_id_d5f5ee11" ON "strategy_causeeffectlink" ("cause_id");
CREATE INDEX "strategy_causeeffectlink_cause_kpi_id_789b29df" ON "strategy_causeeffectlink" ("cause_kpi_id");
CREATE INDEX "strategy_causeeffectlink_effect_id_6356aa1e" ON "strategy_causeeffectlink" ("effect_id");
CREATE INDEX "strategy_causeeffectlink_effect_kpi_id_cce202a7" ON "strategy_causeeffectlink" ("effect_kpi_id");
CREATE INDEX "strategy_causeeffectlink_organisation_id_205b19e5" ON "strategy_causeeffectlink" ("organisation_id");
CREATE INDEX "strategy_goalmeasure_author_id_498d65df" ON "strategy_goalmeasure" ("author_id");
CREATE INDEX "strategy_goalmeasure_goal_id_1102d913" ON "strategy_goalmeasure" ("goal_id");
CREATE INDEX "strategy_goalmeasure_kpi_id_9f71c3fe" ON "strategy_goalmeasure" ("kpi_id");
CREATE INDEX "strategy_goalreview_author_id_bb8f8f2c" ON "strategy_goalreview" ("author_id");
CREATE INDEX "strategy_goalreview_goal_id_76cfc657" ON "strategy_goalreview" ("goal_id");
CREATE INDEX "strategy_linktrial_cause_kpi_id_748b6497" ON "strategy_linktrial" ("cause_kpi_id");
CREATE INDEX "strategy_linktrial_effect_kpi_id_de1362e5" ON "strategy_linktrial" ("effect_kpi_id");
CREATE INDEX "strategy_linktrial_link_id_5e7fb71a" ON "strategy_linktrial" ("link_id");
CREATE INDEX "strategy_linktrial_person_id_09df180c" ON "strategy_linktrial" ("person_id");
CREATE INDEX "strategy_midtermgoal_copy_of_id_adba30b2" ON "strategy_midtermgoal" ("copy_of_id");
CREATE INDEX "strategy_midtermgoal_organisation_id_b579c171" ON "strategy_midtermgoal" ("organisation_id");
CREATE INDEX "strategy_midtermgoal_owner_id_630f6e49" ON "strategy_midtermgoal" ("owner_id");
CREATE INDEX "strategy_midtermgoal_perspective_id_bc4e5a70" ON "strategy_midtermgoal" ("perspective_id");
CREATE INDEX "strategy_midtermgoal_serves_id_b1a9885b" ON "strategy_midtermgoal" ("serves_id");
CREATE INDEX "strategy_midtermgoal_unit_id_0b18bf24" ON "strategy_midtermgoal" ("unit_id");
CREATE INDEX "strategy_perspective_organisation_id_ad21a054" ON "strategy_perspective" ("organisation_id");
CREATE INDEX "strategy_statement_author_id_95e8292d" ON "strategy_statement" ("author_id");
CREATE INDEX "strategy_statement_organisation_id_f15d5dba" ON "strategy_statement" ("organisation_id");
CREATE INDEX "strategy_weight_author_id_5a0323bf" ON "strategy_weight" ("author_id");
CREATE INDEX "strategy_weight_goal_id_ead245e9" ON "strategy_weight" ("goal_id");
CREATE INDEX "strategy_weight_organisation_id_718a26fe" ON "strategy_weight" ("organisation_id");
CREATE INDEX "strategy_weight_perspective_id_0767c032" ON "strategy_weight" ("perspective_id");
CREATE INDEX "suggestion_by_objective" ON "coaching_suggestion" ("objective_id", "state", "id");
CREATE INDEX "target_in_force" ON "kpis_target" ("kpi_id", "effective_on", "id");
CREATE INDEX "target_moves" ON "kpis_target" ("created_at") WHERE "moves";
CREATE INDEX "tasks_db_new_ordering_idx" ON "django_tasks_database_dbtaskresult" ("status", "priority" DESC, "run_after" ASC, "enqueued_at" ASC) WHERE "status" = 'READY';
CREATE INDEX "trials_of_link" ON "strategy_linktrial" ("link_id", "tested_at" DESC);
CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary";
CREATE UNIQUE INDEX "unique_verified_email" ON "account_emailaddress" ("email") WHERE "verified";
CREATE UNIQUE INDEX "unit_name_once_below_parent" ON "people_unit" ("organisation_id", "parent_id", (LOWER("name")));
CREATE UNIQUE INDEX "unit_one_root_in_organisation" ON "people_unit" ("organisation_id") WHERE "parent_id" IS NULL;
CREATE INDEX "unit_tree" ON "people_unit" ("organisation_id", "parent_id", "position");
CREATE UNIQUE INDEX "user_email_any_case" ON "people_user" ((LOWER("email")));
CREATE UNIQUE INDEX "vote_once_for_a_group" ON "rituals_vote" ("meeting_id", "person_id", "group_id") WHERE "group_id" IS NOT NULL;
CREATE UNIQUE INDEX "vote_once_for_an_objective" ON "rituals_vote" ("meeting_id", "person_id", "objective_id") WHERE "objective_id" IS NOT NULL;
CREATE UNIQUE INDEX "vote_once_for_the_plan" ON "rituals_vote" ("meeting_id", "person_id") WHERE ("group_id" IS NULL AND "objective_id" IS NULL);
CREATE UNIQUE INDEX "work_calendar_one_of_organisation" ON "reminders_workcalendar" ("organisation_id") WHERE "unit_id" IS NULL;
INSERT INTO django_migrations (app, name, applied) VALUES
    ('account', '0001_initial', CURRENT_TIMESTAMP),
    ('account', '0002_email_max_length', CURRENT_TIMESTAMP),
    ('account', '0003_alter_emailaddress_create_unique_verified_email', CURRENT_TIMESTAMP),
    ('account', '0004_alter_emailaddress_drop_unique_email', CURRENT_TIMESTAMP),
    ('account', '0005_emailaddress_idx_upper_email', CURRENT_TIMESTAMP),
    ('account', '0006_emailaddress_lower', CURRENT_TIMESTAMP),
    ('account', '0007_emailaddress_idx_email', CURRENT_TIMESTAMP),
    ('account', '0008_emailaddress_unique_primary_email_fixup', CURRENT_TIMESTAMP),
    ('account', '0009_emailaddress_unique_primary_email', CURRENT_TIMESTAMP),
    ('activity', '0001_initial', CURRENT_TIMESTAMP),
    ('activity', '0002_notices', CURRENT_TIMESTAMP),
    ('activity', '0003_notices_latest', CURRENT_TIMESTAMP),
    ('auth', '0001_initial', CURRENT_TIMESTAMP),
    ('auth', '0002_alter_permission_name_max_length', CURRENT_TIMESTAMP),
    ('auth', '0003_alter_user_email_max_length', CURRENT_TIMESTAMP),
    ('auth', '0004_alter_user_username_opts', CURRENT_TIMESTAMP),
    ('auth', '0005_alter_user_last_login_null', CURRENT_TIMESTAMP),
    ('auth', '0006_require_contenttypes_0002', CURRENT_TIMESTAMP),
    ('auth', '0007_alter_validators_add_error_messages', CURRENT_TIMESTAMP),
    ('auth', '0008_alter_user_username_max_length', CURRENT_TIMESTAMP),
    ('auth', '0009_alter_user_last_name_max_length', CURRENT_TIMESTAMP),
    ('auth', '0010_alter_group_name_max_length', CURRENT_TIMESTAMP),
    ('auth', '0011_update_proxy_permissions', CURRENT_TIMESTAMP),
    ('auth', '0012_alter_user_first_name_max_length', CURRENT_TIMESTAMP),
    ('coaching', '0001_coaching', CURRENT_TIMESTAMP),
    ('coaching', '0002_help_not_closed', CURRENT_TIMESTAMP),
    ('contenttypes', '0001_initial', CURRENT_TIMESTAMP),
    ('contenttypes', '0002_remove_content_type_name', CURRENT_TIMESTAMP),
    ('discussion', '0001_comments_follows_and_nudges', CURRENT_TIMESTAMP),
    ('discussion', '0002_talk_on_meetings_initiatives_and_actions', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0001_initial', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0002_alter_dbtaskresult_options', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0003_dbtaskresult_enqueued_at_dbtaskresult_finished_at', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0004_dbtaskresult_started_at', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0005_alter_dbtaskresult_priority_and_more', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0006_alter_dbtaskresult_args_kwargs_and_more', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0007_add_separate_results_fields', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0008_separate_results_field', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0009_remove_results_field', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0010_alter_dbtaskresult_status', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0011_rename_complete_status', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0012_add_separate_exception_fields', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0013_separate_exception_fields', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0014_remove_dbtaskresult_exception_data', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0015_correctly_order_run_after', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0016_remove_dbtaskresult_django_task_new_ordering_idx_and_more', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0017_dbtaskresult_metadata', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0018_rename_succeeded_status', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0019_rename_django_task_new_ordering_idx_tasks_db_new_ordering_idx_and_more', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0020_update_db_task_result_ordering', CURRENT_TIMESTAMP),
    ('django_tasks_database', '0021_conditional_partial_index_ordering', CURRENT_TIMESTAMP),
    ('exchange', '0001_initial', CURRENT_TIMESTAMP),
    ('kit', '0001_initial', CURRENT_TIMESTAMP),
    ('kit', '0002_initial', CURRENT_TIMESTAMP),
    ('kpis', '0001_initial', CURRENT_TIMESTAMP),
    ('kpis', '0002_measurements', CURRENT_TIMESTAMP),
    ('kpis', '0003_copied_definitions', CURRENT_TIMESTAMP),
    ('kpis', '0004_values_by_decade', CURRENT_TIMESTAMP),
    ('kpis', '0005_segments', CURRENT_TIMESTAMP),
    ('kpis', '0006_connectors', CURRENT_TIMESTAMP),
    ('kpis', '0007_derived', CURRENT_TIMESTAMP),
    ('kpis', '0008_alike', CURRENT_TIMESTAMP),
    ('kpis', '0009_left_out', CURRENT_TIMESTAMP),
    ('kpis', '0010_input_of_a_formula', CURRENT_TIMESTAMP),
    ('kpis', '0011_indexes_of_people', CURRENT_TIMESTAMP),
    ('kpis', '0012_targets_that_move', CURRENT_TIMESTAMP),
    ('kpis', '0013_answered_by_new_limits', CURRENT_TIMESTAMP),
    ('kpis', '0014_unit_of_a_version', CURRENT_TIMESTAMP),
    ('kpis', '0015_archived_spells', CURRENT_TIMESTAMP),
    ('kpis', '0016_pairs_of_letters', CURRENT_TIMESTAMP),
    ('kpis', '0017_curve_of_a_target', CURRENT_TIMESTAMP),
    ('kpis', '0018_limits_and_misses_in_lists', CURRENT_TIMESTAMP),
    ('kpis', '0019_held_to_be_resolved', CURRENT_TIMESTAMP),
    ('kpis', '0020_scale_of_words', CURRENT_TIMESTAMP),
    ('kpis', '0021_responses_with_the_state', CURRENT_TIMESTAMP),
    ('kpis', '0022_former_levels', CURRENT_TIMESTAMP),
    ('okrs', '0001_initial', CURRENT_TIMESTAMP),
    ('okrs', '0002_initial', CURRENT_TIMESTAMP),
    ('okrs', '0003_agreements', CURRENT_TIMESTAMP),
    ('okrs', '0004_goal_post_requests', CURRENT_TIMESTAMP),
    ('okrs', '0005_link_kinds', CURRENT_TIMESTAMP),
    ('okrs', '0006_health_and_overrides', CURRENT_TIMESTAMP),
    ('okrs', '0007_closing_decisions', CURRENT_TIMESTAMP),
    ('okrs', '0008_visibility_and_focus', CURRENT_TIMESTAMP),
    ('okrs', '0009_own_scores', CURRENT_TIMESTAMP),
    ('okrs', '0010_scored_on', CURRENT_TIMESTAMP),
    ('okrs', '0011_two_scores', CURRENT_TIMESTAMP),
    ('okrs', '0014_misses_and_carrying', CURRENT_TIMESTAMP),
    ('okrs', '0015_baseline_readings', CURRENT_TIMESTAMP),
    ('okrs', '0016_override_expiry', CURRENT_TIMESTAMP),
    ('okrs', '0017_own_coverage', CURRENT_TIMESTAMP),
    ('okrs', '0018_kpi_sources', CURRENT_TIMESTAMP),
    ('okrs', '0019_assessments', CURRENT_TIMESTAMP),
    ('okrs', '0020_valued_on', CURRENT_TIMESTAMP),
    ('okrs', '0021_closing_words_latest', CURRENT_TIMESTAMP),
    ('packs', '0001_board_packs', CURRENT_TIMESTAMP),
    ('packs', '0002_files_of_packs', CURRENT_TIMESTAMP),
    ('packs', '0003_tries_to_make', CURRENT_TIMESTAMP),
    ('people', '0001_initial', CURRENT_TIMESTAMP),
    ('people', '0002_focus_and_goal_post_settings', CURRENT_TIMESTAMP),
    ('reminders', '0001_reminders', CURRENT_TIMESTAMP),
    ('reports', '0001_find', CURRENT_TIMESTAMP),
    ('reports', '0002_find_kpis', CURRENT_TIMESTAMP),
    ('rituals', '0001_initial', CURRENT_TIMESTAMP),
    ('rituals', '0002_acknowledgements', CURRENT_TIMESTAMP),
    ('rituals', '0003_meetings', CURRENT_TIMESTAMP),
    ('rituals', '0004_focus', CURRENT_TIMESTAMP),
    ('rituals', '0005_put_off', CURRENT_TIMESTAMP),
    ('rituals', '0006_heard_at', CURRENT_TIMESTAMP),
    ('rituals', '0007_writing_at', CURRENT_TIMESTAMP),
    ('rituals', '0008_open_of_all', CURRENT_TIMESTAMP),
    ('rituals', '0009_meetings_by_time', CURRENT_TIMESTAMP),
    ('sessions', '0001_initial', CURRENT_TIMESTAMP),
    ('strategy', '0001_initial', CURRENT_TIMESTAMP),
    ('strategy', '0002_what_scores_a_goal', CURRENT_TIMESTAMP),
    ('strategy', '0003_a_measured_kpi_stays', CURRENT_TIMESTAMP),
    ('strategy', '0004_cause_effect_links', CURRENT_TIMESTAMP),
    ('strategy', '0005_what_a_perspective_is_about', CURRENT_TIMESTAMP),
    ('strategy', '0006_reviews_of_goals', CURRENT_TIMESTAMP),
    ('strategy', '0007_goals_of_units', CURRENT_TIMESTAMP),
    ('strategy', '0008_trials_of_the_same_data', CURRENT_TIMESTAMP),
    ('strategy', '0009_room_for_goals', CURRENT_TIMESTAMP);
