# B13, C14: another interval counts from the configuration on; with failback_servers=never there is no way back, and
# with another list the line begins anew. A line that is disabled probes nothing.
server c is silent
line 1 servers=a a.proxies=c,d retry_counts=0 proxy_failback_interval_s=100 jitter_percent=0 quarantine_s=0
line 1 keepalive_s=0
start line 1
at 50s configure line 1 proxy_failback_interval_s=30
at 82s configure line 1 failback_servers=never
at 120s configure line 1 failback_servers=probe
at 151s configure line 1 servers=a,b
at 200s stop line 1
show moves,attempts,sends,world
until 300s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to c               attempt=1  why=first_candidate
   500  attempt 1     failed                      why=silence
   500  send          REGISTER to d               attempt=2  why=next_candidate
   520  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3533520  why=accepted  cause=silence
   520  proxy_failback  HOME -> AWAY                server=a  probe=100520  why=proxy_probe_waits
 50000  world         configure line 1 proxy_failback_interval_s=30
 50000  registration  REGISTERED -> REGISTERING   server=a  why=config_changed
 50000  send          REGISTER to d               attempt=3  why=working_candidate
 50020  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3583020  why=accepted
 80000  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
 80000  send          REGISTER to c               attempt=4  for=probe  why=proxy_probe_due
 80500  order         Extend                      attempt=4  why=last_candidate
 80500  resend        REGISTER to c               attempt=4
 81500  resend        REGISTER to c               attempt=4
 82000  world         configure line 1 failback_servers=never
 82000  order         Abandon                     attempt=4  why=config_changed
 82000  proxy_failback  PROBING -> HOME             server=a  why=config_changed
 82000  registration  REGISTERED -> REGISTERING   server=a  why=config_changed
 82000  send          REGISTER to d               attempt=5  why=working_candidate
 82020  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3615020  why=accepted
120000  world         configure line 1 failback_servers=probe
120000  proxy_failback  HOME -> AWAY                server=a  probe=150000  why=config_changed
120000  registration  REGISTERED -> REGISTERING   server=a  why=config_changed
120000  send          REGISTER to d               attempt=6  why=working_candidate
120020  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3653020  why=accepted
150000  proxy_failback  AWAY -> PROBING             server=a  why=proxy_probe_due
150000  send          REGISTER to c               attempt=7  for=probe  why=proxy_probe_due
150500  order         Extend                      attempt=7  why=last_candidate
150500  resend        REGISTER to c               attempt=7
151000  world         configure line 1 servers=a,b
151000  order         Abandon                     attempt=7  why=waits_turn
151000  proxy_failback  PROBING -> DUE              server=a  why=waits_turn
151000  registration  REGISTERED -> REGISTERING   server=a  why=config_changed
151000  send          REGISTER to d               attempt=8  why=working_candidate
151020  registration  REGISTERING -> REGISTERED   server=a  at=d  refresh=3644520  why=accepted
151020  proxy_failback  DUE -> PROBING              server=a  why=turn_came
151020  send          REGISTER to c               attempt=9  for=probe  why=turn_came
151520  order         Extend                      attempt=9  why=last_candidate
151520  resend        REGISTER to c               attempt=9
152520  resend        REGISTER to c               attempt=9
154520  resend        REGISTER to c               attempt=9
158520  resend        REGISTER to c               attempt=9
162520  resend        REGISTER to c               attempt=9
166520  resend        REGISTER to c               attempt=9
170520  resend        REGISTER to c               attempt=9
174520  resend        REGISTER to c               attempt=9
178520  resend        REGISTER to c               attempt=9
182520  resend        REGISTER to c               attempt=9
183020  attempt 9     failed                      why=silence
183020  proxy_failback  PROBING -> AWAY             server=a  probe=213020  why=proxy_probe_failed
200000  world         stop line 1
200000  proxy_failback  AWAY -> HOME                server=a  why=stopped
200000  registration  REGISTERED -> STOPPING      until=202000  why=stopped
200000  send          REGISTER to d               attempt=10  for=remove  expires=0  why=stopped
200020  registration  STOPPING -> OFF             why=binding_removed
