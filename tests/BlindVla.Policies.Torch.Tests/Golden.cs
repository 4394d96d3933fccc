using static TorchSharp.torch;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>Outputs of the public reference code; tests/golden/*/README.md say how they were made.</summary>
internal sealed class Golden : IDisposable
{
    private readonly SafetensorsFile _file;

    public Golden(string set, string file = "golden.safetensors") => _file = SafetensorsFile.Open(Path.Combine(Folder(set), file));

    public static string OpenVla => Folder("openvla-a");

    public IEnumerable<string> Names => _file.Tensors.Keys;

    public Tensor this[string name] => _file.Read(name);

    public void Dispose() => _file.Dispose();

    public static string Folder(string set) => Path.Combine(TestContext.CurrentContext.TestDirectory, "golden", set);

    /// <summary>The measure of the golden README: the largest difference, as a part of the largest value where that is above one.</summary>
    public static void AssertClose(Tensor actual, Tensor expected, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        Assert.That(actual.shape, Is.EqualTo(expected.shape), $"{what}: shape");
        var reference = expected.to_type(ScalarType.Float64);
        var difference = (actual.detach().to_type(ScalarType.Float64) - reference).abs().max().item<double>();
        Assert.That(difference / Math.Max(1, reference.abs().max().item<double>()), Is.LessThanOrEqualTo(tolerance), what);
    }
}
