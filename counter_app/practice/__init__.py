"""The practice office: invented people, virtual cards, a center on this machine."""
