"""The Streamlit side: loading and caching, the sidebar, messages, the map component, downloads."""
