# Two modules have a type of one name: both layouts are shown, and none is taken.
btfly relocate any.o nics
