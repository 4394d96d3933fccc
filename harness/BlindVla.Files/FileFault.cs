namespace BlindVla.Files;

/// <summary>Why a file could not be read or written, in words that fit into the middle of a sentence.</summary>
public static class FileFault
{
    /// <summary>E.g. <c>there is no such file</c>, <c>permission denied</c>, <c>no space left on device</c>; the path is left
    /// out.</summary>
    public static string Reason(Exception fault)
    {
        switch (fault)
        {
            case FileNotFoundException:
                return "there is no such file";
            case DirectoryNotFoundException:
                return "there is no such folder";
            case UnauthorizedAccessException:
                return "permission denied, or it is a folder";
        }
        // The system's own words are followed by the path: "No space left on device : '/a/b'".
        var words = fault.Message.Split(" : '")[0].TrimEnd('.');
        return words.Length > 1 && char.IsUpper(words[0]) && char.IsLower(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
    }
}
