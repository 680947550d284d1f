from aksara import Model, fields


class User(Model):
    email = fields.Email(unique=True)
    name = fields.String(max_length=100)
