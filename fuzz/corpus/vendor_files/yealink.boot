#!version:1.0.0.1
include:config <sip.cfg>
include:config "x.cfg"
overwrite_mode = 1
