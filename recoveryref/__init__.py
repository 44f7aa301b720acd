"""RecoveryRef: cited treatment information for heroin and opioid use disorder, offline."""

__version__ = "0.1.0"
