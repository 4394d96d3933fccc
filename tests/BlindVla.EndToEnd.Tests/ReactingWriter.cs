namespace BlindVla.EndToEnd.Tests;

/// <summary>Keeps what a command says, and lets a test react to it while the command goes on.</summary>
internal sealed class ReactingWriter(Action<string> react) : StringWriter
{
    public override void Write(ReadOnlySpan<char> buffer)
    {
        base.Write(buffer);
        react(buffer.ToString());
    }
}
