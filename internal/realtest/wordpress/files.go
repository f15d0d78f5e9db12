//go:build realtest

package wordpress

import (
	"fmt"
	"strings"
)

// config is wp-config.php: nothing leaves the machine, no cron runs by itself, and
// Application Passwords work without TLS because the site calls itself local.
func config(dir, base string) string {
	values := []string{
		"'DB_NAME', 'wordpress'", "'DB_USER', 'root'", "'DB_PASSWORD', ''", "'DB_CHARSET', 'utf8mb4'", "'DB_COLLATE', ''",
		fmt.Sprintf("'DB_HOST', 'localhost:%s/db.sock'", dir),
		fmt.Sprintf("'WP_HOME', '%s'", base), fmt.Sprintf("'WP_SITEURL', '%s'", base),
		"'WP_ENVIRONMENT_TYPE', 'local'", "'WP_HTTP_BLOCK_EXTERNAL', true", "'DISABLE_WP_CRON', true",
		"'AUTOMATIC_UPDATER_DISABLED', true", "'WP_DEFAULT_THEME', 'plain'", "'WP_DEBUG', false",
		"'EMPTY_TRASH_DAYS', file_exists(__DIR__ . '/no-trash') ? 0 : 30",
	}
	for _, key := range []string{"AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"} {
		values = append(values, fmt.Sprintf("'%s_KEY', 'for tests only'", key), fmt.Sprintf("'%s_SALT', 'for tests only'", key))
	}
	return "<?php\ndefine(" + strings.Join(values, ");\ndefine(") + ");\n" +
		"$table_prefix = 'wp_';\n" +
		"if (!defined('ABSPATH')) { define('ABSPATH', __DIR__ . '/'); }\n" +
		"require_once ABSPATH . 'wp-settings.php';\n"
}

// router sends what is no file to WordPress, as rewrite rules would.
const router = `<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path !== '/' && is_file(__DIR__ . '/site' . $path)) { return false; }
$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['PHP_SELF'] = '/index.php';
chdir(__DIR__ . '/site');
require __DIR__ . '/site/index.php';
`

// theme is the smallest theme that shows a post as themes do, filters included.
const theme = `<!DOCTYPE html><html><head><?php wp_head(); ?></head><body>
<?php while (have_posts()) { the_post(); ?><article><h1><?php the_title(); ?></h1><?php the_content(); ?></article><?php } ?>
</body></html>
`

// install makes the tables, the address form, and an editor with an Application Password.
const install = `<?php
define('WP_INSTALLING', true);
require getcwd() . '/wp-load.php';
function wp_new_blog_notification() {}
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Cổng thử', 'quantri', 'quantri@example.test', true, '', wp_generate_password(24));
update_option('permalink_structure', '/%postname%/');
update_option('timezone_string', 'Asia/Ho_Chi_Minh');
$id = wp_insert_user(['user_login' => 'bientap', 'user_pass' => wp_generate_password(24), 'user_email' => 'bientap@example.test', 'display_name' => 'Ban biên tập', 'role' => 'editor']);
if (is_wp_error($id)) { fwrite(STDERR, $id->get_error_message()); exit(1); }
$made = WP_Application_Passwords::create_new_application_password($id, ['name' => 'lantoa']);
echo "\npassword=", WP_Application_Passwords::chunk_password($made[0]), "\n";
`
