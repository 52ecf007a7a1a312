# E12. Field pain 41: after a failover subscriptions were lost for an hour. E12: each move is
# reported, and requests outside of dialogs go where the line now is, so that they can be renewed
# there.
line 1 servers=a,b options_interval_s=30 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 5s request line 1
at 20s server a is unreachable
at 40s request line 1
show moves,sends,reports,world
until 50s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  options       OFF -> WAITING              server=a  next=30020  why=options_waits
    20  report        line REGISTERED             server=a  since=20  why=accepted
  5000  world         request line 1
  5000  send          OTHER to a                  attempt=2  for=request  why=request_wanted
  5020  report        request 1 accepted          server=a
 20000  world         server a is unreachable
 30020  options       WAITING -> ASKING           server=a  why=options_due
 30020  send          OPTIONS to a                attempt=3  for=keepalive  why=options_due
 30040  options       ASKING -> DOUBTED           server=a  why=options_failed  cause=icmp
 30040  registration  REGISTERED -> REGISTERING   server=a  why=options_failed
 30040  send          REGISTER to a               attempt=4  why=first_candidate
 30060  send          REGISTER to b               attempt=5  why=next_candidate
 30080  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3549080  why=accepted  cause=icmp
 30080  failback      HOME -> AWAY                probe=150080  why=probe_waits
 30080  options       DOUBTED -> WAITING          server=b  next=60080  why=options_waits
 30080  report        line ON_BACKUP              server=b  since=30080  why=icmp_unreachable  cause=icmp
 40000  world         request line 1
 40000  send          OTHER to b                  attempt=6  for=request  why=request_wanted
 40020  report        request 2 accepted          server=b
