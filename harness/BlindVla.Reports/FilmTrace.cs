using System.Collections.Immutable;
using System.Text.Json;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Reports;

/// <summary>What was asked for and measured at each frame of a film, beside it as JSON: the page draws it below the film.</summary>
/// <param name="PeriodSeconds">From one frame to the next.</param>
/// <param name="Frames">Of the film.</param>
/// <param name="Steps">Control steps of the episode; more than frames where the end of a finished scene was left out.</param>
/// <param name="Channels">One curve each.</param>
public sealed record FilmTrace(double PeriodSeconds, int Frames, int Steps, ImmutableArray<FilmChannel> Channels)
{
    private const int MaxBytes = 4 << 20;

    internal byte[] Encode() => [.. JsonSerializer.SerializeToUtf8Bytes(this, FilmJson.Default.FilmTrace), (byte)'\n'];

    /// <summary>Null where there is none, or none that can be read: a film is worth showing without.</summary>
    internal static FilmTrace? Read(string path)
    {
        try
        {
            return File.Exists(path) ? StrictJson.Parse(BoundedFile.ReadBytes(path, MaxBytes), FilmJson.Default.FilmTrace) : null;
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            return null;
        }
    }

    /// <summary>How fast the hand was told to move and whether to open, where actions are those of <see cref="Conventions"/>, and every
    /// distance that the environment measures.</summary>
    /// <param name="actions">One before each frame; none before the first.</param>
    /// <param name="measures">What the environment measured at each frame.</param>
    internal static FilmTrace Of(
        double period,
        int steps,
        IReadOnlyList<float[]> actions,
        IReadOnlyList<ImmutableArray<double?>> measures,
        ImmutableArray<MeasureSpec> specs
    )
    {
        var channels = ImmutableArray.CreateBuilder<FilmChannel>();
        if (actions.Count > 1 && actions.Skip(1).All(action => action.Length == Conventions.DeltaEndEffectorPose.Sum(part => part.Length)))
        {
            channels.Add(FilmChannel.Of("hand", "mm a step", actions.Select(action => action.Length == 0 ? null : Millimetres(action))));
            channels.Add(
                FilmChannel.Of(
                    "gripper",
                    "-1 closed, 1 open",
                    actions.Select(action => action.Length == 0 ? null : (double?)Math.Round(action[^1], 2))
                )
            );
        }
        foreach (var (i, spec) in specs.Index().Where(spec => spec.Item.Unit == "m"))
        {
            channels.Add(
                FilmChannel.Of(
                    Now(spec.Name),
                    "m",
                    measures.Select(frame => i < frame.Length && frame[i] is { } value ? (double?)Math.Round(value, 4) : null)
                )
            );
        }
        return new(period, actions.Count, steps, channels.ToImmutable());
    }

    private static double? Millimetres(float[] action) =>
        Math.Round(1e3 * Math.Sqrt((action[0] * action[0]) + (action[1] * action[1]) + (action[2] * action[2])), 1);

    /// <summary>What an episode's final, least or greatest value is called at one moment.</summary>
    private static string Now(string name)
    {
        var of = new[] { "final_", "min_", "max_" }.FirstOrDefault(fold => name.StartsWith(fold, StringComparison.Ordinal)) ?? "";
        return name[of.Length..].Replace('_', ' ');
    }
}
