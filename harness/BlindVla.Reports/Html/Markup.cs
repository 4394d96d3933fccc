namespace BlindVla.Reports;

/// <summary>A piece of HTML. Text becomes one only through <see cref="Html.Of"/>, which encodes it, so that no name can break a
/// page.</summary>
internal readonly record struct Markup(string Text)
{
    public override string ToString() => Text;
}
