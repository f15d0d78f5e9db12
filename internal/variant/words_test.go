package variant

import (
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/text"
)

// faults are the places of an error's faults; each is told in both languages.
func faults(t *testing.T, err error) []string {
	t.Helper()
	var list []string
	if e, told := fault.As(err); told {
		for _, f := range e.Fields {
			list = append(list, f.Pointer)
			if f.Detail.VI == "" || f.Detail.EN == "" || f.Detail.VI == f.Detail.EN {
				t.Errorf("%s says %+v", f.Pointer, f.Detail)
			}
		}
	} else if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEachFormHasItsWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form Form
		give Words
		want Words
		at   []string
	}{
		"a title":              {Heading, Words{Title: "  Tít \n của cổng "}, Words{Title: "Tít của cổng"}, nil},
		"a lead of two lines":  {Heading, Words{Lead: "Một\r\nHai "}, Words{Lead: "Một\nHai"}, nil},
		"a text":               {Text, Words{Text: "Một\n\nHai\u200b"}, Words{Text: "Một\n\nHai"}, nil},
		"a text for a story":   {Heading, Words{Title: "Tít", Text: "Một"}, Words{}, []string{"/text"}},
		"a story for a text":   {Text, Words{Title: "Tít", Lead: "Sapo", Text: "Một"}, Words{}, []string{"/title", "/lead"}},
		"anything for a feed":  {NoForm, Words{Title: "Tít"}, Words{}, []string{"/title"}},
		"nothing for a story":  {Heading, Words{Title: " \u200b"}, Words{}, []string{"/title"}},
		"nothing for a text":   {Text, Words{}, Words{}, []string{"/text"}},
		"an old encoding":      {Heading, Words{Title: "\xff", Lead: "\xfe"}, Words{}, []string{"/title", "/lead"}},
		"too long":             {Heading, Words{Title: strings.Repeat("ô", manuscript.MaxTitle+1), Lead: strings.Repeat("ô", manuscript.MaxLead+1)}, Words{}, []string{"/title", "/lead"}},
		"a text that is large": {Text, Words{Text: strings.Repeat("ô", MaxText+1)}, Words{}, []string{"/text"}},
	} {
		got, err := Clean(c.form, c.give)
		if at := faults(t, err); !slices.Equal(at, c.at) || err == nil && got != c.want {
			t.Errorf("%s: %+v with faults at %v, want %+v and %v", name, got, at, c.want, c.at)
		}
	}
}

// Notes and embargoes are facts, said alike on every channel; no own words look like them, however
// they are written. Words that only speak of such things may.
func TestWordsThatOnlyTheNewsroomSays(t *testing.T) {
	t.Parallel()
	for words, refused := range map[string]bool{
		"Tin vui\nĐính chính: ngày là 22/11":     true,
		"ĐÍNH CHÍNH (10:00 22/11/2026): sai tên": true,
		"🔴 Cải chính – xin lỗi bạn đọc":          true,
		"Đính chính":                                       true,
		"Tin\n Cập nhật : có mưa":                          true,
		"Correction: the date":                             true,
		"FORMAL CORRECTION (x)":                            true,
		"[CẤM PHÁT]":                                       true,
		"Cấm phát đến 8 giờ":                               true,
		"Embargo: 20:00":                                   true,
		"EMBARGOED UNTIL 20:00 Hội chợ khai mạc":           true,
		"Under embargo until Monday":                       true,
		"Ði\u0301nh chi\u0301nh: hai cách gõ":              true,
		"[Đính chính] ngày là 22/11":                       true,
		"【Cải chính】 tên là Hoa":                           true,
		"Đính chính： ngày là 22/11":                        true,
		"Đính chính–ngày là 22/11":                         true,
		"Đính chính. Ngày là 22/11":                        true,
		"1. Đính chính: ngày là 22/11":                     true,
		"Cấm phát hành trước 10:00":                        true,
		"(Cấm phát trước 8 giờ)":                           true,
		"Phát sau 20:00 ngày 22/11":                        true,
		"Not for release before 20:00":                     true,
		"Ｅｍｂａｒｇｏ: 20:00":                                   true,
		"𝐂𝐨𝐫𝐫𝐞𝐜𝐭𝐢𝐨𝐧: the date":                             true,
		"Соrrесtiоn: the date":                             true,
		"Đính chính → ngày là 22/11":                       true,
		"Cải chính/xin lỗi":                                true,
		"Cập nhật · có mưa":                                true,
		"Thông tin cải chính, xin lỗi: ngày họp":           true,
		"Thông tin cải chính, xin lỗi bạn đọc được đăng":   false,
		"Cấm phát hành sách lậu":                           false,
		"Cập nhật, bổ sung quy hoạch":                      false,
		"Phát sóng: 20:00":                                 false,
		"Sở nói về việc đính chính: không có gì":           false,
		"Cập nhật tình hình hội chợ":                       false,
		"Cấm phát tờ rơi ở hội chợ":                        false,
		"Hội chợ (đính chính ở cuối bài)":                  false,
		"The embargo on rice ends":                         false,
		"Corrections of the road signs: 12":                false,
		"Gỡ bài toán việc làm":                             false,
		"Nam Định: miền di sản, làng nghề và hương vị phở": false,
		strings.Repeat("a\n", 200) + "Đính chính\n":        true,
	} {
		clean, _ := text.Clean(words)
		if line := official(clean); (line != "") != refused {
			t.Errorf("%q: refused for %q, want %v", words, line, refused)
		}
		_, err := Clean(Text, Words{Text: words})
		if at := faults(t, err); refused != slices.Contains(at, "/text") {
			t.Errorf("%q: faults at %v", words, at)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, seed := range []string{"Tít", "Đính chính: x", "a(b", "\xff", "e\u0301mbargo -\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, words string) {
		for _, form := range []Form{Heading, Text} {
			clean, err := Clean(form, Words{Title: words, Text: words})
			if err == nil {
				t.Fatalf("title and text were both taken: %+v", clean)
			}
			one := Words{Title: words}
			if form == Text {
				one = Words{Text: words}
			}
			if clean, err = Clean(form, one); err != nil {
				continue
			}
			again, err := Clean(form, clean)
			if err != nil || again != clean || clean.IsZero() {
				t.Errorf("%+v became %+v, %v", clean, again, err)
			}
		}
	})
}

func TestFormsOfKinds(t *testing.T) {
	t.Parallel()
	for want, spec := range map[Form]connector.Spec{NoForm: {Passive: true}, Heading: {Body: connector.BodyEvent}, Text: {Text: connector.TextForm{Most: 300}}} {
		if got := FormOf(spec); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
