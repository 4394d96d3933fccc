using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What the page's episode browser reads.</summary>
/// <param name="Arms">Labels of the arms, in the order of the page.</param>
/// <param name="Trials">Every trial of every arm.</param>
/// <param name="Ledgers">The ledgers as they are, to download.</param>
internal sealed record EpisodeData(ImmutableArray<string> Arms, ImmutableArray<EpisodeRow> Trials, ImmutableArray<LedgerText> Ledgers)
{
    /// <summary>As JSON that may stand inside a script element.</summary>
    public Markup ToScript() => new(JsonSerializer.Serialize(this, EpisodeJson.Default.EpisodeData).Replace("<", "\\u003c", StringComparison.Ordinal));

    /// <param name="page">Folder of the page, which films are named from.</param>
    public static EpisodeData Of(ImmutableArray<ReportArm> arms, string page)
    {
        var films = arms
            .SelectMany(arm => arm.Trials.Values.Select(trial => (Trial: (arm.Label, trial.EpisodeId), Path: FilmOf(arm, trial))))
            .Where(film => File.Exists(film.Path))
            .ToDictionary(film => film.Trial, film => film.Path);
        var thumbnails = Thumbnails.Of(films.Values);
        return new(
            [.. arms.Select(arm => arm.Label)],
            [
                .. arms.SelectMany((arm, number) => arm.Trials.Values.Select(trial =>
                {
                    var film = films.GetValueOrDefault((arm.Label, trial.EpisodeId));
                    return new EpisodeRow(
                        number,
                        trial.EpisodeId,
                        Summary.AxisName(trial),
                        trial.Outcome.ToString().ToLowerInvariant(),
                        FailurePhases.Of(trial) is { } phase ? FailurePhases.Words(phase) : null,
                        trial.Instruction,
                        trial.Object,
                        trial.Receptacle,
                        trial.Table,
                        trial.FirstSuccessStep,
                        trial.Error,
                        film is null ? null : Path.GetRelativePath(page, film).Replace(Path.DirectorySeparatorChar, '/'),
                        film is null ? null : thumbnails.GetValueOrDefault(film));
                })),
            ],
            [.. arms.Select(arm => arm.Run).DistinctBy(run => run.Path).Select(LedgerText.Of)]);
    }

    private static string FilmOf(ReportArm arm, TrialRecord trial) =>
        Path.Combine(arm.Run.Path, RunFolder.VideoFolder, TrialFile.RelativePath(trial.Key, RunFolder.VideoExtension));
}

/// <param name="Arm">Index into <see cref="EpisodeData.Arms"/>.</param>
/// <param name="Film">Relative to the page; null where the trial was not filmed.</param>
/// <param name="Thumbnail">A <c>data:</c> address.</param>
internal sealed record EpisodeRow(
    int Arm,
    string Id,
    string Axis,
    string Outcome,
    string? Phase,
    string Instruction,
    string Object,
    string Receptacle,
    string Table,
    int? FirstSuccessStep,
    string? Error,
    string? Film,
    string? Thumbnail);

internal sealed record LedgerText(string Name, string Csv)
{
    public static LedgerText Of(RecordedRun run) =>
        new($"{Path.GetFileName(run.Path)}-{RunFolder.LedgerFile}", File.ReadAllText(Path.Combine(run.Path, RunFolder.LedgerFile)));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EpisodeData))]
internal sealed partial class EpisodeJson : JsonSerializerContext;
