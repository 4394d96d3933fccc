using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>A goal, its success rule, and the distribution of its unperturbed scenes.</summary>
public sealed class SuiteTask
{
    internal SuiteTask(
        string name,
        string description,
        int maxSteps,
        SuccessRule successRule,
        bool isHeldOut,
        SceneFamily family,
        SlotSet scene,
        ImmutableArray<SuiteAxis> axes
    )
    {
        Name = name;
        Description = description;
        MaxSteps = maxSteps;
        SuccessRule = successRule;
        IsHeldOut = isHeldOut;
        Family = family;
        Scene = scene;
        Axes = axes;
    }

    public string Name { get; }

    public string Description { get; }

    public int MaxSteps { get; }

    public SuccessRule SuccessRule { get; }

    /// <summary>The task itself was not trained: its episodes are out of distribution without any perturbation.</summary>
    public bool IsHeldOut { get; }

    /// <summary>The axes this task is perturbed along.</summary>
    public ImmutableArray<SuiteAxis> Axes { get; }

    /// <summary>What an unperturbed scene is drawn from.</summary>
    public ImmutableArray<SlotChoices> Slots => Scene.All;

    internal SceneFamily Family { get; }

    internal SlotSet Scene { get; }
}
