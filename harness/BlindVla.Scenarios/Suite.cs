using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>A named, versioned list of tasks and of the perturbations they are tried under.</summary>
public sealed class Suite
{
    internal Suite(
        string name,
        int version,
        string description,
        double controlPeriodSeconds,
        LateRule late,
        ImmutableArray<SuiteTask> tasks,
        ImmutableArray<SuiteAxis> axes
    )
    {
        Name = name;
        Version = version;
        Description = description;
        ControlPeriodSeconds = controlPeriodSeconds;
        Late = late;
        Tasks = tasks;
        Axes = axes;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Canonical()));
    }

    public string Name { get; }

    public int Version { get; }

    public string Description { get; }

    /// <summary>Duration of the control steps that <see cref="SuiteTask.MaxSteps"/> counts.</summary>
    public double ControlPeriodSeconds { get; }

    /// <summary>What happens in a real-time environment where the next action is late.</summary>
    public LateRule Late { get; }

    public ImmutableArray<SuiteTask> Tasks { get; }

    public ImmutableArray<SuiteAxis> Axes { get; }

    /// <summary>
    /// Lower-case hex over everything that decides an episode, with the catalogue entries it uses and the grids expanded. Descriptions,
    /// comments, and the order of keys, tasks and axes do not matter.
    /// </summary>
    public string Sha256 { get; }

    /// <summary>The file it was read from with all that it extends, as text: what a run keeps a copy of.</summary>
    public string Source { get; private set; } = "";

    /// <summary><see cref="Catalogue.Sha256"/> of the catalogue it was read with.</summary>
    public string CatalogueSha256 { get; private set; } = "";

    /// <summary>Reads a suite file.</summary>
    /// <param name="folder">Suites that it may extend by their names; null for none.</param>
    /// <exception cref="InputException">With every problem of the file and of those it extends.</exception>
    public static Suite Load(string path, Catalogue catalogue, string? folder = null)
    {
        var problems = new ProblemList(path);
        var extension = new YamlExtension(folder, ["schema_version", "name", "version", "description"], "tasks");
        var text = YamlFile.ReadText(path);
        var file = YamlFile.Parse(text, problems);
        var root = SuiteReader.WithoutUnusedBaseAxes(extension.Resolve(file, problems), problems.File);
        var suite = SuiteReader.Read(root, Path.GetFileNameWithoutExtension(path), catalogue, problems);
        (suite.Source, suite.CatalogueSha256) = (ReferenceEquals(root, file) ? text : YamlText.Of(root, path), catalogue.Sha256);
        return suite;
    }

    /// <summary>Decides every episode.</summary>
    /// <param name="seed">Of the run.</param>
    /// <param name="episodesPerCell">Episodes of every task unperturbed, and of every task under every level of every axis.</param>
    /// <exception cref="InputException">The number of episodes is out of range.</exception>
    public EpisodePlan Plan(ulong seed, int episodesPerCell) => Plan(seed, EpisodeCounts.Uniform(episodesPerCell));

    /// <summary>Decides every episode; cells may have more or fewer.</summary>
    /// <exception cref="InputException">A number is out of range, a scope has no cell, or a cell no number.</exception>
    public EpisodePlan Plan(ulong seed, EpisodeCounts counts) => EpisodePlan.Create(this, seed, counts);

    private byte[] Canonical()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", Name);
            json.WriteNumber("version", Version);
            json.WriteNumber("control_period_seconds", ControlPeriodSeconds);
            if (Late != LateRule.Wait)
            {
                json.WriteString("late", Late.ToString());
            }
            json.WriteStartArray("tasks");
            foreach (var task in Tasks.OrderBy(t => t.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("name", task.Name);
                json.WriteNumber("max_steps", task.MaxSteps);
                json.WriteString("success_rule", task.SuccessRule.ToString());
                if (task.IsHeldOut)
                {
                    json.WriteBoolean("held_out", true);
                }
                WriteSlots(json, task.Scene);
                json.WriteStartArray("axes");
                foreach (var axis in task.Axes.OrderBy(a => a.Name, StringComparer.Ordinal))
                {
                    foreach (var perturbation in axis.Perturbations)
                    {
                        json.WriteStartObject();
                        json.WriteString("name", axis.NameAt(perturbation.Level));
                        WriteSlots(json, perturbation.Override);
                        json.WriteEndObject();
                    }
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteSlots(Utf8JsonWriter json, SlotSet slots)
    {
        foreach (var choices in slots.All)
        {
            json.WriteStartArray(choices.Slot);
            foreach (var value in choices.Canonical)
            {
                json.WriteStringValue(value);
            }
            json.WriteEndArray();
        }
    }
}
