using BlindVla.Bridge.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using static BlindVla.Bridge.V1.RequestError.Types;

namespace PointWorld;

/// <summary>The world: a point that must come to within 3 cm of a place on a circle around it. One for each session.</summary>
internal sealed class Point
{
    public const string World = "plane",
        Task = "reach",
        Camera = "top";
    public const int InitialStates = 20;
    public const double PeriodSeconds = 0.2;
    public const int MaxImageBytes = 8 << 20;

    private double[]? _point;
    private double[] _place = [0, 0, 0];
    private int _steps;

    public ResetResponse Reset(ResetRequest request)
    {
        var named = request.Scene?.Named ?? throw new Refusal(Code.InvalidArgument, "scene.named", "expected a scene of the world 'plane'");
        Require(named.World == World, Code.InvalidArgument, "scene.named.world", $"expected '{World}', found '{named.World}'");
        Require(named.Task == Task, Code.InvalidArgument, "scene.named.task", $"expected '{Task}', found '{named.Task}'");
        Require(
            named.InitialState < InitialStates,
            Code.InvalidArgument,
            "scene.named.initial_state",
            $"expected less than {InitialStates}"
        );
        Require(named.Parameters.Count == 0, Code.InvalidArgument, "scene.named.parameters", "this world has none");
        var scene = request.Scene;
        object?[] effects = [scene.Overlay, scene.Camera, scene.Lighting, scene.Sensor];
        var isPlain = effects.All(effect => effect is null) && scene.ActionLatencySteps == 0 && scene.Factors.Count == 0;
        Require(isPlain, Code.Unimplemented, "scene", "nothing can be perturbed here");
        Check(request.Cameras, request.Privileged);
        var angle = 2 * Math.PI * named.InitialState / InitialStates;
        (_point, _place, _steps) = ([0, 0, 0], [0.06 * Math.Cos(angle), 0.06 * Math.Sin(angle), 0], 0);
        return new() { Observation = Observe(request.Cameras), Progress = Progress() };
    }

    public StepResponse Step(StepRequest request)
    {
        var action = request.Action;
        Require(_point is not null, Code.FailedPrecondition, "", "a step before the first reset");
        Require(action.Count == 7, Code.InvalidArgument, "action", $"expected 7 values, found {action.Count}");
        for (var i = 0; i < action.Count; i++)
        {
            var most = i == 6 ? 1 : float.MaxValue;
            Require(
                Math.Abs(action[i]) <= most,
                Code.InvalidArgument,
                $"action[{i}]",
                $"expected from {-most} to {most}, found {action[i]}"
            );
        }
        Check(request.Cameras, request.Privileged);
        for (var i = 0; i < 3; i++)
            _point![i] += action[i];
        _steps++;
        return new()
        {
            Observation = Observe(request.Cameras),
            Progress = Progress(),
            AppliedAction = { action },
        };
    }

    private static void Require(bool holds, Code code, string field, string message)
    {
        if (!holds)
            throw new Refusal(code, field, message);
    }

    private static void Check(RepeatedField<CameraRequest> cameras, bool privileged)
    {
        Require(!privileged, Code.Unimplemented, "privileged", "there are no object poses here");
        for (var i = 0; i < cameras.Count; i++)
        {
            var (name, width, height) = (cameras[i].Name, cameras[i].Width, cameras[i].Height);
            Require(name == Camera, Code.InvalidArgument, $"cameras[{i}].name", $"there is no camera '{name}'; there is '{Camera}'");
            Require(
                width is >= 8 and <= 640 && height is >= 8 and <= 640,
                Code.InvalidArgument,
                $"cameras[{i}]",
                "expected 8 to 640 pixels"
            );
        }
        var bytes = cameras.Sum(camera => 3L * camera.Width * camera.Height);
        Require(bytes <= MaxImageBytes, Code.InvalidArgument, "cameras", "too many pictures");
    }

    private double Distance() => Math.Sqrt(_point!.Zip(_place, (a, b) => (a - b) * (a - b)).Sum());

    private TaskProgress Progress() => new() { Success = Distance() < 0.03, Measures = { Distance(), Distance() < 0.03 ? 1 : 0 } };

    private Observation Observe(IEnumerable<CameraRequest> cameras) =>
        new()
        {
            TimeSeconds = _steps * PeriodSeconds,
            State = { _point!.Select(value => (float)value) },
            Images = { cameras.Select(Draw) },
        };

    /// <summary>From above, 20 cm wide: the place green, the point white.</summary>
    private Image Draw(CameraRequest camera)
    {
        var (width, height) = ((int)camera.Width, (int)camera.Height);
        var rgb = new byte[3 * width * height];
        bool IsNear(double[] what, int x, int y) =>
            Math.Abs(what[0] - (0.2 * (((x + 0.5) / width) - 0.5))) < 0.0125
            && Math.Abs(what[1] - (0.2 * (0.5 - ((y + 0.5) / height)))) < 0.0125;
        for (var i = 0; i < width * height; i++)
        {
            var (isPoint, isPlace) = (IsNear(_point!, i % width, i / width), IsNear(_place, i % width, i / width));
            rgb[3 * i] = rgb[(3 * i) + 2] = (byte)(isPoint ? 255 : 40);
            rgb[(3 * i) + 1] = (byte)(isPoint || isPlace ? 255 : 40);
        }
        return new()
        {
            Camera = Camera,
            Width = camera.Width,
            Height = camera.Height,
            Encoding = Image.Types.Encoding.Rgb8,
            Data = UnsafeByteOperations.UnsafeWrap(rgb),
            CaptureTimeSeconds = _steps * PeriodSeconds,
        };
    }
}
