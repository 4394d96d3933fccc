using System.Collections.Immutable;
using System.Globalization;

namespace BlindVla.DataSets;

/// <summary>What every frame of a data set consists of.</summary>
/// <param name="Camera">The picture's feature is <c>observation.images.</c> and this.</param>
/// <param name="ImageWidth">Pixels.</param>
/// <param name="ImageHeight">Pixels.</param>
/// <param name="StateNames">One for each value of the state.</param>
/// <param name="ActionNames">One for each value of an action.</param>
/// <param name="FramesPerSecond">Of the recording.</param>
/// <param name="Split">What LeRobot calls the part that all episodes belong to: <c>train</c> or <c>validation</c>.</param>
/// <param name="HasRollouts">Its episodes were evaluated: frames say whether the task was done after them, episodes who acted.</param>
public sealed record DataSetFormat(
    string Camera,
    int ImageWidth,
    int ImageHeight,
    ImmutableArray<string> StateNames,
    ImmutableArray<string> ActionNames,
    int FramesPerSecond,
    string Split,
    bool HasRollouts = false
)
{
    internal const string State = "observation.state";
    internal const string Action = "action";

    /// <summary>As LeRobot's own data sets and its viewer call it: the task is done after the frame's action.</summary>
    internal const string Success = "next.success";

    /// <summary>Likewise: the frame is the last of its episode.</summary>
    internal const string Done = "next.done";

    internal const string Truth = "bool";

    /// <summary>Columns of one number that every data set has, in the order of the files.</summary>
    internal static ImmutableArray<string> Counters { get; } = ["frame_index", "episode_index", "index", "task_index"];

    internal string Image => $"observation.images.{Camera}";

    /// <summary>By name, in the order of the files.</summary>
    internal ImmutableArray<KeyValuePair<string, FeatureJson>> Features =>
        [
            new(Image, new("image", [ImageHeight, ImageWidth, 3], ["height", "width", "channels"])),
            new(State, new("float32", [StateNames.Length], StateNames)),
            new(Action, new("float32", [ActionNames.Length], ActionNames)),
            new("timestamp", new("float32", [1], null)),
            .. Counters.Select(name => new KeyValuePair<string, FeatureJson>(name, new("int64", [1], null))),
            .. HasRollouts
                ? [new(Success, new(Truth, [1], null)), new(Done, new(Truth, [1], null))]
                : Array.Empty<KeyValuePair<string, FeatureJson>>(),
        ];

    /// <summary>The format that a data set's features say; every problem is added to the list.</summary>
    internal static DataSetFormat? Of(InfoJson info, List<string> problems)
    {
        const string images = "observation.images.";
        if (info.CodebaseVersion != InfoJson.Version)
        {
            problems.Add($"codebase_version: expected {InfoJson.Version}, found {info.CodebaseVersion}");
        }
        var pictures = info.Features.Where(f => f.Value.Dtype is "image" or "video").ToList();
        if (pictures is not [var (name, picture)] || picture.Dtype != "image" || !name.StartsWith(images, StringComparison.Ordinal))
        {
            problems.Add(
                $"features: expected one of dtype image called {images}NAME, found "
                    + (pictures.Count == 0 ? "none" : string.Join(", ", pictures.Select(f => $"{f.Key} ({f.Value.Dtype})")))
            );
            return null;
        }
        if (picture.Shape is not [> 0 and var height, > 0 and var width, 3])
        {
            problems.Add($"features.{name}.shape: expected [height, width, 3], found [{string.Join(", ", picture.Shape)}]");
            return null;
        }
        var format = new DataSetFormat(
            name[images.Length..],
            width,
            height,
            Names(State),
            Names(Action),
            info.Fps,
            info.Splits.Keys.FirstOrDefault() ?? "train",
            info.Features.ContainsKey(Success)
        );
        foreach (var (key, expected) in format.Features)
        {
            if (!info.Features.TryGetValue(key, out var found))
            {
                problems.Add($"features.{key}: missing");
            }
            else if (found.Dtype != expected.Dtype || !found.Shape.SequenceEqual(expected.Shape))
            {
                problems.Add($"features.{key}: expected {expected}, found {found}");
            }
        }
        return format;

        ImmutableArray<string> Names(string key) =>
            info.Features.TryGetValue(key, out var feature) && feature is { Dtype: "float32", Shape: [> 0 and var length] }
                ? feature.Names is { } names && names.Length == length
                    ? names
                    : [.. Enumerable.Range(0, length).Select(i => i.ToString(CultureInfo.InvariantCulture))]
                : ["0"];
    }
}
