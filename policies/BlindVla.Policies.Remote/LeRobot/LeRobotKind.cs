using System.Globalization;

[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.LeRobotProtocol.Kind,
    "lerobot:grpc://HOST:PORT?policy_type=NAME&checkpoint=PATH[&device=cpu&actions=N&"
        + BlindVla.Policies.Remote.RemoteSettings.Syntax
        + "]",
    typeof(BlindVla.Policies.Remote.LeRobotKind)
)]

namespace BlindVla.Policies.Remote;

/// <summary>A policy that a server of LeRobot's loads: <c>lerobot:grpc://HOST:PORT?policy_type=NAME&amp;checkpoint=PATH[…]</c>.</summary>
public sealed class LeRobotKind : RemoteKind
{
    private const int UsualActions = 50;

    private protected override (IRemoteProtocol, RemoteSettings) Read(string locator)
    {
        var (settings, written) = RemoteSettings.Parse(
            LeRobotProtocol.Kind,
            locator,
            "grpc://127.0.0.1:8080?policy_type=smolvla&checkpoint=PATH",
            [LeRobotProtocol.Scheme],
            "policy_type",
            "checkpoint",
            "device",
            "actions"
        );
        var actions = written.Whole("actions", Math.Max(UsualActions, settings.Mapping.Action.Execute));
        if (actions < settings.Mapping.Action.Execute)
        {
            throw new LocatorException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"actions: expected at least {settings.Mapping.Action.Execute}, as many as are executed, found {actions}"
                )
            );
        }
        var checkpoint = new LeRobotCheckpoint(Named("policy_type"), Named("checkpoint"), written.Text("device") ?? "cpu", actions);
        return (new LeRobotProtocol(checkpoint), settings);

        string Named(string name) =>
            written.Text(name)
            ?? throw new LocatorException(
                $"lerobot needs {name}=, because a server loads what its client names; it has nothing of its own"
            );
    }
}
