# A14: a pass asks for the names of all its servers at its start, and waits for them in order: b is known first,
# a has its turn first. While a is tried c is being looked up; the pass waits for it, and goes on when it comes.
name one.example A a ttl=60
name one.example answers after=2s
name two.example A b ttl=60
name three.example A c ttl=60
name three.example answers after=4s
server a is unreachable
server b is unreachable
line 1 servers=one.example,two.example,three.example address_family=ipv4
line 1 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends,names,decisions
until 5s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=one.example  until=10000  why=name_asked
     0  resolve       A one.example               query=1
     0  locate        IDLE -> ASKING              server=two.example  until=10000  why=name_asked
     0  resolve       A two.example               query=2
     0  locate        IDLE -> ASKING              server=three.example  until=10000  why=name_asked
     0  resolve       A three.example             query=3
     0  pass          IDLE -> LOCATING            for=register  why=waits_for_name
    20  answer        b                           query=2  ttl=60
    20  locate        ASKING -> KNOWN             server=two.example  until=60020  why=name_answered
  2000  answer        a                           query=1  ttl=60
  2000  locate        ASKING -> KNOWN             server=one.example  until=62000  why=name_answered
  2000  send          REGISTER to a               attempt=1  why=name_answered
  2020  attempt 1     failed                      why=icmp_unreachable
  2020  send          REGISTER to b               attempt=2  why=next_candidate
  2040  attempt 2     failed                      why=icmp_unreachable
  2040  pass          TRYING -> LOCATING          for=register  why=waits_for_name  cause=icmp
  4000  answer        c                           query=3  ttl=60
  4000  locate        ASKING -> KNOWN             server=three.example  until=64000  why=name_answered
  4000  send          REGISTER to c               attempt=3  why=next_candidate
  4020  attempt 3     accepted                    why=accepted  status=200
  4020  registration  REGISTERING -> REGISTERED   server=three.example  at=c  refresh=3473520  why=accepted  cause=icmp
  4020  failback      HOME -> AWAY                probe=124020  why=probe_waits
  4020  line          REGISTERING -> ON_BACKUP    server=three.example  why=icmp_unreachable  cause=icmp
