using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;

namespace BlindVla.Training;

/// <summary>Asks about pictures what their annotations answer.</summary>
/// <param name="names">What may be asked for that is not there.</param>
public sealed class Questioner(ImmutableArray<string> names)
{
    /// <summary>Shares of the picture's width within which nothing is called left or right of another.</summary>
    private const double SideMargin = 0.06;

    /// <summary>Metres that what lies on something may sink into it.</summary>
    private const double SinkMargin = 0.005;

    /// <summary>Four to six questions: two for places, one each for something that is there and something that is not, and others that
    /// the scene allows.</summary>
    /// <param name="things">Of the scene.</param>
    /// <param name="annotations">Of this picture.</param>
    /// <param name="state">At the time of this picture.</param>
    public ImmutableArray<Question> Ask(
        IReadOnlyList<SceneThing> things,
        ImmutableArray<Annotation> annotations,
        PrivilegedState state,
        KeyedRandom random
    )
    {
        var questions = ImmutableArray.CreateBuilder<Question>();
        foreach (var place in annotations.OrderBy(_ => random.NextUInt64()).Take(2))
        {
            questions.Add(Place(place));
        }
        var seen = annotations.Where(annotation => annotation.Kind != EntityKind.Gripper).ToList();
        if (seen.Count > 0)
        {
            questions.Add(Presence(random.Choose(seen).Name, "yes"));
        }
        var absent = names.Where(name => things.All(thing => thing.Name != name && thing.Board?.Name != name)).ToList();
        if (absent.Count > 0)
        {
            questions.Add(Presence(random.Choose(absent), "no"));
        }
        var others =
            (List<Question>)
                [
                    Make(QuestionKind.Count, "how many objects are on the table?", $"{seen.Count}"),
                    .. Relations(things, state, random),
                    .. Sides(seen, random),
                    .. Boards(things, seen),
                ];
        // One of each kind, so that the kind of which there are many is not asked for all the time.
        questions.AddRange(
            others
                .GroupBy(question => question.Kind)
                .OrderBy(_ => random.NextUInt64())
                .Take(1 + random.NextInt(2))
                .Select(kind => random.Choose([.. kind]))
        );
        return questions.ToImmutable();
    }

    private static Question Place(Annotation place) =>
        Make(QuestionKind.Place, $"where is the {place.Name}?", LocationTokens.Of(place.U, place.V));

    private static Question Presence(string name, string answer) =>
        Make(QuestionKind.Presence, $"is there {Article(name)} {name}?", answer);

    /// <summary>What lies on what; as many that are so as that are not.</summary>
    private static List<Question> Relations(IReadOnlyList<SceneThing> things, PrivilegedState state, KeyedRandom random)
    {
        var pairs = (
            from item in things
            where item.Kind == EntityKind.Object
            from under in things
            where under.Kind is EntityKind.Receptacle or EntityKind.Board
            select (Item: item, Under: under, IsOn: IsOn(Find(item), Find(under)))
        ).ToList();
        if (pairs.Find(pair => pair.IsOn) is not { Item: { } lying, Under: { } support })
        {
            return [];
        }
        var wantedOn = random.NextInt(2) == 0;
        var asked = pairs.Where(pair => pair.IsOn == wantedOn).DefaultIfEmpty((lying, support, true)).ToList();
        var (other, beside, isOn) = random.Choose(asked);
        return
        [
            Make(QuestionKind.Relation, $"what is on the {support.Name}?", lying.Name),
            Make(QuestionKind.Relation, $"is the {other.Name} on the {beside.Name}?", isOn ? "yes" : "no"),
        ];

        ObjectState Find(SceneThing thing) => state.Objects.First(o => o.Id == thing.Id);
    }

    private static bool IsOn(ObjectState item, ObjectState under)
    {
        var (middle, support) = (Annotator.Middle(item), Annotator.Middle(under));
        var half = 0.5 * (under.BoundingBoxMax - under.BoundingBoxMin);
        var across = Math.Sqrt(Math.Pow(middle.X - support.X, 2) + Math.Pow(middle.Y - support.Y, 2));
        var size = item.BoundingBoxMax - item.BoundingBoxMin;
        var lowest = middle.Z - (0.5 * Math.Max(size.X, Math.Max(size.Y, size.Z)));
        return across < Math.Min(half.X, half.Y) && middle.Z > support.Z + half.Z - SinkMargin && lowest < support.Z + half.Z + SinkMargin;
    }

    private static IEnumerable<Question> Sides(List<Annotation> seen, KeyedRandom random)
    {
        var (first, second) = (random.NextInt(seen.Count + 1), random.NextInt(seen.Count + 1));
        if (first < seen.Count && second < seen.Count && Math.Abs(seen[first].U - seen[second].U) > SideMargin)
        {
            yield return Make(
                QuestionKind.Relation,
                $"is the {seen[first].Name} left of the {seen[second].Name}?",
                seen[first].U < seen[second].U ? "yes" : "no"
            );
        }
    }

    private static IEnumerable<Question> Boards(IReadOnlyList<SceneThing> things, List<Annotation> seen)
    {
        var boards = (
            from thing in things
            where thing.Board is not null
            join place in seen on thing.Name equals place.Name
            orderby place.U
            select thing.Board
        ).ToList();
        if (boards.Count < 2)
        {
            yield break;
        }
        string[] sides = boards.Count == 2 ? ["left", "right"] : ["left", "center", "right"];
        foreach (var (side, board) in sides.Zip(boards))
        {
            yield return Make(QuestionKind.Sign, $"which sign is on the {side}?".Replace("on the center", "in the center"), board.Name);
        }
        foreach (var board in boards.Where(board => board.Color is not null && boards.Count(other => other.Shape == board.Shape) == 1))
        {
            yield return Make(QuestionKind.Colour, $"what colour is the {board.Shape}?", board.Color!);
        }
    }

    private static string Article(string name) => "aeiou".Contains(char.ToLowerInvariant(name[0])) ? "an" : "a";

    private static Question Make(QuestionKind kind, string text, string answer) =>
        new(kind, text.ToLowerInvariant(), answer.ToLowerInvariant());
}
