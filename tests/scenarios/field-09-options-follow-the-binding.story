# C10, A13, D1. Field pain 9: OPTIONS went on to a dead target while the registration lived
# elsewhere. C10, A13: OPTIONS go to the working candidate, and move with it; the dead one is D1's
# to probe.
server a is unreachable
line 1 servers=a,b options_interval_s=60 failback_interval_s=90 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 100s server a is back
show moves,sends,world
until 250s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
    40  failback      HOME -> AWAY                probe=90040  why=probe_waits
    40  options       OFF -> WAITING              server=b  next=60040  why=options_waits
 60040  options       WAITING -> ASKING           server=b  why=options_due
 60040  send          OPTIONS to b                attempt=3  for=keepalive  why=options_due
 60060  options       ASKING -> WAITING           server=b  next=120060  why=options_answered
 90040  failback      AWAY -> PROBING             server=a  why=probe_due
 90040  send          REGISTER to a               attempt=4  for=probe  why=probe_due
 90060  failback      PROBING -> AWAY             probe=180060  why=probe_failed
100000  world         server a is back
120060  options       WAITING -> ASKING           server=b  why=options_due
120060  send          OPTIONS to b                attempt=5  for=keepalive  why=options_due
120080  options       ASKING -> WAITING           server=b  next=180080  why=options_answered
180060  failback      AWAY -> PROBING             server=a  why=probe_due
180060  send          REGISTER to a               attempt=6  for=probe  why=probe_due
180080  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3699080  why=probe_accepted
180080  failback      PROBING -> HOME             why=came_back
240080  options       WAITING -> ASKING           server=a  why=options_due
240080  send          OPTIONS to a                attempt=7  for=keepalive  why=options_due
240100  options       ASKING -> WAITING           server=a  next=300100  why=options_answered
