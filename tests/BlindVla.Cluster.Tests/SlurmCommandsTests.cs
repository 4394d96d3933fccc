namespace BlindVla.Cluster.Tests;

/// <summary>What the commands are told and answer.</summary>
public sealed class SlurmCommandsTests
{
    [TestCase("1", 1)]
    [TestCase("1-3", 1, 2, 3)]
    [TestCase("1-2,5,7-9", 9, 1, 2, 8, 7, 5)]
    public void Ranges_AreAsSbatchTakesThem(string expected, params int[] tasks) =>
        Assert.That(SlurmCommands.Ranges(tasks), Is.EqualTo(expected));

    /// <summary>Lines of <c>squeue --format='%F %K %T'</c> of Slurm 22.05, a job that is no array among them.</summary>
    [Test]
    public void Queue_OfOtherJobsToo_SaysWhichTasksAreNotAtTheirEnd()
    {
        const string table = """
            12 1 COMPLETED
            12 2 RUNNING
            12 3 PENDING
            12 4 COMPLETING
            12 5 NODE_FAIL
            12 6 TIMEOUT
            12 7 SUSPENDED
            12 8 PREEMPTED
            14 5 PENDING
            15 9 RUNNING
            99 N/A RUNNING
            """;

        Assert.That(
            SlurmCommands.Unfinished(table, [12, 14]).Select(unfinished => unfinished.Task),
            Is.EquivalentTo(new[] { 2, 3, 4, 5, 7 })
        );
        Assert.That(SlurmCommands.Unfinished("", [12]), Is.Empty);
    }

    [Test]
    public void Queue_ThatIsNotUnderstood_IsRefused() =>
        Assert.That(
            () => SlurmCommands.Unfinished("slurm_load_jobs error", [12]),
            Throws.TypeOf<SlurmException>().With.Message.Contains("found 'slurm_load_jobs error'")
        );
}
