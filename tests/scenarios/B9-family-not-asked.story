# B9, C3, C6: IPv6 alone is back and the name has an A alone: no data for AAAA does not end what was not asked for.
# IPv4 ends the wait.
name pbx.example A a ttl=60
name pbx.example AAAA has none
name pbx.example AAAA answers after=20ms
line 1 servers=pbx.example jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 100s network lost line 1
at 110s network back line 1 families=ipv6
at 112s network back line 1
show sends,names,world,reports,moves
until 2h
----
      0  registration  OFF -> REGISTERING          why=started
      0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
      0  resolve       A pbx.example               query=1
      0  resolve       AAAA pbx.example            query=2
      0  report        line REGISTERING            since=0  why=started
     20  answer        a                           query=1  ttl=60
     20  locate        (ASKING)                    server=pbx.example  until=70  why=name_answered
     20  answer        no data                     query=2
     20  locate        ASKING -> KNOWN             server=pbx.example  until=60020  why=name_answered
     20  send          REGISTER to a               attempt=1  why=name_answered
     40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted
     40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
 100000  world         network lost line 1
 110000  world         network back line 1 families=ipv6
 110000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=network_back
 110000  locate        KNOWN -> ASKING             server=pbx.example  until=120000  why=name_asked
 110000  resolve       AAAA pbx.example            query=3
 110020  answer        no data                     query=3
 110020  locate        ASKING -> STALE             server=pbx.example  until=140020  why=answer_stale
 110020  send          REGISTER to a               attempt=2  why=name_answered
 110020  registration  REGISTERING -> WAITING      next_try=162557  why=no_candidate_left  cause=local
 110020  report        line FAILED                 since=110020  next_try=162557  why=local_error  cause=local
 112000  world         network back line 1
 112000  locate        (STALE)                     server=pbx.example  until=122000  why=name_asked
 112000  resolve       A pbx.example               query=4
 112000  resolve       AAAA pbx.example            query=5
 112000  registration  WAITING -> REGISTERING      why=network_back
 112000  send          REGISTER to a               attempt=3  why=first_candidate
 112000  report        line REGISTERING            since=112000  why=local_error  cause=local
 112020  answer        a                           query=4  ttl=60
 112020  locate        STALE -> KNOWN              server=pbx.example  until=172020  why=name_answered
 112020  answer        no data                     query=5
 112020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3660520  why=accepted
 112020  report        line REGISTERED             server=pbx.example  at=a  since=112020  why=accepted
3660520  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
3660520  locate        KNOWN -> ASKING             server=pbx.example  until=3670520  why=name_asked
3660520  resolve       A pbx.example               query=6
3660520  resolve       AAAA pbx.example            query=7
3660540  answer        a                           query=6  ttl=60
3660540  locate        (ASKING)                    server=pbx.example  until=3660590  why=name_answered
3660540  answer        no data                     query=7
3660540  locate        ASKING -> KNOWN             server=pbx.example  until=3720540  why=name_answered
3660540  send          REGISTER to a               attempt=4  why=name_answered
3660560  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=7209060  why=accepted
