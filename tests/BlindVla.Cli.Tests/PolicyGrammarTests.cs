using System.Diagnostics;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;
using BlindVla.Policies.Torch;

namespace BlindVla.Cli.Tests;

/// <summary><c>[NAME=]KIND[:LOCATOR]</c>, with everything a locator may contain.</summary>
public sealed class PolicyGrammarTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("planner", "planner")]
    [TestCase("hold", "hold")]
    [TestCase("random", "random")]
    [TestCase("a.b-c_1=hold", "a.b-c_1")]
    [TestCase("noisy:0.01:planner", "noisy")]
    [TestCase("candidate=noisy:1e-2:planner", "candidate")]
    [TestCase("torch:DIR", "torch")]
    [TestCase("torch:DIR?unnorm_key=K", "torch")]
    [TestCase("naive=torch:DIR?unnorm_key=K&device=cuda:1", "naive")]
    [TestCase("torch:/a=b/c:d?adapter=/x=y", "torch")]
    [TestCase("noisy:0.01:torch:DIR?unnorm_key=K", "noisy")]
    [TestCase("openpi:ws://127.0.0.1:8000", "openpi")]
    [TestCase("openpi:ws://127.0.0.1:8000?variant=starvla&unnorm_key=oxe_bridge", "openpi")]
    [TestCase("pi=openpi:ws://[::1]:8000/path?mapping=widowx-openpi&execute=4&patience=5", "pi")]
    [TestCase("groot:tcp://127.0.0.1:5555?codec=msgpack-numpy&layout=flat", "groot")]
    [TestCase("openvla:http://127.0.0.1:8000?unnorm_key=bridge_orig&encoding=double", "openvla")]
    [TestCase("groot:tcp://127.0.0.1:5555?layout=n1.5", "groot")]
    [TestCase("xpolicylab:ws://127.0.0.1:19000?execute=4", "xpolicylab")]
    [TestCase("lerobot:grpc://127.0.0.1:8080?policy_type=act&checkpoint=user/model&device=cuda", "lerobot")]
    [TestCase("vla-eval:ws://127.0.0.1:8000?timeout=5", "vla-eval")]
    [TestCase("n=noisy:0.01:torch:DIR?unnorm_key=K&tokens=any", "n")]
    public void Parse_GivesTheNameWithoutMakingThePolicy(string spec, string name)
    {
        Assert.That(PolicyGrammar.Shipped.ParseAll("--policy", [spec]).Single().Name, Is.EqualTo(name));
    }

    [TestCase("planner:x", "'planner' takes no locator, found 'x'")]
    [TestCase("planer", "did you mean 'planner'?")]
    [TestCase("", "there is no policy kind ''")]
    [TestCase("chatgpt-5.5-turbo", "'chatgpt-5.5-turbo'; kinds: groot:")]
    [TestCase("=hold", "the name '' must be letters")]
    [TestCase("two words=hold", "the name 'two words' must be letters")]
    [TestCase("a\n=hold", "must be letters")]
    [TestCase("x=y=hold", "there is no policy kind 'y=hold'")]
    [TestCase("noisy", "noisy needs a standard deviation")]
    [TestCase("noisy:0.1", "noisy needs a standard deviation")]
    [TestCase("noisy:nan:hold", "noisy needs a standard deviation")]
    [TestCase("noisy:2:hold", "from 0 to 1")]
    [TestCase("noisy:0.1:planer", "did you mean 'planner'?")]
    [TestCase("noisy:0.1:x=planner", "there is no policy kind 'x=planner'")]
    [TestCase("noisy:0.1:noisy:0.1:hold", "noise on noise")]
    [TestCase("noisy:0.1:torch:DIR?kee=K", "torch has no setting 'kee'; there is adapter")]
    [TestCase("openpi:127.0.0.1:8000", "openpi needs the address of a server")]
    [TestCase("openpi:ws://h:1?mapping=nowhere", "there is none named 'nowhere'")]
    [TestCase("torch", "torch needs the folder of a checkpoint")]
    [TestCase("torch:?unnorm_key=K", "torch needs the folder of a checkpoint")]
    [TestCase("torch:DIR?key=K", "torch has no setting 'key'; did you mean 'unnorm_key'?")]
    [TestCase("torch:DIR?unorm_key=K", "did you mean 'unnorm_key'?")]
    [TestCase("torch:DIR?unnorm_key", "'unnorm_key' of torch has no value")]
    [TestCase("torch:DIR?unnorm_key=", "'unnorm_key' of torch has no value")]
    [TestCase("torch:DIR?batch=2&batch=3", "'batch' of torch is there twice")]
    [TestCase("torch:DIR?batch=0", "batch: expected a whole number of at least 1, found '0'")]
    [TestCase("torch:DIR?temperature=NaN", "temperature: expected a number of at least 0, found 'NaN'")]
    [TestCase("torch:DIR?temperature=1e999", "temperature: expected a number of at least 0, found '1e999'")]
    [TestCase("torch:DIR?tokens=all", "tokens: expected actions or any, found 'all'")]
    [TestCase("torch:DIR?view=big", "view: expected WIDTHxHEIGHT")]
    [TestCase("replay", "replay needs the folder of a run")]
    [TestCase("replay:/nowhere/12:30", "no run in")]
    public void Parse_RefusesWhatIsNotUnderstood(string spec, string reason)
    {
        var error = Assert.Throws<CommandException>(() => PolicyGrammar.Shipped.ParseAll("--policy", [spec]));

        Assert.That(error!.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(error.Message, Does.StartWith($"--policy {spec}: ").And.Contain(reason));
    }

    [Test]
    public void Parse_ListsEveryProblemOfEveryPolicy()
    {
        var error = Assert.Throws<CommandException>(() =>
            PolicyGrammar.Shipped.ParseAll("--policy", ["planer", "hold", "hold", "torch:DIR?batch=x"])
        );

        Assert.That(error!.Message.Split('\n'), Has.Length.EqualTo(3));
        Assert.That(error.Message, Does.Contain("NAME=hold"));
    }

    [Test]
    public void TorchSettings_AreWhatIsTyped()
    {
        var settings = TorchSettings.Parse(
            "/a:b=c?unnorm_key=k=1&device=cuda:1&dtype=bfloat16&temperature=0.5&tokens=any&adapter=/x:y&view=224x160&threads=2&batch=4"
        );

        Assert.That(
            settings,
            Is.EqualTo(
                new TorchSettings(
                    "/a:b=c",
                    "k=1",
                    "cuda:1",
                    "bfloat16",
                    0.5,
                    OnlyActionTokens: false,
                    "/x:y",
                    Cameras.ParseSize("", "224x160"),
                    2,
                    4
                )
            )
        );
    }

    [TestCase("12:30", "replay:{0}", "hold")]
    [TestCase("12:30", "replay:{0}:hold", "hold")]
    [TestCase("run", "again=replay:{0}:hold", "hold")]
    [TestCase("12:30", "noisy:0.01:replay:{0}", "hold")]
    [TestCase("12:30", "n=noisy:0.01:replay:{0}:hold", "hold")]
    public async Task Replay_FindsTheRun_WhateverItsFolderIsCalled_AndActsInItsEpisodes(string folder, string spec, string recorded)
    {
        var path = _folder.PathOf(folder);
        await SomeRun.WriteAsync(path, new NamedPolicy(recorded, new HoldPolicy()));

        await using var policies = await PolicySet.CreateAsync(
            PolicyGrammar.Shipped.ParseAll("--policy", [string.Format(null, spec, path)]),
            shown: []
        );
        await using var session = policies[0].Policy.BeginEpisode(new(SomeRun.Episode.Id, "", 0, []));
        var action = await session.PredictAsync(new(0, [], default, null), CancellationToken.None);

        Assert.That(action[0].Span[^1], Is.EqualTo(1));
    }

    [Test]
    public async Task Replay_OfSeveralPolicies_AsksWhich()
    {
        var path = _folder.PathOf("run");
        await SomeRun.WriteAsync(path, new NamedPolicy("hold", new HoldPolicy()), new NamedPolicy("random", new RandomPolicy()));

        Assert.That(
            () => PolicyGrammar.Shipped.ParseAll("--policy", [$"replay:{path}"]),
            Throws.TypeOf<CommandException>().With.Message.Contains("has 2 policies: hold, random; say which with replay:RUN:NAME")
        );
        Assert.That(
            () => PolicyGrammar.Shipped.ParseAll("--policy", [$"replay:{path}:hald"]),
            Throws.TypeOf<CommandException>().With.Message.Contains("did you mean 'hold'?")
        );
    }

    [Test]
    public async Task Create_ShowsCamerasToAllButAReplay()
    {
        var path = _folder.PathOf("run");
        await SomeRun.WriteAsync(path, new NamedPolicy("hold", new HoldPolicy()));

        await using var policies = await PolicySet.CreateAsync(
            PolicyGrammar.Shipped.ParseAll("--policy", ["hold", $"replay:{path}", $"noisy:0.01:replay:{path}"]),
            [Cameras.ParseSize("", "32x24")]
        );

        Assert.That(policies.Select(policy => policy.Policy.Spec.Cameras.Length), Is.EqualTo(new[] { 1, 0, 1 }));
        await using var session = policies[2].Policy.BeginEpisode(new(SomeRun.Episode.Id, "", 0, []));
    }

    [Test]
    public async Task Create_WhereOneCannotBeMade_DisposesTheOthersAndListsAllThatCannot()
    {
        var made = new Disposable();
        PolicyRequest[] requests =
        [
            new("--policy a", "a", false, () => made),
            new("--policy b", "b", false, () => throw new LocatorException("no file")),
            new("--policy c", "c", false, () => throw new LocatorException("no file either")),
        ];

        var error = await Assert.ThrowsAsync<CommandException>(() => PolicySet.CreateAsync(requests, []));

        Assert.That(error!.Message, Is.EqualTo("--policy b: no file\n--policy c: no file either"));
        Assert.That(made.IsDisposed);
        await made.DisposeAsync();
    }

    [Test]
    public void EveryKind_IsInTheHelp_AndHasAName()
    {
        var grammar = PolicyGrammar.Shipped;
        Assert.That(
            grammar.Kinds.Exported.Select(kind => kind.Name),
            Is.EqualTo(
                new[]
                {
                    "groot",
                    "hold",
                    "lerobot",
                    "noisy",
                    "openpi",
                    "openvla",
                    "planner",
                    "random",
                    "reactive",
                    "replay",
                    "tokens",
                    "torch",
                    "vla-eval",
                    "xpolicylab",
                }
            )
        );
        foreach (var kind in grammar.Kinds.Exported)
        {
            Assert.That(kind.Syntax, Does.StartWith(kind.Name));
            Assert.That(grammar.Syntax, Does.Contain(kind.Syntax));
        }
    }

    [TestCase("eval --help", false)]
    [TestCase("act --policy torch:DIR --image no-file --instruction x", true)]
    public async Task Libtorch_IsLoadedOnlyWhereATorchPolicyIsNamed(string arguments, bool loaded)
    {
        using var process = new Process
        {
            StartInfo = new("dotnet", [typeof(PolicyGrammar).Assembly.Location, .. arguments.Split(' ')])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                // The loader then names every library that it loads.
                Environment = { ["LD_DEBUG"] = "files" },
            },
        };
        process.Start();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.That(
            (await output) + (await error),
            loaded ? Does.Contain("libtorch_cpu.so") : Does.Contain("libcoreclr.so").And.Not.Contain("libtorch")
        );
    }

    [Test]
    public void Kinds_TwoOfOneName_AreRefused() =>
        Assert.That(
            () => new PolicyKinds(typeof(HoldPolicy).Assembly, typeof(HoldPolicy).Assembly),
            Throws.ArgumentException.With.Message.Contains("'hold'")
        );

    private sealed class Disposable : IPolicy
    {
        public bool IsDisposed { get; private set; }

        public PolicySpec Spec => new HoldPolicy().Spec;

        public IPolicySession BeginEpisode(EpisodeBrief episode) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
