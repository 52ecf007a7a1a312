# E12: other requests go through the same pass: b takes what a does not answer; the line, which works at a, has not
# moved (A13). failover_other off: one candidate alone, and the failure is the user's.
server a is silent for OTHER
line 1 servers=a,b retry_counts=1 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=a,b retry_counts=1 failover_other=off jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
at 10s request line 1
at 10s request line 2
show moves,attempts,sends,reports
until 60s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 2  report        line REGISTERING            since=0  why=started
    20  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=3531020  why=accepted
    20  line 1  report        line REGISTERED             server=a  since=20  why=accepted
    20  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=3531020  why=accepted
    20  line 2  report        line REGISTERED             server=a  since=20  why=accepted
 10000  line 1  send          OTHER to a                  attempt=2  for=request  why=request_wanted
 10000  line 2  send          OTHER to a                  attempt=2  for=request  why=request_wanted
 10500  line 1  resend        OTHER to a                  attempt=2
 10500  line 2  resend        OTHER to a                  attempt=2
 11500  line 1  attempt 2     failed                      why=silence
 11500  line 1  send          OTHER to b                  attempt=3  for=request  why=next_candidate
 11500  line 2  order         Extend                      attempt=2  why=last_candidate
 11500  line 2  resend        OTHER to a                  attempt=2
 11520  line 1  report        request 1 accepted          server=b
 13500  line 2  resend        OTHER to a                  attempt=2
 17500  line 2  resend        OTHER to a                  attempt=2
 21500  line 2  resend        OTHER to a                  attempt=2
 25500  line 2  resend        OTHER to a                  attempt=2
 29500  line 2  resend        OTHER to a                  attempt=2
 33500  line 2  resend        OTHER to a                  attempt=2
 37500  line 2  resend        OTHER to a                  attempt=2
 41500  line 2  resend        OTHER to a                  attempt=2
 42000  line 2  attempt 2     failed                      why=silence
 42000  line 2  report        request 1 failed            cause=silence
