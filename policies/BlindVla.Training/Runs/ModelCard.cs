using System.Globalization;
using System.Reflection;
using System.Text;

namespace BlindVla.Training;

/// <summary>
/// What a checkpoint says of itself, as Hugging Face shows it. Nothing in it depends on where or when it was trained: the same run gives
/// the same bytes.
/// </summary>
internal static class ModelCard
{
    public const string FileName = "README.md";

    private const string SamplesPerSecond = "samples_per_second";

    private static readonly string Version = typeof(ModelCard)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion
        ?? "unknown";

    /// <param name="identity">What the run was begun with.</param>
    /// <param name="data">Every data set with what is done with it: <c>questions</c>, <c>actions</c>, <c>validation</c>.</param>
    /// <param name="training">The last row of the log, by column.</param>
    /// <param name="validation">The last row of the validation; null where there was none.</param>
    public static string Of(
        Recipe recipe,
        RunIdentity identity,
        IEnumerable<CardData> data,
        IReadOnlyDictionary<string, string>? training,
        IReadOnlyDictionary<string, string>? validation
    )
    {
        var card = new StringBuilder();
        card.Append(
            CultureInfo.InvariantCulture,
            $"""
            ---
            library_name: transformers
            pipeline_tag: robotics
            tags:
              - openvla
              - robotics
              - vision-language-action
            ---

            # {recipe.Name}

            {recipe.Description}.

            Trained by BlindVla.SimHarness in the layout of a published OpenVLA, which its policy `torch:FOLDER` reads.

            | | |
            |---|---|
            | harness | {Version} |
            | recipe | {recipe.Name}, SHA-256 {recipe.Sha256} |
            | began with | {(identity.Start is { } start ? $"a checkpoint, SHA-256 {start}" : "a new network")} |
            | teacher | {Teacher(recipe, identity)} |
            | steps | {recipe.Steps} of {recipe.Batch} samples |
            | seed | {recipe.Seed} |
            | threads | {identity.Threads} |

            ## Data

            | name | use | episodes | frames | frames per second | SHA-256 |
            |---|---|---|---|---|---|

            """
        );
        foreach (var set in data)
        {
            card.Append(
                CultureInfo.InvariantCulture,
                $"| {set.Name} | {set.Use} | {set.Episodes} | {set.Frames} | {set.FramesPerSecond} | {set.Sha256} |\n"
            );
        }
        card.Append(
            """

            ## Numbers

            Means over the last steps, and what the validation set showed last. Shares are from 0 to 1, losses in nats.

            | | training | validation |
            |---|---|---|

            """
        );
        string[] columns =
        [
            .. TrainingRow.Columns.Select(column => column.Name).Where(name => name != SamplesPerSecond),
            .. ValidationRow.Columns.Select(column => column.Name),
        ];
        foreach (var column in columns.Distinct().Prepend(RunLogFiles.Step))
        {
            var (trained, validated) = (training?.GetValueOrDefault(column, "") ?? "", validation?.GetValueOrDefault(column, "") ?? "");
            if (trained.Length + validated.Length > 0)
            {
                card.Append(CultureInfo.InvariantCulture, $"| {column} | {trained} | {validated} |\n");
            }
        }
        card.Append(CultureInfo.InvariantCulture, $"\n## Recipe\n\n```yaml\n{recipe.Text}```\n");
        return card.ToString();
    }

    private static string Teacher(Recipe recipe, RunIdentity identity) =>
        recipe.Losses.Align is not { Teacher.Name: var name } ? "none"
        : identity.Teacher is { } sha256 ? $"{name}, SHA-256 {sha256}"
        : name;
}
