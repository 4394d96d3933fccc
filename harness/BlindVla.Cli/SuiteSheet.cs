using BlindVla.Core;
using BlindVla.Imaging;
using BlindVla.Reports;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>A suite's scenes on one page: one row per task, axis and level, each perturbed scene beside its control.</summary>
internal sealed class SuiteSheet(Suite suite, ulong seed, int pairsPerRow)
{
    private const int CellWidth = 320;
    private const int CellHeight = 240;

    /// <summary>Which episode, what is said, and in what it differs.</summary>
    private const int CaptionLines = 3;

    private static readonly ObservationRequest View = new([new(Cameras.Main, CellWidth, CellHeight)], false);

    /// <summary>What is drawn. A task without axes has a row of its own scenes, as long as the others.</summary>
    public EpisodePlan Plan { get; } = suite.Plan(seed, 2 * pairsPerRow);

    /// <summary>Of the sheet, pixels.</summary>
    public (int Width, int Height) Size =>
        ContactSheet.SizeOf(
            suite.Tasks.Sum(task => Math.Max(1, task.Axes.Sum(axis => axis.Perturbations.Length))),
            2 * pairsPerRow,
            CellWidth,
            CellHeight,
            captionLines: CaptionLines
        );

    public async Task<Picture> DrawAsync(IEnvironment environment, CancellationToken cancellationToken)
    {
        var rows = new List<ContactRow>();
        foreach (var task in suite.Tasks)
        {
            var episodes = Plan.Episodes.Where(e => e.Task == task.Name).ToLookup(e => (e.Axis, e.Level));
            var controls = new List<CaptionedImage>();
            foreach (var control in episodes[(Condition.Unperturbed, null)].Take(task.Axes.IsEmpty ? 2 * pairsPerRow : pairsPerRow))
                controls.Add(await DrawAsync(environment, control, task.Axes.IsEmpty ? "scene" : "control", cancellationToken));
            if (task.Axes.IsEmpty)
                rows.Add(new($"{task.Name}: {task.Description}", controls));
            foreach (var (axis, level) in task.Axes.SelectMany(axis => axis.Perturbations.Select(p => (axis, p.Level))))
            {
                var pairs = new List<CaptionedImage>();
                foreach (var perturbed in episodes[(axis.Name, level)].Take(pairsPerRow))
                {
                    pairs.Add(controls[perturbed.Index]);
                    var drawn = await DrawAsync(environment, perturbed, "perturbed", cancellationToken);
                    pairs.Add(Compared(drawn, episodes[(Condition.Unperturbed, null)].First(e => e.Id == perturbed.ControlId), perturbed));
                }
                rows.Add(new($"{task.Name}, {axis.NameAt(level)}: {axis.Description}", pairs));
            }
        }
        return ContactSheet.Compose(
            $"{suite.Name} version {suite.Version}, seed {seed}; on the left of each pair the control, on the "
                + "right the perturbed scene",
            rows
        );
    }

    /// <summary>With what differs from the control; over the picture where it shows nothing of it.</summary>
    private static CaptionedImage Compared(CaptionedImage drawn, EpisodeSpec control, EpisodeSpec perturbed)
    {
        var differences = SceneDifference.Of(control, perturbed);
        var words = string.Join(", ", differences.Select(difference => difference.Words));
        return drawn with
        {
            Caption = [.. drawn.Caption, words],
            Badge = differences.Length > 0 && differences.All(difference => !difference.IsSeen) ? $"not to be seen: {words}" : null,
        };
    }

    /// <summary>The scene's first picture; where something happens by itself, the picture after that.</summary>
    private static async Task<CaptionedImage> DrawAsync(
        IEnvironment environment,
        EpisodeSpec episode,
        string role,
        CancellationToken cancellationToken
    )
    {
        var step = await environment.ResetAsync(episode, View, cancellationToken);
        for (var i = 0; episode.Scene is TabletopScene { Events: [.., var last] } && i <= last.Step; i++)
            step = await environment.StepAsync(environment.Spec.HoldAction.AsMemory(), View, cancellationToken);
        return new(step.Observation.Images[0].Copy(), [$"{role} {episode.Index:D4}", episode.Instruction]);
    }
}
