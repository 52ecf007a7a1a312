# B3, B5, B7. Yealink guide, Appendix DNS SRV, literally: NAPTR of yealink.pbx.com, SRV of _sip._tcp.yealink.pbx.com by
# the lower order, then the addresses of server1 and server2. The heavier server2, 62.10.1.20, is the first; when it
# does not answer 62.10.1.10 takes over.
server server1 at tcp:62.10.1.10
server server2 at tcp:62.10.1.20
name yealink.pbx.com NAPTR 90 50 "s" "SIP+D2T" "" _sip._tcp.yealink.pbx.com, 100 50 "s" "SIP+D2U" "" _sip._udp.yealink.pbx.com
name _sip._tcp.yealink.pbx.com SRV 0 1 5060 server1.yealink.pbx.com, 0 2 5060 server2.yealink.pbx.com
name Server1.yealink.pbx.com A 62.10.1.10
name Server2.yealink.pbx.com A 62.10.1.20
line 1 servers=yealink.pbx.com like yealink port=0 transport=naptr
start line 1
at 10s server server2 is silent
at 10s connection to server2 breaks
show sends,attempts,names,moves,world
until 60s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=yealink.pbx.com  until=10000  why=name_asked
     0  resolve       NAPTR yealink.pbx.com       query=1
    20  answer        90 50 "s" SIP+D2T _sip._tcp.yealink.pbx.com, 100 50 "s" SIP+D2U _sip._udp.yealink.pbx.com  query=1  ttl=60
    20  locate        (ASKING)                    server=yealink.pbx.com  why=naptr_found
    20  resolve       SRV _sip._tcp.yealink.pbx.com  query=2
    40  answer        0 1 5060 server1.yealink.pbx.com, 0 2 5060 server2.yealink.pbx.com  query=2  ttl=60
    40  locate        (ASKING)                    server=yealink.pbx.com  why=srv_found
    40  resolve       A server2.yealink.pbx.com   query=3
    40  resolve       A server1.yealink.pbx.com   query=4
    60  answer        server2                     query=3  ttl=60
    60  locate        ASKING -> KNOWN             server=yealink.pbx.com  until=60020  why=name_answered
    60  send          REGISTER to server2         attempt=1  why=name_answered
    60  answer        server1                     query=4  ttl=60
    60  locate        (KNOWN)                     server=yealink.pbx.com  until=60020  why=name_answered
   100  registration  REGISTERING -> REGISTERED   server=yealink.pbx.com  at=server2  refresh=3509100  why=accepted
   100  working       on yealink.pbx.com          why=working_changed
 10000  world         server server2 is silent
 10000  world         connection to server2 breaks
 10000  registration  REGISTERED -> REGISTERING   server=yealink.pbx.com  why=flow_lost
 10000  send          REGISTER to server2         attempt=2  why=working_candidate
 17500  attempt 2     failed                      why=silence
 17500  send          REGISTER to server1         attempt=3  why=next_candidate
 17540  registration  REGISTERING -> REGISTERED   server=yealink.pbx.com  at=server1  refresh=3526540  why=accepted  cause=silence
 17540  working       on yealink.pbx.com          why=working_changed
