# E12, B7. Case 08: priority 10 `try1:1111` is dead, priority 100 `try2:2222` lives: requests that the phone makes itself
# fail over as its REGISTER does.
server try1 at udp:192.0.2.1:1111
server try2 at udp:192.0.2.2:2222
name _sip._udp.pbx.example SRV 10 1 1111 one.example, 100 1 2222 two.example ttl=3600
name one.example A 192.0.2.1 ttl=3600
name two.example A 192.0.2.2 ttl=3600
line 1 servers=pbx.example port=0 failover_other=on address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server try1 is silent
at 10s request line 1
show moves,attempts,sends,reports,world
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    40  send          REGISTER to try1            attempt=1  why=name_answered
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=try1  refresh=3509060  why=accepted
    60  report        line REGISTERED             server=pbx.example  at=try1  since=60  why=accepted
 10000  world         server try1 is silent
 10000  world         request line 1
 10000  send          OTHER to try1               attempt=2  for=request  why=request_wanted
 10500  resend        OTHER to try1               attempt=2
 11500  resend        OTHER to try1               attempt=2
 13500  resend        OTHER to try1               attempt=2
 17500  attempt 2     failed                      why=silence
 17500  send          OTHER to try2               attempt=3  for=request  why=next_candidate
 17520  report        request 1 accepted          server=pbx.example
