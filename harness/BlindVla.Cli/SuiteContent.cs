using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>What <c>suite show</c> shows, for programs.</summary>
internal sealed record SuiteContent(
    string Name,
    int Version,
    string Sha256,
    string Description,
    double ControlPeriodSeconds,
    LateRule Late,
    ImmutableArray<SuiteContent.Task> Tasks
)
{
    public static SuiteContent Of(Suite suite) =>
        new(
            suite.Name,
            suite.Version,
            suite.Sha256,
            suite.Description,
            suite.ControlPeriodSeconds,
            suite.Late,
            [
                .. suite.Tasks.Select(task => new Task(
                    task.Name,
                    task.Description,
                    task.MaxSteps,
                    task.SuccessRule,
                    SlotsOf(task.Slots),
                    [
                        .. task.Axes.SelectMany(axis =>
                            axis.Perturbations.Select(perturbation => new Axis(
                                axis.NameAt(perturbation.Level),
                                axis.Description,
                                SlotsOf(perturbation.Slots)
                            ))
                        ),
                    ]
                )),
            ]
        );

    private static ImmutableArray<Slot> SlotsOf(IEnumerable<SlotChoices> slots) =>
        [.. slots.Select(slot => new Slot(slot.Slot, slot.Count, slot.Summary))];

    /// <param name="Axes">One for each level.</param>
    internal sealed record Task(
        string Name,
        string Description,
        int MaxSteps,
        SuccessRule SuccessRule,
        ImmutableArray<Slot> Slots,
        ImmutableArray<Axis> Axes
    );

    internal sealed record Axis(string Name, string Description, ImmutableArray<Slot> Slots);

    /// <param name="Values">How many it may have.</param>
    internal sealed record Slot(string Name, int Values, string Summary);
}
