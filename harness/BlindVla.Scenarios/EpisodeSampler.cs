using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>Turns a place in a suite, that is a task, an axis at a level, and an index, into an episode.</summary>
internal readonly struct EpisodeSampler(Suite suite, SuiteTask task, ulong seed)
{
    public EpisodeSpec Draw(SuiteAxis? axis, Perturbation? perturbation, int index)
    {
        var draw = new SlotDraws(task, seed, index, axis, perturbation);
        var (scene, instruction, targetName) = task.Family.Draw(draw);
        var (idPrefix, number) = ($"{suite.Name}/{task.Name}", index.ToString("D4", CultureInfo.InvariantCulture));
        return new EpisodeSpec(
            Id: $"{idPrefix}/{axis?.NameAt(perturbation!.Level) ?? Condition.Unperturbed}/{number}",
            Suite: suite.Name,
            Task: task.Name,
            Group: axis?.Group ?? Condition.Unperturbed,
            Axis: axis?.Name ?? Condition.Unperturbed,
            Level: perturbation?.Level,
            Index: index,
            Seed: seed,
            Split: axis is null && !task.IsHeldOut ? Split.InDistribution : Split.OutOfDistribution,
            ControlId: axis is null ? null : $"{idPrefix}/{Condition.Unperturbed}/{number}",
            Instruction: instruction,
            Scene: scene,
            MaxSteps: task.MaxSteps,
            SuccessRule: task.SuccessRule,
            PolicySeed: draw.Seed("policy")
        )
        {
            TargetName = targetName,
            Late = suite.Late,
        };
    }
}
