namespace BlindVla.Files;

public sealed record YamlEntry(YamlScalar Key, YamlNode Value);
