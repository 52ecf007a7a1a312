# C9: never while a call is carried by that server: its connection and keep-alive stay as long. The last one's end
# removes the binding.
server a is unreachable
line 1 servers=a,b unregister_old=on contact_per_server=on failback_interval_s=30 keepalive_s=20
line 1 jitter_percent=0 quarantine_s=0
start line 1
at 5s call arrives line 1 via b call=1
at 6s call arrives line 1 via b call=2
at 10s server a is back
at 50s call ends line 1 call=1
at 60s call ends line 1 call=2
show moves,sends,flows,bindings,world
until 65s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  send          REGISTER to b               attempt=2  why=next_candidate
    40  binding       ABSENT -> HELD              server=b  expires=3600040  why=accepted
    40  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
    40  failback      HOME -> AWAY                probe=30040  why=probe_waits
    40  keep-alive    b                           every=20s
  5000  world         call arrives line 1 via b call=1
  6000  world         call arrives line 1 via b call=2
 10000  world         server a is back
 30040  failback      AWAY -> PROBING             server=a  why=probe_due
 30040  send          REGISTER to a               attempt=3  for=probe  why=probe_due
 30060  binding       ABSENT -> HELD              server=a  expires=3630060  why=accepted
 30060  binding       HELD -> LEFT                server=b  expires=3600040  why=binding_left
 30060  registration  REGISTERED -> REGISTERED    server=a  from=b  refresh=3549060  why=probe_accepted
 30060  failback      PROBING -> HOME             why=came_back
 30060  keep-alive    a                           every=20s
 50000  world         call ends line 1 call=1
 60000  world         call ends line 1 call=2
 60000  send          REGISTER to b               attempt=4  for=remove  expires=0  why=unregister_old
 60000  keep-alive    b                           no longer
 60020  binding       LEFT -> ABSENT              server=b  why=binding_removed
 60020  registration  REGISTERED -> REGISTERING   server=a  why=removed_elsewhere
 60020  send          REGISTER to a               attempt=5  why=working_candidate
 60040  registration  REGISTERING -> REGISTERED   server=a  refresh=3579040  why=accepted
