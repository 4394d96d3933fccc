using System.Runtime.Versioning;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>Where the changed copy of a native library goes, whatever home and temporary folder there are.</summary>
[SupportedOSPlatform("linux")]
public sealed class LibraryCacheTests
{
    private static readonly byte[] Library = [1, 2, 3];

    private string _folder = null!;

    [SetUp]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("blindvla-cache-").FullName;

    [TearDown]
    public void End() => Directory.Delete(_folder, recursive: true);

    [TestCase("/xdg", "/root", "/xdg/blindvla")]
    [TestCase("not/absolute", "/", "/program/cache/blindvla")]
    [TestCase(null, "/", "/program/cache/blindvla")]
    [TestCase(null, null, "/program/cache/blindvla")]
    [TestCase(null, "/no/such/home", "/program/cache/blindvla")]
    [TestCase("", "/tmp", "/tmp/.cache/blindvla")]
    public void Kept_WhateverHomeThereIs_BeginsWithTheUsersOwnOrThePrograms(string? cache, string? home, string first)
    {
        var places = LibraryCache
            .Kept(
                name =>
                    name == "HOME" ? home
                    : name == "XDG_CACHE_HOME" ? cache
                    : null,
                "/program"
            )
            .ToList();

        Assert.That(places[0], Is.EqualTo(first));
        Assert.That(places[^1], Is.EqualTo("/program/cache/blindvla"));
    }

    [TestCase(null, new[] { "/tmp", "/dev/shm" })]
    [TestCase("/scratch", new[] { "/scratch", "/tmp", "/dev/shm" })]
    [TestCase("/tmp", new[] { "/tmp", "/dev/shm" })]
    public void Temporary_WhateverTmpdirIs_EndsInMemory(string? tmpdir, string[] places) =>
        Assert.That(LibraryCache.Temporary(_ => tmpdir), Is.EqualTo(places));

    [Test]
    public void Load_FirstPlaceCannotBeWritten_TakesTheNext()
    {
        string? loaded = null;

        var fault = LibraryCache.Load(Library, "lib.so", path => loaded = path, [Unusable, Path.Combine(_folder, "kept")], []);

        Assert.That(fault, Is.Null);
        Assert.That(loaded, Does.StartWith(Path.Combine(_folder, "kept")));
        Assert.That(File.ReadAllBytes(loaded!), Is.EqualTo(Library));
    }

    [Test]
    public void Load_KeptCopyWasChanged_IsWrittenAgain()
    {
        string? loaded = null;
        void Load() => Assert.That(LibraryCache.Load(Library, "lib.so", path => loaded = path, [_folder], []), Is.Null);
        Load();
        File.WriteAllText(loaded!, "somebody else's");

        Load();

        Assert.That(File.ReadAllBytes(loaded!), Is.EqualTo(Library));
    }

    [Test]
    public void Load_OnlyTemporaryPlaces_LeavesNothingBehind()
    {
        byte[]? loaded = null;

        var fault = LibraryCache.Load(
            Library,
            "lib.so",
            path => loaded = File.ReadAllBytes(path),
            [Unusable],
            [Path.Combine(_folder, "missing"), _folder]
        );

        Assert.That(fault, Is.Null);
        Assert.That(loaded, Is.EqualTo(Library));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void Load_NoPlaceAtAll_NamesWhatWasTried()
    {
        var noexec = Path.Combine(_folder, "noexec");
        Directory.CreateDirectory(noexec);

        var fault = LibraryCache.Load(
            Library,
            "lib.so",
            _ => throw new DllNotFoundException("failed to map segment"),
            [Unusable],
            [noexec, Path.Combine(_folder, "missing")]
        );

        Assert.That(
            fault,
            Does.Contain(Unusable).And.Contain($"{noexec} (failed to map segment)").And.Contain("missing (there is no such folder)")
        );
    }

    /// <summary>Below a file, where not even root can make a folder.</summary>
    private static string Unusable => Path.Combine(typeof(LibraryCacheTests).Assembly.Location, "cache");
}
