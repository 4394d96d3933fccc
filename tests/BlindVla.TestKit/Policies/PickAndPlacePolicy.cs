using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>
/// Solves the fake world from object poses: above the object, down, close, up, above the receptacle, down, open, and then away from it.
/// It works on any scene whose first object goes on its second.
/// </summary>
public sealed class PickAndPlacePolicy : IPolicy
{
    private const double StepLength = 0.05; // metres per control step
    private const double Clearance = 0.08; // metres above things while travelling
    private const int ClosingSteps = 3;

    public PolicySpec Spec { get; } = FakePolicySpec.Create("fake-pick-and-place", privileged: true);

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private enum Stage
    {
        OverObject,
        DownToObject,
        Close,
        Up,
        OverReceptacle,
        DownToReceptacle,
        Open,
        Away,
    }

    private sealed class Session : IPolicySession
    {
        private Stage _stage;
        private int _waited;

        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var state = observation.Privileged ?? throw new PolicyException("this policy needs object poses, and the observation has none");
            return ValueTask.FromResult(ActionChunk.Single(Act(state)));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private float[] Act(PrivilegedState state)
        {
            Vector3D InBase(Vector3D world) => state.RobotBase.Orientation.Conjugate.Rotate(world - state.RobotBase.Position);
            var (source, receptacle) = (state.Objects[0], state.Objects[1]);
            var at = InBase(source.Pose.Position);
            var onto = InBase(receptacle.Pose.Position) + new Vector3D(0, 0, receptacle.BoundingBoxMax.Z - source.BoundingBoxMin.Z + 0.002);
            var over = new Vector3D(0, 0, Clearance);
            while (true)
            {
                var (goal, open) = _stage switch
                {
                    Stage.OverObject => (at + over, true),
                    Stage.DownToObject => (at, true),
                    Stage.Close => (state.Gripper.Position, false),
                    Stage.Up => (state.Gripper.Position with { Z = onto.Z + Clearance }, false),
                    Stage.OverReceptacle => (onto + over, false),
                    Stage.DownToReceptacle => (onto, false),
                    Stage.Open => (state.Gripper.Position, true),
                    _ => (state.Gripper.Position with { Z = onto.Z + Clearance }, true),
                };
                var move = goal - state.Gripper.Position;
                var arrived = _stage is Stage.Close or Stage.Open ? _waited++ >= ClosingSteps : move.Length < 1e-4;
                if (!arrived || _stage == Stage.Away)
                {
                    var scale = Math.Min(1, StepLength / Math.Max(move.Length, 1e-9));
                    return [(float)(scale * move.X), (float)(scale * move.Y), (float)(scale * move.Z), 0, 0, 0, open ? 1 : -1];
                }
                _stage++;
                _waited = 0;
            }
        }
    }
}
