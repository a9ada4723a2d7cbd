"""The key of a place in an address: `NO`, `HF:finnmark`, `F:40`, `K:4003`, `B:030101`, `P:agder`."""


class PlaceConverter:
    regex = r"NO|(?:HF|P):[a-z0-9-]{1,50}|F:\d{2}|K:\d{4}|B:\d{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
