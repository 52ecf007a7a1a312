# E11: an emergency ignores quarantine: a, which rests, is tried behind b, which works, and being the last it has A4's
# 64*T1. An ordinary request leaves a alone.
server a is silent
line 1 servers=a,b retry_counts=1 quarantine_s=1000 failback_servers=never jitter_percent=0 keepalive_s=0
start line 1
at 5s request line 1
at 10s server b is silent
at 10s request line 1 emergency=1
show attempts,sends,reports,world
until 61s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  attempt 1     failed                      why=silence
  1500  send          REGISTER to b               attempt=2  why=next_candidate
  1520  report        line ON_BACKUP              server=b  since=1520  why=silence  cause=silence
  5000  world         request line 1
  5000  send          OTHER to b                  attempt=3  for=request  why=request_wanted
  5020  report        request 1 accepted          server=b
 10000  world         server b is silent
 10000  world         request line 1 emergency=1
 10000  send          OTHER to b                  attempt=4  for=request  why=request_wanted
 10500  resend        OTHER to b                  attempt=4
 11500  attempt 4     failed                      why=silence
 11500  send          OTHER to a                  attempt=5  for=request  why=next_candidate
 12000  resend        OTHER to a                  attempt=5
 13000  order         Extend                      attempt=5  why=last_candidate
 13000  resend        OTHER to a                  attempt=5
 15000  resend        OTHER to a                  attempt=5
 19000  resend        OTHER to a                  attempt=5
 23000  resend        OTHER to a                  attempt=5
 27000  resend        OTHER to a                  attempt=5
 31000  resend        OTHER to a                  attempt=5
 35000  resend        OTHER to a                  attempt=5
 39000  resend        OTHER to a                  attempt=5
 43000  resend        OTHER to a                  attempt=5
 43500  attempt 5     failed                      why=silence
 43500  report        request 2 failed            cause=silence
