# D9: damping stops at 1800 s: 1000 s doubled is 1800 s, after the third move at 30.04 s. Without flap_damping nothing
# is doubled.
line 1 servers=a,b failback_interval_s=1000 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=a,b failback_interval_s=1000 flap_damping=off jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
at 10s server a is unreachable
at 10s register line 1
at 10s register line 2
at 20s server a is back
at 20s register line 1
at 20s register line 2
at 30s server a is unreachable
at 30s register line 1
at 30s register line 2
show moves
until 31s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
    20  line 1  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  line 2  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
 10000  line 1  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 10000  line 2  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 10040  line 1  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3529040  why=accepted  cause=icmp
 10040  line 1  failback      HOME -> AWAY                probe=1010040  why=probe_waits
 10040  line 2  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3529040  why=accepted  cause=icmp
 10040  line 2  failback      HOME -> AWAY                probe=1010040  why=probe_waits
 20000  line 1  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 20000  line 2  registration  REGISTERED -> REGISTERING   server=b  why=user_wish
 20020  line 1  registration  REGISTERING -> REGISTERED   server=a  from=b  refresh=3539020  why=accepted
 20020  line 1  failback      AWAY -> HOME                why=probe_not_needed
 20020  line 2  registration  REGISTERING -> REGISTERED   server=a  from=b  refresh=3539020  why=accepted
 20020  line 2  failback      AWAY -> HOME                why=probe_not_needed
 30000  line 1  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 30000  line 2  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
 30040  line 1  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3549040  why=accepted  cause=icmp
 30040  line 1  failback      (HOME)                      why=flaps
 30040  line 1  failback      HOME -> AWAY                probe=1830040  why=probe_waits
 30040  line 2  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3549040  why=accepted  cause=icmp
 30040  line 2  failback      HOME -> AWAY                probe=1030040  why=probe_waits
