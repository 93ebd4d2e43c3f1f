"""What is stored about somebody, for them: ``document`` all of it as plain values, ``service`` handing it over, ``forgetting`` it."""

from meetups.services.mydata.document import SCHEMA, SCHEMA_FILE
from meetups.services.mydata.forgetting import Holdings, erase
from meetups.services.mydata.service import Agenda, MyData

__all__ = ["SCHEMA", "SCHEMA_FILE", "Agenda", "Holdings", "MyData", "erase"]
