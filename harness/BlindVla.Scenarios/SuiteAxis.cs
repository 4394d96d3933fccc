using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>What is varied: some slots of the scene, drawn from other values than in training.</summary>
public sealed class SuiteAxis
{
    internal SuiteAxis(string name, string description, ImmutableArray<Perturbation> perturbations)
    {
        Name = name;
        Description = description;
        Perturbations = perturbations;
    }

    /// <summary>With its group, e.g. <c>vision/table</c>.</summary>
    public string Name { get; }

    /// <summary><c>vision</c>, <c>semantic</c> or <c>execution</c>.</summary>
    public string Group => Name[..Name.IndexOf('/')];

    public string Description { get; }

    /// <summary>One for each level, weakest first; a single one without level where the axis has none.</summary>
    public ImmutableArray<Perturbation> Perturbations { get; }

    /// <summary>As in an episode id, e.g. <c>vision/texture@0.5</c>.</summary>
    public string NameAt(double? level) => Condition.NameOf(Name, level);
}
