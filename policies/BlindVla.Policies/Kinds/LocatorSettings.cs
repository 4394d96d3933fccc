using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Policies;

/// <summary>A locator with settings, <c>TARGET[?name=value&amp;…]</c>.</summary>
public sealed class LocatorSettings
{
    private readonly Dictionary<string, string> _values = [];

    private LocatorSettings(string target) => Target = target;

    /// <summary>What is before the question mark.</summary>
    public string Target { get; }

    /// <param name="kind">The policy kind, named in errors.</param>
    /// <param name="known">The settings it has.</param>
    /// <exception cref="LocatorException">A setting is unknown, without a value, or there twice.</exception>
    public static LocatorSettings Parse(string kind, string locator, IReadOnlyCollection<string> known)
    {
        var parts = locator.Split('?', 2);
        var settings = new LocatorSettings(parts[0]);
        foreach (var setting in parts.Length < 2 ? [] : parts[1].Split('&'))
        {
            var pair = setting.Split('=', 2);
            var (name, value) = (pair[0], pair.ElementAtOrDefault(1));
            var problem =
                !known.Contains(name) ? $"{kind} has no setting '{name}'; {NearestNames.Suggest(name, known)}"
                : string.IsNullOrEmpty(value) ? $"the setting '{name}' of {kind} has no value; write {name}=VALUE"
                : !settings._values.TryAdd(name, value) ? $"the setting '{name}' of {kind} is there twice"
                : null;
            if (problem is not null)
                throw new LocatorException(problem);
        }
        return settings;
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <summary>One of some words, the first where there is none.</summary>
    /// <exception cref="LocatorException">It is another word.</exception>
    public string OneOf(string name, params ReadOnlySpan<string> words)
    {
        var word = Text(name) ?? words[0];
        return words.Contains(word)
            ? word
            : throw new LocatorException($"{name}: expected {string.Join(" or ", words.ToArray())}, found '{word}'");
    }

    /// <summary>A finite number of at least 0.</summary>
    /// <exception cref="LocatorException">It is none.</exception>
    public double Number(string name, double otherwise) =>
        Text(name) is not { } text ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value >= 0
            ? value
        : throw new LocatorException($"{name}: expected a number of at least 0, found '{text}'");

    /// <summary>A whole number of at least 1.</summary>
    /// <exception cref="LocatorException">It is none.</exception>
    public int Whole(string name, int otherwise) => WholeOrNone(name) ?? otherwise;

    /// <summary>A whole number of at least 1; null where none is there.</summary>
    /// <exception cref="LocatorException">It is none.</exception>
    public int? WholeOrNone(string name) =>
        Text(name) is not { } text ? null
        : int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > 0 ? value
        : throw new LocatorException($"{name}: expected a whole number of at least 1, found '{text}'");

    /// <summary>Pixels, written as <c>WIDTHxHEIGHT</c>.</summary>
    /// <exception cref="LocatorException">It is no size.</exception>
    public (int Width, int Height)? Size(string name) =>
        Text(name) is not { } text
            ? null
            : CameraRequest.ParseSize(text) ?? throw new LocatorException($"{name}: {CameraRequest.SizeExpected(text)}");
}
