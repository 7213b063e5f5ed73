"""How the tables grew; written by `tortoise makemigrations`."""
