# A module that brings its base.
btfly rebase extra/driver.ko --onto kernel -o out.btf
