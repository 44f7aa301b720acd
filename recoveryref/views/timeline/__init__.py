"""Withdrawal, drawn and told hour by hour."""
