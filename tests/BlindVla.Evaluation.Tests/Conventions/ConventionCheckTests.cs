using BlindVla.Core;

namespace BlindVla.Evaluation.Tests;

public sealed class ConventionCheckTests
{
    private const int Scenes = 20;
    private const int MomentsOfAScene = 12;
    private const double Degrees = 180 / Math.PI;

    /// <summary>What becomes of an action on a way with another convention, and what is said of it.</summary>
    private static readonly TestCaseData[] Mistakes =
    [
        Mistake("swapped", "axes", "x looks like y, y looks like x: that goes with the expert's better in ", a =>
            (a[0], a[1]) = (a[1], a[0])
        ),
        Mistake("reversed", "axes", "y looks reversed: ", a => a[1] = -a[1]),
        Mistake("turned round", "axes", "x looks reversed, y looks reversed: ", a => (a[0], a[1]) = (-a[0], -a[1])),
        Mistake("rotated", "axes", "x looks like y, y looks like z, z looks like x: ", a => (a[0], a[1], a[2]) = (a[1], a[2], a[0])),
        Mistake("by a quarter", "axes", "x looks like y, y looks like -x: ", a => (a[0], a[1]) = (a[1], -a[0])),
        Mistake("centimetres", "distance", ": centimetres read as metres?", a => Scale(a, 0, 100)),
        Mistake("metres", "distance", ": metres read as millimetres?", a => Scale(a, 0, 1e-3f)),
        Mistake("degrees", "turn", ": degrees read as radians?", a => Scale(a, 3, (float)Degrees)),
        Mistake("radians", "turn", ": radians read as degrees?", a => Scale(a, 3, (float)(1 / Degrees))),
        Mistake("the other way", "turn", "it turns the other way in ", a => Scale(a, 3, -1)),
        Mistake("inverted", "gripper", "it opens where the expert closes in ", a => a[6] = -a[6]),
    ];

    /// <summary>Policies that are bad, each in its way.</summary>
    private static readonly TestCaseData[] BadOnes =
    [
        Bad("knows nothing", (_, random) => Random(random, 0.02)),
        Bad("goes wild", (_, random) => Random(random, 5)),
        Bad("always the same", (_, _) => [0.01f, -0.02f, 0.01f, 0.1f, 0, 0, 1]),
        Bad("stands still", (_, _) => [0, 0, 0, 0, 0, 0, 1]),
        Bad("only goes down and up", (expert, random) => Mixed(Random(random, 0.02), expert, 2)),
        Bad("only knows the gripper", (expert, random) => Mixed(Random(random, 0.02), expert, 6)),
        Bad("hardly knows anything", (expert, random) => Noisy(expert, random, 6)),
    ];

    [TestCaseSource(nameof(Mistakes))]
    public void AnotherConvention_IsSuspected_AndNamed(string convention, string saw, Action<float[]> mistake)
    {
        foreach (var noise in new[] { 0, 0.8 })
        {
            var random = KeyedRandom.Create(1, "mistakes");
            var check = ConventionCheck.Of([.. Moments(random, expert =>
                {
                    var action = Noisy(expert, random, noise);
                    mistake(action);
                    return action;
                })]);

            var suspect = check.Findings.Single(finding => finding.Grade == ConventionGrade.Suspect);
            Assert.That(suspect.Convention, Is.EqualTo(convention));
            Assert.That(suspect.Saw, Does.Contain(saw));
            Assert.That(check.IsSuspect);
            // Along axes that are not the expert's nothing is known of distances.
            var unknown = check.Findings.Where(finding => finding.Grade == ConventionGrade.Unknown).Select(finding => finding.Convention);
            Assert.That(unknown, Is.SubsetOf(convention == "axes" ? ["distance"] : Array.Empty<string>()), check.ToJson());
        }
    }

    [Test]
    public void TheRightOne_IsOk_AndSaysHowMuchItSaw()
    {
        var random = KeyedRandom.Create(2, "right");

        var check = ConventionCheck.Of([.. Moments(random, expert => Noisy(expert, random, 0.8))]);

        Assert.That((check.Scenes, check.Moments), Is.EqualTo((Scenes, Scenes * MomentsOfAScene)));
        Assert.That(check.Findings.Select(finding => finding.Grade), Is.All.EqualTo(ConventionGrade.Ok), check.ToJson());
        Assert.That(check.Findings[0].Saw, Does.Match(@"^they go with the expert's in \d+ of 20 scenes, correlations 0\.\d+ of x, "));
    }

    /// <summary>No false alarm: in two hundred such policies hardly one is suspected of anything.</summary>
    [TestCaseSource(nameof(BadOnes))]
    public void BadPolicy_IsUnknown_NotSuspect(Func<float[], KeyedRandom, float[]> policy)
    {
        const int Policies = 200;
        var suspected = Enumerable
            .Range(0, Policies)
            .Select(i => KeyedRandom.Create((ulong)i, "bad"))
            .Select(random => ConventionCheck.Of([.. Moments(random, expert => policy(expert, random))]))
            .Where(check => check.IsSuspect)
            .ToList();

        Assert.That(suspected, Has.Count.LessThanOrEqualTo(4), () => suspected[0].ToJson());
    }

    [Test]
    public void WhatTheExpertDoesNotShow_IsUnknown()
    {
        var moments = Enumerable
            .Range(0, 60)
            .Select(i => Moment(i / 3, [0, 0, 0.01f * (i % 3), 0, 0, 0, 1], [0, 0, 0.01f * (i % 3), 0, 0, 0, 1]));

        var check = ConventionCheck.Of([.. moments]);

        Assert.That(Grade("turn"), Is.EqualTo((ConventionGrade.Unknown, "the expert hardly turns")));
        Assert.That(Grade("gripper"), Is.EqualTo((ConventionGrade.Unknown, "the expert never changes it")));

        (ConventionGrade, string) Grade(string name)
        {
            var finding = check.Findings.Single(finding => finding.Convention == name);
            return (finding.Grade, finding.Saw);
        }
    }

    [Test]
    public void NoMoments_SayNothing() => Assert.That(ConventionCheck.Of([]).Findings, Is.Empty);

    /// <summary>As somebody who goes to a thing somewhere, takes it, carries it and lets go.</summary>
    private static IEnumerable<ConventionMoment> Moments(KeyedRandom random, Func<float[], float[]> policy)
    {
        for (var scene = 0; scene < Scenes; scene++)
        {
            for (var i = 0; i < MomentsOfAScene; i++)
            {
                float[] expert =
                [
                    Normal(random, 0.02),
                    Normal(random, 0.02),
                    (i % 6 < 3 ? -0.02f : 0.02f) + Normal(random, 0.01),
                    Normal(random, 0.005),
                    Normal(random, 0.005),
                    Normal(random, 0.05),
                    i is < 5 or > 9 ? 1 : -1,
                ];
                yield return Moment(scene, expert, policy([.. expert]));
            }
        }
    }

    private static ConventionMoment Moment(int scene, float[] expert, float[] policy) => new(scene, expert, policy);

    /// <param name="noise">Deviations of the expert's own.</param>
    private static float[] Noisy(float[] expert, KeyedRandom random, double noise) =>
        [
            .. expert.Select(
                (value, i) =>
                    i == 6
                        ? (value + Normal(random, noise) > 0 ? 1 : -1)
                        : value
                            + Normal(
                                random,
                                noise
                                    * (
                                        i < 3 ? 0.02
                                        : i < 5 ? 0.005
                                        : 0.05
                                    )
                            )
            ),
        ];

    private static float[] Random(KeyedRandom random, double size) =>
        [.. Enumerable.Range(0, 7).Select(i => i == 6 ? Math.Sign(Normal(random, 1)) : Normal(random, size))];

    private static float[] Mixed(float[] one, float[] other, int axis)
    {
        one[axis] = other[axis];
        return one;
    }

    private static void Scale(float[] action, int from, float factor)
    {
        for (var i = from; i < from + 3; i++)
            action[i] *= factor;
    }

    private static float Normal(KeyedRandom random, double deviation) => (float)(deviation * random.NextNormal());

    private static TestCaseData Mistake(string name, string convention, string saw, Action<float[]> mistake) =>
        new TestCaseData(convention, saw, mistake).SetArgDisplayNames(name);

    private static TestCaseData Bad(string name, Func<float[], KeyedRandom, float[]> policy) =>
        new TestCaseData(policy).SetArgDisplayNames(name);
}
