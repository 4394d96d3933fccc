using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>
/// The exact list of episodes of a run, or of a part of one. Ordered by index, so that a run that is cut short has about as many episodes
/// of every cell, and an episode stands near its control.
/// </summary>
public sealed class EpisodePlan
{
    private EpisodePlan(Suite suite, ulong seed, EpisodeCounts counts, ImmutableArray<EpisodeSpec> episodes)
    {
        Suite = suite;
        Seed = seed;
        Counts = counts;
        Episodes = episodes;
    }

    public Suite Suite { get; }

    public ulong Seed { get; }

    /// <summary>Of the whole run, whatever part of it this plan is.</summary>
    public EpisodeCounts Counts { get; }

    public ImmutableArray<EpisodeSpec> Episodes { get; }

    /// <summary>What there is to be claimed something about.</summary>
    public ConditionSet Conditions => new(Episodes.Select(episode => episode.Condition));

    /// <summary>In the order of the suite file, the controls of each task first; cells without episodes are left out.</summary>
    public ImmutableArray<PlanCell> Cells =>
        [
            .. Episodes
                .GroupBy(episode => episode.Condition)
                .Select(cell => new PlanCell(cell.Key.Task, cell.Key.AxisAtLevel, cell.Key.Split, cell.Count())),
        ];

    internal static EpisodePlan Create(Suite suite, ulong seed, EpisodeCounts counts)
    {
        if (counts.Numbers.FirstOrDefault(number => number is < 1 or > Condition.MostEpisodes, 1) is not 1 and var wrong)
        {
            throw new InputException("episodes", $"expected from 1 to {Condition.MostEpisodes} episodes per cell, found {wrong}");
        }
        var episodes = ImmutableArray.CreateBuilder<EpisodeSpec>();
        for (var index = 0; index < counts.Most; index++)
        {
            foreach (var task in suite.Tasks)
            {
                var sampler = new EpisodeSampler(suite, task, seed);
                episodes.Add(sampler.Draw(null, null, index));
                foreach (var axis in task.Axes)
                {
                    foreach (var perturbation in axis.Perturbations)
                    {
                        episodes.Add(sampler.Draw(axis, perturbation, index));
                    }
                }
            }
        }
        var ofEach = counts.Of([.. episodes.Select(episode => episode.Condition)]);
        return new(suite, seed, counts, [.. episodes.Where(episode => episode.Index < ofEach[episode.Condition])]);
    }

    /// <summary>The episodes whose whole id matches: <c>*</c> any characters, <c>?</c> one, upper and lower case are different.</summary>
    /// <param name="glob">Null for all of them.</param>
    /// <exception cref="InputException">No id matches.</exception>
    public EpisodePlan Only(string? glob)
    {
        if (glob is null)
        {
            return this;
        }
        var pattern = new EpisodeGlob(glob);
        var episodes = Episodes.Where(e => pattern.IsMatch(e.Id)).ToImmutableArray();
        if (episodes.IsEmpty)
        {
            var near = pattern.Nearest(Episodes.Select(e => e.Id), 3);
            throw new InputException("only", $"no episode id of {Suite.Name} matches '{glob}'; near it: {string.Join(", ", near)}");
        }
        return new(Suite, Seed, Counts, episodes);
    }

    /// <summary>
    /// The <paramref name="number"/>-th of <paramref name="count"/> parts that share no episode and together are the whole. Each has about
    /// as much of every cell, so that any number of parts is busy; which part an episode is in does not change when cells get more.
    /// </summary>
    /// <param name="number">From 1 to <paramref name="count"/>.</param>
    /// <exception cref="InputException">There is no such part.</exception>
    public EpisodePlan Shard(int number, int count)
    {
        if (number < 1 || number > count)
        {
            throw new InputException("shard", $"expected i/n with i from 1 to n, found {number}/{count}");
        }
        // Each cell begins with another part: else what is left over where the parts do not divide its episodes would all be the first's.
        var first = Episodes
            .Select(episode => episode.Condition)
            .Distinct()
            .ToDictionary(cell => cell, cell => KeyedRandom.Create(0, "shard", cell.Task, cell.AxisAtLevel).NextInt(count));
        return new(Suite, Seed, Counts, [.. Episodes.Where(e => ((long)e.Index + first[e.Condition]) % count == number - 1)]);
    }

    /// <summary>The scenes with the indices from <paramref name="first"/> to before <paramref name="end"/>, of every cell.</summary>
    public EpisodePlan Scenes(int first, int end) =>
        new(Suite, Seed, Counts, [.. Episodes.Where(episode => episode.Index >= first && episode.Index < end)]);

    /// <summary>Why this plan cannot be run in an environment; empty when it can.</summary>
    /// <param name="byHand">A person lays the scenes.</param>
    public ImmutableArray<string> Problems(EnvironmentSpec environment, bool byHand = false)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        if (Math.Abs(Suite.ControlPeriodSeconds - environment.ControlPeriodSeconds) > 1e-9)
        {
            problems.Add(
                $"control_period: the suite {Suite.Name} expects {Suite.ControlPeriodSeconds} s, "
                    + $"the environment has {environment.ControlPeriodSeconds} s"
            );
        }
        if (Suite.Late != LateRule.Wait && !environment.Capabilities.RealTime)
        {
            problems.Add(
                $"late: the suite {Suite.Name} says what happens where an action is late, in this environment none can be: it waits; "
                    + "leave the key out, or put it into a suite that extends this one"
            );
        }
        void Check(string what, ImmutableArray<string> offered, Func<EpisodeSpec, IEnumerable<string>> needed)
        {
            var missing = Episodes
                .SelectMany(e => needed(e).Select(name => (Name: name, e.Id)))
                .Where(need => !offered.Contains(need.Name))
                .GroupBy(need => need.Name, need => need.Id)
                .OrderBy(need => need.Key, StringComparer.Ordinal);
            foreach (var need in missing)
            {
                problems.Add(
                    $"{what}: the environment has no '{need.Key}', which {Of(need.Count(), "needs", "need")} "
                        + $"({need.First()} is the first); "
                        + NearestNames.Suggest(need.Key, offered)
                );
            }
        }

        if (!environment.Capabilities.SceneSettable)
        {
            if (byHand)
            {
                // What there is to lay is not the environment's.
                problems.AddRange(BeyondHands());
                return problems.ToImmutable();
            }
            problems.Add(
                "capabilities.scene_settable: the suite sets every scene, in this environment a person does; ./blindvla control asks one"
            );
        }
        Check("objects", environment.Objects, e => e.Scene is TabletopScene scene ? scene.Objects.Select(o => o.Asset).Distinct() : []);
        Check("tables", environment.Tables, e => e.Scene is TabletopScene scene ? [scene.Table] : []);
        Check("worlds", [.. environment.Worlds.Select(world => world.Name)], e => e.Scene is NamedScene scene ? [scene.World] : []);
        foreach (var world in environment.Worlds)
        {
            IEnumerable<string> Named(EpisodeSpec episode, Func<NamedScene, IEnumerable<string>> needed) =>
                episode.Scene is NamedScene scene && scene.World == world.Name ? needed(scene) : [];
            Check($"worlds.{world.Name}.tasks", [.. world.Tasks.Select(task => task.Name)], e => Named(e, scene => [scene.Task]));
            Check($"worlds.{world.Name}.parameters", world.Parameters, e => Named(e, scene => scene.Parameters.Keys));
        }
        problems.AddRange(UnknownInitialStates(environment));
        Check("textures", environment.Textures, e => e.Scene.Overlay is { } overlay ? [overlay.Texture] : []);
        Check("factors", [.. environment.SceneLimits.Factors.Keys], e => e.Scene.Factors.Keys);
        problems.AddRange(OutOfLimits(environment.SceneLimits));
        return problems.ToImmutable();
    }

    /// <summary>What a scene asks for that nobody can do with two hands.</summary>
    private IEnumerable<string> BeyondHands() =>
        Episodes
            .SelectMany(e => BeyondHands(e.Scene).Select(what => (What: what, e.Id)))
            .GroupBy(found => found.What, found => found.Id)
            .Select(same => $"{same.Key}: {Of(same.Count(), "needs", "need")} it, which no hand can do ({same.First()} is the first)");

    private static IEnumerable<string> BeyondHands(Scene scene)
    {
        if (scene is not TabletopScene)
            yield return "a scene of a world that owns its scenes";
        if (scene.Overlay is not null)
            yield return "a texture over the picture";
        if (scene.Camera is not null)
            yield return "another camera";
        if (scene.Lighting is not null)
            yield return "another light";
        if (scene.Sensor is not null)
            yield return "worse pictures";
        if (!scene.Factors.IsEmpty)
            yield return string.Join(", ", scene.Factors.Keys);
        if (scene.ActionLatencySteps > 0)
            yield return "latency";
        if (scene is TabletopScene { Events.IsEmpty: false })
            yield return "something that happens in mid-episode";
        if (
            (scene as TabletopScene)?.Objects.Any(o =>
                (o.Scale, o.MassFactor, o.FrictionFactor, o.ColorFactor) != (1, 1, 1, LinearColor.White)
            ) == true
        )
            yield return "an object of another size, mass, friction or colour";
    }

    private IEnumerable<string> UnknownInitialStates(EnvironmentSpec environment) =>
        environment
            .Worlds.SelectMany(world => world.Tasks.Select(task => (World: world.Name, Task: task)))
            .Select(named =>
                (
                    named.Task,
                    Beyond: Episodes
                        .Where(e =>
                            e.Scene is NamedScene scene
                            && (scene.World, scene.Task) == (named.World, named.Task.Name)
                            && scene.InitialState >= named.Task.InitialStates
                        )
                        .ToList()
                )
            )
            .Where(named => named.Beyond.Count > 0)
            .Select(named =>
                $"initial_states: the environment has {named.Task.InitialStates} of {named.Task.Name}, "
                + $"{Of(named.Beyond.Count, "needs", "need")} a later one ({named.Beyond[0].Id} is the first)"
            );

    private IEnumerable<string> OutOfLimits(SceneLimits limits) =>
        Episodes
            .SelectMany(e => limits.Problems(e.Scene).Select(problem => (Problem: problem, e.Id)))
            .GroupBy(found => (found.Problem.Field, found.Problem.Expected))
            .Select(same =>
                $"{same.Key.Field}: the environment allows {same.Key.Expected}, {Of(same.Count(), "has", "have")} other values "
                + $"({same.First().Id} is the first, with {same.First().Problem.Found})"
            );

    private static string Of(int episodes, string verb, string verbs) =>
        episodes == 1 ? $"1 episode {verb}" : $"{episodes} episodes {verbs}";
}
