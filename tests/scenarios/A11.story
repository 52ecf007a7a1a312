# A11, C8, D1: a late 2xx to an abandoned REGISTER notes a binding there, not the working one; from a better
# server it starts D1's probe at once, and stopping removes it.
server a delays 9s
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 40s stop line 1
show usual,bindings
until 50s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  answer        200                         attempt=2  expires=3600
  7520  binding       ABSENT -> HELD              server=b  expires=3607520  why=accepted
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=127520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
  9000  answer        200, too late               attempt=1
  9000  binding       ABSENT -> LEFT              server=a  expires=3609000  why=late_binding
  9000  failback      AWAY -> PROBING             server=a  why=late_binding
  9000  send          REGISTER to a               attempt=3  for=probe  why=late_binding
  9500  resend        REGISTER to a               attempt=3
 10500  resend        REGISTER to a               attempt=3
 12500  resend        REGISTER to a               attempt=3
 16500  order         Extend                      attempt=3  why=last_candidate
 16500  resend        REGISTER to a               attempt=3
 18000  answer        200                         attempt=3  expires=3600
 18000  binding       LEFT -> HELD                server=a  expires=3618000  why=accepted
 18000  binding       HELD -> LEFT                server=b  expires=3607520  why=binding_left
 18000  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3537000  why=probe_accepted
 18000  failback      PROBING -> HOME             why=came_back
 18000  report        line REGISTERED             server=a  since=18000  why=came_back
 40000  world         stop line 1
 40000  registration  REGISTERED -> STOPPING      until=42000  why=stopped
 40000  send          REGISTER to a               attempt=4  for=remove  expires=0  why=stopped
 40000  send          REGISTER to b               attempt=5  for=remove  expires=0  why=stopped
 40020  answer        200                         attempt=5  expires=0
 40020  binding       LEFT -> ABSENT              server=b  why=binding_removed
 40500  resend        REGISTER to a               attempt=4
 41500  resend        REGISTER to a               attempt=4
 42000  order         Abandon                     attempt=4  why=removal_timed_out
 42000  binding       HELD -> ABSENT              server=a  why=removal_timed_out
 42000  registration  STOPPING -> OFF             why=removal_timed_out
 42000  report        line DISABLED               since=42000  why=stopped
 49000  answer        200, too late               attempt=4
