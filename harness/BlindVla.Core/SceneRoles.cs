namespace BlindVla.Core;

/// <summary>The object ids that every put-on scene has; distractors have others.</summary>
public static class SceneRoles
{
    /// <summary>What must be moved.</summary>
    public const string Source = "source";

    /// <summary>Where it must go.</summary>
    public const string Receptacle = "receptacle";

    /// <summary>What is only in the way, numbered from 1.</summary>
    public static string Distractor(int number) => $"distractor_{number}";
}
