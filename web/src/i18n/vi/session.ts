export const session = {
  signIn: 'Đăng nhập',
  login: 'Tên đăng nhập',
  password: 'Mật khẩu',
  showPassword: 'Hiện hoặc ẩn mật khẩu',
  capsLock: 'Phím Caps Lock đang bật.',
  code: 'Mã xác thực',
  codeHelp: 'Sáu chữ số trong ứng dụng xác thực, hoặc một mã khôi phục.',
  haveCode: 'Tôi có mã xác thực hai lớp',
  or: 'hoặc',
  with: 'Đăng nhập bằng {{name}}',
  goOn: 'Tiếp tục',
  again: {
    expired: { title: 'Phiên làm việc đã hết hạn', why: 'Nội dung đang viết vẫn còn nguyên. Nhập mật khẩu để làm tiếp tại đây.' },
    proof: { title: 'Xác nhận mật khẩu', why: 'Việc này liên quan đến quyền và mật khẩu, nên cần nhập lại mật khẩu.' },
    'signed-out': { title: 'Bạn đã đăng xuất', why: 'Nội dung đang viết vẫn còn nguyên. Đăng nhập lại để làm tiếp tại đây.' },
  },
}
