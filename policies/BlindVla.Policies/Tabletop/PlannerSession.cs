using BlindVla.Core;

namespace BlindVla.Policies.Tabletop;

/// <summary>The planner's memory during one episode.</summary>
internal sealed class PlannerSession(PlannerOptions options) : IPolicySession
{
    /// <summary>From the point between the finger tips to the end of the fingers (0.043 - 0.0276 m in the WidowX model).</summary>
    private const double FingerTipMeters = 0.0155;

    /// <summary>The fingers stay this far above what lies under them.</summary>
    private const double FingerClearanceMeters = 0.003;

    private enum Stage
    {
        Approach,
        Descend,
        Close,
        Lift,
        Carry,
        Lower,
        Open,
        Retreat,
        Rest,
    }

    private Stage _stage = Stage.Approach;
    private int _stepsInStage;
    private Pose _goal;
    private Vector3D _plannedCenter;
    private Vector3D _carryOffset;
    private double _gripper = 1;
    private double? _tableHeight;

    public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
    {
        var state = observation.Privileged
            ?? throw new PolicyException("The planner needs the privileged state, the observation has none.");
        var world = View.From(state);
        _tableHeight ??= Math.Min(
            GraspGeometry.AcrossTheNarrowSide(world.Source).Bottom,
            world.Receptacle.Pose.Position.Z + world.Receptacle.BoundingBoxMin.Z
        );
        Advance(world);
        _stepsInStage++;
        return ValueTask.FromResult(ActionChunk.Single(ActionTowards(_goal, world)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Decides the stage, the gripper and the pose to drive to.</summary>
    private void Advance(View world)
    {
        var grasp = GraspGeometry.AcrossTheNarrowSide(world.Source);
        if (_stage is Stage.Lift or Stage.Carry or Stage.Lower && (grasp.Center - world.Gripper.Position).Length > 0.04)
            Enter(Stage.Approach);
        if (_stage is Stage.Descend && (grasp.Center - _plannedCenter).Length > 0.01)
            Enter(Stage.Approach);

        switch (_stage)
        {
            case Stage.Approach:
                PlanGrasp(grasp, world, options.ApproachHeight);
                if (_stepsInStage > 0 && Reached(world, 0.008, 0.06))
                    Enter(Stage.Descend);
                break;
            case Stage.Descend:
                if (Reached(world, 0.004, 0.05) || _stepsInStage > 12)
                    Enter(Stage.Close);
                break;
            case Stage.Close when _stepsInStage >= options.FingerSteps:
                Enter(Stage.Lift);
                break;
            case Stage.Lift when Reached(world, 0.02, 0.1):
                if (grasp.Bottom < _tableHeight + (options.LiftHeight / 3))
                {
                    Enter(Stage.Approach);
                    break;
                }
                _carryOffset = world.Gripper.Position - world.Source.Pose.Position;
                Enter(Stage.Carry);
                break;
            case Stage.Carry when Reached(world, 0.006, 0.1):
                Enter(Stage.Lower);
                break;
            case Stage.Lower when Reached(world, 0.006, 0.1) || _stepsInStage > 10:
                Enter(Stage.Open);
                break;
            case Stage.Open when _stepsInStage >= options.FingerSteps:
                Enter(Stage.Retreat);
                break;
            case Stage.Retreat when Reached(world, 0.02, 0.1):
                Enter(IsOnReceptacle(world) ? Stage.Rest : Stage.Approach);
                break;
        }

        switch (_stage)
        {
            case Stage.Approach:
                PlanGrasp(grasp, world, options.ApproachHeight);
                break;
            case Stage.Descend when _stepsInStage == 0:
                PlanGrasp(grasp, world, 0);
                break;
            case Stage.Lift when _stepsInStage == 0:
                _goal = _goal with { Position = _goal.Position + new Vector3D(0, 0, options.LiftHeight) };
                break;
            case Stage.Carry or Stage.Lower:
                _goal = _goal with { Position = PlacePosition(grasp, world) };
                break;
            case Stage.Retreat when _stepsInStage == 0:
                _goal = _goal with { Position = _goal.Position + new Vector3D(0, 0, options.LiftHeight) };
                break;
        }
        _gripper = _stage is Stage.Close or Stage.Lift or Stage.Carry or Stage.Lower ? -1 : 1;
    }

    private void Enter(Stage stage)
    {
        _stage = stage;
        _stepsInStage = 0;
    }

    private void PlanGrasp(TopDownGrasp grasp, View world, double above)
    {
        var ground = FingersOverReceptacle(grasp, world) ? world.ReceptacleTop : _tableHeight!.Value;
        var lowest = ground + FingerTipMeters + FingerClearanceMeters;
        // A tall object is taken near its top third, within the fingers' reach; a flat one as low as the fingers can go.
        var height = Math.Max(lowest, Math.Max(grasp.Center.Z, grasp.Top - 0.025));
        _plannedCenter = grasp.Center;
        _goal = new(
            new(grasp.Center.X, grasp.Center.Y, height + above),
            GraspGeometry.PointingDown(grasp.ClosingYaw, world.Gripper.Orientation)
        );
    }

    /// <summary>True when a finger would come down on the receptacle.</summary>
    private static bool FingersOverReceptacle(TopDownGrasp grasp, View world)
    {
        var center = world.Receptacle.Pose.Position;
        var radius = Math.Max(world.Receptacle.BoundingBoxMax.X, world.Receptacle.BoundingBoxMax.Y);
        const double openHalfWidth = 0.04;
        var (dx, dy) = (openHalfWidth * Math.Cos(grasp.ClosingYaw), openHalfWidth * Math.Sin(grasp.ClosingYaw));
        return Distance(grasp.Center.X + dx, grasp.Center.Y + dy) < radius + 0.015
            || Distance(grasp.Center.X - dx, grasp.Center.Y - dy) < radius + 0.015;

        double Distance(double x, double y) => Math.Sqrt(((x - center.X) * (x - center.X)) + ((y - center.Y) * (y - center.Y)));
    }

    private Vector3D PlacePosition(TopDownGrasp grasp, View world)
    {
        var receptacle = world.Receptacle.Pose.Position;
        var hanging = world.Gripper.Position.Z - grasp.Bottom;
        var height = world.ReceptacleTop + hanging + options.ReleaseClearance + (_stage is Stage.Carry ? 0.05 : 0);
        return new(receptacle.X + _carryOffset.X, receptacle.Y + _carryOffset.Y, height);
    }

    private static bool IsOnReceptacle(View world)
    {
        var offset = world.Source.Pose.Position - world.Receptacle.Pose.Position;
        return Math.Sqrt((offset.X * offset.X) + (offset.Y * offset.Y)) < world.Receptacle.BoundingBoxMax.X;
    }

    private bool Reached(View world, double meters, double radians) =>
        (world.Gripper.Position - _goal.Position).Length < meters
        && GraspGeometry.Angle(world.Gripper.Orientation, _goal.Orientation) < radians;

    /// <summary>The delta, along the axes of the base frame, that moves the controller's target at most one step towards the
    /// goal.</summary>
    private float[] ActionTowards(Pose goal, View world)
    {
        var move = goal.Position - world.Target.Position;
        var turn = GraspGeometry.Angle(world.Target.Orientation, goal.Orientation);
        var fraction = Math.Min(
            1,
            Math.Min(options.MaxTranslation / Math.Max(1e-9, move.Length), options.MaxRotation / Math.Max(1e-9, turn))
        );
        var next = GraspGeometry.Slerp(world.Target.Orientation, goal.Orientation, fraction);
        var toBase = world.Base.Orientation.Conjugate;
        var translation = toBase.Rotate(fraction * move);
        var rotation = GraspGeometry.ToIntrinsicXyz(toBase * next * world.Target.Orientation.Conjugate * world.Base.Orientation);
        return
        [
            (float)translation.X,
            (float)translation.Y,
            (float)translation.Z,
            (float)rotation.X,
            (float)rotation.Y,
            (float)rotation.Z,
            (float)_gripper,
        ];
    }

    /// <summary>The privileged state in the world frame.</summary>
    private sealed record View(ObjectState Source, ObjectState Receptacle, Pose Gripper, Pose Target, Pose Base)
    {
        public double ReceptacleTop => Receptacle.Pose.Position.Z + Receptacle.BoundingBoxMax.Z;

        public static View From(PrivilegedState state)
        {
            var frame = state.RobotBase;
            return new(
                Find(state, SceneRoles.Source),
                Find(state, SceneRoles.Receptacle),
                ToWorld(frame, state.Gripper),
                ToWorld(frame, state.GripperTarget),
                frame
            );
        }

        private static Pose ToWorld(Pose frame, Pose pose) =>
            new(frame.Position + frame.Orientation.Rotate(pose.Position), frame.Orientation * pose.Orientation);

        private static ObjectState Find(PrivilegedState state, string id) =>
            state.Objects.FirstOrDefault(o => o.Id == id)
            ?? throw new PolicyException(
                $"The planner needs an object with id '{id}', the scene has {string.Join(", ", state.Objects.Select(o => $"'{o.Id}'"))}."
            );
    }
}
