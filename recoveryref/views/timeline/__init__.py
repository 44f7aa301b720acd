"""Withdrawal, drawn and said hour by hour."""
