package problem

import (
	"errors"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"github.com/lantoa/lantoa/internal/fault"
)

// wording words one message of huma for people; $1 and $2 stand for what the message
// holds. Nothing from the request is ever repeated.
type wording struct {
	message *regexp.Regexp
	vi, en  string
}

// compile turns huma's formats into patterns.
func compile() []wording {
	var words []wording
	for _, one := range table() {
		pattern := regexp.QuoteMeta(one[0])
		for _, verb := range []string{"%v", "%s", "%d"} {
			pattern = strings.ReplaceAll(pattern, verb, "(.+?)")
		}
		words = append(words, wording{message: regexp.MustCompile("^" + pattern + "$"), vi: one[1], en: one[2]})
	}
	return words
}

// table holds huma's format and our words in Vietnamese and English.
func table() [][3]string {
	return [][3]string{
		{validation.MsgUnexpectedProperty, "không có trường này; bỏ đi hoặc sửa tên", "is not a known field; leave it out or correct its name"},
		{"unknown query parameter", "không có tham số này; bỏ đi hoặc sửa tên", "is not a known parameter; leave it out or correct its name"},
		{validation.MsgExpectedRequiredProperty, "thiếu; trường này bắt buộc", "is missing; this field is required"},
		{"required %s parameter is missing", "thiếu; tham số này bắt buộc", "is missing; this parameter is required"},
		{validation.MsgExpectedString, "cần chuỗi ký tự, đặt trong dấu ngoặc kép", "must be a string, in double quotes"},
		{validation.MsgExpectedInteger, "cần số nguyên, không đặt trong dấu ngoặc kép", "must be a whole number, without quotes"},
		{validation.MsgExpectedNumber, "cần số, không đặt trong dấu ngoặc kép", "must be a number, without quotes"},
		{validation.MsgExpectedBoolean, "cần true hoặc false, không đặt trong dấu ngoặc kép", "must be true or false, without quotes"},
		{validation.MsgExpectedArray, "cần danh sách trong ngoặc vuông [ ]", "must be a list in square brackets [ ]"},
		{validation.MsgExpectedObject, "cần đối tượng trong ngoặc nhọn { }", "must be an object in braces { }"},
		{"invalid integer", "cần số nguyên", "must be a whole number"},
		{"invalid boolean", "cần true hoặc false", "must be true or false"},
		{"invalid date/time for format %s", "cần thời điểm RFC 3339, ví dụ 2026-11-23T00:30:00Z", "must be an RFC 3339 instant, such as 2026-11-23T00:30:00Z"},
		{validation.MsgExpectedRFC3339DateTime, "cần thời điểm RFC 3339, ví dụ 2026-11-23T00:30:00Z", "must be an RFC 3339 instant, such as 2026-11-23T00:30:00Z"},
		{validation.MsgExpectedOneOf, "chỉ nhận: $1", "takes one of: $1"},
		{validation.MsgExpectedMinLength, "cần ít nhất $1 ký tự", "needs at least $1 characters"},
		{validation.MsgExpectedMaxLength, "dài nhất $1 ký tự", "takes at most $1 characters"},
		{validation.MsgExpectedMinItems, "cần ít nhất $1 mục", "needs at least $1 items"},
		{validation.MsgExpectedMaxItems, "nhiều nhất $1 mục", "takes at most $1 items"},
		{validation.MsgExpectedMinimumNumber, "nhỏ nhất là $1", "must be $1 or more"},
		{validation.MsgExpectedMaximumNumber, "lớn nhất là $1", "must be $1 or less"},
		{validation.MsgExpectedMaxProperties, "nhiều nhất $1 trường", "takes at most $1 fields"},
		{validation.MsgExpectedBePattern, "cần đúng dạng $1", "must be $1"},
		{validation.MsgExpectedMatchPattern, "cần khớp mẫu $1", "must match the pattern $1"},
	}
}

// Refusal turns what huma says about a request into an error of ours; false for what is
// no error of huma.
func (b *Book) Refusal(v any) (*fault.Error, bool) {
	var model *huma.ErrorModel
	err, ok := v.(error)
	if !ok || !errors.As(err, &model) {
		return nil, false
	}
	switch model.Status {
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.BodyTooLarge, fault.Text{}), true
	case http.StatusUnsupportedMediaType:
		return fault.New(fault.MediaTypeUnknown, fault.Text{}), true
	case http.StatusBadRequest, http.StatusRequestTimeout:
		return fault.New(fault.MalformedBody, fault.Text{}).Because(err), true
	case http.StatusUnprocessableEntity:
		var faults fault.Fields
		for _, one := range model.Errors {
			faults.Add(Pointer(one.Location, one.Message), b.word(one.Message))
		}
		if e, ok := fault.As(faults.Err()); ok {
			return e, true
		}
	}
	return fault.New(fault.Internal, fault.Text{}).Because(err), true
}

func (b *Book) word(message string) fault.Text {
	for _, w := range b.words {
		if w.message.MatchString(message) {
			return fault.T(w.message.ReplaceAllString(message, w.vi), w.message.ReplaceAllString(message, w.en))
		}
	}
	return fault.T("không đúng kiểu hoặc dạng mà tài liệu API nêu", "is not of the type or form that the API document names")
}

// Pointer turns huma's place ("body.facets.areas[0]", "query.limit") into a JSON pointer
// or the name of a parameter. A missing field stands below its object.
func Pointer(location, message string) string {
	where, rest, _ := strings.Cut(location, ".")
	if where != "body" {
		name, _, _ := strings.Cut(rest, "[") // a place in a list that commas make says nothing
		return where + ":" + name
	}
	prefix, suffix, _ := strings.Cut(validation.MsgExpectedRequiredProperty, "%s")
	if name, ok := strings.CutPrefix(message, prefix); ok {
		if name, ok = strings.CutSuffix(name, suffix); ok {
			rest = strings.TrimPrefix(rest+"."+name, ".")
		}
	}
	if rest == "" {
		return ""
	}
	rest = strings.NewReplacer("~", "~0", "/", "~1").Replace(rest)
	return "/" + strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(rest)
}
