# The first server's certificate runs out at ten o'clock; a new one is put in place at noon. The second
# server has one of its own.
server a at tls:192.0.2.1:5061
server b at tls:192.0.2.2:5061
line 1 servers=a,b a.expires_s=600 b.expires_s=600 failback_interval_s=600 jitter_percent=0 keepalive_s=0
start line 1
at 1h server a fails with certificate
at 1h connection to a breaks
at 3h server a is back
show reports
until 5h
