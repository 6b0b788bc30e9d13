"""The Streamlit app: loading and caching, the sidebar, messages, the map component, downloads."""
