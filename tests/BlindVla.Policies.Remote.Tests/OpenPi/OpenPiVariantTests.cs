namespace BlindVla.Policies.Remote.Tests;

/// <summary>Which variant a server speaks is asked of the server, not of people, where it tells.</summary>
[CancelAfter(120_000)]
internal sealed class OpenPiVariantTests
{
    [TestCase("openpi")]
    [TestCase("roboarena")]
    [TestCase("starvla")]
    public async Task Variant_IsWhatTheServerSays(string variant) =>
        Assert.That(await MappingOfAsync(variant, ""), Is.EqualTo($"widowx-{variant}"));

    [TestCase("openpi", "")]
    [TestCase("roboarena", "")]
    [TestCase("vllm-omni", "")]
    [TestCase("starvla", "")]
    public async Task Variant_IsWhatIsAsked(string variant, string path) =>
        Assert.That(await MappingOfAsync(variant, $"{path}?variant={variant}"), Is.EqualTo($"widowx-{variant}"));

    [Test]
    public async Task Variant_IsWhatTheAddressSays() =>
        Assert.That(await MappingOfAsync("vllm-omni", VllmOmniVariant.Place), Is.EqualTo("widowx-vllm-omni"));

    [Test]
    public async Task Variant_IsWhatTheMappingSays() =>
        Assert.That(await MappingOfAsync("vllm-omni", "?mapping=widowx-vllm-omni"), Is.EqualTo("widowx-vllm-omni"));

    [TestCase("?variant=pi0", "variant: expected auto or openpi or roboarena or vllm-omni or starvla, found 'pi0'")]
    [TestCase("?variant=starvla&mapping=widowx-openpi", "mapping: expected one for starvla, 'widowx-openpi' is for openpi")]
    [TestCase(
        "?mapping=widowx-groot",
        "mapping: expected one for openpi or roboarena or vllm-omni or starvla, 'widowx-groot' is for groot"
    )]
    [TestCase("?variant=openpi&unnorm_key=k", "unnorm_key: servers of openpi do not ask for it")]
    public void Locator_ThatContradictsItself_IsRefused(string settings, string reason) =>
        Assert.That(
            () => new OpenPiKind().Parse($"ws://127.0.0.1:8000{settings}", new PolicyKinds()),
            Throws.TypeOf<LocatorException>().With.Message.Contains(reason)
        );

    /// <summary>That a client of a server uses.</summary>
    private static async Task<string> MappingOfAsync(string served, string settings)
    {
        var mapping = SomeMapping.Of($"widowx-{served}");
        await using var server = await Served.ServeAsync(new StillPolicy(mapping.Cameras[0].Request), mapping);
        var make = new OpenPiKind().Parse($"{server.Address.ToString().TrimEnd('/')}{settings}", new PolicyKinds());
        // As the program does: where no answer is being waited for by the same thread.
        await using var policy = await Task.Run(make);
        return policy.Spec.Settings.Split(' ')[1];
    }
}
