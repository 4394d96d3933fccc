using System.Collections.Immutable;

namespace BlindVla.Training;

/// <summary>Whom to keep close to.</summary>
/// <param name="IsRandom">Not to what it knows: the same network with weights from the recipe's seed. What such a teacher brings comes
/// from the extra loss, not from its sight.</param>
public readonly record struct TeacherChoice(TeacherKind Kind, bool IsRandom)
{
    private const string Random = "random-";

    private static readonly ImmutableArray<(string Name, TeacherKind Kind)> Kinds =
    [
        ("resnet18", TeacherKind.ResNet18),
        ("base", TeacherKind.Base),
        ("radio", TeacherKind.Radio),
    ];

    /// <summary>What a recipe may say.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Kinds.Select(kind => kind.Name), .. Kinds.Select(kind => Random + kind.Name)];

    /// <summary>As a recipe says it.</summary>
    public string Name
    {
        get
        {
            var kind = Kind;
            return (IsRandom ? Random : "") + Kinds.Single(known => known.Kind == kind).Name;
        }
    }

    /// <param name="name">One of <see cref="Names"/>.</param>
    public static TeacherChoice Parse(string name)
    {
        var isRandom = name.StartsWith(Random, StringComparison.Ordinal);
        return new(Kinds.Single(kind => kind.Name == (isRandom ? name[Random.Length..] : name)).Kind, isRandom);
    }
}
