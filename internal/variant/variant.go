// Package variant holds editions' own wordings for channels: what a kind of channel can be given,
// the states that each has had, and the acts by which people write it, hold it to be right over a
// master that changed, and let the channel follow the master again.
package variant

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Words are what a variant says. Words that are empty follow the master.
type Words struct {
	Title string
	Lead  string
	// Text stands in the place of title and lead where a channel takes a text alone.
	Text string
}

// IsZero reports whether there is no own word.
func (w Words) IsZero() bool { return w == Words{} }

// told is what the record hashes of a wording; nil for none.
func (w Words) told() any {
	if w.IsZero() {
		return nil
	}
	return map[string]string{"title": w.Title, "lead": w.Lead, "text": w.Text}
}

// on is the wording as a release pins it.
func (w Words) on(channel, base string) release.Variant {
	return release.Variant{Channel: channel, Base: base, Title: w.Title, Lead: w.Lead, Text: w.Text}
}

// Form is which words a kind of channel can be given.
type Form string

// The forms.
const (
	NoForm  Form = ""        // feeds are read from our own database, and show the master
	Heading Form = "heading" // title and lead; the body is the master's
	Text    Form = "text"    // the whole text but for notes, hashtags and link
)

// FormOf is the form of a kind of channel.
func FormOf(spec connector.Spec) Form {
	switch {
	case spec.Passive:
		return NoForm
	case spec.Text.Most > 0:
		return Text
	}
	return Heading
}

// State tells how the words of a channel stand to the master.
type State string

// The states.
const (
	Follows       State = "follows" // there are none
	Changed       State = "changed"
	MasterChanged State = "master_changed" // the text over which they were written is another than that of today
)

// Act is how a version came to be.
type Act string

// The acts.
const (
	ActSave    Act = "save"
	ActKeep    Act = "keep"    // held to be right over a newer master
	ActFollow  Act = "follow"  // taken away
	ActRestore Act = "restore" // a correction was dropped
)

// Version is one state that the wording of an edition for a channel has had: a row that never
// changes. Without words the channel follows the master from there on.
type Version struct {
	Edition string
	Channel string // id
	Number  int    // from 1; the entity tag
	Release int    // number of the release that it was to enter
	Act     Act
	Words
	Base string // id of the revision over which it was written
	// Authors are those whose words in it no release has approved.
	Authors   []string
	CreatedBy string
	CreatedAt time.Time
}

// Store keeps every version. Nothing in it is ever removed.
type Store interface {
	// Add keeps a version that was not there yet.
	Add(ctx context.Context, v Version) error
	// Newest lists the newest version of each channel, by channel, among those for releases of a
	// number up to one; 0 takes all.
	Newest(ctx context.Context, edition string, release int) ([]Version, error)
	// Entering lists the newest versions that have words and are for channels that may take a
	// language, by channel.
	Entering(ctx context.Context, edition, lang string) ([]Version, error)
	// Versions lists those of one channel, newest first.
	Versions(ctx context.Context, edition, channel string, part article.Part) ([]Version, error)
}

// Variant is the wording of an edition for one channel as it stands.
type Variant struct {
	Channel channel.Channel
	Form    Form
	State   State
	// Version is the newest; its number is 0 where there never was one.
	Version Version
	// Unused says why it enters no release though it has words; zero where it does.
	Unused fault.Text
}

// Articles are what is asked of the newsroom.
type Articles interface {
	Edition(ctx context.Context, actor right.Actor, ref article.Ref) (article.Article, article.Edition, error)
	Revision(ctx context.Context, actor right.Actor, ref article.Ref, id string) (article.Revision, error)
	Vary(ctx context.Context, actor right.Actor, ref article.Ref, change func(ctx context.Context, v article.Varying) (*article.Varied, error)) error
}

// Channels know the destinations and what their kinds take.
type Channels interface {
	List(ctx context.Context, actor right.Actor) ([]channel.Channel, error)
	Describe(ctx context.Context, id string) (channel.Channel, connector.Spec, error)
}
