using BlindVla.Bridge.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using static BlindVla.Bridge.V1.RequestError.Types;

namespace PointWorld;

/// <summary>The service: what the world is, and one stream for each session, one answer for each request.</summary>
public sealed class PointService : EnvironmentService.EnvironmentServiceBase
{
    private const int MaxSessions = 16;
    private static int _sessions;

    /// <param name="socket">Path of the Unix socket it listens on.</param>
    public static WebApplication Build(string socket)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<PointService>();
        return app;
    }

    public override Task<DescribeResponse> Describe(DescribeRequest request, ServerCallContext context) =>
        Task.FromResult(
            new DescribeResponse
            {
                Name = "point-world",
                Version = "1",
                PhysicsVersion = "none",
                Renderer = "none",
                ControlPeriodSeconds = Point.PeriodSeconds,
                PhysicsPeriodSeconds = Point.PeriodSeconds,
                Capabilities = new() { SceneSettable = true, SuccessObservable = true },
                Action =
                {
                    new ArraySpec
                    {
                        Name = "position",
                        Length = 3,
                        Convention = "delta_xyz",
                        Unit = "m",
                        Frame = "base",
                    },
                    new ArraySpec
                    {
                        Name = "rotation",
                        Length = 3,
                        Convention = "delta_euler_xyz_intrinsic",
                        Unit = "rad",
                        Frame = "base",
                    },
                    new ArraySpec
                    {
                        Name = "gripper",
                        Length = 1,
                        Convention = "open_positive",
                        Unit = "1",
                        Minimum = -1,
                        Maximum = 1,
                    },
                },
                State =
                {
                    new ArraySpec
                    {
                        Name = "point",
                        Length = 3,
                        Convention = "xyz",
                        Unit = "m",
                        Frame = "base",
                    },
                },
                Cameras =
                {
                    new CameraSpec
                    {
                        Name = Point.Camera,
                        Width = 64,
                        Height = 64,
                        MaxWidth = 640,
                        MaxHeight = 640,
                        MinWidth = 8,
                        MinHeight = 8,
                    },
                },
                AssetsSha256 = new string('0', 64),
                MaxSessions = MaxSessions,
                MaxImageBytes = Point.MaxImageBytes,
                HoldAction = { 0, 0, 0, 0, 0, 0, 1 },
                Measures =
                {
                    new MeasureSpec
                    {
                        Name = "min_distance",
                        Unit = "m",
                        Fold = MeasureSpec.Types.Fold.Minimum,
                    },
                    new MeasureSpec
                    {
                        Name = "first_reached",
                        Unit = "bool",
                        Fold = MeasureSpec.Types.Fold.FirstTime,
                    },
                },
                Worlds =
                {
                    new NamedWorld
                    {
                        Name = Point.World,
                        Tasks =
                        {
                            new NamedTask { Name = Point.Task, InitialStates = Point.InitialStates },
                        },
                    },
                },
            }
        );

    public override async Task Connect(
        IAsyncStreamReader<ConnectRequest> requestStream,
        IServerStreamWriter<ConnectResponse> responseStream,
        ServerCallContext context
    )
    {
        try
        {
            if (Interlocked.Increment(ref _sessions) > MaxSessions)
                throw new RpcException(new Status(StatusCode.ResourceExhausted, $"all {MaxSessions} sessions are taken"));
            var point = new Point();
            while (await requestStream.MoveNext())
                await responseStream.WriteAsync(Answer(point, requestStream.Current));
        }
        finally
        {
            Interlocked.Decrement(ref _sessions);
        }
    }

    private static ConnectResponse Answer(Point point, ConnectRequest request)
    {
        var response = new ConnectResponse { RequestId = request.RequestId };
        try
        {
            if (request.Reset is { } reset)
                response.Reset = point.Reset(reset);
            else
                response.Step = point.Step(request.Step ?? throw new Refusal(Code.InvalidArgument, "payload", "expected reset or step"));
        }
        catch (Refusal refusal)
        {
            response.Error = new()
            {
                Code = refusal.Code,
                Field = refusal.Field,
                Message = refusal.Message,
            };
        }
        return response;
    }
}
