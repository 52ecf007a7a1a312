# A6a: the second try has what is left of the first one's budget: 7.5 s from the first sending, not from the second.
server a at tcp:192.0.2.1:5060
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 30s server a closes idle connections
at 30s server a is silent
at 40s register line 1
show moves,attempts,sends,reports,world
until 50s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    40  registration  REGISTERING -> REGISTERED   server=a  refresh=3519040  why=accepted
    40  report        line REGISTERED             server=a  since=40  why=accepted
 30000  world         server a closes idle connections
 30000  world         server a is silent
 40000  world         register line 1
 40000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 40000  send          REGISTER to a               attempt=2  why=first_candidate
 47500  attempt 2     failed                      why=silence
 47500  send          REGISTER to b               attempt=3  why=next_candidate
 47520  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3566520  why=accepted  cause=silence
 47520  failback      HOME -> AWAY                probe=167520  why=probe_waits
 47520  report        request 1 accepted          server=b
 47520  report        line ON_BACKUP              server=b  since=47520  why=silence  cause=silence
