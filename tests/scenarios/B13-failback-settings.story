# B13, F3: each decision of the way back names its rule, the event behind it, and the setting that decided.
server c is unreachable
line 1 servers=a a.proxies=c,d proxy_failback_interval_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s server c is back
show moves,settings
until 130s
----
     0  registration  OFF -> REGISTERING          why=started  rule=C3  on=Started
    40  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3519040  why=accepted  cause=icmp  rule=C1  on=ResponseReceived  by=expires_s:3600
    40  proxy_failback  HOME -> AWAY                server=a  probe=60040  why=proxy_probe_waits  rule=B13  on=ResponseReceived  by=proxy_failback_interval_s:60
 60040  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due  rule=B13  on=TimePassed  by=proxy_failback_interval_s:60
 60060  proxy_failback  PROBING -> AWAY             server=a  probe=120060  why=proxy_probe_failed  rule=B13  on=AttemptFailed  by=proxy_failback_interval_s:60
120060  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due  rule=B13  on=TimePassed  by=proxy_failback_interval_s:60
120080  registration  REGISTERED -> REGISTERED    server=a  at=c  refresh=3639080  why=proxy_probe_accepted  rule=B13  on=ResponseReceived  by=expires_s:3600
120080  proxy_failback  PROBING -> HOME             server=a  why=proxy_probe_accepted  rule=B13  on=ResponseReceived
