using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BlindVla.Policies.Torch;

/// <summary>
/// An object of a checkpoint's JSON files, read key by key. What is read is there, of its kind, finite and within its bounds, or a problem
/// is noted and the least legal value goes on in its place; <see cref="Finish"/> refuses the file with all problems. A key that was neither
/// read nor declared to change nothing is a problem too where it is set to something: what nobody reads might matter.
/// </summary>
internal sealed partial class JsonFields
{
    /// <summary>Bytes of the longest JSON file that is read.</summary>
    public const int LongestFile = 1 << 25;

    private const int ShownCharacters = 60;

    private readonly string _path;
    private readonly string _prefix;
    private readonly JsonElement _object;
    private readonly List<string> _problems;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<JsonFields> _children = [];

    private JsonFields(string path, string prefix, JsonElement element, List<string> problems) =>
        (_path, _prefix, _object, _problems) = (path, prefix, element, problems);

    /// <exception cref="CheckpointException">The file cannot be read, or is not one JSON object.</exception>
    public static JsonFields Read(string path) => Parse(CheckpointFile.Read(path, LongestFile), path);

    /// <param name="path">What the bytes are called in messages.</param>
    /// <exception cref="CheckpointException">They are not one JSON object.</exception>
    public static JsonFields Parse(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            var root = JsonElement.Parse(
                WithoutNaN(json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json),
                new() { AllowDuplicateProperties = false }
            );
            RequireText(root);
            return root.ValueKind == JsonValueKind.Object
                ? new(path, "", root, [])
                : throw new CheckpointException($"{path}: expected a JSON object, found {Shown(root)}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CheckpointException($"{path} is not JSON: {e.Message}", e);
        }
    }

    /// <summary>An object that stands in another file's list or mapping.</summary>
    public static JsonFields Of(JsonElement element, string path, string prefix, List<string> problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{prefix.TrimEnd('.')}: expected an object, found {Shown(element)}");
        }
        return new(path, prefix, element, problems);
    }

    /// <summary>This object, as it stands.</summary>
    public JsonElement Element => _object;

    /// <summary>Whether a key is there and not null; it counts as read.</summary>
    public bool Has(string key) => Get(key) is not null;

    /// <summary>As it stands, whatever its kind; null where there is none.</summary>
    public JsonElement? Raw(string key) => Get(key);

    public int Whole(string key, int least, int most, int? otherwise = null) =>
        Value(key, $"a whole number from {least} to {most}", least, otherwise, (JsonElement value, out int whole) =>
            IsWhole(value, least, most, out whole)
        );

    public double Number(string key, double least, double most, double? otherwise = null) =>
        Value(key, $"a number from {least:R} to {most:R}", least, otherwise, (JsonElement value, out double number) =>
            IsFinite(value, out number) && number >= least && number <= most
        );

    public bool Flag(string key, bool otherwise = false) =>
        Value(key, "true or false", false, otherwise, (JsonElement value, out bool flag) =>
            (flag = value.ValueKind == JsonValueKind.True) || value.ValueKind == JsonValueKind.False
        );

    public string Text(string key, string? otherwise = null) =>
        Get(key) is { } value
            ? value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : Wrong(key, "a text", otherwise ?? "")
            : otherwise ?? Wrong(key, "a text", "");

    /// <summary>Null where there is none.</summary>
    public JsonFields? Object(string key)
    {
        if (Get(key) is not { } value)
        {
            return null;
        }
        return Child(value, key);
    }

    /// <summary>An object that stands in a list of this one.</summary>
    /// <param name="name">What it is called in messages.</param>
    public JsonFields Child(JsonElement element, string name)
    {
        var child = Of(element, _path, $"{_prefix}{name}.", _problems);
        _children.Add(child);
        return child;
    }

    /// <summary>A list, as it stands; null where there is none.</summary>
    /// <param name="most">Entries.</param>
    public ImmutableArray<JsonElement>? Items(string key, int most) =>
        Get(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most ? [.. value.EnumerateArray()]
        : Wrong<ImmutableArray<JsonElement>>(key, $"a list of at most {most} entries", []);

    /// <summary>Null where there is none.</summary>
    public ImmutableArray<string>? Texts(string key, int most) =>
        List(key, most, "texts", (JsonElement value, out string text) =>
            (text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null!) is not null
        );

    /// <summary>Null where there is none.</summary>
    public ImmutableArray<int>? Wholes(string key, int most, int least, int largest) =>
        List(key, most, $"whole numbers from {least} to {largest}", (JsonElement value, out int whole) =>
            IsWhole(value, least, largest, out whole)
        );

    /// <summary>Finite, unless <paramref name="finite"/> is false; null where there is none.</summary>
    public ImmutableArray<double>? Numbers(string key, int most, bool finite = true) =>
        List(key, most, "numbers", (JsonElement value, out double number) =>
            IsFinite(value, out number) || (!finite && IsNamed(value, out number))
        );

    /// <summary>Names and values; none where there is none.</summary>
    public ImmutableArray<(string Name, JsonElement Value)> Entries(string key, int most) =>
        Get(key) is not { } value ? []
        : value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() <= most
            ? [.. value.EnumerateObject().Select(entry => (entry.Name, entry.Value))]
        : Wrong<ImmutableArray<(string, JsonElement)>>(key, $"an object of at most {most} entries", []);

    /// <summary>All names and values of this object.</summary>
    public ImmutableArray<(string Name, JsonElement Value)> Entries(int most)
    {
        if (_object.ValueKind != JsonValueKind.Object || _object.GetPropertyCount() > most)
        {
            _problems.Add($"{(_prefix.Length > 0 ? _prefix.TrimEnd('.') : "the file")}: expected an object of at most {most} entries");
            return [];
        }
        _known.UnionWith(_object.EnumerateObject().Select(entry => entry.Name));
        return [.. _object.EnumerateObject().Select(entry => (entry.Name, entry.Value))];
    }

    /// <summary>Keys that change no action, whatever they say.</summary>
    public void Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            _known.Add(key);
        }
    }

    /// <summary>A key that is honoured with one value only.</summary>
    public void Only(string key, double value, string why)
    {
        if (Get(key) is { } found && !(IsFinite(found, out var number) && number == value))
        {
            Wrong(key, $"{value:R}{why}", 0);
        }
    }

    /// <summary>Notes a problem unless something holds.</summary>
    public void Require(bool holds, string key, string expected)
    {
        if (!holds)
        {
            Wrong(key, expected, 0);
        }
    }

    /// <exception cref="CheckpointException">There are problems; it has them all.</exception>
    public void Finish()
    {
        AddUnknown();
        if (_problems.Count > 0)
        {
            throw new CheckpointException(Listing.Lines(_path, _problems));
        }
    }

    /// <summary>Part of a file, as a message shows it.</summary>
    public static string Shown(JsonElement value)
    {
        var text = Blank().Replace(value.GetRawText(), " ");
        return text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";
    }

    private delegate bool Reader<T>(JsonElement value, out T result);

    private T Value<T>(string key, string expected, T least, T? otherwise, Reader<T> read)
        where T : struct =>
        Get(key) is { } value
            ? read(value, out var result)
                ? result
                : Wrong(key, expected, otherwise ?? least)
            : otherwise ?? Wrong(key, expected, least);

    private ImmutableArray<T>? List<T>(string key, int most, string what, Reader<T> read)
    {
        if (Items(key, most) is not { } items)
        {
            return null;
        }
        var list = ImmutableArray.CreateBuilder<T>(items.Length);
        foreach (var item in items)
        {
            if (!read(item, out var value))
            {
                return Wrong<ImmutableArray<T>>(key, $"a list of {what}", []);
            }
            list.Add(value);
        }
        return list.ToImmutable();
    }

    private JsonElement? Get(string key)
    {
        _known.Add(key);
        return
            _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
    }

    private T Wrong<T>(string key, string expected, T instead)
    {
        var found = _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(key, out var value) ? Shown(value) : "nothing";
        _problems.Add($"{_prefix}{key}: expected {expected}, found {found}");
        return instead;
    }

    private void AddUnknown()
    {
        if (_object.ValueKind == JsonValueKind.Object)
        {
            _problems.AddRange(
                _object
                    .EnumerateObject()
                    .Where(property => !_known.Contains(property.Name) && IsSet(property.Value))
                    .Select(property =>
                        $"{_prefix}{property.Name}: this program does not know what it changes, and it is set to "
                        + $"{Shown(property.Value)}"
                    )
            );
        }
        foreach (var child in _children)
        {
            child.AddUnknown();
        }
    }

    private static bool IsSet(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.False => false,
            JsonValueKind.Object => value.GetPropertyCount() > 0,
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.String => value.GetString()!.Length > 0,
            JsonValueKind.Number => !(value.TryGetDouble(out var number) && number == 0),
            _ => true,
        };

    public static bool IsWhole(JsonElement value, int least, int most, out int whole)
    {
        whole = least;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out whole) && whole >= least && whole <= most;
    }

    public static bool IsFinite(JsonElement value, out double number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number) && double.IsFinite(number);
    }

    private static bool IsNamed(JsonElement value, out double number)
    {
        number = double.NaN;
        return value.ValueKind == JsonValueKind.String && value.GetString() is "NaN" or "Infinity" or "-Infinity";
    }

    /// <summary>Python writes NaN and infinities bare, which is not JSON; here they become texts, so that they disturb only those who want
    /// a number.</summary>
    private static byte[] WithoutNaN(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0)
        {
            return json.ToArray();
        }
        var result = new List<byte>(json.Length + 64);
        for (var i = 0; i < json.Length; )
        {
            var rest = json[i..];
            var length = 1;
            if (rest[0] == '"')
            {
                while (length < rest.Length && rest[length] != '"')
                {
                    length += rest[length] == '\\' ? 2 : 1;
                }
                length = Math.Min(length + 1, rest.Length);
            }
            var named =
                rest.StartsWith("NaN"u8) ? 3
                : rest.StartsWith("Infinity"u8) ? 8
                : rest.StartsWith("-Infinity"u8) ? 9
                : 0;
            if (named > 0)
            {
                result.AddRange([(byte)'"', .. rest[..named], (byte)'"']);
                length = named;
            }
            else
            {
                result.AddRange(rest[..length]);
            }
            i += length;
        }
        return [.. result];
    }

    /// <summary>Every name and text can be decoded; the parser looks at them only when they are asked for.</summary>
    private static void RequireText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    RequireText(item);
                }
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    RequireText(property.Value);
                }
                break;
        }
    }

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blank();
}
