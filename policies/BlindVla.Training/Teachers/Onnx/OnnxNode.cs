using System.Collections.Immutable;

namespace BlindVla.Training;

/// <summary>One operation of an ONNX graph.</summary>
/// <param name="Operator">Its kind, such as <c>Conv</c>.</param>
/// <param name="Inputs">Names of what goes in.</param>
/// <param name="Outputs">Names of what comes out.</param>
/// <param name="Attributes">By name: whole numbers, a number, or a text.</param>
internal sealed record OnnxNode(
    string Operator,
    ImmutableArray<string> Inputs,
    ImmutableArray<string> Outputs,
    ImmutableDictionary<string, object> Attributes
);
