from aksara import Model, fields


class User(Model):
    email = fields.Email(unique=True)
    name = fields.String(max_length=100)
    avatar_url = fields.URL(nullable=True)  # NEW FIELD


class Profile(Model):
    user = fields.OneToOne(User, on_delete="CASCADE")
    bio = fields.Text(nullable=True)
