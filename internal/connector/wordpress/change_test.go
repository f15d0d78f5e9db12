package wordpress_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// TestPostsOfOthersAreLeftAlone plays a portal that was restored from a copy and gave ids
// anew.
func TestPostsOfOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	chosen := connectortest.Publish().Post.ChosenID
	mark := "<!-- lantoa-edition:" + connectortest.Publish().Post.Edition + " -->"
	for name, k := range map[string]struct {
		slug, content string
		ours          bool
	}{
		"another's":              {"thong-bao-tuyen-dung", "<p>của người khác</p>", false},
		"another story of ours":  {"hoi-thao-0123456789ac", "<p>x</p><!-- lantoa:019ab000-0000-7000-8000-0123456789ac --><!-- lantoa-edition:019ab000-0000-7000-8000-0000000000ff -->", false},
		"a longer slug":          {chosen + "-phan-hai", "<p>x</p>", false},
		"rewritten there":        {chosen, "<p>x</p>", true},
		"rewritten, second name": {chosen + "-2", "<p>x</p>", true},
		"renamed there":          {"ten-khac", "<p>x</p>" + mark, true},
	} {
		s := newPortal(t, connectortest.Noon)
		c := open(t, s, nil)
		receipt := send(t, c, connectortest.Publish())
		for _, call := range []connector.Call{connectortest.Correct(receipt), connectortest.Withdraw(receipt)} {
			stands := simPost{id: s.posts[0].id, slug: k.slug, status: "publish", title: "Thông báo", content: k.content, keys: map[string]bool{}}
			s.posts = []*simPost{&stands}
			outcome := c.Send(t.Context(), call)
			changed := s.posts[0].title != "Thông báo" || s.posts[0].status != "publish"
			if k.ours != (outcome.Class == connector.OK) || k.ours != changed || !k.ours && (outcome.Class != connector.Rejected || outcome.Reason != "not_ours") {
				t.Errorf("%s, %s: got %+v, changed: %v", name, call.Post.Intent, outcome, changed)
			}
		}
	}
}

// TestPostWithoutAnIDIsLookedFor plays what follows a person's word that the post is
// there, with or without its address, and a portal where it came back under another id.
func TestPostWithoutAnIDIsLookedFor(t *testing.T) {
	t.Parallel()
	const byHand = "tin-viet-tay"
	ours := func(p *simPost) {}
	for name, k := range map[string]struct {
		earlier connector.Receipt // "@" in an address stands for the portal's
		change  func(p *simPost)
		reason  string
	}{
		"by its slug":                   {connector.Receipt{}, ours, ""},
		"an id that is none":            {connector.Receipt{RemoteID: "../users/1"}, ours, ""},
		"by its second name":            {connector.Receipt{}, func(p *simPost) { p.slug += "-2" }, ""},
		"by its marker":                 {connector.Receipt{}, func(p *simPost) { p.slug = "ten-khac" }, ""},
		"under another id":              {connector.Receipt{RemoteID: "999", Address: "@/cu/"}, ours, ""},
		"an address of another site":    {connector.Receipt{Address: "https://bao.example/tin/"}, ours, ""},
		"made there by hand":            {connector.Receipt{Address: "@/" + byHand + "/"}, func(p *simPost) { p.slug, p.content = byHand, "<p>" }, ""},
		"by hand, without the slash":    {connector.Receipt{Address: "@/" + byHand + "?utm_source=x"}, func(p *simPost) { p.slug, p.content = byHand, "<p>" }, ""},
		"by hand, plain address":        {connector.Receipt{Address: "@/?p=11"}, func(p *simPost) { p.id, p.slug, p.content = 11, byHand, "<p>" }, ""},
		"by hand, and no address given": {connector.Receipt{}, func(p *simPost) { p.slug, p.content = byHand, "<p>" }, "no_receipt"},
		"the home page was given":       {connector.Receipt{Address: "@/"}, func(p *simPost) { p.slug, p.content = byHand, "<p>" }, "no_receipt"},
		"by hand, on another site":      {connector.Receipt{Address: "https://bao.example/" + byHand + "/"}, func(p *simPost) { p.slug, p.content = byHand, "<p>" }, "no_receipt"},
	} {
		s := newPortal(t, connectortest.Noon)
		c := open(t, s, nil)
		send(t, c, connectortest.Publish())
		k.change(s.posts[0])
		k.earlier.Address = strings.Replace(k.earlier.Address, "@", s.server.URL, 1)
		for _, call := range []connector.Call{connectortest.Correct(k.earlier), connectortest.Withdraw(k.earlier)} {
			outcome := c.Send(t.Context(), call)
			if k.reason != "" {
				if outcome.Class != connector.Rejected || outcome.Reason != k.reason || s.posts[0].status != "publish" {
					t.Errorf("%s, %s: got %+v and left it as %s", name, call.Post.Intent, outcome, s.posts[0].status)
				}
				continue
			}
			if outcome.Class != connector.OK || outcome.Receipt.RemoteID != strconv.Itoa(s.posts[0].id) || len(s.posts) != 1 {
				t.Errorf("%s, %s: got %+v", name, call.Post.Intent, outcome)
			}
		}
		if k.reason == "" && (s.posts[0].status != "trash" || !s.posts[0].keys[connectortest.CorrectKey]) {
			t.Errorf("%s: it was not corrected and withdrawn: %+v", name, s.posts[0])
		}
	}
}

// TestSeveralCopiesAreForAPerson leaves the choice between copies to somebody who sees them.
func TestSeveralCopiesAreForAPerson(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	send(t, c, connectortest.Publish())
	second := send(t, c, connectortest.Publish())
	for _, call := range []connector.Call{connectortest.Correct(connector.Receipt{}), connectortest.Withdraw(connector.Receipt{})} {
		if outcome := c.Send(t.Context(), call); outcome.Class != connector.Rejected || outcome.Reason != "several_there" {
			t.Errorf("%s: got %+v", call.Post.Intent, outcome)
		}
	}
	send(t, c, connectortest.Withdraw(connector.Receipt{Address: second.Address}))
	if s.posts[0].status != "publish" || s.posts[1].status != "trash" {
		t.Errorf("the copies are %s and %s, want the second in the trash", s.posts[0].status, s.posts[1].status)
	}
}

func TestCorrectionOfWhatIsGone(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	receipt := send(t, c, connectortest.Publish())
	for _, k := range []struct {
		receipt connector.Receipt
		reason  string
		spoil   func()
	}{
		{receipt, "trashed_there", func() { s.posts[0].status, s.posts[0].slug = "trash", s.posts[0].slug+"__trashed" }},
		{connector.Receipt{RemoteID: "999"}, "trashed_there", func() {}},
		{receipt, "rest_post_invalid_id", func() { s.posts = nil }},
		{connector.Receipt{}, "no_receipt", func() {}},
		{connector.Receipt{RemoteID: "../users/1"}, "no_receipt", func() {}},
	} {
		k.spoil()
		if outcome := c.Send(t.Context(), connectortest.Correct(k.receipt)); outcome.Class != connector.Rejected || outcome.Reason != k.reason {
			t.Errorf("%v: got %+v, want rejected %s", k.receipt, outcome, k.reason)
		}
	}
}

func TestWithdrawWithoutTrashLeavesADraft(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	s.noTrash = true
	c := open(t, s, nil)
	receipt := send(t, c, connectortest.Publish())
	send(t, c, connectortest.Withdraw(receipt))
	if s.posts[0].status != "draft" {
		t.Errorf("status %s", s.posts[0].status)
	}
}

// TestWithdrawBelievesOnlyTheTrash plays proxies that turn a removal into an update of
// nothing, which WordPress answers with success.
func TestWithdrawBelievesOnlyTheTrash(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]struct {
		wall    wall
		noTrash bool
		forced  string
		reason  string
		left    string
	}{
		"nothing in the way":         {wall{refusesDelete: true}, false, "", "", "trash"},
		"the header is dropped":      {wall{dropsOverride: true}, false, "", "", "trash"},
		"both are stopped":           {wall{true, true}, false, "", "not_trashed", "publish"},
		"header dropped, no trash":   {wall{dropsOverride: true}, true, "", "", "draft"},
		"a draft is published again": {wall{}, true, "publish", "not_trashed", "publish"},
	} {
		s := newPortal(t, connectortest.Noon)
		c := open(t, s, nil)
		receipt := send(t, c, connectortest.Publish())
		s.wall, s.noTrash, s.forced = k.wall, k.noTrash, k.forced
		outcome := c.Send(t.Context(), connectortest.Withdraw(receipt))
		if want := map[bool]connector.Class{true: connector.OK, false: connector.Rejected}[k.reason == ""]; outcome.Class != want || outcome.Reason != k.reason || s.posts[0].status != k.left {
			t.Errorf("%s: got %+v and left it as %s", name, outcome, s.posts[0].status)
		}
	}
}

func TestWithdrawOfWhatIsGoneIsDone(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	send(t, c, connectortest.Withdraw(connector.Receipt{RemoteID: "999"}))
	receipt := send(t, c, connectortest.Publish())
	send(t, c, connectortest.Withdraw(receipt))
	send(t, c, connectortest.Withdraw(receipt))
	if s.posts[0].status != "trash" {
		t.Errorf("status %s", s.posts[0].status)
	}
}
