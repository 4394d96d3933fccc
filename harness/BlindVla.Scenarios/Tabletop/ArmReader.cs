using System.Collections.Immutable;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>Slots that say how the arm stands.</summary>
internal static class ArmReader
{
    private const int Joints = 6;

    // Waist to wrist_rotate. The two that lift the arm: together they decide how high the gripper is.
    private const int Shoulder = 1;
    private const int Elbow = 2;

    public static SlotChoices<ImmutableArray<double>>? Positions(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        if (values.List(node, $"the angles of {Joints} joints", n => values.Angle(n, "a joint position")) is not { } joints)
        {
            return null;
        }
        if (joints.Length != Joints)
        {
            values.Problems.Add(node, $"expected the angles of {Joints} joints, waist to wrist_rotate, found {joints.Length}");
            return null;
        }
        return new(slot, $"{string.Join(", ", joints.Select(j => $"{j:0.###}"))} rad", [joints], Format);
    }

    /// <summary>Every combination of one offset for each joint, but those that lift or lower shoulder and elbow too far together.</summary>
    public static SlotChoices<ImmutableArray<double>>? Offsets(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        if (YamlFields.Of(node, "offsets of the arm's joints", values.Problems) is not { } fields)
        {
            return null;
        }
        var jointsNode = fields.Required("joints");
        var nodes = values.Nodes(jointsNode, $"a list of offsets for each of {Joints} joints");
        var joints = nodes?.Select(n => JointOffsets(n, values)).ToList();
        var limit = values.Angle(fields.Required("max_shoulder_plus_elbow"), "the largest sum of the offsets of shoulder and elbow");
        fields.RefuseOthers();
        if (joints is { Count: not Joints })
        {
            values.Problems.Add(jointsNode!, $"expected lists for {Joints} joints, waist to wrist_rotate, found {joints.Count}");
            return null;
        }
        if (joints is null || joints.Contains(null) || limit is not { } most)
        {
            return null;
        }
        var combinations = joints
            .Aggregate<ImmutableArray<double>?, IEnumerable<ImmutableArray<double>>>(
                [
                    [],
                ],
                (some, next) => some.SelectMany(a => next!.Value.Select(a.Add))
            )
            .Where(offset => Math.Abs(Exactness.Round(offset[Shoulder] + offset[Elbow])) <= most)
            .ToImmutableArray();
        if (combinations.IsEmpty)
        {
            values.Problems.Add(node, $"no offsets of shoulder and elbow add up to at most {most:0.######} rad; allow more");
            return null;
        }
        return new(slot, $"{combinations.Length} combinations of offsets", combinations, Format);
    }

    private static ImmutableArray<double>? JointOffsets(YamlNode node, YamlValues values)
    {
        if (values.OneOrMore(node, "offsets", n => values.Angle(n, "an offset")) is not { } offsets)
        {
            return null;
        }
        var repeated = offsets.Where((offset, i) => offsets.IndexOf(offset) < i).Any();
        if (repeated)
        {
            values.Problems.Add(node, "an offset is listed twice; every combination is drawn with equal chances");
        }
        return repeated ? null : offsets;
    }

    private static string Format(ImmutableArray<double> joints) => string.Join(' ', joints.Select(j => $"{j:R}"));
}
