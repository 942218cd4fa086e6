# Everything, with modules.
btfly diff kernel newer
