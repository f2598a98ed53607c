# The servers that are measured.

nginx_port=
start_nginx() {
    [ -z "$nginx_port" ] || return 0
    nginx_port=$(free_port)
    cat >"$temp/nginx.conf" <<CONF
worker_processes 2;
pid $temp/nginx.pid;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path $temp/body;
    proxy_temp_path $temp/proxy;
    fastcgi_temp_path $temp/fastcgi;
    uwsgi_temp_path $temp/uwsgi;
    scgi_temp_path $temp/scgi;
    server {
        listen 127.0.0.1:$nginx_port;
        default_type application/hal+json;
        location / {
            return 200 '{"customerId":"OHM","date":"20211001","stylingType":"perm","status":"RSV_REQUESTED","shopStatus":"NULL","payStatus":"NULL","_links":{"self":{"href":"http://127.0.0.1/reservations/1"},"reservation":{"href":"http://127.0.0.1/reservations/1"}}}';
        }
    }
}
CONF
    nginx -p "$temp" -c "$temp/nginx.conf" -e stderr -g 'daemon off;' >"$temp/nginx.log" 2>&1 &
    started[$!]=yes
    local tries=0
    until answers "$nginx_port"; do
        tries=$((tries + 1))
        [ "$tries" -lt 500 ] || { cat "$temp/nginx.log" >&2; fail "nginx does not start"; }
        sleep 0.01
    done
}

yeyak_pid=
# start_yeyak [FOLDER [OPTION …]]: sets yeyak_port, yeyak_pid, and startup in milliseconds.
start_yeyak() {
    local begin folder=${1:-$temp/data}
    shift || true
    stop_yeyak
    yeyak_port=$(free_port)
    begin=$(now)
    "${wrapper[@]}" "$binary" run hairshop --port "$yeyak_port" --data "$folder" "$@" \
        >"$temp/yeyak.log" 2>&1 &
    yeyak_pid=$!
    started[$yeyak_pid]=yes
    until is_ready; do
        alive
        is "$(now) - $begin < 60" || fail "not ready after 60 s: $(tail -n 5 "$temp/yeyak.log")"
        sleep 0.001
    done
    startup=$(calc %.0f "($(now) - $begin) * 1000")
}
# What the binary runs under.
wrapper=()

stop_yeyak() {
    [ -n "$yeyak_pid" ] || return 0
    end "$yeyak_pid"
    yeyak_pid=
}

alive() {
    kill -0 "$yeyak_pid" 2>/dev/null || fail "yeyak has died: $(tail -n 20 "$temp/yeyak.log")"
}

# One request without a process of its own, so that start-up is timed to the millisecond.
is_ready() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$yeyak_port"
        printf 'GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
        IFS= read -r -t 2 line <&3
        [[ "$line" == HTTP/1.?' 200'* ]]
    ) 2>/dev/null
}

get() { curl -sS --max-time 8 "http://127.0.0.1:$yeyak_port$1"; }
memory() { awk '/^VmRSS:/ { printf "%.1f", $2 / 1024 }' "/proc/$yeyak_pid/status"; }
# The sum of a counter over its labels; 0 where it is not exposed.
counter() {
    { get /metrics 2>/dev/null || true; } |
        awk -v name="$1" '{ split($1, p, "{") } p[1] == name { s += $NF } END { printf "%.0f", s }'
}

# The folder of a ledger with 1,000,000 facts, made once in a run.
million=
make_million() {
    [ -z "$million" ] || return 0
    million=$temp/million
    mkdir "$million"
    "$bareledger" book "$million" --facts 1000000 >"$temp/million.json" ||
        fail "the ledger of 1,000,000 facts was not made"
}
