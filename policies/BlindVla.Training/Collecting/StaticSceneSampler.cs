using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Scenarios;

namespace BlindVla.Training;

/// <summary>
/// Draws scenes in which everything varies: any table, object, receptacle and board that the environment has, anywhere in reach, the arm
/// anywhere above them. A scene is a function of seed, number and attempt.
/// </summary>
public sealed class StaticSceneSampler
{
    /// <summary>What every episode's instruction is.</summary>
    public const string Instruction = "hold still";

    // World frame, metres: what arm and camera reach.
    private static readonly Interval AreaX = new(-0.29, -0.04);
    private static readonly Interval AreaY = new(-0.17, 0.17);
    private const double TableHeight = 0.87;
    private const double ObjectHeight = 0.95;
    private const double FlatHeight = 0.9;
    private const double StackedHeight = 1;

    /// <summary>Between the middles of two things.</summary>
    private const double ObjectDistance = 0.085;
    private const double FlatDistance = 0.1;
    private const double BoardDistance = 0.125;

    private const double BoardShare = 0.25;
    private const double StackedShare = 0.2;
    private const double ChangedViewShare = 0.3;
    private const double OverlayShare = 0.15;

    /// <summary>Scenes with 2, 3, 4, 5 and 6 things, of 20.</summary>
    private static readonly ImmutableArray<int> ThingCounts = [6, 5, 4, 3, 2];
    private const int FewestThings = 2;
    private const int MaxRounds = 100;
    private const int MaxPlaces = 60; // that are tried for one thing

    /// <summary>World frame; the benchmark's.</summary>
    internal static readonly Pose RobotBase = new(new(0.147, 0.028, TableHeight), QuaternionD.FromYaw(Math.PI));

    private readonly ulong _seed;
    private readonly EnvironmentSpec _spec;
    private readonly ImmutableArray<CatalogueAsset> _objects;
    private readonly ImmutableArray<CatalogueAsset> _receptacles;
    private readonly ImmutableArray<CatalogueAsset> _tables;
    private readonly ImmutableArray<CatalogueAsset> _textures;
    private readonly ImmutableArray<IGrouping<string, Board>> _boards;

    /// <exception cref="TrainingException">The environment lacks what a scene needs.</exception>
    public StaticSceneSampler(Catalogue catalogue, EnvironmentSpec spec, ulong seed)
    {
        (_seed, _spec) = (seed, spec);
        _objects = Offered(catalogue.Objects, spec.Objects);
        _receptacles = Offered(catalogue.Receptacles, spec.Objects);
        _tables = Offered(catalogue.Tables, spec.Tables);
        _textures = Offered(catalogue.Textures, spec.Textures);
        _boards = [.. catalogue.Boards.Where(board => spec.Objects.Contains(board.Id)).GroupBy(board => board.Category)];
        if (_objects.IsEmpty || _receptacles.IsEmpty || _tables.IsEmpty)
        {
            throw new TrainingException(
                $"{spec.Name} offers {_objects.Length} objects, {_receptacles.Length} receptacles and {_tables.Length} tables of the "
                    + "catalogue; a scene needs one of each"
            );
        }
    }

    /// <param name="index">Number of the scene.</param>
    /// <param name="attempt">From 0; another scene in place of one that was refused.</param>
    public StaticScene Draw(int index, int attempt)
    {
        // Places that do not fit are drawn again, and with them all that lies there.
        for (var round = 0; round < MaxRounds; round++)
        {
            if (Things(Stream(index, attempt, $"things {round}")) is { } things)
            {
                return Scene(index, attempt, things);
            }
        }
        throw new TrainingException($"scene {index}: no room for its things on the table");
    }

    /// <summary>A random stream of a scene.</summary>
    public KeyedRandom Stream(int index, int attempt, string purpose) =>
        KeyedRandom.Create(_seed, "static", Number(index), Number(attempt), purpose);

    private StaticScene Scene(int index, int attempt, ImmutableArray<(SceneThing Thing, ObjectPlacement Placement)> things)
    {
        var scene = new TabletopScene(
            Stream(index, attempt, "table").Choose(_tables).Id,
            [.. things.Select(thing => thing.Placement)],
            ArmJoints(Stream(index, attempt, "arm")),
            Fingers(Stream(index, attempt, "fingers")),
            new(SceneRoles.Source, SceneRoles.Receptacle)
        )
        {
            Camera = CameraChange(Stream(index, attempt, "camera")),
            Lighting = LightChange(Stream(index, attempt, "light")),
            Overlay = Overlay(Stream(index, attempt, "overlay")),
        };
        var episode = new EpisodeSpec(
            $"static/scene/id/{Number(index)}",
            "static",
            "scene",
            Condition.InDistribution,
            Condition.Unperturbed,
            null,
            index,
            _seed,
            Split.InDistribution,
            null,
            Instruction,
            scene,
            MaxSteps: StaticCollector.MaxSteps,
            SuccessRule.AtEnd,
            _seed
        );
        return new(episode, [.. things.Select(thing => thing.Thing)]);
    }

    private ImmutableArray<(SceneThing, ObjectPlacement)>? Things(KeyedRandom random) =>
        !_boards.IsEmpty && random.NextDouble() < BoardShare ? BoardThings(random) : CommonThings(random);

    /// <summary>Objects and receptacles, at least one of each, all called differently; now and then one on another.</summary>
    private ImmutableArray<(SceneThing, ObjectPlacement)>? CommonThings(KeyedRandom random)
    {
        var count = Math.Min(
            ThingCount(random),
            Math.Min(_spec.SceneLimits.MaxObjects ?? int.MaxValue, _objects.Length + _receptacles.Length)
        );
        var objects = new List<CatalogueAsset> { random.Choose(_objects) };
        var receptacles = new List<CatalogueAsset> { Other(random, _receptacles, objects) };
        while (objects.Count + receptacles.Count < count)
        {
            var (list, all) = random.NextInt(2) == 0 ? (objects, _objects) : (receptacles, _receptacles);
            if (all.Any(asset => !Called(asset, objects, receptacles)))
            {
                list.Add(Other(random, all, [.. objects, .. receptacles]));
            }
        }
        var places = new List<(double X, double Y, double Radius)>();
        var things = ImmutableArray.CreateBuilder<(SceneThing, ObjectPlacement)>();
        var ids = new IdSequence();
        var flat = new List<ObjectPlacement>();
        foreach (var receptacle in receptacles)
        {
            if (Place(random, places, FlatDistance / 2) is not var (x, y))
            {
                return null;
            }
            var placement = new ObjectPlacement(ids.NextReceptacle(), receptacle.Id, new(new(x, y, FlatHeight), Yaw(random, Math.PI)));
            flat.Add(placement);
            things.Add((SceneThing.Of(placement.Id, receptacle, EntityKind.Receptacle), placement));
        }
        var stacked = random.NextDouble() < StackedShare;
        foreach (var item in objects)
        {
            var (x, y, z) = (0.0, 0.0, ObjectHeight);
            if (stacked)
            {
                var under = random.Choose(flat).Pose.Position;
                (x, y, z) = (
                    Rounded(under.X + random.NextDouble(-0.015, 0.015)),
                    Rounded(under.Y + random.NextDouble(-0.015, 0.015)),
                    StackedHeight
                );
                stacked = false;
            }
            else if (Place(random, places, ObjectDistance / 2) is var (freeX, freeY))
            {
                (x, y) = (freeX, freeY);
            }
            else
            {
                return null;
            }
            var placement = new ObjectPlacement(ids.NextObject(), item.Id, new(new(x, y, z), Yaw(random, Math.PI)));
            things.Add((SceneThing.Of(placement.Id, item, EntityKind.Object), placement));
        }
        return things.ToImmutable();
    }

    /// <summary>One or two objects before a row of two or three boards of one kind, as VL-Think has it but not to the millimetre.</summary>
    private ImmutableArray<(SceneThing, ObjectPlacement)>? BoardThings(KeyedRandom random)
    {
        var category = random.Choose(_boards);
        var calling = random.NextInt(3);
        var words = category.Select(board => (Name: BoardNames.Of(board, calling), Board: board)).GroupBy(b => b.Name).ToList();
        var count = Math.Min(words.Count, 2 + random.NextInt(2));
        double[] row = count == 2 ? [-0.155, 0.155] : [-0.155, 0, 0.155];
        var places = new List<(double X, double Y, double Radius)>();
        var things = ImmutableArray.CreateBuilder<(SceneThing, ObjectPlacement)>();
        var ids = new IdSequence();
        // The target of the scene, which nobody moves anything to, is any of them.
        foreach (var y in row.OrderBy(_ => random.NextUInt64()))
        {
            var word = random.Choose(words);
            words.Remove(word);
            var board = random.Choose([.. word]).Board;
            var (boardX, boardY) = (Rounded(-0.235 + random.NextDouble(-0.03, 0.03)), Rounded(y * random.NextDouble(0.85, 1.02)));
            places.Add((boardX, boardY, BoardDistance / 2));
            var placement = new ObjectPlacement(ids.NextReceptacle(), board.Id, new(new(boardX, boardY, FlatHeight), Yaw(random, 0.15)));
            things.Add((SceneThing.Of(placement.Id, board, word.Key), placement));
        }
        var objects = new List<CatalogueAsset>();
        for (var i = 1 + random.NextInt(2); i > 0; i--)
        {
            if (Place(random, places, ObjectDistance / 2) is not var (x, y))
            {
                return null;
            }
            objects.Add(Other(random, _objects, objects));
            var placement = new ObjectPlacement(ids.NextObject(), objects[^1].Id, new(new(x, y, ObjectHeight), Yaw(random, Math.PI)));
            things.Add((SceneThing.Of(placement.Id, objects[^1], EntityKind.Object), placement));
        }
        return things.ToImmutable();
    }

    private static int ThingCount(KeyedRandom random)
    {
        var ticket = random.NextInt(ThingCounts.Sum());
        var more = 0;
        for (; ticket >= ThingCounts[more]; more++)
        {
            ticket -= ThingCounts[more];
        }
        return FewestThings + more;
    }

    /// <summary>A free place within reach; null where none was found.</summary>
    private static (double X, double Y)? Place(KeyedRandom random, List<(double X, double Y, double Radius)> taken, double radius)
    {
        for (var trial = 0; trial < MaxPlaces; trial++)
        {
            var (x, y) = (
                Rounded(random.NextDouble(AreaX.Minimum, AreaX.Maximum)),
                Rounded(random.NextDouble(AreaY.Minimum, AreaY.Maximum))
            );
            if (taken.TrueForAll(other => Math.Sqrt(Square(x - other.X) + Square(y - other.Y)) > radius + other.Radius))
            {
                taken.Add((x, y, radius));
                return (x, y);
            }
        }
        return null;
    }

    private ImmutableArray<double> ArmJoints(KeyedRandom random)
    {
        while (true)
        {
            var target = DrawGripper(random);
            var inBase = RobotBase.Orientation.Conjugate.Rotate(target - RobotBase.Position);
            if (
                ArmPlacement.Joints(
                    inBase,
                    (Math.PI / 2) + random.NextDouble(-0.25, 0.25),
                    random.NextDouble(-0.15, 0.15),
                    random.NextDouble(-1.4, 1.4)
                )
                    is { } joints
                && Within(joints)
            )
            {
                return joints;
            }
        }
    }

    /// <summary>A place for the point between the finger tips, world frame.</summary>
    public static Vector3D DrawGripper(KeyedRandom random) =>
        new(
            random.NextDouble(AreaX.Minimum, AreaX.Maximum),
            random.NextDouble(AreaY.Minimum, AreaY.Maximum),
            TableHeight + random.NextDouble(0.02, 0.2)
        );

    private bool Within(ImmutableArray<double> joints)
    {
        var limits = _spec.SceneLimits.ArmJointPositions;
        return limits.IsEmpty || joints.Zip(limits).All(joint => joint.Second.Contains(joint.First));
    }

    private double Fingers(KeyedRandom random)
    {
        var limits = _spec.SceneLimits.FingerPosition ?? new(0.015, 0.037);
        return random.NextInt(2) == 0 ? Math.Max(limits.Minimum, 0.015) : Math.Min(limits.Maximum, 0.037);
    }

    private static CameraChange? CameraChange(KeyedRandom random)
    {
        if (random.NextDouble() >= ChangedViewShare)
        {
            return null;
        }
        var translation = new Vector3D(Small(0.02), Small(0.02), Small(0.02));
        var rotation =
            QuaternionD.FromAxisAngle(new(1, 0, 0), Small(0.04))
            * QuaternionD.FromAxisAngle(new(0, 1, 0), Small(0.04))
            * QuaternionD.FromAxisAngle(new(0, 0, 1), Small(0.04));
        return new(translation, Rounded(rotation), Rounded(1 + Small(0.08)));

        double Small(double most) => Rounded(random.NextDouble(-most, most));
    }

    private static LightChange? LightChange(KeyedRandom random)
    {
        if (random.NextDouble() >= ChangedViewShare)
        {
            return null;
        }
        var rotation =
            QuaternionD.FromAxisAngle(new(1, 0, 0), random.NextDouble(-0.4, 0.4))
            * QuaternionD.FromAxisAngle(new(0, 1, 0), random.NextDouble(-0.4, 0.4));
        var brightness = random.NextDouble(0.7, 1.25);
        return new(Rounded(rotation), new(Tint(), Tint(), Tint()));

        double Tint() => Rounded(brightness * random.NextDouble(0.92, 1.08));
    }

    private TextureOverlay? Overlay(KeyedRandom random) =>
        _textures.IsEmpty || random.NextDouble() >= OverlayShare
            ? null
            : new(
                random.Choose(_textures).Id,
                random.NextInt(2) == 0 ? OverlayRegion.Foreground : OverlayRegion.WholeImage,
                Rounded(random.NextDouble(0.1, 0.5))
            );

    private static ImmutableArray<CatalogueAsset> Offered(IEnumerable<CatalogueAsset> assets, ImmutableArray<string> offered) =>
        [.. assets.Where(asset => offered.Contains(asset.Id))];

    private static CatalogueAsset Other(KeyedRandom random, IEnumerable<CatalogueAsset> all, IEnumerable<CatalogueAsset> taken) =>
        random.Choose([.. all.Where(asset => taken.All(other => other.Name != asset.Name && other.Id != asset.Id))]);

    private static bool Called(CatalogueAsset asset, params IEnumerable<CatalogueAsset>[] taken) =>
        taken.Any(list => list.Any(other => other.Name == asset.Name || other.Id == asset.Id));

    private static QuaternionD Yaw(KeyedRandom random, double most) => Rounded(QuaternionD.FromYaw(random.NextDouble(-most, most)));

    // The last bits of sine and cosine differ between C libraries; a scene must not.
    private static double Rounded(double value) => Math.Round(value, 9) + 0.0;

    private static QuaternionD Rounded(QuaternionD q) => new(Rounded(q.W), Rounded(q.X), Rounded(q.Y), Rounded(q.Z));

    private static double Square(double x) => x * x;

    private static string Number(int number) => number.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>The roles that the task needs come first, everything else is a distractor.</summary>
    private sealed class IdSequence
    {
        private bool _hasObject;
        private bool _hasReceptacle;
        private int _distractors;

        public string NextObject() => Next(ref _hasObject, SceneRoles.Source);

        public string NextReceptacle() => Next(ref _hasReceptacle, SceneRoles.Receptacle);

        private string Next(ref bool taken, string role)
        {
            if (taken)
            {
                return SceneRoles.Distractor(++_distractors);
            }
            taken = true;
            return role;
        }
    }
}
