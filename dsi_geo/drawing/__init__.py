"""Drawing: tables in, one map or figure out. Nothing here knows Streamlit."""
