namespace BlindVla.Cli;

/// <summary>A person who can be asked.</summary>
internal interface IAnswers
{
    /// <summary>The space bar and the escape key; off a terminal a line that is an exclamation mark. They are heeded whenever they are
    /// pressed.</summary>
    const string StopKeys = " \u001b!";

    /// <summary>One of several keys or of <see cref="StopKeys"/>, as soon as it is pressed on a terminal; a line of its own elsewhere.
    /// Others are not taken.</summary>
    /// <param name="keys">Lower case; a line feed is an empty line.</param>
    /// <param name="refuse">Told of everything else that is typed.</param>
    /// <exception cref="CommandException">Nobody answers any more.</exception>
    ValueTask<char> KeyAsync(string keys, Action<string> refuse, CancellationToken cancellationToken);

    /// <summary>Completes once one of <see cref="StopKeys"/> is pressed on a terminal; never elsewhere, where a line is an answer to what
    /// is asked next.</summary>
    Task StopPressedAsync(CancellationToken cancellationToken);

    /// <summary>A line of text, without blanks around it.</summary>
    /// <exception cref="CommandException">Nobody answers any more.</exception>
    ValueTask<string> LineAsync(CancellationToken cancellationToken);
}
