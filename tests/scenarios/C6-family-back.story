# C6, B9: a line waits for another try because its family is gone; the family comes back, and the wait ends.
name pbx.example A a ttl=60
name pbx.example AAAA has none
name pbx.example AAAA answers after=20ms
line 1 servers=pbx.example jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1ms network lost line 1
at 2ms network back line 1 families=ipv6
at 2s network back line 1
show sends,names,world,reports,moves
until 100s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
     0  resolve       AAAA pbx.example            query=2
     0  report        line REGISTERING            since=0  why=started
     1  world         network lost line 1
     2  world         network back line 1 families=ipv6
    20  answer        a                           query=1  ttl=60
    20  locate        (ASKING)                    server=pbx.example  until=70  why=name_answered
    20  answer        no data                     query=2
    20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
    20  send          REGISTER to a               attempt=1  why=name_answered
    20  registration  REGISTERING -> WAITING      next_try=52557  why=no_candidate_left  cause=local
    20  report        line FAILED                 since=20  next_try=52557  why=local_error  cause=local
  2000  world         network back line 1
  2000  locate        (KNOWN)                     server=pbx.example  until=60020  why=name_asked
  2000  resolve       AAAA pbx.example            query=3
  2000  registration  WAITING -> REGISTERING      why=network_back
  2000  send          REGISTER to a               attempt=2  why=first_candidate
  2000  report        line REGISTERING            since=2000  why=local_error  cause=local
  2020  answer        no data                     query=3
  2020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3550520  why=accepted
  2020  report        line REGISTERED             server=pbx.example  at=a  since=2020  why=accepted
