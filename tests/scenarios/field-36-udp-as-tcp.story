# A1, A3, C1, D1. Field pain 36: a phone failed over on TCP only, and had no way back. Here line 1
# (UDP) and line 2 (TCP) fail over and come back at the same times, apart from the handshakes.
server a at udp:192.0.2.1
server c at tcp:192.0.2.3
server d at tcp:192.0.2.4
server a is silent
server c is silent
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=c,d jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
at 100s server a is back
at 100s server c is back
show moves,attempts,reports,world
until 130s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  report        line REGISTERING            since=0  why=started
  7500  line 1  attempt 1     failed                      why=silence
  7500  line 2  attempt 1     failed                      why=silence
  7520  line 1  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  line 1  failback      HOME -> AWAY                probe=127520  why=probe_waits
  7520  line 1  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
  7540  line 2  registration  REGISTERING -> REGISTERED   server=d  refresh=3526540  why=accepted  cause=silence
  7540  line 2  failback      HOME -> AWAY                probe=127540  why=probe_waits
  7540  line 2  report        line ON_BACKUP              server=d  since=7540  why=silence  cause=silence
100000          world         server a is back
100000          world         server c is back
127520  line 1  failback      AWAY -> PROBING             server=a  why=probe_due
127540  line 1  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3646540  why=probe_accepted
127540  line 1  failback      PROBING -> HOME             why=came_back
127540  line 1  report        line REGISTERED             server=a  since=127540  why=came_back
127540  line 2  failback      AWAY -> PROBING             server=c  why=probe_due
127580  line 2  registration  REGISTERED -> REGISTERED    server=c  from=d  refresh=3646580  why=probe_accepted
127580  line 2  failback      PROBING -> HOME             why=came_back
127580  line 2  report        line REGISTERED             server=c  since=127580  why=came_back
