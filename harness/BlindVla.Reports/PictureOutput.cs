using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Imaging;

namespace BlindVla.Reports;

/// <summary>Pictures as files that are there whole or not at all.</summary>
public static class PictureOutput
{
    /// <summary>In the format that the ending of the file's name says; folders are made.</summary>
    /// <exception cref="InputException">The ending is none of a picture's.</exception>
    /// <exception cref="RunException">The disk refuses.</exception>
    public static void Write(string path, Picture picture)
    {
        var content = PictureFile.Encode(picture, path);
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }
            AtomicFile.Write(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }
}
