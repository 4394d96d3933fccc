using BlindVla.Core;

namespace BlindVla.Bridge;

/// <summary>Episodes made of what an environment says that it offers.</summary>
public static class ConformanceEpisodes
{
    // World frame: the middle and the half-edge of the benchmark's placement grid, and the height things are dropped from.
    private const double GridX = -0.16;
    private const double GridHalfEdge = 0.075;
    private const double DropHeight = 0.95;

    private const int MaxSteps = 80;
    private const double FingerPosition = 0.037;

    private static readonly double[] ArmJointPositions = [-0.01840777, 0.0398835, 0.22242722, -0.00460194, 1.36524296, 0.00153398];

    /// <summary>Another scene for each of at least four indices, where there are so many.</summary>
    /// <exception cref="ConformanceException">It offers nothing to make a scene of.</exception>
    public static EpisodeSpec Create(EnvironmentSpec spec, int index)
    {
        if (spec.Worlds.SelectMany(world => world.Tasks, (world, task) => (world, task)).FirstOrDefault() is ({ } named, { } first))
            return Episode(first.Name, index, first.Name, new NamedScene(named.Name, first.Name, index % Math.Max(1, first.InitialStates)));
        if (spec.Capabilities.SceneSettable && (spec.Objects.Length < 2 || spec.Tables.IsEmpty))
        {
            throw new ConformanceException(
                $"expected worlds, or tables and at least two objects, found {spec.Tables.Length} and {spec.Objects.Length}"
            );
        }
        var (x, y) = ((index & 2) - 1, (2 * (index & 1)) - 1);
        return OnTable(spec, At(GridX + (GridHalfEdge * x), GridHalfEdge * y), At(GridX - (GridHalfEdge * x), -GridHalfEdge * y), index);
    }

    /// <summary>One thing to be put on another: a carrot on a plate where there are such.</summary>
    public static EpisodeSpec OnTable(EnvironmentSpec spec, Pose source, Pose receptacle, int index)
    {
        // What a person lays is whatever it is called.
        if (!spec.Capabilities.SceneSettable && spec.Objects.IsEmpty)
            spec = spec with { Objects = ["carrot", "plate"], Tables = ["table"] };
        var plate = Preferred(spec, "plate", spec.Objects[^1]);
        var asset = Preferred(spec, "carrot", spec.Objects.First(name => name != plate));
        return Episode(
            "put-on",
            index,
            $"put {asset} on {plate}",
            new TabletopScene(
                spec.Tables[0],
                [new(SceneRoles.Source, asset, source), new(SceneRoles.Receptacle, plate, receptacle)],
                [.. ArmJointPositions],
                FingerPosition,
                new PutOnGoal(SceneRoles.Source, SceneRoles.Receptacle)
            )
        );
    }

    private static Pose At(double x, double y) => new(new(x, y, DropHeight), QuaternionD.Identity);

    private static string Preferred(EnvironmentSpec spec, string name, string otherwise) => spec.Objects.Contains(name) ? name : otherwise;

    private static EpisodeSpec Episode(string task, int index, string instruction, Scene scene) =>
        new(
            Id: $"check/{task}/id/{index:D4}",
            Suite: "check",
            Task: task,
            Group: "id",
            Axis: "id",
            Level: null,
            Index: index,
            Seed: 0,
            Split: Split.InDistribution,
            ControlId: null,
            Instruction: instruction,
            Scene: scene,
            MaxSteps,
            SuccessRule: SuccessRule.AtEnd,
            PolicySeed: (ulong)index
        );
}
