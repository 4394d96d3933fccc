namespace BlindVla.Core;

/// <summary>Something an environment measures of its task at every time step, besides success.</summary>
/// <param name="Name">Lower case, digits and underscores, e.g. <c>max_lift</c>: what the number of the episode is called.</param>
/// <param name="Unit">Of the value, e.g. <c>m</c>, <c>rad</c>, <c>1</c>; <see cref="Truth"/> for what holds or does not.</param>
/// <param name="Fold">How an episode's number comes out of its time steps.</param>
public sealed record MeasureSpec(string Name, string Unit, MeasureFold Fold)
{
    /// <summary>The unit of a value that is 1 where something holds and 0 where it does not.</summary>
    public const string Truth = "bool";

    /// <summary>Of the number of an episode: what held first is counted in control steps.</summary>
    public string EpisodeUnit() => Fold == MeasureFold.FirstTime ? "step" : Unit;

    /// <summary>Why no environment can measure this, each beginning with the field; empty when one can.</summary>
    public IEnumerable<string> Problems()
    {
        if (Name.Length is 0 or > 64 || Name[0] is < 'a' or > 'z' || !Name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'))
        {
            yield return $"name: expected up to 64 lower-case letters, digits and underscores, found '{VisibleText.Line(Name, 100)}'";
        }
        if (Unit.Length is 0 or > 16 || Unit.Any(c => char.IsControl(c) || c is ' ' or '[' or ']' or ',' or '"'))
        {
            yield return "unit: expected up to 16 characters, none of them a space, a bracket, a comma or a quote, found "
                + $"'{VisibleText.Line(Unit, 100)}'";
        }
        if (!Enum.IsDefined(Fold))
        {
            yield return "fold: expected last, maximum, minimum, any or first_time, found none of them";
        }
        if (Fold is MeasureFold.Any or MeasureFold.FirstTime && Unit != Truth)
        {
            yield return $"fold: any and first_time are of a truth value ('{Truth}'), the unit is '{VisibleText.Line(Unit, 100)}'";
        }
    }
}
