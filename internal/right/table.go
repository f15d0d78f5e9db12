package right

import (
	"iter"
	"slices"
)

// Text says whose text a right covers (R5, R24; docs/decisions/0017-whose-text.md).
type Text string

// The kinds of text. What is no text, such as a channel, is covered by AnyText alone.
const (
	AnyText    Text = "any"
	OwnText    Text = "own"         // the person is among its owners
	UnsentText Text = "unsent"      // own text that is not handed in for review
	OthersText Text = "others"      // somebody owns it, and the person is not among them
	Versions   Text = "translation" // the language versions of a story, not what it was first written in
)

// Right is one line of the table: a role may do an action.
type Right struct {
	Role   Role
	Action Action
	// EveryUnit means that the unit of the grant does not narrow it: channels belong to
	// the house, and whoever coordinates or inspects sees every unit.
	EveryUnit bool
	// Text says whose text it covers.
	Text Text
}

// Rights is the whole table, written by hand; documentation and checks are made from it.
// It follows how a government's newsroom divides its work: writers change what is their own,
// editors everything of their unit but judge no words of their own, nobody approves alone what
// they wrote, and those who run the machines decide on no content.
func Rights() []Right {
	table := make([]Right, 0, 128)
	for _, one := range grid() {
		for _, action := range one.actions {
			if action != "" {
				table = append(table, Right{Role: one.role, Action: action, EveryUnit: one.where == house, Text: one.text})
			}
		}
	}
	return table
}

// reach is how far a line of the table goes.
type reach bool

const (
	unit  reach = false // the unit of the grant
	house reach = true  // every unit
)

// line gives a role some actions on the same conditions.
type line struct {
	role    Role
	where   reach
	text    Text
	actions acts
}

// acts are at most so many that the whole table stands on the stack: it is gone through for each
// judgement, and nothing is kept between two.
type acts [13]Action

func grid() [29]line {
	return [...]line{
		{Contributor, unit, AnyText, acts{ArticleRead, ArticleCreate, MediaRead, MediaEdit}},
		{Contributor, unit, UnsentText, acts{ArticleEdit}},
		{Contributor, unit, OwnText, acts{EditionSubmit, CommentWrite}},
		{Contributor, house, AnyText, acts{ChannelRead}},

		{Author, unit, AnyText, acts{ArticleRead, ArticleCreate, CommentWrite, MediaRead, MediaEdit, DeliveryRead}},
		{Author, unit, UnsentText, acts{ArticleEdit}},
		{Author, unit, OwnText, acts{EditionSubmit, EditionCorrect}},
		{Author, house, AnyText, acts{ChannelRead}},

		{Editor, unit, AnyText, acts{ArticleRead, ArticleCreate, ArticleEdit, CommentWrite, MediaRead, MediaEdit, EditionSubmit, EditionCorrect,
			EditionArchive, DigestManage, SourceManage, DeliveryRead, ReportRead}},
		{Editor, unit, OthersText, acts{EditionRequestChanges, EditionFirstApprove}},
		{Editor, house, AnyText, acts{ChannelRead}},

		{Approver, unit, AnyText, acts{ArticleRead, CommentWrite, MediaRead, EditionRequestChanges, EditionApprove, EditionReopen, EditionSchedule,
			EditionCorrect, EditionWithdraw, EditionArchive, DeliveryRead, DeliveryAct, ReportRead}},
		{Approver, unit, AnyText, acts{EditionFirstApprove, FlowManage}},
		{Approver, house, AnyText, acts{ChannelRead}},

		{Secretary, unit, AnyText, acts{ArticleRead, CommentWrite, MediaRead, EditionRequestChanges, EditionSchedule, EditionArchive, DigestManage, SourceManage,
			DeliveryRead, DeliveryAct, ReportRead}},
		{Secretary, house, AnyText, acts{ChannelRead}},

		{Translator, unit, AnyText, acts{ArticleRead, CommentWrite, MediaRead, MediaEdit, DeliveryRead}},
		{Translator, unit, Versions, acts{ArticleEdit, EditionSubmit}},
		{Translator, house, AnyText, acts{ChannelRead}},

		{LeadOfficer, house, AnyText, acts{ArticleRead, CommentWrite, MediaRead, ChannelRead, DeliveryRead, PlanManage, FlowManage, ReportRead}},

		{Inspector, house, AnyText, acts{ArticleRead, MediaRead, ChannelRead, DeliveryRead, AuditRead, ReportRead, RequestRead}},

		{Press, house, AnyText, acts{FeedReadPartner}},

		{TechnicalAdmin, unit, AnyText, acts{ChannelManage, DeliveryRead, DeliveryAct, PersonManage, PlanManage, AuditRead, SettingsRead}},
		{TechnicalAdmin, house, AnyText, acts{ChannelRead}},

		// What is to be told: days, planned stories, and what the press asks for (R13, R16).
		{Editor, unit, AnyText, acts{CalendarManage, PlannedAssign, RequestRead, RequestAnswer, SeriesManage}},
		{Approver, unit, AnyText, acts{PlannedAssign, RequestRead, RequestAnswer}},
		{Secretary, unit, AnyText, acts{CalendarManage, PlannedAssign, RequestCreate, RequestRead, RequestRoute, RequestAnswer, SeriesManage}},
		{LeadOfficer, house, AnyText, acts{CalendarManage, PlannedAssign, RequestCreate, RequestRead, RequestRoute}},
		{Press, house, AnyText, acts{RequestCreate}},
	}
}

// granting goes through the lines of the table for an action.
func granting(action Action) iter.Seq[Right] {
	return func(yield func(Right) bool) {
		for _, one := range grid() {
			if action != "" && slices.Contains(one.actions[:], action) &&
				!yield(Right{Role: one.role, Action: action, EveryUnit: one.where == house, Text: one.text}) {
				return
			}
		}
	}
}
