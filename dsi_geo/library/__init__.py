"""The library: functions of a database that give tables, figures, maps and reports; `dsi_geo` names them all."""
