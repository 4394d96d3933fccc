namespace BlindVla.Policies.Torch.Tests;

/// <summary>Which libtorch is loaded.</summary>
public sealed class NativeTests
{
    [Test]
    public void Refusal_NoOtherAskedFor_IsNone() => Assert.That(TorchNative.Refusal(null, "libtorch_cpu.so"), Is.Null);

    [Test]
    public void Refusal_ASecondOneInOneProcess_SaysHowToBuild() =>
        Assert.That(
            TorchNative.Refusal("/opt/torch/lib", "libtorch_cpu.so"),
            Does.Contain("BLINDVLA_TORCH_LIB").And.Contain("-p:Torch=installed")
        );

    [Test]
    public void Refusal_FolderWithoutLibtorch_NamesIt() =>
        Assert.That(TorchNative.Refusal("/nowhere", null), Does.Contain("no libtorch_cpu.so in /nowhere"));

    [Test]
    public void Refusal_FolderWithLibtorch_IsNone()
    {
        var folder = Directory.CreateTempSubdirectory("blindvla-libtorch-");
        File.WriteAllText(Path.Combine(folder.FullName, "libtorch_cpu.so"), "");

        Assert.That(TorchNative.Refusal(folder.FullName, null), Is.Null);
        folder.Delete(recursive: true);
    }
}
