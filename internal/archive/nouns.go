package archive

import "slices"

// Nouns lists every table that an archive holds, what is referred to before what refers to it.
// A new table of the house joins here, or in [LeftOut]: a test holds both against the schema.
func Nouns() []Noun {
	return slices.Concat(house(), stories(), spreading(), agenda(), record())
}

// house is who and what is there.
func house() []Noun {
	return []Noun{
		noun("plan", "id", "id code version:int title_vi title_en period_from period_to territory_vi territory_en lead_unit document:json hash loaded_at:at"),
		noun("facet", "plan_id kind code", "plan_id>plan kind code parent_code position:int name_vi name_en short_vi short_en attrs:json valid_from valid_to"),
		noun("unit", "code", "code name_vi short_vi name_en kind parent_code valid_from valid_to attrs:json version:int"),
		noun("unit_successor", "unit_code successor_code", "unit_code>unit successor_code>unit"),
		noun("unit_phase", "unit_code valid_from", "unit_code>unit valid_from name_vi short_vi name_en kind parent_code"),
		noun("person", "id", "id login name password lang disabled:bool version:int created_at:at updated_at:at second_factor:bool email? claimed:json claimed_until:at? erased_at:at?").resting(noSecretOfPeople),
		noun("role_grant", "person_id role unit_code valid_from", "person_id>person role unit_code valid_from valid_until granted_by granted_at:at"),
		noun("delegation", "id", "id giver_id>person receiver_id>person unit_code starts_at:at starts_wall starts_zone ends_at:at ends_wall ends_zone reason created_by created_at:at "+
			"revoked_by revoked_at:at?"),
		noun("person_identity", "id", "id person_id>person issuer subject created_by created_at:at last_used_at:at?"),
		noun("flow", "unit_code version", "unit_code version:int inherits:bool content:json set_by set_at:at"),
		noun("closed_day", "day", "day effect name_vi name_en created_by created_at:at"),
		noun("calendar_entry", "id", "id code kind unit_code?>unit title_vi title_en place url note first_day last_day yearly moved:json since_year:int until_year:int off:bool member_state "+
			"facets:json evidence origin edited:bool reason cancelled_at:at? version:int created_by created_at:at updated_at:at"),
	}
}

// stories is what is written.
func stories() []Noun {
	return []Noun{
		noun("article", "id", "id plan_id>plan unit_code>unit form_code keywords:json priority:int version:int created_by created_at:at updated_at:at lang coauthors:json together:bool"),
		noun("article_facet", "article_id kind code", "article_id>article kind code position:int"),
		noun("edition", "id", "id article_id>article lang state version:int head_revision>revision approved_release?>release next_act note_kind note reason embargo_until:at? "+
			"embargo_wall embargo_zone publication title folded_title folded submitted_by submitted_at:at? withdrawn_at:at? created_by created_at:at updated_at:at "+
			"source_revision released_source outdated:bool together:bool"),
		noun("revision", "id", "id edition_id>edition number:int base_id kind title lead body authors:json created_by created_at:at pictures:json name? source_revision"),
		noun("working_copy", "edition_id person_id", "edition_id>edition person_id base_revision title lead body version:int snapshot_at:at updated_at:at pictures:json authors:json begun_at:at? taken_by? "+
			"taken_at:at? kept_revision? dropped_at:at?"),
		noun("contribution", "edition_id release_number person_id what", "edition_id>edition release_number:int person_id what at:at"),
		noun("release", "id", "id edition_id>edition number:int act revision_id>revision title schema:int canonical:bytes hash approved_by on_behalf approved_at:at told_at:at").holding(ownBytes("canonical", "hash")),
		noun("release_facet", "release_id kind code", "release_id>release kind code"),
		noun("media", "id", "id unit_code name focus:json credit licence words:json files:json card:json said:json authors:json version:int created_by created_at:at updated_at:at").naming(filesOfMedia),
		noun("release_file", "hash release_id", "hash release_id>release type size:int").naming(ownHash),
		noun("attachment", "id", "id article_id>article lang name type size:int hash pictures:json created_by created_at:at").naming(ownHash),
		noun("approval", "id", "id edition_id>edition release_number:int release_id?>release hash level:int levels:int person_id on_behalf at:at unit_code flow_unit flow_version:int "+
			"urgent:bool force_reason forced:json voided_at:at? void_reason"),
		noun("recheck", "release_id", "release_id>release edition_id>edition approved_by due_at:at state decided_by on_behalf decided_at:at? note told_at:at?"),
		noun("comment_thread", "id", "id edition_id>edition about revision_id>revision field quote prefix suffix place_start:int place_end:int picture_id state version:int started_by "+
			"created_at:at updated_at:at resolved_by resolved_at:at?"),
		noun("comment_remark", "id", "id thread_id>comment_thread number:int author_id created_at:at retracted_at:at?"),
		noun("comment_wording", "remark_id number", "remark_id>comment_remark number:int body mentions:json salt created_at:at"),
	}
}

// spreading is where it goes.
func spreading() []Noun {
	return []Noun{
		noun("channel", "id", "id kind name unit_code partner_id? lang passive:bool portal:bool after_portal paused:bool pause_reason closed_until:at? parked_until:at? max_conc:int "+
			"rate_usec:int burst:int tat:at breaker breaker_failures:int breaker_until:at? grace_usec:int settle_usec:int quiet_hours settings:json sealed:bytes? key_id "+
			"credential_expires_at:at? health checked_at:at? version:int created_by created_at:at updated_at:at place place_name other_name hold expiry_told:int "+
			"asked_at:at? template_version:int closed_from:at? rested_from:at? opened_at:at? keeps_closed_days:bool slots distance_usec:int offset_usec:int "+
			"portal_patience_usec:int dry_run:bool").resting(heldChannel),
		noun("channel_template", "channel_id version", "channel_id>channel version:int body created_by created_at:at"),
		noun("variant", "edition_id channel_id version", "edition_id>edition channel_id>channel version:int release_number:int act base_id>revision title lead text authors:json created_by created_at:at"),
		noun("delivery", "id", "id edition_id>edition release_id>release channel_id>channel intent round:int seq:int depends_on?>delivery offset_usec:int priority:int created_by "+
			"created_at:at due_at:at wall zone next_at:at? state reason detail_vi detail_en task lease_token lease_until:at? attempt:int spared:int payload:bytes? "+
			"payload_hash chosen_id progress:json handle first_doubt_at:at? maybe_at:at? looks:int remote_id address sent_at:at? confirmed_at:at? notice updated_at:at "+
			"waits_from:at? portal_waived:bool misses:int alone:bool").holding(ownBytes("payload", "payload_hash")),
		noun("attempt", "id", "id delivery_id>delivery number:int task instance started_at:at sending_at:at? finished_at:at? class reason detail_vi detail_en exchanges:int"),
		noun("attempt_exchange", "attempt_id", "attempt_id>attempt kept_at:at exchanges:json"),
		noun("feed_generation", "id", "id:int generation:int changed_at:at").seeded(),
	}
}

// agenda is what there is to write, and what people are told.
func agenda() []Noun {
	return []Noun{
		noun("piece", "id", "id kind unit_code>unit plan_id>plan pillar area topic title folded approved:int newest:int review_on version:int created_by created_at:at updated_at:at"),
		noun("piece_version", "piece_id number", "piece_id>piece number:int words:json source review_on state reason proposed_by proposed_at:at decided_by decided_for decided_at:at"),
		noun("piece_use", "edition_id place", "edition_id>edition place:int piece_id number:int words_hash"),
		noun("article_link", "id", "id kind from_id>article to_id>article credit_unit credit_authors:json made_by made_at:at"),
		noun("article_link_edition", "to_edition", "to_edition>edition link_id>article_link from_edition>edition lang credit taken>release held>release newest standing changed_at:at"),
		noun("formal_correction", "link_id lang", "link_id>article_link lang from_edition>edition release_id>release published_at:at"),
		noun("series", "id", "id code unit_code>unit plan_id>plan title_vi title_en lead_vi lead_en cover first_month last_month closed:bool version:int created_by created_at:at updated_at:at"),
		noun("series_article", "series_id article_id", "series_id>series article_id>article place:int"),
		noun("digest", "id", "id unit_code>unit name title lang facets:json filter:json expression zone max_items:int state next_at:at? covered_to:at authors:json version:int created_by "+
			"created_at:at updated_at:at"),
		noun("digest_occurrence", "digest_id at", "digest_id>digest at:at span_from:at span_to:at state reason_vi reason_en article_id?>article items:int asked_by created_at:at"),
		noun("digest_story", "digest_id edition_id", "digest_id>digest edition_id>edition at:at"),
		noun("notice", "id", "id person_id>person kind incident sees needs article_id edition_id delivery_id channel_id unit_code data:json times:int first_at:at last_at:at read_at:at? "+
			"resolved_at:at? due_at:at? round:int waits_at:at? reminders:int").resting(silentNotice),
		noun("notice_settings", "person_id", "person_id>person settings:json version:int updated_at:at"),
		noun("saved_view", "id", "id person_id>person unit_code?>unit name filter:json pinned:bool version:int created_at:at updated_at:at"),
		noun("preference", "person_id", "person_id>person preferences:json version:int updated_at:at"),
		noun("notice_turn", "person_id", "person_id>person number:int"),
		noun("notice_place", "name", "name number:int").seeded(),
		noun("planned_story", "id", "id unit_code>unit title note person_id due_at:at? due_wall due_zone due_day facets:json langs:json state reason article_id?>article request_id "+
			"entry_id?>calendar_entry late_at:at? done_at:at? version:int created_by created_at:at updated_at:at"),
		noun("press_request", "id", "id asker_id organisation subject need lang contact due_at:at? due_wall due_zone due_day facets:json state reason version:int created_by created_at:at "+
			"updated_at:at"),
		noun("press_request_share", "request_id unit_code", "request_id>press_request unit_code>unit state words article_id?>article planned_id?>planned_story updated_by updated_at:at"),
		noun("source", "id", "id unit_code>unit kind name address credit terms basis wait_minutes:int lang facets:json every_minutes:int state format moved_to etag modified next_at:at? "+
			"failures:int last_at:at? outcome reason_vi reason_en lease lease_until:at version:int created_by created_at:at updated_at:at").resting(unleasedSource),
		noun("source_fetch", "id", "id source_id>source at:at took:int outcome status:int bytes:int made:int changed:int removed:int moved_to reason_vi reason_en findings:json"),
		noun("item", "id", "id source_id>source identity guid link title folded state number:int hash said_at:at? first_seen:at changed_at:at removed_at:at? reason decided_by "+
			"decided_at:at? article_id?>article"),
		noun("item_version", "item_id number", "item_id>item number:int hash seen_at:at content:json"),
		noun("origin", "article_id", "article_id>article item_id>item source_id>source number:int name credit terms address said_at:at? first_seen:at taken_at:at taken_by unit_code"),
		noun("item_picture", "item_id address", "item_id>item address media_id>media"),
	}
}

// record is what was done, as it was sealed.
func record() []Noun {
	return []Noun{
		noun("audit", "id", "id at:at actor on_behalf action object_kind object_id before_hash after_hash detail:json refused:bool times:int last_at:at request_id personal? salt? "+
			"digest number:int?"),
		noun("event", "id", "id at:at kind article_id edition_id delivery_id channel_id unit_code data:json number:int? actor"),
		noun("seal", "stream number", "stream number:int row_id prev_hash hash sealed_at:at"),
		noun("audit_checkpoint", "number", "number:int hash act_id made_at:at"),
	}
}
