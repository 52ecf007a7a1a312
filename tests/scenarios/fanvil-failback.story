# Fanvil guide, "Failback", steps (1), (2), (4), then (3). D1, A4, C1a.
# (1) On the backup. (2) The timer ends: an independent REGISTER (its own series) to the primary.
# (4) No answer for 64*T1: the timer starts again. (3) The primary answers: the line goes back.
server a is silent
line 1 like fanvil servers=a,b failback_interval_s=300
start line 1
at 400s server a is back
show moves,sends,reports,world,series
until 700s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  series=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  send          REGISTER to b               attempt=2  series=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=307520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
307520  failback      AWAY -> PROBING             server=a  why=probe_due
307520  send          REGISTER to a               attempt=3  for=probe  series=3  why=probe_due
308020  resend        REGISTER to a               attempt=3
309020  resend        REGISTER to a               attempt=3
311020  resend        REGISTER to a               attempt=3
315020  order         Extend                      attempt=3  why=last_candidate
315020  resend        REGISTER to a               attempt=3
319020  resend        REGISTER to a               attempt=3
323020  resend        REGISTER to a               attempt=3
327020  resend        REGISTER to a               attempt=3
331020  resend        REGISTER to a               attempt=3
335020  resend        REGISTER to a               attempt=3
339020  resend        REGISTER to a               attempt=3
339520  failback      PROBING -> AWAY             probe=639520  why=probe_failed
400000  world         server a is back
639520  failback      AWAY -> PROBING             server=a  why=probe_due
639520  send          REGISTER to a               attempt=4  for=probe  series=4  why=probe_due
639540  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=4158540  why=probe_accepted
639540  failback      PROBING -> HOME             why=came_back
639540  report        line REGISTERED             server=a  since=639540  why=came_back
