using System.Text.Json;
using BlindVla.Core;

namespace BlindVla.Imports;

/// <summary>A value of a foreign file, and where it stands. What is asked of it and not there is a <see cref="FormatException"/> that says
/// where, what was expected, and what was found.</summary>
/// <param name="Value">It.</param>
/// <param name="Path">The file, and the way to it.</param>
internal readonly record struct JsonPlace(JsonElement Value, string Path)
{
    private const int MaxShown = 60;

    public bool IsObject => Value.ValueKind == JsonValueKind.Object;

    /// <summary>A member that must be there.</summary>
    public JsonPlace this[string name] => Find(name) ?? throw Wrong($"an object with a member '{name}'");

    /// <summary>A member; null where there is none, or it is null.</summary>
    public JsonPlace? Find(string name) =>
        Value.ValueKind != JsonValueKind.Object ? throw Wrong("an object")
        : Value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? new(member, $"{Path}, {name}")
        : null;

    /// <summary>The members of an object.</summary>
    public IEnumerable<(string Name, JsonPlace Value)> Members()
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("an object");
        }
        foreach (var member in Value.EnumerateObject())
        {
            var name = Unicode(() => member.Name);
            yield return (name, new(member.Value, $"{Path}, {name}"));
        }
    }

    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<JsonPlace> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("a list");
        }
        var path = Path;
        return [.. Value.EnumerateArray().Select((item, i) => new JsonPlace(item, $"{path}[{i}]"))];
    }

    public string Text()
    {
        var value = Value;
        return Value.ValueKind == JsonValueKind.String ? Unicode(() => value.GetString()!) : throw Wrong("text");
    }

    /// <summary>True or false; also 1 or 0, which is how NumPy's come out.</summary>
    public bool Truth() =>
        Value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when Value.TryGetDouble(out var number) && number is 0 or 1 => number == 1,
            _ => throw Wrong("true or false"),
        };

    /// <param name="most">Larger than this is a slip of somebody's pen.</param>
    public int Count(int most) =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var number) && number >= 0 && number <= most
            ? number
            : throw Wrong($"a whole number from 0 to {most}");

    /// <summary>Null where it is no whole number of at least 0.</summary>
    public ulong? Seed() => Value.ValueKind == JsonValueKind.Number && Value.TryGetUInt64(out var number) ? number : null;

    public double Number() =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Wrong("a number");

    /// <summary>As it stands in the file.</summary>
    public string Shown() => VisibleText.Line(Value.GetRawText(), MaxShown);

    public FormatException Wrong(string expected) => new($"{Path}: expected {expected}, found {Found()}");

    private string Found() =>
        Value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            _ => Shown(),
        };

    private string Unicode(Func<string> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException e)
        {
            // What Python writes of half a surrogate pair.
            throw new FormatException($"{Path}: expected Unicode text, found half a character", e);
        }
    }
}
