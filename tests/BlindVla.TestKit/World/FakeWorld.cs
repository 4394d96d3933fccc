using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>
/// A small table-top without physics: the gripper goes where its target is, fingers close on what is between them, what is let go falls
/// on the receptacle or on the table. Frames, sizes, camera and action are those of the MuJoCo server, so that whatever runs there runs
/// here, a thousand times faster.
/// </summary>
public sealed class FakeWorld
{
    public const double ControlPeriodSeconds = 0.2;

    /// <summary>World frame, metres.</summary>
    public const double TableHeight = 0.87;

    /// <summary>World frame.</summary>
    public static Pose RobotBase { get; } = new(new(0.147, 0.028, TableHeight), QuaternionD.FromYaw(Math.PI));

    /// <summary>Of the benchmark's start: radians, waist to wrist_rotate.</summary>
    public static ImmutableArray<double> StartJoints { get; } = [-0.01840777, 0.0398835, 0.22242722, -0.00460194, 1.36524296, 0.00153398];

    public const double FingerMinimum = 0.015;
    public const double FingerMaximum = 0.037;

    // The gripper at StartJoints, base frame: it looks down along its x axis and opens along its y axis, as the WidowX does there.
    // The arm is a gantry: joints 0-2 carry the gripper along x, y, z, joints 3-5 turn it.
    private static readonly Vector3D StartPosition = new(0.2921, -0.0061, 0.1353);
    private static readonly QuaternionD StartOrientation =
        QuaternionD.FromYaw(StartJoints[0]) * QuaternionD.FromAxisAngle(new(0, 1, 0), StartJoints[1] + StartJoints[2] + StartJoints[4]);
    private const double MetersPerRadian = 0.1;

    private const double FingerSpeed = 0.012; // metres per control step
    private const double Reach = 0.02; // metres between the fingers' centre and an object's they still close on
    private const double LowestGripper = 0.005;

    // Metres, object frame: the sizes of the MuJoCo server's objects.
    private static readonly ImmutableSortedDictionary<string, (Vector3D Min, Vector3D Max)> Boxes = ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        new Dictionary<string, (Vector3D, Vector3D)>
        {
            ["7up_can"] = (new(-0.0165, -0.0314, -0.0164), new(0.0166, 0.0296, 0.0167)),
            ["banana"] = (new(-0.0538, -0.0261, -0.0092), new(0.0538, 0.0140, 0.0092)),
            ["bread"] = (new(-0.0222, -0.0224, -0.0146), new(0.0223, 0.0225, 0.0145)),
            ["carrot"] = (new(-0.0641, -0.0163, -0.0178), new(0.0542, 0.0159, 0.0234)),
            ["golf_ball"] = (new(-0.0153, -0.0153, -0.0153), new(0.0153, 0.0153, 0.0153)),
            ["plastic_bottle"] = (new(-0.0172, -0.0524, -0.0179), new(0.0189, 0.0692, 0.0211)),
            ["plate"] = (new(-0.0550, -0.0550, 0), new(0.0550, 0.0550, 0.0060)),
        }
    );

    // Metres, object frame: the benchmark's boards.
    private static readonly (Vector3D Min, Vector3D Max) BoardBox = (new(-0.055, -0.055, -0.003), new(0.055, 0.055, 0.003));

    private readonly Queue<float[]> _waiting = [];
    private readonly List<Body> _bodies = [];
    private readonly Body _object;
    private readonly Body _receptacle;
    private Pose _gripper;
    private Pose _target;
    private double _finger;
    private Body? _held;
    private Vector3D _heldOffset;
    private QuaternionD _heldTurn;
    private readonly double _restHeight;
    private int _graspedInARow;

    internal FakeWorld(TabletopScene scene)
    {
        Scene = scene;
        foreach (var placement in scene.Objects)
        {
            var (min, max) = Boxes.TryGetValue(placement.Asset, out var box) ? box : BoardBox;
            _bodies.Add(
                new Body(placement.Id, placement.Asset, placement.Scale * min, placement.Scale * max, placement.ColorFactor)
                {
                    Pose = placement.Pose,
                }
            );
        }
        _object = _bodies.Single(b => b.Id == scene.Goal.Object);
        _receptacle = _bodies.Single(b => b.Id == scene.Goal.Receptacle);
        foreach (var body in _bodies.OrderBy(b => b == _receptacle ? 0 : 1))
        {
            Drop(body);
        }
        _restHeight = _object.Pose.Position.Z;

        var joints = scene.ArmJointPositions;
        Vector3D Offset(int first) =>
            new(joints[first] - StartJoints[first], joints[first + 1] - StartJoints[first + 1], joints[first + 2] - StartJoints[first + 2]);
        var turn = Offset(3);
        _gripper = _target = new Pose(
            StartPosition + (MetersPerRadian * Offset(0)),
            Rotation.Normalized(Rotation.FromEuler(turn.X, turn.Y, turn.Z) * StartOrientation)
        );
        _finger = scene.FingerPosition;
        for (var i = 0; i < scene.ActionLatencySteps; i++)
        {
            _waiting.Enqueue([0, 0, 0, 0, 0, 0, (float)((2 * (_finger - FingerMinimum) / (FingerMaximum - FingerMinimum)) - 1)]);
        }
    }

    public static ImmutableArray<string> Objects { get; } = [.. Boxes.Keys];

    /// <summary>As it was decided. Mass, friction, gravity and the direction of light change nothing: there is no physics and no shading
    /// here.</summary>
    public TabletopScene Scene { get; }

    public int Steps { get; private set; }

    public double TimeSeconds => Steps * ControlPeriodSeconds;

    internal IReadOnlyList<Body> Bodies => _bodies;

    /// <summary>World frame.</summary>
    internal Pose GripperInWorld => ToWorld(_gripper);

    internal double Finger => _finger;

    /// <summary>What the last control period moved by: with latency an earlier action, at first the hold action. Empty before.</summary>
    public ReadOnlyMemory<float> AppliedAction { get; private set; }

    /// <summary>One control period. The action has been checked.</summary>
    public void Step(ReadOnlySpan<float> wanted)
    {
        foreach (var move in Scene.Events.Where(e => e.Step == Steps))
        {
            Move(_bodies.Single(b => b.Id == move.Object), move.Pose);
        }
        Steps++;
        _waiting.Enqueue(wanted.ToArray());
        var action = _waiting.Dequeue();
        AppliedAction = action;
        var position = _target.Position + new Vector3D(action[0], action[1], action[2]);
        // The target stops at the table as the real arm's would; everything else it reaches within the step.
        position = position with { Z = Math.Max(position.Z, LowestGripper) };
        _target = new Pose(position, Rotation.Normalized(Rotation.FromEuler(action[3], action[4], action[5]) * _target.Orientation));
        _gripper = _target;
        if (_held is not null)
        {
            _held.Pose = new(
                GripperInWorld.Position + GripperInWorld.Orientation.Rotate(_heldOffset),
                Rotation.Normalized(GripperInWorld.Orientation * _heldTurn)
            );
        }

        var commanded = FingerMinimum + ((action[6] + 1) / 2 * (FingerMaximum - FingerMinimum));
        var before = _finger;
        _finger += Math.Clamp(commanded - _finger, -FingerSpeed, FingerSpeed);
        if (_held is not null && commanded > _held.HalfWidth)
        {
            var dropped = _held;
            _held = null;
            Drop(dropped);
        }
        else if (_held is null && commanded < before && BetweenFingers() is { } caught && _finger <= caught.HalfWidth)
        {
            _held = caught;
            var inverse = GripperInWorld.Orientation.Conjugate;
            _heldOffset = inverse.Rotate(caught.Pose.Position - GripperInWorld.Position);
            _heldTurn = inverse * caught.Pose.Orientation;
        }
        if (_held is not null)
        {
            _finger = Math.Max(_finger, _held.HalfWidth);
        }

        var grasped = _held == _object;
        _graspedInARow = grasped ? _graspedInARow + 1 : 0;
    }

    public TaskProgress Progress()
    {
        var touches = Touches(_object, _receptacle);
        var grasped = _held == _object ? 1 : 0;
        return new(
            touches && Horizontal(_object, _receptacle) <= _receptacle.HalfLength + 0.01,
            [
                grasped,
                _graspedInARow >= 5 ? 1 : 0,
                grasped,
                grasped,
                touches ? 1 : 0,
                Horizontal(_object, _receptacle),
                _object.Pose.Position.Z - _restHeight,
                (GripperInWorld.Position - _object.Pose.Position).Length,
            ]
        );
    }

    public float[] State()
    {
        var offset = (1 / MetersPerRadian) * (_gripper.Position - StartPosition);
        var turn = Rotation.ToEuler(_gripper.Orientation * StartOrientation.Conjugate);
        var (p, q) = (_gripper.Position, _gripper.Orientation);
        return
        [
            (float)(StartJoints[0] + offset.X),
            (float)(StartJoints[1] + offset.Y),
            (float)(StartJoints[2] + offset.Z),
            (float)(StartJoints[3] + turn.X),
            (float)(StartJoints[4] + turn.Y),
            (float)(StartJoints[5] + turn.Z),
            (float)_finger,
            (float)p.X,
            (float)p.Y,
            (float)p.Z,
            (float)q.W,
            (float)q.X,
            (float)q.Y,
            (float)q.Z,
        ];
    }

    public PrivilegedState Privileged() =>
        new([.. _bodies.Select(b => new ObjectState(b.Id, b.Pose, b.Min, b.Max))], _gripper, _target, RobotBase);

    private Body? BetweenFingers() =>
        _bodies.FirstOrDefault(b =>
            b != _receptacle
            && Math.Sqrt(Square(b.Pose.Position.X - GripperInWorld.Position.X) + Square(b.Pose.Position.Y - GripperInWorld.Position.Y))
                <= Reach
            && Math.Abs(b.Pose.Position.Z - GripperInWorld.Position.Z) <= Reach
        );

    private void Move(Body body, Pose pose)
    {
        if (_held == body)
        {
            _held = null;
        }
        body.Pose = pose;
        Drop(body);
    }

    private void Drop(Body body)
    {
        var yaw = 2 * Math.Atan2(body.Pose.Orientation.Z, body.Pose.Orientation.W);
        body.Pose = body.Pose with { Orientation = QuaternionD.FromYaw(yaw) };
        var over = body != _receptacle && Horizontal(body, _receptacle) <= _receptacle.HalfLength;
        var support = over ? _receptacle.Pose.Position.Z + _receptacle.Max.Z : TableHeight;
        body.Pose = body.Pose with { Position = body.Pose.Position with { Z = support - body.Min.Z } };
    }

    private static bool Touches(Body upper, Body lower) =>
        Horizontal(upper, lower) <= lower.HalfLength + 0.01
        && Math.Abs(upper.Pose.Position.Z + upper.Min.Z - lower.Pose.Position.Z - lower.Max.Z) < 1e-3;

    private static double Horizontal(Body a, Body b) =>
        Math.Sqrt(Square(a.Pose.Position.X - b.Pose.Position.X) + Square(a.Pose.Position.Y - b.Pose.Position.Y));

    private static Pose ToWorld(Pose inBase) =>
        new(RobotBase.Position + RobotBase.Orientation.Rotate(inBase.Position), RobotBase.Orientation * inBase.Orientation);

    private static double Square(double x) => x * x;

    /// <summary>An object on the table.</summary>
    internal sealed class Body(string id, string asset, Vector3D min, Vector3D max, LinearColor colour)
    {
        public string Id { get; } = id;

        public string Asset { get; } = asset;

        public Vector3D Min { get; } = min;

        public Vector3D Max { get; } = max;

        /// <summary>Multiplies the asset's colours.</summary>
        public LinearColor Colour { get; } = colour;

        public Pose Pose { get; set; }

        /// <summary>Across the narrow side: where the fingers stop. Never wider than they open.</summary>
        public double HalfWidth { get; } =
            Math.Clamp(Math.Min(max.X - min.X, max.Y - min.Y) / 2, FingerMinimum + 0.0005, FingerMaximum - 0.001);

        public double HalfLength { get; } = Math.Max(max.X - min.X, max.Y - min.Y) / 2;
    }
}
