using System.Collections.Immutable;
using System.Text.Json;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What the page's episode browser reads.</summary>
/// <param name="Sides">Labels of the sides, in the order of the page.</param>
/// <param name="Trials">Every trial of every side.</param>
/// <param name="Discordant">Pairs of indices into <paramref name="Trials"/>: the same episode, and exactly one of both succeeded.</param>
/// <param name="Ledgers">The ledgers as they are, to download.</param>
internal sealed record EpisodeData(
    ImmutableArray<string> Sides,
    ImmutableArray<EpisodeRow> Trials,
    ImmutableArray<ImmutableArray<int>> Discordant,
    ImmutableArray<LedgerText> Ledgers
)
{
    /// <summary>As JSON that may stand inside a script element: the serializer writes every &lt; as an escape, so none can end
    /// it.</summary>
    public Markup ToScript() => new(JsonSerializer.Serialize(this, EpisodeJson.Default.EpisodeData));

    /// <param name="page">Folder of the page, which films are named from.</param>
    /// <exception cref="RunException">A ledger cannot be read any more.</exception>
    public static EpisodeData Of(ImmutableArray<ReportSide> sides, string page)
    {
        var trials = sides
            .SelectMany(side => side.Trials.Values.Select(trial => (Side: side, Trial: trial, Film: FilmOf(side, trial))))
            .ToImmutableArray();
        var indexOf = trials
            .Index()
            .Where(trial => trial.Item.Side.Number < 2)
            .ToDictionary(trial => (trial.Item.Side.Number, trial.Item.Trial.EpisodeId), trial => trial.Index);
        ImmutableArray<ImmutableArray<int>> discordant =
        [
            .. EpisodePair
                .Of(sides)
                .Where(pair => pair.IsDiscordant)
                .Select(pair => ImmutableArray.Create(indexOf[(0, pair.First.EpisodeId)], indexOf[(1, pair.Second.EpisodeId)])),
        ];
        // Where pictures are over their budget, those that stand side by side are wanted most.
        var wanted = discordant
            .SelectMany(pair => pair)
            .Select(index => trials[index])
            .Concat(trials)
            .Select(trial => trial.Film)
            .OfType<string>()
            .Distinct();
        var thumbnails = Thumbnails.Of(wanted);
        return new(
            [.. sides.Select(side => side.MarkedLabel)],
            [
                .. trials.Select(trial =>
                    Row(trial.Side, trial.Trial, trial.Film, page, trial.Film is null ? null : thumbnails.GetValueOrDefault(trial.Film))
                ),
            ],
            discordant,
            [.. sides.Select(side => side.Run).DistinctBy(run => run.Path).Select(LedgerText.Of)]
        );
    }

    private static EpisodeRow Row(ReportSide side, TrialRecord trial, string? film, string page, string? thumbnail) =>
        new(
            side.Number,
            trial.EpisodeId,
            trial.Condition.AxisAtLevel,
            trial.Outcome.ToString().ToLowerInvariant(),
            TabletopTrials.Phase(side.Run, trial),
            trial.Instruction,
            trial.Object,
            trial.Receptacle,
            trial.Table,
            trial.FirstSuccessStep,
            trial.Error,
            trial.JudgedBy,
            trial.Note,
            trial.RedoneBecause,
            film is null ? null : AddressOf(film, page),
            thumbnail
        );

    /// <summary>Relative; a folder may have any name, also one with characters that mean something in an address.</summary>
    private static string AddressOf(string film, string page) =>
        string.Join('/', Path.GetRelativePath(page, film).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));

    private static string? FilmOf(ReportSide side, TrialRecord trial)
    {
        var film = Path.Combine(side.Run.Path, RunFolder.VideoFolder, TrialFile.RelativePath(trial.Key, RunFolder.VideoExtension));
        return File.Exists(film) ? film : null;
    }
}
