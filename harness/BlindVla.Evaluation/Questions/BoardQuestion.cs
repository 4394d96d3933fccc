using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// Whether a model sees, in the first picture of an episode, the board that the instruction names, and where (arXiv 2510.25616, 4.1). It
/// asks the knowledge that the task needs without asking for any motion.
/// </summary>
/// <param name="Id">Of the episode.</param>
/// <param name="Task">Of the episode.</param>
/// <param name="Target">What the instruction calls the board.</param>
/// <param name="Place">Where it lies.</param>
/// <param name="Places">Where boards lie.</param>
public sealed record BoardQuestion(string Id, string Task, string Target, string Place, ImmutableArray<string> Places)
{
    private const string Left = "left";
    private const string Center = "center";
    private const string Right = "right";

    /// <summary>Every word an answer may use for a place, wherever boards lie in this scene.</summary>
    public static ImmutableArray<string> AllPlaces { get; } = [Left, Center, Right];

    /// <summary>As the paper asks it, word by word.</summary>
    public string Text => $"Do you see the {Target}? Answer 'yes' or 'no'. If yes, specify where: 'left', 'center', or 'right'";

    /// <summary>The probability that somebody who says yes and guesses the place is right.</summary>
    public double Chance => 1.0 / Places.Length;

    /// <summary>The question about an episode; null when its scene is not one of two or three boards side by side.</summary>
    public static BoardQuestion? Of(EpisodeSpec episode)
    {
        if (episode.Scene is not TabletopScene scene)
        {
            return null;
        }
        // The camera looks from the side of the world's positive y to the negative: the smallest y is on the left of the picture.
        var row = scene.Objects.Where(o => o.Id != scene.Goal.Object).OrderBy(o => o.Pose.Position.Y).Select(o => o.Id).ToList();
        ImmutableArray<string> places = row.Count switch
        {
            2 => [Left, Right],
            3 => [Left, Center, Right],
            _ => [],
        };
        return places.IsEmpty
            ? null
            : new(episode.Id, episode.Task, episode.TargetName, places[row.IndexOf(scene.Goal.Receptacle)], places);
    }
}
