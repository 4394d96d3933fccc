using System.Collections.Immutable;

namespace BlindVla.Training;

/// <summary>One command of an experiment.</summary>
/// <param name="Name">Also the name of its folder.</param>
/// <param name="Words">The command as it is typed, without the program; <c>{out}</c> is the stage's own folder, <c>{NAME}</c> that of
/// another.</param>
/// <param name="Needs">Stages whose folders the command names, in the order of the file.</param>
/// <param name="Hours">What it took where it was measured; null where nobody has.</param>
/// <param name="Megabytes">What its folder took there.</param>
public sealed record Stage(string Name, ImmutableArray<string> Words, ImmutableArray<string> Needs, double? Hours, double? Megabytes)
{
    /// <summary>The words with folders in the places of references.</summary>
    public ImmutableArray<string> In(Func<string, string> folderOf) =>
        [.. Words.Select(word => ExperimentFile.Reference().Replace(word, match => folderOf(Named(match.Groups[1].Value))))];

    private string Named(string reference) => reference == ExperimentFile.OwnFolder ? Name : reference;
}
