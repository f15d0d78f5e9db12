package variant

import (
	"slices"
	"strings"
	"unicode"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/text"
)

// MaxText is the longest own text, in graphemes; what a platform takes is told by the preview.
const MaxText = 10_000

// Clean brings words to the form in which they are kept, and names every fault by JSON pointer:
// words that channels of the form have no place for, and words that only the newsroom says.
func Clean(form Form, w Words) (Words, error) {
	var faults fault.Fields
	var err error
	for _, one := range []struct {
		pointer string
		words   *string
		tidy    func(string) (string, error)
		most    int
		form    Form
	}{
		{"/title", &w.Title, text.Line, manuscript.MaxTitle, Heading},
		{"/lead", &w.Lead, text.Clean, manuscript.MaxLead, Heading},
		{"/text", &w.Text, text.Clean, MaxText, Text},
	} {
		if *one.words, err = one.tidy(*one.words); err != nil {
			faults.Add(one.pointer, fault.T("không phải UTF-8 hợp lệ; kiểm tra phần mềm gửi", "is not valid UTF-8; check the sending software"))
			continue
		}
		size := text.Graphemes(*one.words)
		switch {
		case size == 0:
		case form != one.form:
			faults.Add(one.pointer, misplaced(form))
		case size > one.most:
			faults.Add(one.pointer, fault.Tf("dài %d ký tự, tối đa %d (thừa %d)", "is %d characters, at most %d (%d too many)", size, one.most, size-one.most))
		default:
			if line := official(*one.words); line != "" {
				faults.Add(one.pointer, fault.Tf("có dòng “%s” giống lời báo bạn đọc hoặc dấu cấm phát; lời báo do việc đính chính, cấm phát do lệnh cấm phát của bản đặt ra và tự hiện ở mọi kênh; bỏ dòng này",
					"has the line “%s”, which looks like a readers' note or an embargo; notes come of a correction and embargoes are set on the edition, for every channel alike; take the line away", line))
			}
		}
	}
	if w.IsZero() && faults.Err() == nil {
		pointer := "/title"
		if form == Text {
			pointer = "/text"
		}
		faults.Add(pointer, fault.T("trống; để kênh theo bản gốc, hãy bỏ lời riêng (DELETE)", "is empty; to let the channel follow the master, take its own words away (DELETE)"))
	}
	return w, faults.Err()
}

func misplaced(form Form) fault.Text {
	if form == Text {
		return fault.T("loại kênh này nhận một đoạn chữ; viết vào text", "this kind of channel takes one text; write it in text")
	}
	return fault.T("loại kênh này nhận cả bài; chỉ viết riêng được title và lead", "this kind of channel takes whole stories; only title and lead can be its own")
}

// official returns the first line that reads as what the newsroom itself says of a story: the
// notes of corrections, the heading of a formal one and the mark of an embargo, which are facts and
// no wording. It goes by what readers see, whatever letters make it.
func official(words string) string {
	lines := strings.Split(words, "\n")
	for i, seen := range strings.Split(text.Seen(words), "\n") { // no letter is seen as an end of line
		line := strings.TrimSpace(lines[i])
		head := strings.TrimLeftFunc(seen, func(r rune) bool { return !unicode.IsLetter(r) })
		if end := strings.IndexAny(head, headEnds); end >= 0 {
			head = head[:end]
		}
		head, _, _ = strings.Cut(head, " - ")
		if slices.Contains(headings(), text.Exact(head)) {
			return line
		}
		for _, begins := range embargoes() {
			if strings.HasPrefix(text.Exact(seen)+" ", begins) {
				return line
			}
		}
	}
	return ""
}

// headEnds are the characters at which the heading of an official line ends. A comma and a hyphen
// inside a word are not among them, since they stand in plain sentences too.
const headEnds = ":()[]【】{}–—.;|!/→⇒·•»>="

// embargoes are how lines begin that name the hour before which a story may not go out, as
// [text.Exact] has it.
func embargoes() []string {
	return []string{"cấm phát đến ", "cấm phát trước ", "cấm phát hành đến ", "cấm phát hành trước ", "không phát trước ", "không phát hành trước ", "chỉ phát sau ", "phát sau ",
		"embargoed until ", "embargo until ", "under embargo until ", "not for release before ", "not for publication before ", "hold for release until "}
}

// headings are what official lines begin with, as [text.Exact] has it.
func headings() []string {
	list := []string{"cấm phát", "embargo", "embargoed", "under embargo"}
	for _, lang := range []string{"vi", "en"} {
		list = append(list, text.Exact(release.Corrected{}.Heading(lang)))
	}
	for _, kind := range []release.NoteKind{release.Update, release.Correction, release.FormalCorrection, release.Withdrawal} {
		for _, lang := range []string{"vi", "en"} {
			list = append(list, text.Exact(kind.Label(lang)))
		}
	}
	return list
}
