using System.Security.Cryptography;

namespace BlindVla.Training.Tests;

/// <summary>What a run comes to, as digests of everything it saves.</summary>
internal static class Bits
{
    public static string Of(string folder, Recipe recipe)
    {
        using var run = TinyTraining.Run(folder, recipe);
        run.Run(new RecordingObserver(), CancellationToken.None);
        var state = Directory.GetDirectories(Path.Combine(folder, "states")).Single();
        return string.Join(
            '\n',
            Directory.GetFiles(state).Order().Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))
        );
    }

    /// <summary>The same of a run that is killed once, after a step behind its last save.</summary>
    public static string OfInterrupted(string folder, Recipe recipe, int savedAfter)
    {
        using (var run = TinyTraining.Run(folder, recipe))
        {
            for (var step = 0; step < savedAfter; step++)
            {
                run.MakeStep();
            }
            run.Save();
            // What comes after the save is lost.
            run.MakeStep();
        }
        return Of(folder, recipe);
    }
}
