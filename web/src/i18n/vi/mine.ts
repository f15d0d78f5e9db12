/** A person's own page. */
export const mine = {
  title: 'Tài khoản của tôi',
  parts: { profile: 'Hồ sơ', security: 'Đăng nhập', keys: 'Khóa API', delegations: 'Ủy quyền', notices: 'Thông báo', look: 'Giao diện' },
  profile: { title: 'Hồ sơ', name: 'Tên hiển thị', login: 'Tên đăng nhập', email: 'E-mail', emailWho: 'Chỉ người quản lý tài khoản đổi được e-mail.', noEmail: 'Chưa có', lang: 'Ngôn ngữ của thư và trang', roles: 'Vai trò', noRoles: 'Chưa được trao vai trò nào.', inherited: 'Nhận từ đơn vị đã kết thúc: {{units}}', save: 'Lưu hồ sơ' },
  password: { title: 'Mật khẩu', current: 'Mật khẩu hiện nay', next: 'Mật khẩu mới', repeat: 'Nhập lại mật khẩu mới', differs: 'Hai lần nhập chưa giống nhau.', code: 'Mã xác thực', change: 'Đổi mật khẩu', done: 'Đã đổi mật khẩu. Các phiên làm việc khác đã kết thúc.' },
  factor: {
    title: 'Xác thực hai lớp', about: 'Ngoài mật khẩu, mỗi lần đăng nhập cần thêm một mã trong ứng dụng xác thực trên điện thoại.',
    on: 'Đang bật', off: 'Chưa bật', since: 'Bật từ {{day}}', left_other: 'Còn {{n}} mã khôi phục chưa dùng.', wanted: 'Tòa soạn yêu cầu bật xác thực hai lớp; trước khi bật, bạn chưa làm được việc gì khác.',
    begin: 'Bật xác thực hai lớp', scan: 'Quét mã QR này bằng ứng dụng xác thực, hoặc gõ khóa bên dưới vào ứng dụng.', qr: 'Mã QR để thêm tài khoản vào ứng dụng xác thực', secret: 'Khóa để gõ tay', copySecret: 'Chép khóa', firstCode: 'Sáu chữ số mà ứng dụng đang hiện', confirm: 'Xác nhận',
    codes: 'Mã khôi phục', codesAbout: 'Mỗi mã đăng nhập được một lần khi không có điện thoại.', newCodes: 'Tạo mã khôi phục mới', newCodesWhat: 'Các mã khôi phục cũ sẽ không dùng được nữa.', disable: 'Tắt xác thực hai lớp', disableWhat: 'Sau khi tắt, chỉ cần mật khẩu là đăng nhập được.',
  },
  sessions: { title: 'Phiên làm việc', about: 'Những nơi tài khoản này đang đăng nhập.', browser: 'Trình duyệt', address: 'Địa chỉ', seen: 'Hoạt động gần nhất', begun: 'Đăng nhập lúc', current: 'phiên này', end: 'Kết thúc', endOthers: 'Kết thúc mọi phiên khác', ended: 'Đã kết thúc phiên làm việc.', endedOthers: 'Đã kết thúc các phiên khác.', none: 'Không có phiên làm việc nào.' },
  keys: {
    title: 'Khóa API', about: 'Để một chương trình làm thay bạn, trong phạm vi bạn chọn.', none: 'Chưa có khóa nào.', make: 'Tạo khóa', name: 'Tên khóa', nameHelp: 'Chương trình nào dùng, để sau này nhận ra.', until: 'Dùng được đến hết ngày', untilHelp: 'Nhiều nhất 365 ngày; để trống là 365 ngày.',
    scope: 'Phạm vi', all: 'Mọi việc mà tài khoản này làm được', some: 'Chỉ những việc được chọn', pick: 'Chọn ít nhất một việc.', start: 'Bắt đầu bằng', used: 'Dùng gần nhất', never: 'chưa dùng', ends: 'Hết hạn', revoke: 'Thu hồi', revoked: 'đã thu hồi', expired: 'đã hết hạn', works: 'đang dùng được',
    shown: 'Khóa mới: {{name}}', copy: 'Chép khóa', revokeTitle: 'Thu hồi khóa {{name}}?', revokeWhat: 'Chương trình đang dùng khóa này sẽ bị từ chối ngay. Không thể khôi phục khóa đã thu hồi.', allScopes: 'mọi việc', scopes_other: '{{n}} việc',
  },
  delegations: {
    title: 'Ủy quyền duyệt', about: 'Người được ủy quyền duyệt, trả lại, mở lại và lên lịch thay người ủy quyền trong một thời gian.', none: 'Chưa có ủy quyền nào.', given: 'Tôi ủy quyền', received: 'Tôi được ủy quyền', giver: 'Người ủy quyền', receiver: 'Người được ủy quyền', unit: 'Đơn vị', period: 'Thời gian', reason: 'Lý do',
    lend: 'Ủy quyền cho người khác', wherever: 'Mọi nơi tôi được duyệt', from: 'Từ lúc', fromHelp: 'Để trống là ngay bây giờ. Theo {{zone}}.', until: 'Đến lúc', untilHelp: 'Nhiều nhất 90 ngày. Theo {{zone}}.', send: 'Ủy quyền', end: 'Kết thúc sớm', endTitle: 'Kết thúc ủy quyền này?', endWhat: '{{name}} sẽ không còn duyệt thay được nữa. Những gì đã duyệt vẫn giữ nguyên.',
    works: 'đang có hiệu lực', ended: 'đã kết thúc', not: 'không có hiệu lực', now: 'ngay khi ủy quyền', noReceivers: 'Chưa có ai nhận được ủy quyền.',
  },
  notices: {
    title: 'Thông báo qua e-mail', about: 'Mọi thông báo luôn có trong hộp thông báo; ở đây chọn thông báo nào gửi thêm qua e-mail.', kind: 'Thông báo', how: 'Gửi e-mail', at_once: 'Gửi ngay', digest: 'Gộp trong ngày', none: 'Không gửi', digestAt: 'Giờ gửi thư gộp', quiet: 'Không gửi vào giờ nghỉ', quietFrom: 'Nghỉ từ', quietUntil: 'đến', zone: 'Theo {{zone}}.', save: 'Lưu cách nhận thông báo', noEmail: 'Tài khoản chưa có e-mail nên chưa gửi được thư. Hãy báo người quản lý tài khoản.',
  },
  look: { title: 'Giao diện', about: 'Đi theo bạn trên mọi máy.', scheme: 'Nền', auto: 'Theo máy', light: 'Sáng', dark: 'Tối', density: 'Khoảng cách hàng', comfortable: 'Rộng', compact: 'Hẹp', shortcuts: 'Phím tắt một chữ', shortcutsAbout: 'Như C để viết bài mới. Tắt nếu phím hay bị gõ nhầm.' },
}

/** What a notice is about, by its kind. */
export const noticeKinds = {
  article: { formally_corrected: 'Bài của bạn có bài cải chính', reused: 'Bài của bạn được đơn vị khác dùng lại' },
  channel: { credential_expiring: 'Quyền truy cập của kênh sắp hết hạn', paused: 'Kênh tạm dừng' },
  comment: { mentioned: 'Có người nhắc đến bạn', replied: 'Có trả lời trong nhận xét', started: 'Có nhận xét mới' },
  delegation: { ended: 'Ủy quyền kết thúc', lent: 'Bạn được ủy quyền' },
  delivery: { trouble: 'Lượt đăng gặp trở ngại' },
  edition: { approved: 'Bài được duyệt', changes_requested: 'Bài bị trả lại để sửa', original_changed: 'Bài gốc đã đổi', original_withdrawn: 'Bài gốc đã gỡ', outdated: 'Bản dịch đã cũ', outpaced: 'Bản gốc đã duyệt lại', recheck_failed: 'Hậu kiểm không đạt', reopened: 'Bài được mở lại', to_approve: 'Bài chờ bạn duyệt', to_recheck: 'Tin khẩn chờ hậu kiểm', withdrawn: 'Bài bị gỡ' },
  item: { removed: 'Tin bị gỡ ở nguồn' },
  person: { imported: 'Đã nhập tài khoản', roles_changed: 'Vai trò của bạn thay đổi' },
  planned: { assigned: 'Bạn được giao đề tài', late: 'Đề tài quá hạn' },
  request: { answered: 'Yêu cầu tin được trả lời', to_answer: 'Yêu cầu tin chờ trả lời', to_route: 'Yêu cầu tin chờ chuyển' },
}
