# B14: that there is TLS is known late and its address never: nothing less is used.
server s at tls:192.0.2.1:5061
server t at tcp:192.0.2.2:5060
name _sips._tcp.pbx.example SRV 0 1 5061 one.example
name _sips._tcp.pbx.example answers after=5s
name _sip._tcp.pbx.example SRV 0 1 5060 two.example
name one.example A s
name one.example fails with servfail
name two.example A t
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20s register line 1
show sends,names,moves,world
until 21s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
    20  answer        no such name                query=1
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        0 1 5060 two.example        query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A two.example               query=5
    40  answer        no such name                query=4
    60  answer        t                           query=5  ttl=60
  5020  answer        0 1 5061 one.example        query=2  ttl=60
  5020  locate        (ASKING)                    server=pbx.example  why=srv_found
  5020  resolve       A one.example               query=6
  5040  answer        servfail                    query=6
  5040  locate        (ASKING)                    server=pbx.example  why=tls_not_reached
  5040  locate        ASKING -> NONE              server=pbx.example  why=name_unknown  cause=unresolved
  5040  registration  REGISTERING -> WAITING      next_try=57577  why=no_candidate_left  cause=unresolved
 20000  world         register line 1
 20000  registration  WAITING -> REGISTERING      why=user_wish
 20000  locate        NONE -> ASKING              server=pbx.example  until=30000  why=name_asked
 20000  resolve       NAPTR pbx.example           query=7
 20020  answer        no such name                query=7
 20020  locate        (ASKING)                    server=pbx.example  why=srv_asked
 20020  resolve       SRV _sips._tcp.pbx.example  query=8
 20020  resolve       SRV _sip._tcp.pbx.example   query=9
 20020  resolve       SRV _sip._udp.pbx.example   query=10
 20020  answer        0 1 5061 one.example        query=8  ttl=45
 20020  locate        (ASKING)                    server=pbx.example  why=srv_found
 20020  resolve       A one.example               query=11
 20020  answer        0 1 5060 two.example        query=9  ttl=40
 20020  locate        (ASKING)                    server=pbx.example  why=srv_found
 20020  resolve       A two.example               query=12
 20020  answer        t                           query=12  ttl=40
 20040  answer        no such name                query=10
 20040  answer        servfail                    query=11
 20040  locate        (ASKING)                    server=pbx.example  why=tls_not_reached
 20040  locate        ASKING -> NONE              server=pbx.example  why=name_unknown  cause=unresolved
 20040  registration  REGISTERING -> WAITING      next_try=103067  why=no_candidate_left  cause=unresolved
