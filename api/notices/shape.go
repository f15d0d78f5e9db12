package notices

import (
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/notice"
)

// Notice is what you are told of one incident.
type Notice struct {
	ID         string             `json:"id"`
	Kind       string             `json:"kind" doc:"Such as edition.to_approve" example:"edition.to_approve"`
	Text       rest.LocalizedText `json:"text" doc:"What it tells, by what things are called now"`
	Asks       bool               `json:"asks" doc:"Somebody waits for something; it is open until that has ended. Else it is news, over once it is read"`
	Article    string             `json:"article,omitempty" doc:"Id"`
	Edition    string             `json:"edition,omitempty" doc:"Id"`
	Lang       string             `json:"lang,omitempty" doc:"Of the edition"`
	Delivery   string             `json:"delivery,omitempty" doc:"Id"`
	Channel    string             `json:"channel,omitempty" doc:"Id"`
	Unit       string             `json:"unit,omitempty" doc:"Code"`
	Planned    string             `json:"planned,omitempty" doc:"Id of the planned story"`
	Request    string             `json:"request,omitempty" doc:"Id of the request of the press"`
	Times      int                `json:"times" doc:"How often it came"`
	FirstAt    time.Time          `json:"first_at"`
	LastAt     time.Time          `json:"last_at" doc:"When it came last, or was reminded of"`
	ReadAt     *time.Time         `json:"read_at,omitempty" doc:"Absent while unread"`
	ResolvedAt *time.Time         `json:"resolved_at,omitempty" doc:"When its cause ended; absent while open"`
	Reminders  int                `json:"reminders" doc:"How often you were reminded"`
}

func noticeOf(n notice.Shown) Notice {
	return Notice{ID: n.ID, Kind: string(n.Kind), Text: rest.Localized(n.Words()), Asks: n.Kind.Asks(), Article: n.Article, Edition: n.Edition, Lang: n.Lang,
		Delivery: n.Delivery, Channel: n.Channel, Unit: n.Unit, Planned: named(n, "planned"), Request: named(n, "request"), Times: n.Times, FirstAt: n.FirstAt.UTC(), LastAt: n.LastAt.UTC(),
		ReadAt: rest.Instant(n.ReadAt), ResolvedAt: rest.Instant(n.ResolvedAt), Reminders: n.Reminders}
}

// named is an id that the event bore.
func named(n notice.Shown, name string) string {
	id, _ := n.Data[name].(string)
	return id
}

// NoticeSettings are how you wish to be told by mail.
type NoticeSettings struct {
	Mail     map[string]string `json:"mail,omitempty" doc:"By the kind of notice: at_once, digest or none" example:"{\"edition.to_approve\":\"at_once\"}"`
	DigestAt string            `json:"digest_at" doc:"Hour of the digest by the clock on the wall, outside of quiet hours" example:"08:00"`
	Quiet    *QuietHours       `json:"quiet,omitempty" doc:"When nothing is mailed but gathered; absent means never"`
	Zone     string            `json:"zone,omitempty" doc:"IANA name of the zone of these hours; absent means that of the house" example:"Asia/Ho_Chi_Minh"`
}

// QuietHours are by the clock on the wall, over midnight where they end before they begin.
type QuietHours struct {
	From  string `json:"from" example:"21:00"`
	Until string `json:"until" example:"06:00"`
}

func settingsOf(s notice.Settings) NoticeSettings {
	shape := NoticeSettings{Mail: map[string]string{}, DigestAt: s.DigestAt, Quiet: (*QuietHours)(s.Quiet), Zone: s.Zone}
	for kind, way := range s.Mail {
		shape.Mail[string(kind)] = string(way)
	}
	return shape
}

func (s NoticeSettings) domain() notice.Settings {
	set := notice.Settings{Mail: map[notice.Kind]notice.Mail{}, DigestAt: s.DigestAt, Quiet: (*notice.Quiet)(s.Quiet), Zone: s.Zone}
	for kind, way := range s.Mail {
		set.Mail[notice.Kind(kind)] = notice.Mail(way)
	}
	return set
}
