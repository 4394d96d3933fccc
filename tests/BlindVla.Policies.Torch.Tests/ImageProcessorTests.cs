using BlindVla.Files;
using BlindVla.Imaging;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>Preprocessing against the reference, which uses Pillow and torchvision.</summary>
public sealed class ImageProcessorTests
{
    private static readonly OpenVlaConfig Config = OpenVlaConfig.Load(Golden.OpenVla);
    private static readonly string[] Pictures = ["input_0_224x224.png", "input_1_640x480.png", "input_2_100x60.png"];

    [Test]
    public void Square_OfEveryPicture_GivesTheReferencesBytes([Values(0, 1, 2)] int number, [Values] ResizeStrategy strategy)
    {
        using var golden = new Golden("openvla-a", "preprocess_golden.safetensors");
        using var expected = golden[$"image{number}.{Name(strategy)}.small_u8"];

        var square = ImageProcessor.Load(Golden.OpenVla, Config, strategy).Square(Input(number));

        Assert.That(square, Is.EqualTo(expected.data<byte>().ToArray()));
    }

    [Test]
    public void Resize_ToTheSizeOfTheRealNetwork_GivesTheReferencesBytes([Values(0, 1, 2)] int number)
    {
        using var golden = new Golden("openvla-a", "preprocess_golden.safetensors");
        using var expected = golden[$"image{number}.resize-naive.resized224_u8"];

        Assert.That(BicubicResampler.Resize(Input(number), 224, 224).Rgb.ToArray(), Is.EqualTo(expected.data<byte>().ToArray()));
    }

    [Test]
    public void Process_OfEveryCase_GivesTheReferencesPixels([Values(0, 1, 2)] int number)
    {
        using var golden = new Golden("openvla-a");
        using var expected = golden[$"case{number}.pixel_values"];

        using var pixels = ImageProcessor.Load(Golden.OpenVla, Config).Process(Input(number), ScalarType.Float32, CPU);

        Golden.AssertClose(pixels, expected, 1e-6, "pixels");
    }

    [Test]
    public void Square_OfANarrowPicture_IsRefusedBeforeItIsPadded([Values] ResizeStrategy strategy)
    {
        var processor = ImageProcessor.Load(Golden.OpenVla, Config, strategy);

        Assert.That(
            () => processor.Square(new(1, 1_000_000, new byte[3_000_000])),
            Throws.InstanceOf<InputException>().With.Message.Contains("found 1 x 1000000")
        );
        Assert.That(
            () => processor.Square(new(1, 65, new byte[195])),
            Throws.InstanceOf<InputException>().With.Message.Contains("found 1 x 65")
        );
        Assert.That(processor.Square(new(1, 64, new byte[192])), Has.Length.EqualTo(56 * 56 * 3));
    }

    private static Picture Input(int number) => PictureFile.Read(Path.Combine(Golden.OpenVla, Pictures[number]));

    private static string Name(ResizeStrategy strategy) =>
        strategy switch
        {
            ResizeStrategy.ResizeNaive => "resize-naive",
            ResizeStrategy.Letterbox => "letterbox",
            _ => "resize-crop",
        };
}
