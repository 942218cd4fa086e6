# Without a kernel there is nowhere to go.
btfly rebase extra/driver.ko -o out.btf
