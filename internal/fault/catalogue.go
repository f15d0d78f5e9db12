package fault

// Kind groups codes by what the caller can do about them; only the HTTP edge turns a
// kind into a status number.
type Kind int

// The kinds.
const (
	KindInternal Kind = iota
	KindMalformed
	KindInvalid
	KindUnauthenticated
	KindDenied
	KindNotFound
	KindGone
	KindMethod
	KindConflict
	KindStale
	KindConditionMissing
	KindTooLarge
	KindMediaType
	KindLimited
	KindUnavailable
)

// Code is the stable, machine-readable name of an error. Codes are never renamed.
type Code string

// The codes, in the order of [Catalogue].
const (
	Internal            Code = "internal"
	Unavailable         Code = "unavailable"
	MalformedBody       Code = "malformed_body"
	BodyTooLarge        Code = "body_too_large"
	MediaTypeUnknown    Code = "media_type_unknown"
	ValidationFailed    Code = "validation_failed"
	CursorInvalid       Code = "cursor_invalid"
	Unauthenticated     Code = "unauthenticated"
	SessionExpired      Code = "session_expired"
	ProofRequired       Code = "proof_required"
	SignInFailed        Code = "sign_in_failed"
	SecondFactorNeeded  Code = "second_factor_needed"
	SecondFactorMissing Code = "second_factor_missing"
	SetupLinkInvalid    Code = "setup_link_invalid"
	CrossOrigin         Code = "cross_origin"
	Denied              Code = "denied"
	FourEyes            Code = "four_eyes"
	NotFound            Code = "not_found"
	Gone                Code = "gone"
	MethodNotAllowed    Code = "method_not_allowed"
	StateConflict       Code = "state_conflict"
	AlreadyExists       Code = "already_exists"
	AlreadySent         Code = "already_sent"
	ReadOnly            Code = "read_only"
	StaleVersion        Code = "stale_version"
	ReleaseChanged      Code = "release_changed"
	VersionRequired     Code = "version_required"
	IdempotencyMismatch Code = "idempotency_mismatch"
	IdempotencyRunning  Code = "idempotency_running"
	TooManyRequests     Code = "too_many_requests"
)

// Definition says what a code means for everyone who meets it.
type Definition struct {
	Code   Code
	Kind   Kind
	Title  Text // the same for every case of the code
	Remedy Text // what to do about it
}

// Definition returns the entry of the catalogue; an unknown code is internal.
func (c Code) Definition() Definition {
	all := Catalogue()
	for _, d := range all {
		if d.Code == c {
			return d
		}
	}
	return all[0]
}

// Catalogue is the one list of codes. The HTTP edge documents it, and a test there
// produces each of them.
func Catalogue() []Definition {
	return []Definition{
		{Internal, KindInternal, T("Lỗi của hệ thống", "Internal error"),
			T("Thử lại; nếu còn lỗi, gửi mã yêu cầu cho quản trị kỹ thuật.", "Try again; if it persists, send the request id to the technical administrator.")},
		{Unavailable, KindUnavailable, T("Tạm thời không phục vụ được", "Temporarily unavailable"),
			T("Chờ một lát rồi thử lại.", "Wait a moment and try again.")},
		{MalformedBody, KindMalformed, T("Nội dung gửi lên không đọc được", "The request body cannot be read"),
			T("Gửi JSON hợp lệ, mã hóa UTF-8.", "Send valid JSON encoded in UTF-8.")},
		{BodyTooLarge, KindTooLarge, T("Nội dung gửi lên quá lớn", "The request body is too large"),
			T("Gửi nội dung nhỏ hơn giới hạn được nêu.", "Send a body below the stated limit.")},
		{MediaTypeUnknown, KindMediaType, T("Kiểu nội dung không được nhận", "Unsupported media type"),
			T("Gửi đúng kiểu nội dung mà yêu cầu này nhận; tài liệu API nêu rõ.", "Send the type of content that this request takes; the API documents name it.")},
		{ValidationFailed, KindInvalid, T("Dữ liệu chưa hợp lệ", "Validation failed"),
			T("Sửa các trường được nêu trong errors rồi gửi lại; chưa có gì được lưu.", "Correct the fields named in errors and send again; nothing was saved.")},
		{CursorInvalid, KindMalformed, T("Con trỏ trang không hợp lệ", "Invalid cursor"),
			T("Bắt đầu lại từ trang đầu, không kèm cursor.", "Start again from the first page, without a cursor.")},
		{Unauthenticated, KindUnauthenticated, T("Cần đăng nhập", "Sign-in required"),
			T("Đăng nhập hoặc gửi khóa API rồi thử lại.", "Sign in or send an API key, then try again.")},
		{SignInFailed, KindUnauthenticated, T("Đăng nhập không thành công", "Sign-in failed"),
			T("Kiểm tra tên đăng nhập và mật khẩu.", "Check the sign-in name and the password.")},
		{SessionExpired, KindUnauthenticated, T("Phiên làm việc đã hết", "The session has expired"),
			T("Nhập lại mật khẩu tại chỗ (POST /session/renew); những gì đang soạn vẫn còn.", "Give your password again in place (POST /session/renew); what you are writing stays.")},
		{ProofRequired, KindUnauthenticated, T("Cần xác nhận lại danh tính", "Proof of identity required"),
			T("Nhập lại mật khẩu tại chỗ (POST /session/renew), rồi gửi lại yêu cầu này.", "Give your password again in place (POST /session/renew), then send this request again.")},
		{SecondFactorNeeded, KindUnauthenticated, T("Cần mã xác thực", "A code is needed"),
			T("Gửi lại kèm code: mã 6 chữ số của ứng dụng xác thực, hoặc một mã dự phòng.", "Send again with code: the six digits of the authenticator app, or a recovery code.")},
		{SecondFactorMissing, KindDenied, T("Cần lập lớp xác thực thứ hai", "A second factor must be set up"),
			T("Lập lớp xác thực thứ hai (POST /me/second-factor, hoặc trang /second-factor); xong là làm việc được ngay.", "Set up a second factor (POST /me/second-factor, or the page /second-factor); after that everything works at once.")},
		{SetupLinkInvalid, KindGone, T("Đường dẫn thiết lập không còn dùng được", "The set-up link is no longer valid"),
			T("Xin đường dẫn mới từ người quản lý tài khoản; trên máy chủ: lantoa user link.", "Ask whoever manages accounts for a new link; on the server: lantoa user link.")},
		{CrossOrigin, KindDenied, T("Yêu cầu đến từ trang khác", "Cross-origin request refused"),
			T("Gửi yêu cầu từ chính địa chỉ của lantoa, hoặc dùng khóa API.", "Send the request from lantoa's own address, or use an API key.")},
		{Denied, KindDenied, T("Không đủ quyền", "Not allowed"),
			T("Nhờ người có quyền thực hiện.", "Ask someone who holds the right.")},
		{FourEyes, KindDenied, T("Người viết không được tự duyệt", "The writer may not approve"),
			T("Nhờ một người duyệt khác chưa sửa bản này.", "Ask another approver, one who has not changed this text.")},
		{NotFound, KindNotFound, T("Không tìm thấy", "Not found"),
			T("Kiểm tra lại địa chỉ.", "Check the address.")},
		{Gone, KindGone, T("Đã gỡ", "Withdrawn"),
			T("Bài đã được gỡ; không còn địa chỉ thay thế.", "The story was withdrawn; there is no other address.")},
		{MethodNotAllowed, KindMethod, T("Phương thức không được phép", "Method not allowed"),
			T("Dùng một phương thức nêu trong Allow.", "Use a method named in Allow.")},
		{StateConflict, KindConflict, T("Trạng thái hiện tại không cho phép", "Not possible in the current state"),
			T("Tải lại để xem trạng thái hiện tại rồi chọn bước phù hợp.", "Reload to see the current state, then choose a step that fits.")},
		{AlreadyExists, KindConflict, T("Đã tồn tại", "Already exists"),
			T("Dùng bản đã có hoặc chọn tên khác.", "Use the existing one or choose another name.")},
		{AlreadySent, KindConflict, T("Đã phát ra ngoài", "Already sent out"),
			T("Dùng đính chính hoặc gỡ bài.", "Use a correction or a withdrawal instead.")},
		{ReadOnly, KindConflict, T("Bản đã duyệt chỉ đọc", "An approved edition is read-only"),
			T("Mở lại (reopen) hoặc đính chính (correct) trước khi sửa.", "Reopen it, or start a correction, before editing.")},
		{StaleVersion, KindStale, T("Bản của bạn đã cũ", "Your version is out of date"),
			T("Tải bản mới nhất, ghép phần sửa rồi gửi lại với If-Match mới.", "Load the newest version, merge your changes and send again with the new If-Match.")},
		{ReleaseChanged, KindStale, T("Nội dung đã đổi sau khi xem", "The content changed after you saw it"),
			T("Xem lại bản hiện tại rồi duyệt với mã băm mới.", "Read the present content, then approve with its hash.")},
		{VersionRequired, KindConditionMissing, T("Thiếu If-Match", "If-Match is required"),
			T("Gửi If-Match với ETag đã đọc.", "Send If-Match with the ETag that you read.")},
		{IdempotencyMismatch, KindInvalid, T("Khóa lặp đi với nội dung khác", "Idempotency-Key was used with another body"),
			T("Dùng khóa mới cho yêu cầu mới.", "Use a new key for a new request.")},
		{IdempotencyRunning, KindConflict, T("Yêu cầu cùng khóa đang chạy", "A request with this key is still running"),
			T("Chờ vài giây rồi gửi lại cùng khóa.", "Wait a few seconds and send the same key again.")},
		{TooManyRequests, KindLimited, T("Quá nhiều yêu cầu", "Too many requests"),
			T("Chờ hết thời gian trong Retry-After.", "Wait for the time in Retry-After.")},
	}
}
