# F3. Field pain 27: a configured interval had no effect, and nothing said which number counted. F3:
# a decision names the rule, the event, and the setting with its value that gave it its time.
# No setting is named where a server gave it: a grants less than is asked for.
server a answers REGISTER 200 expires=90
line 1 servers=a,b expires_s=120 retry_base_s=20 retry_max_s=20 failback_interval_s=45 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is unreachable
at 10s register line 1
at 20s server b is unreachable
at 60s register line 1
show moves,settings,world
until 70s
----
     0  registration  OFF -> REGISTERING          why=started  rule=C3  on=Started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=45020  why=accepted  rule=C1  on=ResponseReceived
 10000  world         server a is unreachable
 10000  world         register line 1
 10000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish  rule=C3  on=Wanted
 10040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=70040  why=accepted  cause=icmp  rule=C1  on=ResponseReceived  by=expires_s:120
 10040  failback      HOME -> AWAY                probe=55040  why=probe_waits  rule=D1  on=ResponseReceived  by=failback_interval_s:45
 20000  world         server b is unreachable
 55040  failback      AWAY -> PROBING             server=a  why=probe_due  rule=D1  on=TimePassed  by=failback_interval_s:45
 55060  failback      PROBING -> AWAY             probe=100060  why=probe_failed  rule=D1  on=AttemptFailed  by=failback_interval_s:45
 60000  world         register line 1
 60000  registration  REGISTERED -> REGISTERING   server=b  why=user_wish  rule=C3  on=Wanted
 60040  registration  REGISTERING -> WAITING      next_try=80040  why=no_candidate_left  cause=icmp  rule=A12  on=AttemptFailed  by=retry_max_s:20
 60040  failback      AWAY -> HOME                why=probe_not_needed  rule=D1  on=AttemptFailed
