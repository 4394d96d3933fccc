using BlindVla.Core;

namespace BlindVla.Policies.Tabletop;

/// <summary>All that <see cref="ReactivePolicy"/> looks at, in the world frame, and what it does there. Metres and radians.</summary>
internal sealed class ReactiveScene
{
    /// <summary>Of the way that is left, in one control step: the arm lags behind, and with more it overshoots.</summary>
    private const double Gain = 0.4;
    private const double MaxTranslation = 0.05;
    private const double MaxRotation = 0.4;

    /// <summary>Of each finger from the centre line; fingers that are open stand at 0.037.</summary>
    private const double OpenFinger = 0.0362;
    private const double ClosedFinger = 0.0156;

    /// <summary>From the surface of what a finger touches to where its position is measured.</summary>
    private const double FingerPad = 0.006;

    // As in the planner: from the point between the finger tips to their ends, and what stays free below those.
    private const double FingerTip = 0.0155;
    private const double FingerClearance = 0.003;
    private const double OpenHalfWidth = 0.04;

    private const double ApproachHeight = 0.06;
    private const double CarryHeight = 0.05;
    private const double SlowLift = 0.012; // towards which it goes, of which it makes a part in a step
    private const double RestHeight = 0.12; // above the receptacle
    private const double ReleaseHeight = 0.006; // of the object's lowest corner above the receptacle

    /// <summary>Where the state has the position of a finger, behind the arm's six joints.</summary>
    private const int FingerInState = 6;

    private readonly Pose _base;
    private readonly Pose _gripper;
    private readonly double _finger;
    private readonly ObjectState _receptacle;
    private readonly TopDownGrasp _grasp;

    private ReactiveScene(Pose robotBase, Pose gripper, double finger, ObjectState source, ObjectState receptacle)
    {
        (_base, _gripper, _finger, _receptacle) = (robotBase, gripper, finger, receptacle);
        _grasp = GraspGeometry.AcrossTheNarrowSide(source);
    }

    private double ReceptacleTop => _receptacle.Pose.Position.Z + _receptacle.BoundingBoxMax.Z;

    private double TableTop => _receptacle.Pose.Position.Z + _receptacle.BoundingBoxMin.Z;

    /// <summary>How far the object may be from the receptacle's middle to lie on it.</summary>
    private double ReceptacleRadius => Math.Max(_receptacle.BoundingBoxMax.X, _receptacle.BoundingBoxMax.Y);

    private double ObjectToReceptacle => Horizontal(_grasp.Center, _receptacle.Pose.Position);

    /// <summary>Of the object's lowest corner above the receptacle.</summary>
    private double ObjectHeight => _grasp.Bottom - ReceptacleTop;

    private bool FingersAreOpen => _finger > OpenFinger;

    /// <summary>The fingers are about something, and that is the object.</summary>
    private bool IsHolding =>
        !FingersAreOpen
        && Horizontal(_grasp.Center, _gripper.Position) < 0.03
        && _gripper.Position.Z > _grasp.Bottom - 0.005
        && _gripper.Position.Z < _grasp.Top + 0.01;

    /// <summary>
    /// The fingers are not where they would touch the object's box: still on their way, or at something thinner, a handle. Nothing tells
    /// which; until the object is off the table it is lifted slowly.
    /// </summary>
    private bool FingersMayStillClose =>
        _finger > ClosedFinger && Math.Abs(_finger - ((_grasp.Width / 2) + FingerPad)) > 0.002 && _grasp.Bottom < TableTop + 0.004;

    /// <exception cref="PolicyException">There is no privileged state, or not the objects that the task needs.</exception>
    public static ReactiveScene Of(Observation observation)
    {
        var state = observation.Privileged
            ?? throw new PolicyException("The reactive policy needs the privileged state, the observation has none.");
        if (observation.State.Length <= FingerInState)
        {
            throw new PolicyException(
                $"The reactive policy needs a state with six joints and a finger, this one has {observation.State.Length} values."
            );
        }
        var frame = state.RobotBase;
        return new(
            frame,
            new(frame.Position + frame.Orientation.Rotate(state.Gripper.Position), frame.Orientation * state.Gripper.Orientation),
            observation.State.Span[FingerInState],
            Find(state, SceneRoles.Source),
            Find(state, SceneRoles.Receptacle)
        );
    }

    /// <summary>The action to take.</summary>
    public float[] Action()
    {
        if (ObjectToReceptacle < ReceptacleRadius && ObjectHeight < 2 * ReleaseHeight && (!IsHolding || ObjectToReceptacle < 0.02))
        {
            return Leave();
        }
        return IsHolding ? Carry() : Grasp();
    }

    /// <summary>Opens the fingers, and only then goes up; then rests.</summary>
    private float[] Leave()
    {
        var height = ReceptacleTop + RestHeight - _gripper.Position.Z;
        return Towards(FingersAreOpen && height > 0.01 ? new(0, 0, height) : default, LevelAtThisYaw(), 1);
    }

    /// <summary>Up, then to the receptacle, then down: less high the nearer it is.</summary>
    private float[] Carry()
    {
        var way = _receptacle.Pose.Position - _grasp.Center;
        var above = Math.Clamp(2.5 * (ObjectToReceptacle - 0.012), 0, CarryHeight);
        // What is not over the receptacle yet goes there only as far as it is lifted.
        var lifted = ObjectToReceptacle < ReceptacleRadius / 2 ? 1 : Math.Clamp((ObjectHeight - 0.005) / 0.025, 0, 1);
        var up = above + ReleaseHeight - ObjectHeight;
        return Towards(new(lifted * way.X, lifted * way.Y, FingersMayStillClose ? Math.Min(up, SlowLift) : up), LevelAtThisYaw(), -1);
    }

    /// <summary>Above the object, then down around it: less high the better fingers and object are aligned.</summary>
    private float[] Grasp()
    {
        var goal = new Vector3D(_grasp.Center.X, _grasp.Center.Y, GraspHeight());
        var orientation = GraspGeometry.PointingDown(_grasp.ClosingYaw, _gripper.Orientation);
        var way = goal - _gripper.Position;
        var turn = GraspGeometry.Angle(_gripper.Orientation, orientation);
        var aside = Horizontal(goal, _gripper.Position);
        var above = Math.Clamp(3 * (aside + (0.05 * turn) - 0.01), 0, ApproachHeight);
        // From beside the object it goes up first.
        var free = aside < 0.03 ? 1 : Math.Clamp((0.05 - way.Z - 0.02) / 0.03, 0.1, 1);
        var close = aside < 0.01 && turn < 0.15 && Math.Abs(way.Z) < 0.008;
        return Towards(new(free * way.X, free * way.Y, way.Z + above), orientation, close ? -1 : 1);
    }

    /// <summary>A tall object is taken near its top third, within the fingers' reach; a flat one as low as the fingers can go.</summary>
    private double GraspHeight()
    {
        var (dx, dy) = (OpenHalfWidth * Math.Cos(_grasp.ClosingYaw), OpenHalfWidth * Math.Sin(_grasp.ClosingYaw));
        var overReceptacle = new[] { 1, -1 }.Any(side =>
            Horizontal(_grasp.Center + new Vector3D(side * dx, side * dy, 0), _receptacle.Pose.Position) < ReceptacleRadius + 0.015
        );
        var ground = overReceptacle ? ReceptacleTop : TableTop;
        return Math.Max(ground + FingerTip + FingerClearance, Math.Max(_grasp.Center.Z, _grasp.Top - 0.025));
    }

    /// <summary>Pointing straight down, closing in the direction it closes in now.</summary>
    private QuaternionD LevelAtThisYaw()
    {
        var closing = _gripper.Orientation.Rotate(new(0, 1, 0));
        return GraspGeometry.PointingDown(Math.Atan2(closing.Y, closing.X), _gripper.Orientation);
    }

    /// <summary>A part of the way from where the gripper is, along the axes of the base frame.</summary>
    private float[] Towards(Vector3D way, QuaternionD orientation, float fingers)
    {
        var angle = GraspGeometry.Angle(_gripper.Orientation, orientation);
        var next = GraspGeometry.Slerp(_gripper.Orientation, orientation, Share(angle, MaxRotation));
        var toBase = _base.Orientation.Conjugate;
        var translation = toBase.Rotate(Share(way.Length, MaxTranslation) * way);
        var rotation = GraspGeometry.ToIntrinsicXyz(toBase * next * _gripper.Orientation.Conjugate * _base.Orientation);
        return
        [
            (float)translation.X,
            (float)translation.Y,
            (float)translation.Z,
            (float)rotation.X,
            (float)rotation.Y,
            (float)rotation.Z,
            fingers,
        ];
    }

    private static double Share(double length, double most) => Math.Min(Gain, most / Math.Max(1e-9, length));

    private static double Horizontal(Vector3D a, Vector3D b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    private static ObjectState Find(PrivilegedState state, string id) =>
        state.Objects.FirstOrDefault(o => o.Id == id)
        ?? throw new PolicyException(
            $"The reactive policy needs an object with id '{id}', the scene has "
                + $"{string.Join(", ", state.Objects.Select(o => $"'{o.Id}'"))}."
        );
}
