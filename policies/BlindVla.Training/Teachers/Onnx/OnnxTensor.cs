namespace BlindVla.Training;

/// <summary>Numbers that an ONNX graph carries.</summary>
internal sealed record OnnxTensor(long[] Shape, float[] Values);
