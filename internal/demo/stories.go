package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/comment"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/internal/variant"
)

// part is one line of the demo's programme.
type part struct {
	sample   string
	langs    []string
	channels []string
	after    time.Duration // of its publication; 0 is at once
	embargo  bool          // until that very moment
	stop     article.State // how far it is taken; Approved means scheduled too
	priority int
	own      map[string]variant.Words // by the channel that says it in its own words
	remark   fault.Text
}

// WallTitle is what the public wall says of the first story in its own words.
const WallTitle = "Cuối tuần này về Nam Định chứ?"

func programme() []part {
	return []part{
		{sample: "S07", langs: []string{"vi"}, channels: []string{feedsName, portalName, pressName, wallName, botName, networkName, fanpageName}, stop: article.Approved, priority: article.MaxPriority,
			own:    map[string]variant.Words{wallName: {Title: WallTitle, Lead: "Phủ Dầy, Đền Trần, làng nghề và một bát phở: hai ngày là đủ."}},
			remark: fault.T("tin khẩn, phát ngay; bảng tin công cộng có lời riêng", "urgent, at once; the public wall says it in its own words")},
		{sample: "S01", langs: []string{"vi"}, channels: []string{feedsName, portalName, pressName}, after: 15 * time.Second, stop: article.Approved},
		{sample: "S10", langs: []string{"vi"}, channels: []string{feedsName, refusalName}, after: 30 * time.Second, stop: article.Approved,
			remark: fault.T("một kênh cố ý từ chối, kèm lý do", "one channel refuses on purpose, with its reason")},
		{sample: "S04", langs: []string{"vi", "en"}, channels: []string{feedsName, portalName, wallName, botName, networkName, fanpageName}, after: 45 * time.Second, stop: article.Approved,
			remark: fault.T("hai ngôn ngữ", "in two languages")},
		{sample: "S02", langs: []string{"vi"}, channels: []string{feedsName, portalName, botName, networkName, fanpageName, sandboxName}, after: 75 * time.Second, stop: article.Approved},
		{sample: "S05", langs: []string{"vi"}, channels: []string{feedsName, portalName, pressName}, after: 2 * time.Minute, stop: article.Approved},
		{sample: "S06", langs: []string{"vi"}, channels: []string{feedsName, portalName, pressName}, after: 4 * time.Minute, embargo: true, stop: article.Approved,
			remark: fault.T("cấm phát đến giờ đó", "under embargo until then")},
		{sample: "S12", langs: []string{"vi"}, channels: []string{feedsName, portalName, wallName}, after: 6 * time.Minute, stop: article.Approved},
		{sample: "S03", langs: []string{"vi"}, stop: article.InReview, remark: fault.T("đang chờ duyệt", "waiting for approval")},
		{sample: "S08", langs: []string{"vi"}, stop: article.ChangesRequested, remark: fault.T("được trả lại để sửa", "sent back for changes")},
		{sample: "S09", langs: []string{"vi"}, stop: article.Draft, remark: fault.T("bản nháp", "a draft")},
		{sample: "S11", langs: []string{"vi"}, stop: article.Draft, remark: fault.T("bản nháp", "a draft")},
	}
}

// stage is where the programme is carried out.
type stage struct {
	House
	actors   map[string]right.Actor
	channels map[string]channel.Channel
	samples  map[string]sample
	library  map[string]string // ids of pictures, by unit and file
	written  map[string]string // ids of stories, by sample
	html     *text.HTML
	begin    time.Time
}

// stories writes, approves and schedules the programme, each act by the one whose it is.
func (h House) stories(ctx context.Context, actors map[string]right.Actor, channels map[string]channel.Channel) ([]Scene, error) {
	known, err := readSamples()
	if err != nil {
		return nil, err
	}
	s := stage{House: h, actors: actors, channels: channels, samples: known, library: map[string]string{}, written: map[string]string{}, html: text.NewHTML(), begin: h.Now().Truncate(time.Second)}
	var scenes []Scene
	for _, one := range programme() {
		scene, err := s.play(ctx, one)
		if err != nil {
			return nil, fmt.Errorf("story %s: %w", one.sample, err)
		}
		scenes = append(scenes, scene)
	}
	return scenes, s.series(ctx)
}

func (s stage) play(ctx context.Context, p part) (Scene, error) {
	story := s.samples[p.sample]
	scene := Scene{Title: story.HeadlineVI, Langs: strings.Join(p.langs, ", "), Channels: p.channels, Remark: p.remark}
	unit, err := s.unit(ctx, story.Unit)
	if err != nil {
		return Scene{}, err
	}
	facets := plan.Facets{Pillars: story.Pillars, Areas: story.Areas, Topics: story.Topics, Audiences: story.Audiences, MemberStates: story.States, Form: story.Form}
	pictures, err := s.pictures(ctx, unit, p.sample)
	if err != nil {
		return Scene{}, err
	}
	var id string
	for i, lang := range p.langs {
		var e article.Edition
		words := story.text(s.html, lang)
		words.Pictures = pictures
		if i == 0 {
			var a article.Article
			a, e, err = s.Articles.Create(ctx, s.actors["author"], article.Input{Unit: unit, Facets: facets, Keywords: story.Keywords, Priority: p.priority, Lang: lang, Text: words})
			id = a.ID
		} else {
			e, err = s.Articles.AddEdition(ctx, s.actors["author"], article.Ref{Article: id, Lang: lang}, words)
		}
		if err == nil {
			err = s.take(ctx, p, e)
		}
		if err != nil {
			return Scene{}, err
		}
	}
	s.written[p.sample] = id
	if p.stop == article.Approved {
		scene.At = s.begin.Add(p.after)
	}
	return scene, nil
}

// newsdesk is the unit of stories whose own unit has ended without a successor on record.
const newsdesk = "cong-ttdt-tinh-ninh-binh"

// unit follows the successors of a unit that has ended to one that writes today.
func (s stage) unit(ctx context.Context, code string) (string, error) {
	today := s.Plans.Day(s.Now())
	const generations = 10
	for range generations {
		u, err := s.Plans.Unit(ctx, code)
		if err != nil || u.ValidOn(today) {
			return code, err
		}
		if len(u.Successors) == 0 {
			break
		}
		code = u.Successors[0]
	}
	return newsdesk, nil
}

// take brings an edition as far as its part goes.
func (s stage) take(ctx context.Context, p part, e article.Edition) error {
	ref := article.Ref{Article: e.Article, Lang: e.Lang}
	if p.embargo {
		if _, err := s.Articles.SetEmbargo(ctx, s.actors["approver"], article.At{Ref: ref}, wall(s.begin.Add(p.after), s.Zone)); err != nil {
			return err
		}
	}
	for name, words := range p.own {
		if _, err := s.Variants.Save(ctx, s.actors["author"], variant.On{Ref: ref, Channel: s.channels[name].ID}, variant.Input{Words: words}); err != nil {
			return err
		}
	}
	if p.stop == article.Draft {
		return s.discuss(ctx, ref, e.Title)
	}
	if _, err := s.Articles.Submit(ctx, s.actors["author"], article.At{Ref: ref}); err != nil {
		return err
	}
	switch p.stop {
	case article.ChangesRequested:
		_, err := s.Articles.RequestChanges(ctx, s.actors["editor"], article.At{Ref: ref}, "Bổ sung số liệu năm nay và nguồn.")
		return err
	case article.Approved:
		return s.release(ctx, p, ref)
	}
	return nil
}

// release approves an edition and schedules it on those of its channels that take its
// language.
func (s stage) release(ctx context.Context, p part, ref article.Ref) error {
	_, hash, err := s.Articles.Candidate(ctx, s.actors["approver"], ref)
	if err != nil {
		return err
	}
	if _, _, _, err := s.Articles.Approve(ctx, s.actors["approver"], article.At{Ref: ref}, hash); err != nil {
		return err
	}
	order := delivery.Plan{Ref: ref, Now: p.after == 0, At: wall(s.begin.Add(p.after), s.Zone)}
	for _, name := range p.channels {
		if c := s.channels[name]; c.Lang == "" || c.Lang == ref.Lang {
			order.Channels = append(order.Channels, c.ID)
		}
	}
	_, err = s.Planner.Schedule(ctx, s.actors["approver"], order)
	return err
}

// discuss has two colleagues remark on a draft: one thread on its title is resolved, one waits.
func (s stage) discuss(ctx context.Context, ref article.Ref, title string) error {
	done, err := s.Comments.Start(ctx, s.actors["approver"], ref, comment.Draft{Words: comment.Words{Body: "Tiêu đề này đã thống nhất chưa?"},
		Anchor: comment.Wanted{On: comment.OnSelection, Field: comment.Title, Exact: title}})
	if err != nil {
		return err
	}
	at := comment.At{Ref: ref, Thread: done.ID}
	if _, err := s.Comments.Reply(ctx, s.actors["author"], at, comment.Words{Body: "Đã thống nhất."}); err != nil {
		return err
	}
	if _, err := s.Comments.Resolve(ctx, s.actors["approver"], at); err != nil {
		return err
	}
	_, err = s.Comments.Start(ctx, s.actors["approver"], ref, comment.Draft{Words: comment.Words{Body: "Thêm ảnh của buổi lễ nhé."}})
	return err
}
