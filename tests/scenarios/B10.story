# B10: a line has 16 targets. Each server is sure of its first two, then in order: of 8, 8 and 4 the second loses two
# and the third two; what is cut is said.
server last at udp:192.0.2.22:5060
name one.example A 192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4,192.0.2.5,192.0.2.6,192.0.2.7,192.0.2.8 ttl=60
name two.example A 192.0.2.11,192.0.2.12,192.0.2.13,192.0.2.14,192.0.2.15,192.0.2.16,192.0.2.17,192.0.2.18 ttl=60
name three.example A 192.0.2.21,192.0.2.22,192.0.2.23,192.0.2.24 ttl=60
line 1 servers=one.example,two.example,three.example address_family=ipv4 retry_counts=0 jitter_percent=0
line 1 quarantine_s=0 keepalive_s=0
start line 1
show moves,sends,names
until 10s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  resolve       A one.example               query=1
     0  locate        IDLE -> ASKING              server=two.example  until=10000  why=name_asked
     0  resolve       A two.example               query=2
     0  locate        IDLE -> ASKING              server=three.example  until=10000  why=name_asked
     0  resolve       A three.example             query=3
    20  answer        192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4,192.0.2.5,192.0.2.6,192.0.2.7,192.0.2.8  query=1  ttl=60
    20  locate        ASKING -> KNOWN             server=one.example  until=60020  why=name_answered
    20  send          REGISTER to udp:192.0.2.1:5060  attempt=1  why=name_answered
    20  answer        192.0.2.11,192.0.2.12,192.0.2.13,192.0.2.14,192.0.2.15,192.0.2.16,192.0.2.17,192.0.2.18  query=2  ttl=60
    20  locate        ASKING -> KNOWN             server=two.example  until=60020  why=name_answered
    20  answer        192.0.2.21,last,192.0.2.23,192.0.2.24  query=3  ttl=60
    20  locate        (ASKING)                    server=three.example  why=targets_cut
    20  locate        ASKING -> KNOWN             server=three.example  until=60020  why=name_answered
   520  send          REGISTER to udp:192.0.2.2:5060  attempt=2  why=next_candidate
  1020  send          REGISTER to udp:192.0.2.3:5060  attempt=3  why=next_candidate
  1520  send          REGISTER to udp:192.0.2.4:5060  attempt=4  why=next_candidate
  2020  send          REGISTER to udp:192.0.2.5:5060  attempt=5  why=next_candidate
  2520  send          REGISTER to udp:192.0.2.6:5060  attempt=6  why=next_candidate
  3020  send          REGISTER to udp:192.0.2.7:5060  attempt=7  why=next_candidate
  3520  send          REGISTER to udp:192.0.2.8:5060  attempt=8  why=next_candidate
  4020  send          REGISTER to udp:192.0.2.11:5060  attempt=9  why=next_candidate
  4520  send          REGISTER to udp:192.0.2.12:5060  attempt=10  why=next_candidate
  5020  send          REGISTER to udp:192.0.2.13:5060  attempt=11  why=next_candidate
  5520  send          REGISTER to udp:192.0.2.14:5060  attempt=12  why=next_candidate
  6020  send          REGISTER to udp:192.0.2.15:5060  attempt=13  why=next_candidate
  6520  send          REGISTER to udp:192.0.2.16:5060  attempt=14  why=next_candidate
  7020  send          REGISTER to udp:192.0.2.21:5060  attempt=15  why=next_candidate
  7520  send          REGISTER to last            attempt=16  why=next_candidate
  7540  registration  REGISTERING -> REGISTERED   server=three.example  at=last  refresh=3075540  why=accepted  cause=silence
  7540  failback      HOME -> AWAY                probe=127540  why=probe_waits
