using System.Collections.Immutable;
using System.Text.RegularExpressions;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Training;

/// <summary>
/// An experiment file's schema. A stage names its command and, in braces, the stages whose folders it needs; only stages above it can be
/// named, so there are no circles.
/// </summary>
public static partial class ExperimentFile
{
    /// <summary>What a stage calls its own folder.</summary>
    internal const string OwnFolder = "out";

    /// <summary>What a stage calls its seed.</summary>
    private const string Seed = "seed";

    /// <exception cref="InputException">With every problem of the file.</exception>
    public static Experiment Load(string path)
    {
        var problems = new ProblemList(path);
        var experiment = Read(YamlFile.Read(path, problems), path, problems);
        problems.ThrowIfAny();
        return experiment!;
    }

    private static Experiment? Read(YamlNode root, string path, ProblemList problems)
    {
        var values = new YamlValues(problems);
        if (YamlFields.Of(root, "an experiment", problems) is not { } fields)
        {
            return null;
        }
        values.Integer(fields.Required("schema_version"), "the schema version", 1, 1);
        var fileName = Path.GetFileNameWithoutExtension(path);
        var nameNode = fields.Required("name");
        var name = values.Slug(nameNode, "an experiment name");
        if (name is not null && name != fileName)
        {
            problems.Add(nameNode!, $"expected '{fileName}', the name of the file, found '{name}'; rename one of them");
        }
        var description = values.Text(fields.Required("description"), "a description");
        var stages = new List<Stage>();
        foreach (var node in values.Nodes(fields.Required("stages"), "stages") ?? [])
        {
            ReadStage(node, values, stages);
        }
        fields.RefuseOthers();
        return problems.Count > 0 ? null : new(name!, description!, [.. stages]);
    }

    private static void ReadStage(YamlNode node, YamlValues values, List<Stage> above)
    {
        if (YamlFields.Of(node, "a stage", values.Problems) is not { } fields)
        {
            return;
        }
        var nameNode = fields.Required("name");
        var name = values.Slug(nameNode, "a stage name");
        var commandNode = fields.Required("run");
        var command = values.Text(commandNode, "a command");
        var hours = fields.Optional("hours") is { } time ? values.Number(time, "the hours it took", 0, 1e5) : null;
        var megabytes = fields.Optional("megabytes") is { } size ? values.Number(size, "the megabytes it took", 0, 1e9) : null;
        var seeds = fields.Optional("seeds") is { } list
            ? values.List(list, "seeds", seed => values.Integer(seed, "a seed", 0, int.MaxValue))
            : null;
        fields.RefuseOthers();
        if (command is not null && (command.Trim().Length == 0 || command.Contains('\'') || command.Contains('"')))
        {
            values.Problems.Add(commandNode!, "expected a command in words that need no quotation marks");
            return;
        }
        if (name is null || command is null)
        {
            return;
        }
        foreach (var (stage, words) in Repeated(name, command, seeds))
        {
            var taken =
                stage == OwnFolder ? $"{{{OwnFolder}}} is a stage's own folder"
                : stage == Seed ? $"{{{Seed}}} is a stage's seed"
                : above.Any(other => other.Name == stage) ? $"there is a stage '{stage}' already"
                : null;
            if (taken is not null)
            {
                values.Problems.Add(nameNode!, $"{taken}; name this one anew");
                return;
            }
            var known = above.Select(other => other.Name).Append(OwnFolder).ToList();
            string[] references =
            [
                .. words.SelectMany(word => Reference().Matches(word)).Select(match => match.Groups[1].Value).Distinct(),
            ];
            foreach (var unknown in references.Except(known))
            {
                values.Problems.Add(commandNode!, $"{{{unknown}}} is no stage above this one; {NearestNames.Suggest(unknown, known)}");
            }
            above.Add(new(stage, words, [.. above.Select(other => other.Name).Intersect(references)], hours, megabytes));
        }
    }

    /// <summary>A stage for each seed, called NAME-SEED; <c>{seed}</c> is the seed.</summary>
    private static IEnumerable<(string Name, ImmutableArray<string> Words)> Repeated(
        string name,
        string command,
        ImmutableArray<int>? seeds
    )
    {
        ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return seeds is { } all
            ? all.Select(seed => ($"{name}-{seed}", Words(command.Replace($"{{{Seed}}}", $"{seed}", StringComparison.Ordinal))))
            : [(name, Words(command))];
    }

    [GeneratedRegex(@"\{([^{}]*)\}")]
    internal static partial Regex Reference();
}
