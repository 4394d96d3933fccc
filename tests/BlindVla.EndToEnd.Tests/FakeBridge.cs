using BlindVla.Scenarios;
using BlindVla.TestKit;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A fake world behind a real bridge that has every board, table and texture.</summary>
internal static class FakeBridge
{
    private static readonly Catalogue Everything = Catalogue.Load(Path.Combine(Workplace.Installation.Scenarios, "catalogue"));

    public static FakeWorldSettings World { get; } =
        new()
        {
            Boards = [.. Everything.Boards.Select(b => b.Id)],
            Tables = [.. Everything.Tables.Select(t => t.Id)],
            Textures = [.. Everything.Textures.Select(t => t.Id)],
        };

    public static FakeServerSettings Settings { get; } = new() { World = World };

    public static Task<FakeSimServer> StartAsync(FakeServerSettings? settings = null) => FakeSimServer.StartAsync(settings ?? Settings);

    public static Task<FakeSimServer> StartAsync(FakeWorldSettings world) => StartAsync(Settings with { World = world });
}
