# B13, D1: working on server 2 through its proxy 2, both ways back are open. The line has one probe at a time: what
# falls due meanwhile waits for its turn. Back on server 1, server 2's proxies are nobody's business.
server a is silent
server c is silent
line 1 servers=a,b b.proxies=c,d retry_counts=1 failback_interval_s=60 proxy_failback_interval_s=50
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 150s server a is back
show moves,attempts,sends,world
until 260s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  attempt 1     failed                      why=silence
  1500  send          REGISTER to c               attempt=2  why=next_candidate
  2000  resend        REGISTER to c               attempt=2
  3000  attempt 2     failed                      why=silence
  3000  send          REGISTER to d               attempt=3  why=next_candidate
  3020  registration  REGISTERING -> REGISTERED   server=b  at=d  refresh=3500520  why=accepted  cause=silence
  3020  proxy_failback  HOME -> AWAY                server=b  probe=53020  why=proxy_probe_waits
  3020  failback      HOME -> AWAY                probe=63020  why=probe_waits
 53020  proxy_failback  AWAY -> PROBING             server=b  why=proxy_probe_due
 53020  send          REGISTER to c               attempt=4  for=probe  why=proxy_probe_due
 53520  resend        REGISTER to c               attempt=4
 54520  order         Extend                      attempt=4  why=last_candidate
 54520  resend        REGISTER to c               attempt=4
 56520  resend        REGISTER to c               attempt=4
 60520  resend        REGISTER to c               attempt=4
 63020  failback      AWAY -> DUE                 why=waits_turn
 64520  resend        REGISTER to c               attempt=4
 68520  resend        REGISTER to c               attempt=4
 72520  resend        REGISTER to c               attempt=4
 76520  resend        REGISTER to c               attempt=4
 80520  resend        REGISTER to c               attempt=4
 84520  resend        REGISTER to c               attempt=4
 85020  attempt 4     failed                      why=silence
 85020  proxy_failback  PROBING -> AWAY             server=b  probe=135020  why=proxy_probe_failed
 85020  failback      DUE -> PROBING              server=a  why=turn_came
 85020  send          REGISTER to a               attempt=5  for=probe  why=turn_came
 85520  resend        REGISTER to a               attempt=5
 86520  order         Extend                      attempt=5  why=last_candidate
 86520  resend        REGISTER to a               attempt=5
 88520  resend        REGISTER to a               attempt=5
 92520  resend        REGISTER to a               attempt=5
 96520  resend        REGISTER to a               attempt=5
100520  resend        REGISTER to a               attempt=5
104520  resend        REGISTER to a               attempt=5
108520  resend        REGISTER to a               attempt=5
112520  resend        REGISTER to a               attempt=5
116520  resend        REGISTER to a               attempt=5
117020  attempt 5     failed                      why=silence
117020  failback      PROBING -> AWAY             probe=177020  why=probe_failed
135020  proxy_failback  AWAY -> PROBING             server=b  why=proxy_probe_due
135020  send          REGISTER to c               attempt=6  for=probe  why=proxy_probe_due
135520  resend        REGISTER to c               attempt=6
136520  order         Extend                      attempt=6  why=last_candidate
136520  resend        REGISTER to c               attempt=6
138520  resend        REGISTER to c               attempt=6
142520  resend        REGISTER to c               attempt=6
146520  resend        REGISTER to c               attempt=6
150000  world         server a is back
150520  resend        REGISTER to c               attempt=6
154520  resend        REGISTER to c               attempt=6
158520  resend        REGISTER to c               attempt=6
162520  resend        REGISTER to c               attempt=6
166520  resend        REGISTER to c               attempt=6
167020  attempt 6     failed                      why=silence
167020  proxy_failback  PROBING -> AWAY             server=b  probe=217020  why=proxy_probe_failed
177020  failback      AWAY -> PROBING             server=a  why=probe_due
177020  send          REGISTER to a               attempt=7  for=probe  why=probe_due
177040  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3674540  why=probe_accepted
177040  proxy_failback  AWAY -> HOME                server=a  why=proxy_probe_not_needed
177040  failback      PROBING -> HOME             why=came_back
