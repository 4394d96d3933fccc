using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>What one embodiment looks like on the wire of one protocol, in both directions.</summary>
/// <param name="Name">Of its file.</param>
/// <param name="Digest">SHA-256 of its file, in hexadecimal.</param>
/// <param name="Protocol">e.g. <c>openpi</c>.</param>
/// <param name="ControlPeriodSeconds">Of one action; null where any will do.</param>
/// <param name="Instruction">The key of the instruction.</param>
/// <param name="Cameras">At least one.</param>
/// <param name="State">Null where no state is sent.</param>
public sealed record EmbodimentMapping(
    string Name,
    string Digest,
    string Protocol,
    double? ControlPeriodSeconds,
    string Instruction,
    ImmutableArray<CameraMapping> Cameras,
    StateMapping? State,
    ActionMapping Action
)
{
    /// <summary>What a client sends.</summary>
    public WireValue.Map Request(Observation observation, string instruction)
    {
        var entries = new List<(string, WireValue)>();
        foreach (var camera in Cameras)
        {
            var frame = observation.Images.First(image => image.Camera == camera.Request.Name);
            entries.Add((camera.Key, new WireValue.Numbers(camera.ToWire(frame))));
        }
        if (State is { } state)
            entries.AddRange(state.ToWire(observation.State.Span));
        entries.Add((Instruction, new WireValue.Text(instruction)));
        return new(entries.ToArray());
    }

    /// <summary>What a server is sent, as a policy sees it: the state has the parts that are sent, in the order sent.</summary>
    /// <param name="withState">Whether the policy looks at it; what nobody looks at need not be sent.</param>
    /// <exception cref="WireException">A key is missing, or what stands there is something else. Other keys are let be.</exception>
    public (Observation Observation, string Instruction) ReadRequest(WireValue request, bool withState = true)
    {
        if (request is not WireValue.Map map)
            throw new WireException($"expected a map of observations, found {request.Kind}");
        var instruction = map[Instruction] is WireValue.Text text
            ? text.Value
            : throw new WireException($"'{Instruction}': expected a text, found {map[Instruction]?.Kind ?? "no such key"}");
        return (
            new(
                TimeSeconds: 0,
                [.. Cameras.Select(camera => camera.FromWire(map[camera.Key]))],
                withState && State is { } state ? state.FromWire(map) : ReadOnlyMemory<float>.Empty,
                Privileged: null
            ),
            instruction
        );
    }

    /// <summary>What a server answers: the actions, and what its protocol adds.</summary>
    public WireValue.Map Answer(ActionChunk chunk, params ReadOnlySpan<(string Name, WireValue Value)> more) =>
        new([.. Action.ToEntries(chunk), .. more]);

    /// <summary>The actions of an answer that are executed.</summary>
    /// <exception cref="WireException">There are none that could be.</exception>
    public ActionChunk ReadAnswer(WireValue answer) => Action.FromWire(answer);
}
