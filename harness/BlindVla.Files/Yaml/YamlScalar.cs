namespace BlindVla.Files;

/// <param name="IsPlain">Written without quotes.</param>
public sealed record YamlScalar(int Line, int Column, string Text, bool IsPlain) : YamlNode(Line, Column)
{
    public override string Kind => Text.Length == 0 && IsPlain ? "nothing" : $"'{(Text.Length <= 60 ? Text : Text[..60] + "…")}'";
}
