"""The page “Your file”: how a visitor's file was understood, and what the visitor chooses instead."""
