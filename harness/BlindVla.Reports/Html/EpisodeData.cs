using System.Collections.Immutable;
using System.Text.Json;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>What the page's episode browser reads. Texts occur once: of a run of many policies most are the same.</summary>
/// <param name="Sides">Labels of the sides, in the order of the page.</param>
/// <param name="Pair">The two sides that are looked at pair by pair at first; empty where there is one.</param>
/// <param name="Fields">What the numbers of a trial are.</param>
/// <param name="Numbers">Those of the fields that are numbers themselves, 0 for none; the others are places in
/// <paramref name="Texts"/>.</param>
/// <param name="Texts">The first is no text.</param>
/// <param name="Trials">Every trial of every side.</param>
/// <param name="Ledgers">The ledgers as they are, to download.</param>
internal sealed record EpisodeData(
    ImmutableArray<string> Sides,
    ImmutableArray<int> Pair,
    ImmutableArray<string> Fields,
    ImmutableArray<string> Numbers,
    ImmutableArray<string?> Texts,
    ImmutableArray<ImmutableArray<int>> Trials,
    ImmutableArray<LedgerText> Ledgers
)
{
    /// <summary>As JSON that may stand inside a script element: the serializer writes every &lt; as an escape, so none can end
    /// it.</summary>
    public Markup ToScript() => new(JsonSerializer.Serialize(this, EpisodeJson.Default.EpisodeData));

    /// <param name="folder">Of the page, which films are named from.</param>
    /// <exception cref="RunException">A ledger cannot be read any more.</exception>
    public static EpisodeData Of(ReportPage page, string folder)
    {
        var films = page
            .Sides.SelectMany(side => side.Trials.Values.Select(trial => (side.Number, trial.EpisodeId, Film: FilmOf(side, trial))))
            .Where(trial => trial.Film is not null)
            .ToDictionary(trial => (trial.Number, trial.EpisodeId), trial => trial.Film!);
        if (page.EmbedsFilms)
        {
            EmbeddedFilm.RequireRoom(films.Values);
        }
        // Where pictures are over their budget, those that stand side by side are wanted most.
        var wanted = EpisodePair
            .Of(page)
            .Where(pair => pair.IsDiscordant)
            .SelectMany(pair => new[] { (page.Pair!.Value.Baseline.Number, pair.First), (page.Pair.Value.Candidate.Number, pair.Second) })
            .Select(trial => films.GetValueOrDefault((trial.Number, trial.Item2.EpisodeId)))
            .OfType<Film>()
            .Concat(films.Values)
            .Distinct();
        var thumbnails = Thumbnails.Of(wanted);
        var texts = new List<string?> { null };
        var places = new Dictionary<string, int>();
        var episodes = new Dictionary<(string, string?, ulong?, string), int>();
        ImmutableArray<ImmutableArray<int>> trials =
        [
            .. page.Sides.SelectMany(side => side.Trials.Values, (side, trial) => Row(side, trial).ToImmutableArray()),
        ];
        return new(
            [.. page.Sides.Select(side => side.MarkedLabel)],
            page.Pair is { } pair ? [pair.Baseline.Number, pair.Candidate.Number] : [],
            [
                "side",
                "episode",
                "first_success_step",
                "id",
                "axis",
                "outcome",
                "phase",
                "instruction",
                "object",
                "receptacle",
                "table",
                "error",
                "judged_by",
                "note",
                "redone_because",
                "film",
                "thumbnail",
                "trace",
            ],
            ["side", "episode", "first_success_step"],
            [.. texts],
            trials,
            LedgerText.Of(page.Sides.SelectMany(side => side.Run.Parts).DistinctBy(run => run.Path))
        );

        int Place(string? text)
        {
            if (string.IsNullOrEmpty(text))
            {
                return 0;
            }
            if (!places.TryGetValue(text, out var place))
            {
                places[text] = place = texts.Count;
                texts.Add(text);
            }
            return place;
        }

        // The same number is the same episode; 0 where nobody can say.
        int Episode(TrialRecord trial)
        {
            if (trial.Seed is null)
            {
                return 0;
            }
            var identity = EpisodePair.IdentityOf(trial);
            return episodes.TryGetValue(identity, out var number) ? number : episodes[identity] = episodes.Count + 1;
        }

        int[] Row(ReportSide side, TrialRecord trial)
        {
            var film = films.GetValueOrDefault((side.Number, trial.EpisodeId));
            return
            [
                side.Number,
                Episode(trial),
                trial.FirstSuccessStep ?? 0,
                Place(trial.EpisodeId),
                Place(trial.Condition.AxisAtLevel),
                Place(trial.Outcome.ToString().ToLowerInvariant()),
                Place(TabletopTrials.Phase(side.Run, trial)),
                Place(trial.Instruction),
                Place(trial.Object),
                Place(trial.Receptacle),
                Place(trial.Table),
                Place(trial.Error),
                Place(trial.JudgedBy),
                Place(trial.Note),
                Place(trial.RedoneBecause),
                Place(
                    film is null ? null
                    : page.EmbedsFilms ? EmbeddedFilm.AddressOf(film)
                    : AddressOf(film.Path, folder)
                ),
                Place(film is null ? null : thumbnails.GetValueOrDefault(film.Path)),
                Place(film?.Trace is { } trace ? TraceText.Of(trace) : null),
            ];
        }
    }

    /// <summary>Relative; a folder may have any name, also one with characters that mean something in an address.</summary>
    private static string AddressOf(string film, string page) =>
        string.Join('/', Path.GetRelativePath(page, film).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));

    private static Film? FilmOf(ReportSide side, TrialRecord trial) => Film.Of(side.Run, trial.Key);
}
