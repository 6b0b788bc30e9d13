"""The library: functions of a database that return tables, figures, maps and reports; `dsi_geo` exports them all."""
