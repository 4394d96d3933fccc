using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>Reads what a suite file says about a slot; null after having reported what is wrong.</summary>
internal delegate SlotChoices<T>? SlotReader<T>(string slot, YamlNode node, Catalogue catalogue, YamlValues values);
