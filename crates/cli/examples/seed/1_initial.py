from aksara import Model, fields


class User(Model):
    name = fields.String(max_length=100)
