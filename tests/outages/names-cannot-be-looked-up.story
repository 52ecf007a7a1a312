# A power cut: the phone is up before its name server, and can look up neither of its servers' names for ten
# minutes. An hour later the name server dies for half an hour: the addresses last known serve on.
server a delays 20ms
server b delays 20ms
name pbx.example fails with servfail
name backup.example fails with servfail
line 1 servers=pbx.example,backup.example expires_s=600 jitter_percent=0 keepalive_s=0
start line 1
at 10min name pbx.example A 192.0.2.1 ttl=60
at 10min name backup.example A 192.0.2.2 ttl=60
at 70min name pbx.example fails with timeout
at 70min name backup.example fails with timeout
at 100min name pbx.example A 192.0.2.1 ttl=60
at 100min name backup.example A 192.0.2.2 ttl=60
show reports
until 3h
