package deliveries

import (
	"slices"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/right"
)

// Delivery is "this release to this channel with this intent".
type Delivery struct {
	ID          string              `json:"id"`
	Article     string              `json:"article,omitempty"`
	Edition     string              `json:"edition"`
	Lang        string              `json:"lang,omitempty"`
	Title       string              `json:"title,omitempty"`
	Unit        string              `json:"unit,omitempty"`
	Release     string              `json:"release"`
	Number      int                 `json:"release_number,omitempty"`
	Channel     string              `json:"channel"`
	ChannelName string              `json:"channel_name,omitempty"`
	ChannelKind string              `json:"channel_kind,omitempty"`
	Intent      string              `json:"intent" enum:"publish,correct,withdraw"`
	Round       int                 `json:"round"`
	Priority    int                 `json:"priority"`
	DueAt       time.Time           `json:"due_at"`
	Time        string              `json:"time,omitempty" doc:"Wall time as typed; absent for now"`
	Zone        string              `json:"zone,omitempty"`
	Offset      float64             `json:"offset_seconds,omitempty" doc:"How long after the hour of the plan, and after the portal's copy, it goes"`
	State       string              `json:"state" enum:"waiting,sending,retrying,polling,unsure,sent,confirmed,attention,cancelled,superseded,withdrawn"`
	Reason      string              `json:"reason,omitempty" doc:"Stable code of why it is in this state"`
	ReasonWords *rest.LocalizedText `json:"reason_words,omitempty"`
	Detail      *rest.LocalizedText `json:"detail,omitempty" doc:"What the destination said, in plain words"`
	NextAt      *time.Time          `json:"next_at,omitempty" doc:"When the engine does its next step; absent when it has none"`
	Attempt     int                 `json:"attempt" doc:"Tries to send so far"`
	PayloadHash string              `json:"payload_hash,omitempty" doc:"SHA-256 in hex of the post as it is sent, see /payload; absent before its first try"`
	RemoteID    string              `json:"remote_id,omitempty"`
	Address     string              `json:"address,omitempty" doc:"Where readers find it"`
	SentAt      *time.Time          `json:"sent_at,omitempty"`
	ConfirmedAt *time.Time          `json:"confirmed_at,omitempty" doc:"When it was seen at the destination"`
	CreatedBy   string              `json:"created_by"`
	CreatedAt   time.Time           `json:"created_at"`
	UpdatedAt   time.Time           `json:"updated_at"`
}

func shapeOf(d delivery.Delivery) Delivery {
	return Delivery{ID: d.ID, Edition: d.Edition, Release: d.Release, Channel: d.Channel, Intent: string(d.Intent), Round: d.Round, Priority: d.Priority,
		DueAt: d.DueAt.UTC(), Time: d.Wall, Zone: d.Zone, Offset: d.Offset.Seconds(), State: string(d.State), Reason: string(d.Reason), ReasonWords: rest.SomeLocalized(d.Reason.Words()),
		Detail: rest.SomeLocalized(d.Detail), NextAt: rest.Instant(d.NextAt), Attempt: d.Attempt, PayloadHash: d.PayloadHash, RemoteID: d.Receipt.RemoteID, Address: d.Receipt.Address,
		SentAt: rest.Instant(d.SentAt), ConfirmedAt: rest.Instant(d.ConfirmedAt), CreatedBy: d.CreatedBy, CreatedAt: d.CreatedAt.UTC(), UpdatedAt: d.UpdatedAt.UTC()}
}

func listedOf(d delivery.Listed) Delivery {
	shape := shapeOf(d.Delivery)
	shape.Article, shape.Lang, shape.Title, shape.Unit = d.Article, d.Lang, d.Title, d.Unit
	shape.ChannelName, shape.ChannelKind, shape.Number = d.ChannelName, d.ChannelKind, d.Number
	return shape
}

// FullDelivery is a delivery with what the one who asks may do about it.
type FullDelivery struct {
	Delivery
	May rest.May `json:"may"`
}

// fullOf says of each act whether it is possible now: the right to it is told first, then
// what the state of the delivery stands against.
func fullOf(actor right.Actor, w delivery.Why) FullDelivery {
	return FullDelivery{Delivery: listedOf(w.Listed), May: mayOf(actor, w)}
}

func mayOf(actor right.Actor, w delivery.Why) rest.May {
	may := rest.MayOf(actor, right.In(w.Unit), map[string]right.Action{"retry": right.DeliveryAct, "check": right.DeliveryAct,
		"mark-sent": right.DeliveryAct, "cancel": right.DeliveryAct, "wait": right.DeliveryAct})
	for act := range may {
		if !slices.ContainsFunc(w.Steps, func(s delivery.Step) bool { return s.Action == act }) {
			words := w.State.Words()
			may.Forbid(act, fault.T("Lượt phát đang ở trạng thái “"+words.VI+"”, không làm được việc này.",
				"The delivery is “"+words.EN+"”; this is not possible from there."))
		}
	}
	return may
}

// Attempt is one try.
type Attempt struct {
	ID         string              `json:"id"`
	Number     int                 `json:"number"`
	Task       string              `json:"task" enum:"send,look,poll,prove"`
	Instance   string              `json:"instance" doc:"The process that tried"`
	StartedAt  time.Time           `json:"started_at"`
	SendingAt  *time.Time          `json:"sending_at,omitempty" doc:"When the first byte was about to leave; absent means that surely nothing left"`
	FinishedAt *time.Time          `json:"finished_at,omitempty"`
	Class      string              `json:"class,omitempty" doc:"What happened; absent while running"`
	Reason     string              `json:"reason,omitempty" doc:"In the destination's own terms"`
	Detail     *rest.LocalizedText `json:"detail,omitempty"`
	Exchanges  int                 `json:"exchanges" doc:"Requests that were made to the destination"`
}

func attemptOf(a delivery.Attempt) Attempt {
	return Attempt{ID: a.ID, Number: a.Number, Task: string(a.Task), Instance: a.Instance, StartedAt: a.StartAt.UTC(), SendingAt: rest.Instant(a.SendingAt),
		FinishedAt: rest.Instant(a.FinishedAt), Class: string(a.Class), Reason: a.Reason, Detail: rest.SomeLocalized(a.Detail), Exchanges: a.Exchanges}
}

// Explanation of a delivery: where it stands and what it waits for, rule by rule.
type Explanation struct {
	Delivery Delivery           `json:"delivery"`
	Sentence rest.LocalizedText `json:"sentence" doc:"The whole in one line"`
	Rules    []RuleResult       `json:"rules" nullable:"false" doc:"Every rule of the claim; empty once nothing is left to send"`
	Last     *Attempt           `json:"last_attempt,omitempty"`
	NextTry  *time.Time         `json:"next_try,omitempty"`
	Guide    *Guide             `json:"guide,omitempty" doc:"What to look for at the destination, before one of the steps is chosen"`
	Steps    []PossibleStep     `json:"steps" nullable:"false" doc:"What a person can do now"`
}

// Guide tells a person what to look for, where and when.
type Guide struct {
	Where rest.LocalizedText `json:"where"`
	What  rest.LocalizedText `json:"what"`
	From  *time.Time         `json:"from,omitempty" doc:"It was sent from then, if it was"`
	Until *time.Time         `json:"until,omitempty" doc:"to then"`
}

// RuleResult is one condition of the claim as it stands now.
type RuleResult struct {
	Rule  string             `json:"rule"`
	Holds bool               `json:"holds"`
	Words rest.LocalizedText `json:"words"`
}

// PossibleStep is something that a person can do.
type PossibleStep struct {
	Action string             `json:"action" enum:"retry,check,mark-sent,cancel,wait"`
	Label  rest.LocalizedText `json:"label"`
	May    rest.Permission    `json:"may"`
}

func whyOf(w delivery.Why) Explanation {
	shape := Explanation{Delivery: listedOf(w.Listed), Sentence: rest.Localized(w.Sentence), Rules: []RuleResult{}, NextTry: rest.Instant(w.NextTry), Steps: []PossibleStep{}}
	for _, r := range w.Rules {
		shape.Rules = append(shape.Rules, RuleResult{Rule: string(r.Rule), Holds: r.Holds, Words: rest.Localized(r.Words)})
	}
	if w.Last != nil {
		last := attemptOf(*w.Last)
		shape.Last = &last
	}
	if g := w.Guide; g != nil {
		shape.Guide = &Guide{Where: rest.Localized(g.Where), What: rest.Localized(g.What), From: rest.Instant(g.From), Until: rest.Instant(g.Until)}
	}
	for _, s := range w.Steps {
		shape.Steps = append(shape.Steps, PossibleStep{Action: s.Action, Label: rest.Localized(s.Label), May: rest.PermissionOf(s.Allowed)})
	}
	return shape
}

// Post is all that the destination gets, or got, in the very words. It is rendered once,
// when the delivery is first tried, and holds no secret: those are added per try.
type Post struct {
	Schema   int        `json:"schema" doc:"Number of the shape in which it is stored"`
	Intent   string     `json:"intent" enum:"publish,correct,withdraw"`
	Article  string     `json:"article"`
	Edition  string     `json:"edition"`
	Release  int        `json:"release_number"`
	Lang     string     `json:"lang"`
	Title    string     `json:"title"`
	Lead     string     `json:"lead"`
	HTML     string     `json:"html" doc:"HTML of one allow-list"`
	Link     string     `json:"link" doc:"Permanent address with the marker of the delivery"`
	ChosenID string     `json:"chosen_id,omitempty" doc:"Id that was chosen for the destination"`
	At       time.Time  `json:"at" doc:"What the destination shows as time of publication"`
	Notes    []PostNote `json:"notes" nullable:"false" doc:"What readers are told of changes, newest first, or of the withdrawal"`
	Terms    []PostTerm `json:"terms" nullable:"false"`
	Unit     PostTerm   `json:"unit"`
	Keywords []string   `json:"keywords" nullable:"false"`
	Body     string     `json:"body,omitempty" doc:"The rendered body, where the kind of destination has one"`
	BodyType string     `json:"body_type,omitempty"`
}

// PostNote is what readers are told of a change or of a withdrawal.
type PostNote struct {
	Kind    string    `json:"kind" enum:"update,correction,formal_correction,withdrawal"`
	Label   string    `json:"label"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
	Earlier bool      `json:"earlier" doc:"Whether it belongs to an earlier release"`
}

// PostTerm is a facet in the language of the post.
type PostTerm struct {
	Kind string `json:"kind"`
	Code string `json:"code"`
	Name string `json:"name"`
}

// postOf shows a stored payload.
func postOf(payload []byte) (Post, error) {
	p, err := render.Read(payload)
	if err != nil {
		return Post{}, err
	}
	shape := Post{Schema: p.Schema, Intent: string(p.Intent), Article: p.Article, Edition: p.Edition, Release: p.Release, Lang: p.Lang, Title: p.Title,
		Lead: p.Lead, HTML: p.HTML, Link: p.Link, ChosenID: p.ChosenID, At: p.At.UTC(), Notes: []PostNote{}, Terms: []PostTerm{}, Unit: PostTerm(p.Unit),
		Keywords: rest.NotNil(p.Keywords), Body: p.Body, BodyType: p.BodyType}
	for _, n := range p.Notes {
		shape.Notes = append(shape.Notes, PostNote{Kind: n.Kind, Label: n.Label, Text: n.Text, At: n.At.UTC(), Earlier: n.Earlier})
	}
	for _, t := range p.Terms {
		shape.Terms = append(shape.Terms, PostTerm(t))
	}
	return shape, nil
}
