import base64


class Base64EncodedString(str):
    """Text that holds base64."""

    @classmethod
    def from_raw_string(cls, text):
        return cls(base64.b64encode(text.encode()).decode())

    def as_bytes(self):
        return self.encode()

    def decode(self):
        return base64.b64decode(self).decode()
