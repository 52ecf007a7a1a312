# C14: a changed setting alone: the binding stands, a REGISTER at the working candidate takes the new expiry; a line
# that is off just takes it.
line 1 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
configure line 1 expires_s=1000
start line 1
at 10s configure line 1 expires_s=600
at 20s configure line 1 expires_s=600
show moves,sends,world
until 25s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=919020  why=accepted
 10000  world         configure line 1 expires_s=600
 10000  registration  REGISTERED -> REGISTERING   server=a  why=config_changed
 10000  send          REGISTER to a               attempt=2  why=working_candidate
 10020  registration  REGISTERING -> REGISTERED   server=a  refresh=529020  why=accepted
 20000  world         configure line 1 expires_s=600
