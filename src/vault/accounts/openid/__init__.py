"""Single sign-on: the organisation's own provider of OpenID Connect says who somebody is and what they are."""
