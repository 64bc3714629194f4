# TLS: every connection has it, the binary log's too, and a server that is not
# the one it should be is not spoken to.

load helper

# certificate NAME SUBJECT-ALT-NAME - NAME.pem and NAME-key.pem, by our CA
certificate() {
	openssl req -newkey rsa:2048 -nodes -keyout "$1-key.pem" -out "$1.csr" \
		-subj "/CN=$1"
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca-key.pem \
		-CAcreateserial -days 2 -out "$1.pem" \
		-extfile <(printf 'subjectAltName=%s\n' "$2")
}

authority() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" \
		-keyout "$1-key.pem" -out "$1.pem"
}

setup_file() {
	cd "$BATS_FILE_TMPDIR"
	{
		authority ca
		authority other
		certificate server IP:127.0.0.1
		certificate elsewhere DNS:elsewhere
		certificate client DNS:client
	} 2> openssl.err || { cat openssl.err; return 1; }
	start_server --ssl-ca="$PWD/ca.pem" --ssl-cert="$PWD/server.pem" \
		--ssl-key="$PWD/server-key.pem"
	sql "CREATE DATABASE d; CREATE USER x509 REQUIRE X509;
		GRANT ALL ON *.* TO x509; CREATE USER any;
		GRANT ALL ON *.* TO any;
		CREATE TABLE d.t (id INT PRIMARY KEY AUTO_INCREMENT, v INT);
		INSERT INTO d.t (v) VALUES (1), (2), (3)"
}
teardown_file() { stop_server; }

setup() {
	cd "$BATS_FILE_TMPDIR"
	export GHO_RUN_BASE=$BATS_TEST_TMPDIR/run
}

migrate() {
	gho-migrate --host=127.0.0.1 --port="$(cat "$SERVER/port")" --database=d \
		--table=t --alter='ADD COLUMN w INT' --allow-on-master --execute \
		--ok-to-drop-table "$@"
}

columns() {
	sql "SELECT COUNT(*) FROM information_schema.columns
		WHERE table_schema = 'd' AND table_name = 't'"
}

@test "a user who must show a certificate: all connections have it" {
	# As a control replica the server is another one, which is waited for.
	migrate --user=x509 --ssl --ssl-ca=ca.pem --ssl-cert=client.pem \
		--ssl-key=client-key.pem \
		--throttle-control-replicas="127.0.0.1:$(cat "$SERVER/port")"
	[ "$(columns)" -eq 3 ]
	sql "ALTER TABLE d.t DROP COLUMN w"
}

@test "a server that others vouch for is refused, unless it need not be verified" {
	run ! migrate --user=any --ssl --ssl-ca=other.pem
	[[ $output == *"certificate verify failed"* ]]
	run ! migrate --user=any --ssl
	[[ $output == *"certificate verify failed"* ]]
	[ "$(columns)" -eq 2 ]
	migrate --user=any --ssl --ssl-allow-insecure
	[ "$(columns)" -eq 3 ]
	sql "ALTER TABLE d.t DROP COLUMN w"
}

@test "a server of another name is refused" {
	sql "SET GLOBAL ssl_cert = '$PWD/elsewhere.pem',
		ssl_key = '$PWD/elsewhere-key.pem'; ALTER INSTANCE RELOAD TLS"
	run ! migrate --user=any --ssl --ssl-ca=ca.pem
	[[ $output == *"certificate"* ]]
	[ "$(columns)" -eq 2 ]
}

@test "a mode that is asked for is not given up: no TLS, no connection" {
	sql "SET GLOBAL tls_version = '';
		ALTER INSTANCE RELOAD TLS NO ROLLBACK ON ERROR"
	printf '[client]\nuser=any\nssl-mode=REQUIRED\n' > required.cnf
	run ! migrate --defaults-file=required.cnf
	[[ $output == *"SSL connection error"* ]]
	run ! migrate --user=any --ssl --ssl-allow-insecure
	[[ $output == *"SSL connection error"* ]]
	run ! gho-inspect --defaults-file="$SERVER/my.cnf" --host=127.0.0.1 \
		--port="$(cat "$SERVER/port")" --ssl-mode=REQUIRED \
		--database=d --table=t --alter='ENGINE=InnoDB'
	[ "$(columns)" -eq 2 ]
}

@test "wrong uses" {
	fails 64 migrate --ssl-ca=ca.pem
	[[ $stderr == *"--ssl-ca means nothing without --ssl"* ]]
	fails 71 migrate --ssl --ssl-ca=none.pem
	fails 64 gho-inspect --ssl-mode=MAYBE --database=d --table=t \
		--alter='ENGINE=InnoDB'
}
