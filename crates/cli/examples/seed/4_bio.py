from aksara import Model, fields


class User(Model):
    email = fields.Email(unique=True)
    name = fields.String(max_length=100)


class Profile(Model):
    user = fields.OneToOne(User, on_delete="CASCADE")
    bio = fields.Text(nullable=True)
