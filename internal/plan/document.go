package plan

// Document is a plan as it is written down: the shape of the files that [Parse] reads.
// A field without omitempty must be there and must not be null.
type Document struct {
	Meta         docMeta       `json:"_meta"`
	Plan         docPlan       `json:"plan"`
	Pillars      []docPillar   `json:"pillars"`
	Areas        []docArea     `json:"content_areas"`
	Audiences    []docAudience `json:"audiences"`
	Forms        []docForm     `json:"forms"`
	Languages    []docLanguage `json:"languages"`
	MemberStates []docState    `json:"member_states"`
	Units        []docUnit     `json:"units"`
	Extras       docExtras     `json:"extras,omitempty"`

	text string // the whole document, keys sorted
	hash string // SHA-256 of text
}

// Hash tells documents apart; layout and the order of keys do not count.
func (d Document) Hash() string { return d.hash }

type docMeta struct {
	Description    string            `json:"description,omitempty"`
	SchemaVersion  int               `json:"schema_version"`
	EvidenceValues map[string]string `json:"evidence_values,omitempty"`
	Normalization  string            `json:"normalization,omitempty"`
	TonePlacement  string            `json:"tone_placement,omitempty"`
}

type docPlan struct {
	Slug                string         `json:"slug"`
	TitleVI             string         `json:"title_vi"`
	TitleEN             string         `json:"title_en"`
	Document            docIssue       `json:"document,omitempty"`
	Parent              docParent      `json:"parent,omitempty"`
	Period              docPeriod      `json:"period"`
	Territory           docTerritory   `json:"territory"`
	LeadUnit            string         `json:"lead_unit"`
	LeadUnitHistory     []docLead      `json:"lead_unit_history,omitempty"`
	FundingUnit         string         `json:"funding_unit,omitempty"`
	FundingSources      []docLabel     `json:"funding_sources,omitempty"`
	Reporting           docReporting   `json:"reporting,omitempty"`
	AppendixAssignments docAppendix    `json:"appendix_assignments,omitempty"`
	Recipients          []docRecipient `json:"recipients,omitempty"`
	Versioning          docVersioning  `json:"versioning,omitempty"`
	TextSlipsInSource   []docSlip      `json:"text_slips_in_source,omitempty"`
}

type docIssue struct {
	TypeVI      string   `json:"type_vi"`
	TypeCode    string   `json:"type_code"`
	Number      string   `json:"number,omitempty"`
	Symbol      string   `json:"symbol"`
	Issuer      string   `json:"issuer"`
	Place       string   `json:"place"`
	IssuedOn    Date     `json:"issued_on,omitempty"`
	IssuedMonth string   `json:"issued_month,omitempty"`
	SigningForm []string `json:"signing_form"`
	Evidence    string   `json:"evidence,omitempty"`
	Note        string   `json:"note,omitempty"`
}

type docParent struct {
	TypeVI       string `json:"type_vi"`
	NumberSymbol string `json:"number_symbol"`
	IssuedOn     Date   `json:"issued_on"`
	IssuerVI     string `json:"issuer_vi"`
	TitleVI      string `json:"title_vi"`
	TitleEN      string `json:"title_en"`
	Predecessor  string `json:"predecessor,omitempty"`
	Evidence     string `json:"evidence,omitempty"`
}

type docPeriod struct {
	From       Date   `json:"from"`
	To         Date   `json:"to"`
	LabelVI    string `json:"label_vi,omitempty"`
	VisionYear int    `json:"vision_year,omitempty"`
}

type docTerritory struct {
	NameVI                string         `json:"name_vi"`
	NameEN                string         `json:"name_en,omitempty"`
	ValidTo               Date           `json:"valid_to,omitempty"`
	SuccessorNameVI       string         `json:"successor_name_vi,omitempty"`
	SuccessorFrom         Date           `json:"successor_from,omitempty"`
	MergedWith            []string       `json:"merged_with,omitempty"`
	SuccessorProvinceCode string         `json:"successor_province_code,omitempty"`
	SuccessorCommuneUnits map[string]int `json:"successor_commune_units,omitempty"`
	Evidence              string         `json:"evidence,omitempty"`
}

type docLead struct {
	Unit     string `json:"unit"`
	From     Date   `json:"from"`
	To       Date   `json:"to,omitempty"`
	Evidence string `json:"evidence,omitempty"`
	Note     string `json:"note,omitempty"`
}

type docReporting struct {
	RuleVI                    string     `json:"rule_vi"`
	Rule                      string     `json:"rule"`
	Month                     int        `json:"month"`
	Day                       int        `json:"day"`
	Timezone                  string     `json:"timezone"`
	Reporters                 string     `json:"reporters"`
	AddressedTo               string     `json:"addressed_to"`
	SubmittedThrough          string     `json:"submitted_through"`
	ConsolidatedBy            string     `json:"consolidated_by"`
	ConsolidatedTo            []string   `json:"consolidated_to"`
	CoveredPeriod             string     `json:"covered_period,omitempty"`
	CoveredPeriodNote         string     `json:"covered_period_note,omitempty"`
	DefaultReminderDaysBefore []int      `json:"default_reminder_days_before"`
	OverdueReminderDaysAfter  []int      `json:"overdue_reminder_days_after"`
	Cycles                    []docCycle `json:"cycles"`
	CyclesNote                string     `json:"cycles_note,omitempty"`
}

type docCycle struct {
	Year            int    `json:"year"`
	DueBefore       string `json:"due_before"`
	LastCalendarDay Date   `json:"last_calendar_day"`
	LastWorkingDay  Date   `json:"last_working_day"`
}

type docAppendix struct {
	Present bool            `json:"present"`
	NoteVI  string          `json:"note_vi,omitempty"`
	Fields  []string        `json:"fields"`
	Rows    []docAssignment `json:"rows"`
}

type docAssignment struct {
	Unit             string   `json:"unit"`
	TaskVI           string   `json:"task_vi"`
	ContentAreas     []string `json:"content_areas,omitempty"`
	Forms            []string `json:"forms,omitempty"`
	QuantityPerYear  int      `json:"quantity_per_year,omitempty"`
	LeadOrCoordinate string   `json:"lead_or_coordinate,omitempty"`
	Start            Date     `json:"start,omitempty"`
	Due              Date     `json:"due,omitempty"`
	Output           string   `json:"output,omitempty"`
	FundingSource    string   `json:"funding_source,omitempty"`
}

type docRecipient struct {
	LabelVI string `json:"label_vi"`
	Unit    string `json:"unit,omitempty"`
	Group   string `json:"group,omitempty"`
}

type docVersioning struct {
	Version      int    `json:"version"`
	Status       string `json:"status,omitempty"`
	Supersedes   string `json:"supersedes,omitempty"`
	SupersededBy string `json:"superseded_by,omitempty"`
}

type docSlip struct {
	Where    string `json:"where"`
	AsIssued string `json:"as_issued"`
	Issue    string `json:"issue"`
}

type docLabel struct {
	Slug    string `json:"slug"`
	LabelVI string `json:"label_vi"`
	LabelEN string `json:"label_en,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Order   int    `json:"order,omitempty"`
}

type docPillar struct {
	Slug         string `json:"slug"`
	Code         string `json:"code"`
	Order        int    `json:"order"`
	NameVI       string `json:"name_vi"`
	ShortVI      string `json:"short_vi"`
	NameEN       string `json:"name_en"`
	ShortEN      string `json:"short_en"`
	StanceVI     string `json:"stance_vi,omitempty"`
	HashtagVI    string `json:"hashtag_vi,omitempty"`
	HashtagEN    string `json:"hashtag_en,omitempty"`
	ValidFrom    Date   `json:"valid_from,omitempty"`
	ValidTo      Date   `json:"valid_to,omitempty"`
	ActiveInPlan *bool  `json:"active_in_plan,omitempty"`
	Evidence     string `json:"evidence,omitempty"`
	Note         string `json:"note,omitempty"`
}

type docArea struct {
	No               int        `json:"no"`
	Slug             string     `json:"slug"`
	Section          string     `json:"section,omitempty"`
	LabelVI          string     `json:"label_vi"`
	LabelEN          string     `json:"label_en"`
	SummaryVI        string     `json:"summary_vi,omitempty"`
	SummaryEN        string     `json:"summary_en,omitempty"`
	Pillars          []string   `json:"pillars"`
	Direction        string     `json:"direction,omitempty"`
	MentionsProvince bool       `json:"mentions_province,omitempty"`
	Topics           []docTopic `json:"topics"`
	HashtagVI        string     `json:"hashtag_vi,omitempty"`
	HashtagEN        string     `json:"hashtag_en,omitempty"`
	ValidFrom        Date       `json:"valid_from,omitempty"`
	ValidTo          Date       `json:"valid_to,omitempty"`
	Evidence         string     `json:"evidence,omitempty"`
}

type docTopic struct {
	Slug      string `json:"slug"`
	LabelVI   string `json:"label_vi"`
	LabelEN   string `json:"label_en"`
	ValidFrom Date   `json:"valid_from,omitempty"`
	ValidTo   Date   `json:"valid_to,omitempty"`
}

type docAudience struct {
	Slug             string   `json:"slug"`
	LabelVI          string   `json:"label_vi"`
	LabelEN          string   `json:"label_en"`
	Group            string   `json:"group,omitempty"`
	DefaultLanguages []string `json:"default_languages,omitempty"`
	Foreign          bool     `json:"foreign,omitempty"`
	ValidFrom        Date     `json:"valid_from,omitempty"`
	ValidTo          Date     `json:"valid_to,omitempty"`
	Evidence         string   `json:"evidence,omitempty"`
	Note             string   `json:"note,omitempty"`
}

type docForm struct {
	Slug                string   `json:"slug"`
	LabelVI             string   `json:"label_vi"`
	LabelEN             string   `json:"label_en"`
	Kind                string   `json:"kind"`
	ExtraRequiredFields []string `json:"extra_required_fields,omitempty"`
	ReportUnitVI        string   `json:"report_unit_vi,omitempty"`
	ReportGroup         string   `json:"report_group,omitempty"`
	ValidFrom           Date     `json:"valid_from,omitempty"`
	ValidTo             Date     `json:"valid_to,omitempty"`
}

type docLanguage struct {
	Code   string   `json:"code"`
	NameVI string   `json:"name_vi"`
	NameEN string   `json:"name_en"`
	Native string   `json:"native,omitempty"`
	Script string   `json:"script,omitempty"`
	Status string   `json:"status,omitempty"`
	States []string `json:"states,omitempty"`
	Note   string   `json:"note,omitempty"`
}

type docState struct {
	Code           string   `json:"code"`
	Code3          string   `json:"code3,omitempty"`
	NameVI         string   `json:"name_vi"`
	AliasesVI      []string `json:"aliases_vi,omitempty"`
	NameEN         string   `json:"name_en"`
	AliasesEN      []string `json:"aliases_en,omitempty"`
	OfficialNameEN string   `json:"official_name_en,omitempty"`
	JoinedOn       Date     `json:"joined_on,omitempty"`
	Languages      []string `json:"languages,omitempty"`
}

type docUnit struct {
	Slug        string   `json:"slug"`
	NameVI      string   `json:"name_vi"`
	ShortVI     string   `json:"short_vi"`
	NameEN      string   `json:"name_en"`
	Type        string   `json:"type"`
	Roles       []string `json:"roles,omitempty"`
	Parent      string   `json:"parent,omitempty"`
	NamedInPlan bool     `json:"named_in_plan,omitempty"`
	ValidFrom   Date     `json:"valid_from,omitempty"`
	ValidTo     Date     `json:"valid_to,omitempty"`
	Successors  []string `json:"successors,omitempty"`
	AgencyCode  string   `json:"agency_code,omitempty"`
	Evidence    string   `json:"evidence,omitempty"`
	Note        string   `json:"note,omitempty"`
}

type docExtras struct {
	Note               string       `json:"note,omitempty"`
	AseanYears         []docYear    `json:"asean_years,omitempty"`
	FixedDates         []docFixed   `json:"fixed_dates,omitempty"`
	Partners           []docPartner `json:"partners,omitempty"`
	Channels           []docLabel   `json:"channels,omitempty"`
	BulletinPriorities []docLabel   `json:"bulletin_priorities,omitempty"`
}

type docYear struct {
	Year     int    `json:"year"`
	Chair    string `json:"chair"`
	ThemeEN  string `json:"theme_en"`
	Evidence string `json:"evidence,omitempty"`
}

type docFixed struct {
	MonthDay string `json:"month_day"`
	LabelVI  string `json:"label_vi"`
	LabelEN  string `json:"label_en"`
}

type docPartner struct {
	Code   string `json:"code"`
	NameVI string `json:"name_vi"`
	NameEN string `json:"name_en"`
}
