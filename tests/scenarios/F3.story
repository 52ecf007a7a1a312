# F3: every move has a decision record: why, the setting that decided, from, to. The outage can be read
# from the decisions alone.
server a is silent
server b answers REGISTER 200 expires=300
line 1 servers=a,b failback_interval_s=60 jitter_percent=0 quarantine_s=0
start line 1
at 20s server a is back
show moves,attempts,bindings,decisions,settings
until 70s
----
     0  registration  OFF -> REGISTERING          why=started  rule=C3  on=Started
     0  attempt 1     IDLE -> SENT                until=7500  why=first_candidate  rule=C5  on=Started  by=retry_counts:3
  7500  attempt 1     failed                      why=silence  rule=A1  on=TimePassed  by=retry_counts:3
  7500  order         Abandon                     attempt=1  why=silence
  7500  attempt 2     IDLE -> SENT                until=15000  why=next_candidate  rule=A14  on=TimePassed  by=retry_counts:3
  7520  attempt 2     accepted                    why=accepted  status=200  rule=C1  on=ResponseReceived
  7520  binding       ABSENT -> HELD              server=b  expires=307520  why=accepted  rule=C1  on=ResponseReceived
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=226520  why=accepted  cause=silence  rule=C1  on=ResponseReceived
  7520  failback      HOME -> AWAY                probe=67520  why=probe_waits  rule=D1  on=ResponseReceived  by=failback_interval_s:60
  7520  binding       (HELD)                      server=b  why=flow_kept  rule=C3a  on=ResponseReceived  by=keepalive_s:30
  7520  line          REGISTERING -> ON_BACKUP    server=b  why=silence  cause=silence  rule=A1  on=ResponseReceived
 67520  failback      AWAY -> PROBING             server=a  why=probe_due  rule=D1  on=TimePassed  by=failback_interval_s:60
 67520  attempt 3     IDLE -> SENT                until=75020  why=probe_due  rule=D1  on=TimePassed  by=retry_counts:3
 67540  attempt 3     accepted                    why=accepted  status=200  rule=C1  on=ResponseReceived
 67540  binding       ABSENT -> HELD              server=a  expires=3667540  why=accepted  rule=C1  on=ResponseReceived  by=expires_s:3600
 67540  binding       HELD -> LEFT                server=b  expires=307520  why=binding_left  rule=C1  on=ResponseReceived
 67540  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3586540  why=probe_accepted  rule=D1  on=ResponseReceived  by=expires_s:3600
 67540  failback      PROBING -> HOME             why=came_back  rule=D1  on=ResponseReceived
 67540  binding       (LEFT)                      server=b  why=flow_let_go  rule=C3a  on=ResponseReceived
 67540  binding       (HELD)                      server=a  why=flow_kept  rule=C3a  on=ResponseReceived  by=keepalive_s:30
 67540  line          ON_BACKUP -> REGISTERED     server=a  why=came_back  rule=D1  on=ResponseReceived
