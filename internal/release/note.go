package release

import (
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Act is what a release does.
type Act string

// The acts.
const (
	ActPublish Act = "publish"
	ActCorrect Act = "correct"
)

// NoteKind tells how a change to a published text is shown to readers.
type NoteKind string

// The kinds of change, as Vietnamese newsrooms and press law tell them apart.
const (
	NoNote           NoteKind = ""
	SmallFix         NoteKind = "small_fix"         // nothing is shown
	Update           NoteKind = "update"            // "cập nhật lúc"
	Correction       NoteKind = "correction"        // đính chính: a visible note at the item
	FormalCorrection NoteKind = "formal_correction" // cải chính under press law
	Withdrawal       NoteKind = "withdrawal"        // gỡ
)

// Shown reports whether readers are told of a change of this kind.
func (k NoteKind) Shown() bool {
	switch k {
	case Update, Correction, FormalCorrection, Withdrawal:
		return true
	}
	return false
}

// Label is what readers of a language see before the words of a note; "" for what is not
// shown.
func (k NoteKind) Label(lang string) string {
	switch k {
	case Update:
		return fault.T("Cập nhật", "Update").For(lang)
	case Correction:
		return fault.T("Đính chính", "Correction").For(lang)
	case FormalCorrection:
		return fault.T("Cải chính", "Formal correction").For(lang)
	case Withdrawal:
		return fault.T("Gỡ bài", "Withdrawal").For(lang)
	}
	return ""
}

// Note is the reader's note of a release.
type Note struct {
	Kind NoteKind `json:"kind"`
	Text string   `json:"text"`
}

// ToldNote is a note that readers are told, with the time of the change.
type ToldNote struct {
	Note
	At time.Time `json:"at"` // when the release with the change was approved
}
