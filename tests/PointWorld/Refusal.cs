using static BlindVla.Bridge.V1.RequestError.Types;

namespace PointWorld;

/// <summary>A request that cannot be honoured: it has no effect, and the session goes on.</summary>
internal sealed class Refusal(Code code, string field, string message) : Exception(message)
{
    public Code Code { get; } = code;

    public string Field { get; } = field;
}
